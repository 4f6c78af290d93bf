from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from fakes import make_article

from corpus.glossary import load_glossary
from corpus.periods import Period
from embeddings.filters import Filters
from embeddings.hits import Hit
from embeddings.index import open_index
from embeddings.search import Searcher
from embeddings.search_weights import SearchWeights


@pytest.fixture
def search(build, folder, encoder):
    def search(text, articles=None, *, period=None, is_newest=False, weights=None, **options):
        build(articles)
        index = open_index(folder, fingerprint="hash-1")
        searcher = Searcher(index, encoder, load_glossary(), weights=weights)
        query = searcher.make_query(text, period=period, is_newest=is_newest)
        return searcher.search(query, **options)

    return search


def _search(searcher: Searcher, text: str) -> list[Hit]:
    return searcher.search(searcher.make_query(text))


def test_the_passage_that_shares_the_words_comes_first(search):
    hits = search("How many sign-ups did the payment system have?")
    assert hits[0].article.id == "faster-payments"
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("filters", [Filters(), Filters(languages=("en",))])
def test_among_no_passages_nothing_is_found(search, filters):
    assert search("How many sign-ups were there?", [], filters=filters) == []


def test_a_chinese_name_finds_the_english_words_for_it(search):
    hits = search("虛擬銀行", filters=Filters(languages=("en",)))
    by_words = [hit.article.id for hit in hits if hit.words]
    assert set(by_words) == {"bank-licences", "bank-profits"}


def test_one_story_comes_once_and_credits_the_other(search):
    hits = search("payment system sign-ups")
    told = [hit for hit in hits if hit.article.id.startswith("faster")]
    assert len({hit.article.id for hit in told}) == 1
    assert [other.id for other in told[0].also] == ["faster-payments-again"]


def test_at_most_four_passages_come_from_one_article(search):
    paragraphs = [
        f"Robots learn to walk in park number {n}. {'Step by step. ' * 60}" for n in range(6)
    ]
    hits = search("robots walk park", [make_article("walkers", "\n\n".join(paragraphs))])
    assert len(hits) == 4


def test_teasers_never_crowd_out_full_texts(search):
    teasers = [
        make_article(f"teaser-{n}", f"Robots dance in hall {n}.", extent="teaser")
        for n in range(20)
    ]
    full = [make_article(f"full-{n}", f"A robot may dance, said {n}.") for n in range(10)]
    hits = search("robots dance", [*teasers, *full], k=10)
    extents = [hit.article.extent for hit in hits]
    assert extents.count("teaser") <= 2
    assert extents.count("full") >= 8


def test_filters_act_inside_the_search(search):
    # 300 better passages of another year fill any list that is filtered afterwards.
    crowd = [
        make_article(
            f"crowd-{n}", "Virtual bank licence news.", published=datetime(2024, 1, 1, tzinfo=UTC)
        )
        for n in range(300)
    ]
    old = make_article("old", "A bank got a licence.", published=datetime(2019, 6, 1, tzinfo=UTC))
    only_2019 = Filters(since=date(2019, 1, 1), until=date(2019, 12, 31))
    hits = search("virtual bank licence news", [*crowd, old], filters=only_2019)
    assert [hit.article.id for hit in hits] == ["old"]


def test_a_filtered_search_equals_a_search_of_the_allowed_articles(search, articles):
    filters = Filters(topics=("banking",))
    allowed = [replace(a, id=a.id) for a in articles if "Banking" in a.topics]
    query = "which banks made a profit?"
    filtered = search(query, filters=filters)
    assert {hit.article.id for hit in filtered} == {article.id for article in allowed}
    assert filtered[0].article.id == search(query, allowed)[0].article.id


def test_nothing_allowed_gives_nothing(search):
    assert search("banks", filters=Filters(since=date(2099, 1, 1))) == []


def test_equal_scores_are_ordered_as_the_articles_are(search):
    twins = [make_article(name, "Exactly the same sentence.") for name in ("a", "b", "c")]
    twins = [replace(twin, title="Same") for twin in twins]
    assert [hit.article.id for hit in search("same sentence", twins)] == ["a", "b", "c"]


def test_the_same_question_gives_the_same_hits(search):
    assert search("virtual banks") == search("virtual banks")


def test_evidence_tells_how_each_index_found_a_passage(search):
    hits = search("robot marathon")
    best = hits[0]
    assert best.article.id == "robots"
    assert best.vector is not None
    assert (best.vector.rank, best.words and best.words.rank) == (1, 1)
    assert -1.001 <= best.similarity <= 1.001


def test_a_question_without_known_words_is_searched_by_vector(search):
    hits = search("zzz qqq")
    assert hits
    assert all(hit.words is None for hit in hits)
    assert np.isfinite([hit.score for hit in hits]).all()


def _dated(year: int, text: str = "The bank counts its customers again."):
    published = datetime(year, 6, 1, tzinfo=UTC)
    return make_article(f"count-{year}", text, published=published)


def test_a_question_about_a_time_prefers_what_is_from_it(search):
    articles = [_dated(2020), _dated(2023), _dated(2026)]
    year = Period(since=date(2023, 1, 1), until=date(2023, 12, 31))
    hits = search("bank customers", articles, period=year)
    assert hits[0].article.id == "count-2023"
    assert [hit.in_period for hit in hits] == [True, False, False]


def test_a_passage_about_the_time_counts_like_one_from_it(search):
    told = "In 2023 the bank had counted its customers."
    later = make_article("told-later", told, published=datetime(2026, 6, 1, tzinfo=UTC))
    undated = make_article("undated", told.replace("2023", "mid-2023"))
    year = Period(since=date(2023, 1, 1), until=date(2023, 12, 31))
    hits = search("bank customers", [_dated(2020), later, undated], period=year)
    assert {hit.article.id for hit in hits if hit.in_period} == {"told-later", "undated"}


def test_the_newest_come_first_only_when_they_are_wanted(search):
    articles = [_dated(year) for year in (2026, 2020, 2023)]
    newest = search("bank customers", articles, is_newest=True)
    assert [hit.article.id for hit in newest] == ["count-2026", "count-2023", "count-2020"]
    otherwise = search("bank customers", articles)
    assert len({hit.score for hit in otherwise}) == 1
    assert [hit.in_period for hit in otherwise] == [None, None, None]


class _Backwards:
    """Likes best what the search liked least."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def rate(self, query, passages):
        self.read = list(passages)
        return [float(place) for place in range(len(passages))]


def test_a_reranker_decides_the_order_and_scores_stay_in_theirs(build, folder, encoder):
    build([_dated(year, f"Banks count customers in hall {year}.") for year in (2020, 2023, 2026)])
    index = open_index(folder, fingerprint="hash-1")
    reranker = _Backwards()
    plain = _search(Searcher(index, encoder, load_glossary()), "bank customers")
    moved = _search(Searcher(index, encoder, load_glossary(), None, reranker), "bank customers")
    assert [hit.article.id for hit in moved] == [hit.article.id for hit in reversed(plain)]
    assert [hit.score for hit in moved] == [hit.score for hit in plain]
    assert all("Banks count customers" in text for text in reranker.read)


@pytest.mark.parametrize("outlet", ["RTHK", "香港電台"])
def test_an_outlet_that_is_named_is_preferred(search, outlet):
    here, there = "Bank customers grew by five.", "Bank customers fell in winter, slightly."
    articles = [make_article("told-here", here), make_article("told-there", there, provider="RTHK")]

    def lead(question: str, weights: SearchWeights) -> float:
        hits = search(question, articles, weights=weights)
        scores = {hit.article.id: hit.score for hit in hits}
        return scores["told-there"] - scores["told-here"]

    usual, without = SearchWeights(), SearchWeights(outlet=0.0)
    preferred, other = lead(f"bank customers {outlet}", usual), lead("bank customers", usual)
    assert lead(f"bank customers {outlet}", without) == pytest.approx(preferred - usual.outlet)
    assert lead("bank customers", without) == pytest.approx(other)


@pytest.mark.parametrize("text", ["bank " * 200, "robots walk" + " bank" * 300 + " in a park"])
def test_a_long_text_is_encoded_by_its_beginning_and_its_end(build, folder, encoder, text):
    build()
    searcher = Searcher(open_index(folder, fingerprint="hash-1"), encoder, load_glossary())
    shortened = searcher._shorten(text)
    assert encoder.count_tokens(shortened) <= 70
    assert text.startswith(shortened[:20])
    assert text.endswith(shortened[-20:])
    assert searcher._shorten("robots walk in a park") == "robots walk in a park"
