import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.duplicates import group_duplicates
from corpus.load import load_corpus
from corpus.schema import Article
from corpus.starter import starter_folder

STORY = (
    "The bank opened its doors on Monday and took in ten thousand clients before noon. Its owners "
    "want to lend to small shops, which other lenders find hard to judge, and to use what the "
    "shops sell as a sign of how they do. The regulator gave it a licence in spring."
)
OTHER = (
    "A ferry line lets its riders pay with a glance at the gate. The trial begins in autumn with "
    "two thousand people who signed up at the pier, and ends when the winter timetable comes into "
    "force. Riders without a phone may still buy a paper ticket from a machine."
)
CHINESE = (
    "海灣銀行周一開業，中午前已有一萬名客人開戶，職員表示始料不及，並稱會盡快增加人手應付需求。"
)


PAIRS = [
    json.loads(line)
    for file in sorted((Path(__file__).parents[1] / "data" / "duplicates").glob("*.jsonl"))
    for line in file.read_text(encoding="utf-8").splitlines()
]
NOTICE = (
    "The harbour office gives notice that {name} may use the quay from {day}. It is open from "
    "six in the morning until midnight. Boats that lie there longer than an hour pay a fee to the "
    "harbour, and leave when the harbour master asks."
)


def article(id: str, body: str, url: str | None = None, **fields) -> Article:
    return Article(id=id, title=id, body=body, language="en", url=url, **fields)


def is_one_story(one: Article, other: Article) -> bool:
    groups = group_duplicates([one, other])
    return groups[one.id] == groups[other.id]


def test_the_starter_corpus_holds_four_stories_twice():
    articles = load_corpus([starter_folder()]).articles
    groups = group_duplicates(articles)
    urls = {article.id: article.url for article in articles}
    pairs = sorted((leader, other) for other, leader in groups.items() if leader != other)
    assert [leader for leader, _ in pairs] == [
        "2022-10-24-cdi-goes-live",
        "2024-06-14-pcpd-ai-model-framework",
        "2026-02-02-hkma-36-stablecoin-applications",
        "2026-04-10-first-stablecoin-issuer-licences",
    ]
    assert all(urls[leader] == urls[other] for leader, other in pairs)


def test_the_groups_do_not_depend_on_the_order_of_the_articles():
    articles = load_corpus([starter_folder()]).articles
    groups = group_duplicates(articles)
    shuffled = random.Random(7).sample(articles, len(articles))
    assert group_duplicates(shuffled) == groups


def test_two_files_of_one_address_are_one_story(data):
    articles = load_corpus([data / "secured-1.md", data / "secured-2.md"]).articles
    groups = group_duplicates(articles)
    assert groups["secured-2"] == groups["secured-1"] == "secured-1"


@pytest.mark.parametrize(
    ("text", "nearly"),
    [(STORY, STORY.replace("Monday", "Tuesday")), (CHINESE, CHINESE.replace("盡快", "儘快"))],
)
def test_nearly_the_same_text_is_one_story_and_takes_the_smallest_id(text, nearly):
    groups = group_duplicates([article("c", nearly), article("b", text), article("a", OTHER)])
    assert groups == {"a": "a", "b": "b", "c": "b"}


def test_traditional_and_simplified_texts_are_one_story():
    simplified = (
        "海湾银行周一开业，中午前已有一万名客人开户，职员表示始料不及，并称会尽快增加人手应付需求。"
    )
    assert group_duplicates([article("a", CHINESE), article("b", simplified)])["b"] == "a"


def test_texts_and_addresses_that_differ_are_stories_of_their_own():
    groups = group_duplicates(
        [article("a", STORY, "https://bay.hk/a"), article("b", OTHER, "https://bay.hk/b")]
    )
    assert groups == {"a": "a", "b": "b"}


def test_short_texts_are_alike_by_chance_only():
    assert group_duplicates([article("a", "A bank."), article("b", "A bank.")])["b"] == "b"


@pytest.mark.parametrize(
    "url", ["https://bay.hk", "https://www.bay.hk/", "http://bay.hk/?utm_id=1"]
)
def test_the_front_page_of_a_site_is_no_story(url):
    groups = group_duplicates([article("a", STORY, "https://bay.hk/"), article("b", OTHER, url)])
    assert groups["b"] == "b"


def test_what_is_the_same_as_the_same_is_the_same():
    articles = [
        article("a", STORY),
        article("b", STORY, "https://bay.hk/b"),
        article("c", OTHER, "https://bay.hk/b/"),
    ]
    assert set(group_duplicates(articles).values()) == {"a"}


def test_no_articles_have_no_groups():
    assert group_duplicates([]) == {}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['kind']}: {pair['b']['title']}")
def test_a_story_of_two_outlets_is_one_and_a_template_filled_in_twice_is_two(pair):
    one, other = (
        Article(id=id, title=pair[id]["title"], body=pair[id]["body"], language="en")
        for id in ("a", "b")
    )
    assert is_one_story(one, other) == (pair["kind"] == "same")


def test_there_are_thirty_pairs_of_each_kind():
    kinds = [pair["kind"] for pair in PAIRS]
    assert min(kinds.count("same"), kinds.count("template")) >= 30


def test_one_address_is_one_story_though_a_number_was_corrected():
    text = NOTICE.format(name="Pier Line", day="5 March")
    corrected = NOTICE.format(name="Gull Line", day="9 April")
    address = "https://harbour.example/notices/1"
    assert is_one_story(article("a", text, address), article("b", corrected, address))
    assert not is_one_story(article("a", text), article("b", corrected))


def test_one_number_that_differs_is_a_correction_unless_the_articles_are_weeks_apart():
    text, other = (
        NOTICE.replace("an hour", hours).format(name="Pier Line", day="today")
        for hours in ("3 hours", "4 hours")
    )
    first = datetime(2025, 3, 5, tzinfo=UTC)
    one = article("a", text, published=first)
    assert is_one_story(one, article("b", other, published=first + timedelta(days=1)))
    assert not is_one_story(one, article("b", other, published=first + timedelta(days=30)))


def test_a_site_tells_one_story_at_one_address():
    one, other = (
        article(id, NOTICE.format(name=f"{name} Line", day="today"), f"https://pier.example/{id}")
        for id, name in (("a", "Pier"), ("b", "Gull"))
    )
    assert not is_one_story(one, other)


def test_an_outlet_that_points_to_itself_tells_the_same_story():
    text = NOTICE.format(name="Pier Line", day="today")
    one, other = (
        article(id, f"{text} Read more at {id}.example.", f"https://www.{id}.example/quay")
        for id in ("bay", "pier")
    )
    assert is_one_story(one, other)


@pytest.mark.parametrize(("id", "leader"), [("a-copy", "a-copy"), ("z-copy", "n150")])
def test_many_notices_of_one_form_stay_apart_and_a_copy_of_one_is_found(id, leader):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = [f"{first}{second.lower()}ra Line" for first in letters for second in letters[:8]]
    notices = [
        Article(
            id=f"n{number:03}",
            title=f"Notice for {name}",
            body=NOTICE.format(name=name, day="today"),
            language="en",
        )
        for number, name in enumerate(names)
    ]
    copied = Article(
        id=id,
        title=f"Quay opens for {names[150]}",
        body="By the news desk\n\n" + notices[150].body.replace("gives notice", "announced"),
        language="en",
    )
    groups = group_duplicates([*notices, copied])
    assert groups.pop(id) == groups.pop("n150") == leader
    assert all(group == other for other, group in groups.items())
