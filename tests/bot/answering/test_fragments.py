from urllib.parse import unquote

import pytest
from fakes import make_article
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.fragments import sentence_url

_LONG = (
    "The authority said on Monday that thirteen banks, two telecom firms and one retailer would "
    "take part in the next phase of the pilot."
)


def _directive(text: str, **fields: object) -> str:
    url = sentence_url(make_article("a", "x", **fields), 0, text)
    assert url
    return url.partition("#:~:text=")[2]


def test_a_short_sentence_is_named_whole():
    url = sentence_url(make_article("fps", "x"), 0, "FPS has 450,000 sign-ups & more.")
    assert url == (
        "https://news.example/fps#:~:text=FPS%20has%20450%2C000%20sign%2Dups%20%26%20more."
    )


def test_a_long_sentence_is_named_by_its_first_and_last_words():
    start, end = _directive(_LONG).split(",")
    assert unquote(start) == "The authority said on Monday"
    assert unquote(end) == "next phase of the pilot."


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("八間銀行合共虧損。", "八間銀行合共虧損。", ""),
        (
            "香港八間虛擬銀行2023年合共虧損約29.9億港元，比2022年的約34億港元少了約12%，但仍然沒有一間賺錢。",
            "香港八間虛擬銀行2023年合共虧損約29.9億港元",
            "但仍然沒有一間賺錢。",
        ),
        ("甲乙丙丁" * 10, "甲乙丙丁甲乙丙丁甲乙", "丙丁甲乙丙丁甲乙丙丁"),
    ],
)
def test_a_chinese_sentence_is_cut_at_clauses(text, start, end):
    first, _, last = _directive(text).partition(",")
    assert (unquote(first), unquote(last)) == (start, end)


def test_marks_of_markdown_do_not_stand_on_the_page():
    assert _directive("**Quota.** See [the `rules`](https://x.example) *now*") == (
        "Quota.%20See%20the%20rules%20now"
    )


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://n.example/a#part", "https://n.example/a#part:~:text=Hi"),
        ("https://n.example/a#", "https://n.example/a#:~:text=Hi"),
        ("https://n.example/a#:~:text=old", "https://n.example/a#:~:text=Hi"),
        ("https://n.example/a?b=1", "https://n.example/a?b=1#:~:text=Hi"),
        ("https://n.example/a.PDF?x=1", "https://n.example/a.PDF?x=1"),
        ("ftp://n.example/a", "ftp://n.example/a"),
    ],
)
def test_each_address_gets_the_form_it_allows(url, page):
    assert sentence_url(make_article("a", "x", url=url), 0, "Hi") == page


def test_only_a_text_known_whole_has_its_sentences_linked():
    assert (
        sentence_url(make_article("a", "x", extent="excerpt"), 0, "Hi") == "https://news.example/a"
    )
    assert sentence_url(make_article("a", "x", url=None), 0, "Hi") is None


@given(st.text(max_size=300))
def test_no_text_breaks_out_of_its_directive(text):
    url = sentence_url(make_article("a", "x"), 0, text)
    assert url
    assert url.isascii()
    start, _, end = url.partition("#:~:text=")[2].partition(",")
    assert not set(start + end) & set(" ,&-#()<>[]\"'\n")


def test_a_list_opens_at_its_first_line_and_a_table_at_the_top():
    article = make_article("a", "x", url="https://news.example/a")
    assert sentence_url(article, 0, "The three are:\n- One bank.\n- Two.") == (
        "https://news.example/a#:~:text=The%20three%20are%3A"
    )
    assert sentence_url(article, 0, "- One bank.\n- Two.").endswith("text=One%20bank.")
    assert sentence_url(article, 0, "| Bank | Fee |\n|---|---|\n| One | 5 |") == article.url


def test_a_file_of_pages_opens_at_the_page_of_the_sentence():
    url = "https://news.example/report.pdf"
    article = make_article("a", "One.\n\nTwo.\n\nThree.", url=url, page_starts=(0, 6, 12))
    places = {text: article.body.index(text) for text in ("One.", "Two.", "Three.")}
    opened = [sentence_url(article, place, text) for text, place in places.items()]
    assert opened == [f"{url}#page={page}" for page in (1, 2, 3)]
