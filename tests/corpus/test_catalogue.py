import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from catalogue_in_memory import CatalogueInMemory
from stored_articles import catalogue_of

from corpus.catalogue import Catalogue
from corpus.dates import parse_published
from corpus.errors import ArticleNotFoundError, NameNotFoundError
from corpus.glossary import Glossary, load_glossary
from corpus.load import load_corpus
from corpus.schema import Article, Link
from corpus.starter import starter_folder
from corpus.text import fold_key, has_han, to_simplified


@pytest.fixture(scope="module")
def starter() -> Sequence[Article]:
    return load_corpus([starter_folder()]).articles


@pytest.fixture(scope="module")
def catalogue(starter) -> Catalogue:
    return catalogue_of(starter, load_glossary())


@pytest.fixture(scope="module")
def glossary():
    return load_glossary()


def article(id: str, title: str = "", day: str | None = None, **fields) -> Article:
    return Article(
        id=id,
        title=title or id,
        body="Some text.",
        language="en",
        published=parse_published(day),
        **fields,
    )


def ids(articles: list[Article]) -> list[str]:
    return [article.id for article in articles]


def test_an_article_is_found_by_its_id_and_by_its_title_first(catalogue):
    for wanted in catalogue.latest(limit=200):
        assert catalogue.find(wanted.id)[0] == wanted
        assert catalogue.find(wanted.title)[0].title == wanted.title
        assert catalogue.get(wanted.id) == wanted


def test_an_article_is_found_by_words_of_its_title_and_their_beginnings(glossary):
    catalogue = catalogue_of(
        [article("a", "Ferry line sells tickets by face"), article("b", "A tram stops")], glossary
    )
    assert ids(catalogue.find("tickets ferry")) == ["a"]
    assert ids(catalogue.find("ferr")) == ["a"]
    assert ids(catalogue.find("erry")) == []


def test_every_title_with_a_word_is_found(catalogue):
    """Also where the word is the name of a concept, and stands within that of another."""
    titles = {article.id: fold_key(article.title) for article in catalogue.latest(limit=1000)}
    for word in ("stablecoin", "sandbox", "fintech", "crypto", "沙盒", "私隱", "保險", "跨境"):
        pattern = fold_key(word) if has_han(word) else rf"\b{word}s?\b"
        held = {id for id, title in titles.items() if re.search(pattern, title)}
        assert held
        assert held <= set(ids(catalogue.find(word, limit=1000)))


@pytest.mark.parametrize("query", ["沙盒", "ｓａｎｄｂｏｘ", "Sandbox", "SANDBOX"])
def test_a_word_is_found_in_any_script_width_and_case(query, glossary):
    articles = [article("en", "A Sandbox opens"), article("hant", "開放沙盒"), article("x", "Tram")]
    assert sorted(ids(catalogue_of(articles, glossary).find(query))) == ["en", "hant"]
    plain = catalogue_of(
        [article("hant", "轉換電話號碼"), article("hans", "转换电话号码")], Glossary([])
    )
    assert sorted(ids(plain.find("電話"))) == sorted(ids(plain.find("电话"))) == ["hans", "hant"]


@pytest.mark.parametrize("query", ["虛擬銀行", "虚拟银行", "virtual bank", "virtual banks"])
def test_a_subject_is_found_in_both_languages(catalogue, query):
    found = catalogue.find(query, limit=30)
    assert {article.language for article in found} == {"en", "zh-Hant"}
    assert "2019-03-28-first-virtual-bank-licences" in ids(found)
    assert "2024-08-01-virtual-banks-2023-losses" in ids(found)


def test_an_abbreviation_finds_the_chinese_name(catalogue):
    assert any("金管局" in found.title for found in catalogue.find("HKMA", limit=100))


def test_a_short_name_is_not_found_inside_longer_words(glossary):
    articles = [
        article("a", "Thailand said no"),
        article("b", "AI at the bank"),
        article("c", "Aid"),
    ]
    assert ids(catalogue_of(articles, glossary).find("AI")) == ["b"]
    assert ids(catalogue_of(articles, glossary).find("AI Thailand")) == ["a", "b"]


@pytest.mark.parametrize("query", ["", "  ", "？！", "🙂", "zzzz qqqq"])
def test_a_query_that_names_nothing_finds_nothing(catalogue, query):
    assert catalogue.find(query) == []


def test_equal_finds_come_newest_first_and_undated_last(glossary):
    articles = [
        article("undated", "A tram stops"),
        article("old", "A tram starts", "2019-01-01"),
        article("new", "A tram goes", "2024-01-01"),
    ]
    assert ids(catalogue_of(articles, glossary).find("tram")) == ["new", "old", "undated"]
    assert ids(catalogue_of(articles, glossary).find("tram", limit=1)) == ["new"]


def test_a_teaser_comes_behind_an_article(glossary):
    articles = [
        article("a-teaser", "A tram goes", "2025-01-01", extent="teaser"),
        article("full", "Goes by tram", "2019-01-01"),
    ]
    assert ids(catalogue_of(articles, glossary).find("goes tram")) == ["full", "a-teaser"]


def test_the_latest_come_by_date_without_teasers_and_undated_last(glossary):
    articles = [
        article("undated"),
        article("b", day="2024-01-01", topics=("AI",), provider="Bay Courier"),
        article("a", day="2024-01-01", topics=("Banking",)),
        article("new", day="2025-01-01", topics=("AI", "Banking"), provider="Quay Ledger"),
        article("teaser", day="2026-01-01", extent="teaser"),
    ]
    catalogue = catalogue_of(articles, glossary)
    assert ids(catalogue.latest()) == ["new", "a", "b", "undated"]
    assert ids(catalogue.latest(topics=["AI"])) == ["new", "b"]
    assert ids(catalogue.latest(topics=["AI"], providers=["Bay Courier"])) == ["b"]
    assert ids(catalogue.latest(limit=1)) == ["new"]


def test_related_are_those_it_names_and_then_those_of_its_subject(glossary):
    link = Link(title="Ferry", url="http://www.bay.hk/ferry/")
    story = article("story", "HKMA stablecoin sandbox", related=(link,))
    articles = [
        story,
        article("ferry", url="https://bay.hk/ferry"),
        article("same", "金管局穩定幣沙盒", "2024-01-01"),
        article("older", "A stablecoin sandbox of the HKMA", "2019-01-01"),
        article("other", "A tram stops"),
    ]
    catalogue = catalogue_of(articles, glossary)
    assert ids(catalogue.related("story")) == ["ferry", "same", "older"]
    assert ids(catalogue.related("story", limit=1)) == ["ferry"]
    assert ids(catalogue.related("other")) == []


def test_a_story_is_related_once_and_not_to_itself(glossary):
    titles = ("told", "told-again", "other", "other-again")
    articles = [article(id, "HKMA stablecoin sandbox") for id in titles]
    groups = {id: id.removesuffix("-again") for id in titles}
    assert ids(catalogue_of(articles, glossary, groups).related("told")) == ["other"]


def test_of_very_many_topics_the_first_relate_an_article(glossary):
    topics = tuple(f"topic {number}" for number in range(600))
    many = article("many", topics=topics)
    near = article("near", topics=topics[:5])
    assert ids(catalogue_of([many, near], glossary).related("many")) == ["near"]


def test_finds_go_on_behind_the_first(glossary):
    catalogue = catalogue_of([article(f"{n}", "A tram stops") for n in range(5)], glossary)
    assert ids(catalogue.find("tram", limit=2, offset=3)) == ["3", "4"]


def test_topics_and_providers_are_counted_the_largest_first(glossary):
    articles = [
        article("a", topics=("AI", "Banking"), provider="Bay Courier"),
        article("b", topics=("AI",), provider="Bay Courier"),
        article("c", topics=("Art",), provider="Acorn"),
        article("d"),
    ]
    catalogue = catalogue_of(articles, glossary)
    assert catalogue.topics() == [("AI", 2), ("Art", 1), ("Banking", 1)]
    assert catalogue.providers() == [("Bay Courier", 2), ("Acorn", 1)]


@pytest.mark.parametrize("name", ["HKMA", "hkma", "金管局", "Hong Kong Monetary Authority"])
def test_a_provider_is_named_in_any_spelling(catalogue, name):
    assert set(catalogue.providers_named(name)) == {"HKMA", "香港金融管理局"}


def test_a_provider_is_also_meant_where_it_is_republished(catalogue):
    found = catalogue.providers_named("South China Morning Post")
    assert "South China Morning Post" in found
    assert "South China Morning Post (via Yahoo News)" in found


def test_an_alias_of_a_provider_means_its_republished_articles_too(glossary):
    catalogue = catalogue_of([article("a", provider="HKMA (via Bay Courier)")], glossary)
    assert catalogue.providers_named("金管局") == ("HKMA (via Bay Courier)",)


def test_a_topic_is_named_in_any_spelling(catalogue):
    assert catalogue.topics_named("trade finance") == ("Trade Finance",)
    assert "AI" in catalogue.topics_named("人工智能")


def test_an_unknown_name_is_refused_with_similar_ones(catalogue):
    with pytest.raises(NameNotFoundError) as caught:
        catalogue.providers_named("HKMAA")
    assert "HKMA" in caught.value.similar
    assert str(caught.value).startswith('no article has the provider "HKMAA"; similar: HKMA')


def test_a_name_like_no_other_is_refused_without_a_guess(catalogue):
    for kind, look_up in (
        ("provider", catalogue.providers_named),
        ("topic", catalogue.topics_named),
    ):
        with pytest.raises(NameNotFoundError) as caught:
            look_up("qqqq zzzz")
        assert str(caught.value) == f'no article has the {kind} "qqqq zzzz"'


def test_an_unknown_id_is_refused_with_the_command_that_looks_it_up(catalogue):
    for look_up in (catalogue.get, catalogue.related):
        with pytest.raises(ArticleNotFoundError, match='"nowhere"; "sampan articles find"'):
            look_up("nowhere")
        with pytest.raises(ArticleNotFoundError):
            look_up("\udcff")  # what an argument of a command may hold


def test_the_order_of_the_articles_does_not_change_what_is_found(catalogue, glossary):
    articles = catalogue.latest(limit=200)
    turned = catalogue_of([replace(article) for article in reversed(articles)], glossary)
    for query in ("HKMA", "stablecoin licence", "虛擬銀行", "AI"):
        assert ids(turned.find(query)) == ids(catalogue.find(query))


def test_an_article_is_found_by_its_other_names(glossary):
    notes = [
        article("octo", "Octo goes to phones", aliases=("OCT card", "小八卡")),
        article("b", "B"),
    ]
    for typed in ("oct CARD", "小八卡", "小八"):
        assert ids(catalogue_of(notes, glossary).find(typed)) == ["octo"]


_ODD = (
    *("AND", "NOT bank", "bank OR", "NEAR(a b)", '"', '"bank', "*", "a*", "title: bank", "{title}"),
    *("(", ")", "^bank", "-", "+", "\\", "'", "; DROP TABLE articles", "%", "_", "?", "bank?"),
    *("！", "\x00", "\ud800", "🙂", "é", "ß", "a", "1", "香", "的"),
    *("bank " * 200, "AI " * 100, "x" * 5000),
)


def _queries(articles: Sequence[Article], glossary: Glossary) -> Iterator[str]:
    rng = random.Random(1)
    yield from _ODD
    for article in rng.sample(articles, 50):
        words = article.title.split()
        rng.shuffle(words)
        yield from (article.id, article.excerpt, " ".join(words), " ".join(words[:2]))
        yield from (to_simplified(article.title), article.provider or "", *article.topics)
        yield article.title[: rng.randint(1, len(article.title))]
    for concept in rng.sample(glossary.concepts, 100):
        yield rng.choice(concept.aliases)
    english = articles[0].title
    chinese = next(article.title for article in articles if article.language == "zh-Hant")
    for title in (english, chinese):
        yield from (title[:length] for length in range(1, len(title) + 1))


def test_it_finds_what_reading_every_article_finds(starter, catalogue, glossary):
    every = CatalogueInMemory(starter, glossary)
    asked = dict.fromkeys(_queries(starter, glossary))
    assert len(asked) > 500
    for query in asked:
        assert ids(catalogue.find(query, limit=25)) == ids(every.find(query, limit=25)), query


def test_it_relates_what_reading_every_article_relates(starter, catalogue, glossary):
    every = CatalogueInMemory(starter, glossary)
    for wanted in starter:
        assert ids(catalogue.related(wanted.id)) == ids(every.related(wanted.id))


def test_it_lists_what_reading_every_article_lists(starter, catalogue, glossary):
    every = CatalogueInMemory(starter, glossary)
    topics, providers = ([name for name, _ in known] for known in _known(catalogue))
    rng = random.Random(2)
    for _ in range(100):
        chosen = rng.sample(topics, rng.randint(0, 3)), rng.sample(providers, rng.randint(0, 2))
        wanted = {"topics": chosen[0], "providers": chosen[1], "offset": rng.randint(0, 3)}
        assert ids(catalogue.latest(**wanted)) == ids(every.latest(**wanted))


def _known(catalogue: Catalogue) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    return catalogue.topics(), catalogue.providers()


def test_among_very_many_alike_the_best_and_then_the_newest_are_found(glossary):
    """More than are read of one query: those whose title has all of it are found, however old."""
    many = [
        article(f"{n:04}", f"Tram {n} stops", f"2024-01-{1 + n % 28:02}", excerpt="By ferry, early")
        for n in range(1500)
    ]
    old = [
        article("both", "An early ferry beside the tram", "2001-01-01"),
        article("exact", "ferry tram", "2000-01-01"),
        article("rare", "A quokka rides a tram", "2000-01-02"),
    ]
    catalogue = catalogue_of([*many, *old], glossary)
    assert ids(catalogue.find("tram", limit=2)) == ["0027", "0055"]
    assert ids(catalogue.find("ferry tram", limit=3)) == ["exact", "both", "0027"]
    assert ids(catalogue.find("quokka tram", limit=2)) == ["rare", "0027"]
    assert ids(catalogue.find("quokka early tram goes", limit=1)) == ["rare"]
    assert len(catalogue.find("tram", limit=1000)) == 1000
    assert ids(catalogue.latest(limit=1, offset=1501)) == ["rare"]


def test_a_story_of_which_very_many_articles_tell_comes_once(glossary):
    articles = [article(f"{n:03}", "A tram stops", "2024-01-01") for n in range(300)]
    articles.append(article("other", "A tram stops", "2020-01-01"))
    groups = {one.id: "000" for one in articles[:-1]}
    catalogue = catalogue_of(articles, glossary, groups)
    assert ids(catalogue.latest()) == ["000", "other"]
    assert ids(catalogue.find("tram")) == ["000", "other"]
    assert catalogue.story_of("299") == "000"
    assert catalogue.story_of("unknown") == "unknown"


def test_what_there_is_is_counted_and_named(glossary):
    articles = [
        article("b", day="2024-01-31", topics=("AI", "ai"), provider="HKMA (via X)"),
        article("a", day="2019-05-02", extent="teaser", topics=("Art",)),
        article("c", provider="香港金融管理局"),
    ]
    catalogue = catalogue_of(articles, glossary)
    assert len(catalogue) == 2
    assert catalogue.ids() == ["b", "c"]
    assert "a" in catalogue
    assert "d" not in catalogue
    assert [day.isoformat() for day in catalogue.span() or ()] == ["2019-05-02", "2024-01-31"]
    assert catalogue.topic_names("A") == ["AI", "Art", "ai"]
    assert catalogue.topic_names("ｒｔ") == ["Art"]
    assert catalogue.provider_names("金管") == []
    assert catalogue.provider_names("via") == ["HKMA (via X)"]
    assert catalogue.topics_named("AI") == ("AI", "ai")
    assert set(catalogue.providers_named("HKMA")) == {"HKMA (via X)", "香港金融管理局"}
    empty = catalogue_of([], glossary)
    assert (len(empty), empty.span(), empty.topics(), empty.latest()) == (0, None, [], [])
    assert empty.find("tram") == []
