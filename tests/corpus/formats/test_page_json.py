import json

import pytest

from corpus.formats.page_json import read_story

MAIN = {"@type": "NewsArticle", "headline": "A bank opens", "datePublished": "2024-03-05"}


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(MAIN),
        json.dumps([MAIN]),
        json.dumps({"@graph": [{"@type": "WebSite", "name": "Peak"}, MAIN]}),
        json.dumps({"@type": "WebPage", "mainEntity": MAIN}),
        json.dumps(MAIN | {"@type": ["Article", "NewsArticle"]}),
        json.dumps(MAIN | {"@type": "https://schema.org/NewsArticle"}),
        f"/*<![CDATA[*/{json.dumps(MAIN)}/*]]>*/",
        f"//<![CDATA[\n{json.dumps(MAIN)}\n//]]>",
        f"<!-- {json.dumps(MAIN)} -->",
        json.dumps(MAIN).replace("}", ",}"),
        json.dumps([MAIN]).replace("]", " , ]"),
        json.dumps(MAIN).replace('"', "&quot;"),
        json.dumps(MAIN) + ";",
        json.dumps(MAIN) + "\n" + json.dumps({"@type": "Person"}),
        json.dumps(MAIN | {"articleBody": "x"}).replace('"x"', '"two\nlines, [1,] {a,}"'),
    ],
)
def test_a_story_is_found_in_what_sites_write(script):
    story = read_story([script])
    assert (story.headline, story.published) == ("A bank opens", "2024-03-05")


@pytest.mark.parametrize(
    "script",
    ["", "{", "null", "[]", "1", '"a"', "{]", "[" * 100_000, '{"a":' * 100_000, '"' * 100_000,
     '\\"' * 100_000, '{"@type": {"a": 1}}', '{"@type": [[]], "headline": [[]]}', ",}" * 100_000],
)  # fmt: skip
def test_what_is_none_gives_an_empty_story(script):
    assert read_story([script]).headline == ""


def test_the_story_at_the_pages_own_address_is_its_own():
    others = [MAIN | {"headline": f"Other {n}", "url": f"https://a.hk/{n}"} for n in range(3)]
    mine = MAIN | {"url": "https://a.hk/mine"}
    script = json.dumps([*others, mine])
    assert read_story([script], addresses=["https://a.hk/mine"]).headline == "A bank opens"
    assert read_story([script]).headline == "Other 0"


def test_names_are_looked_up_where_a_story_points_to_them():
    graph = [
        MAIN | {"author": {"@id": "#ann"}, "publisher": {"@id": "#peak"}},
        {"@id": "#ann", "@type": "Person", "name": "Ann Lee"},
        {"@id": "#peak", "@type": "Organization", "name": "Peak Times"},
    ]
    story = read_story([json.dumps({"@graph": graph})])
    assert (story.authors, story.publisher) == (("Ann Lee",), "Peak Times")


def test_topics_come_from_sections_and_keywords():
    story = read_story(
        [json.dumps(MAIN | {"articleSection": "Money", "keywords": "banks, 銀行、港元"})]
    )
    assert story.topics == ("Money", "banks", "銀行", "港元")


@pytest.mark.parametrize(
    ("value", "free"), [(False, False), ("False", False), (True, True), (None, True)]
)
def test_whether_an_article_is_sold_is_told(value, free):
    assert read_story([json.dumps(MAIN | {"isAccessibleForFree": value})]).is_free is free


def test_an_organisation_is_no_story():
    assert read_story(['{"@type": "Organization", "name": "Peak Times"}']).headline == ""
