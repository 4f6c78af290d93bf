import random

import pytest

from corpus.duplicates import group_duplicates
from corpus.load import load_corpus, starter_folder
from corpus.schema import Article

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


def article(id: str, body: str, url: str | None = None) -> Article:
    return Article(id=id, title=id, body=body, language="en", url=url)


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
