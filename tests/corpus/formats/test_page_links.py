import pytest

from corpus.formats.page import parse_html

TEXT = (
    "<p>The bank opened its doors on Monday and took in twelve thousand clients by the evening.</p>"
)
STORY = "https://a.hk/news/2024/lantern-bank-opens"


def link(head: str, *, before: str = "") -> object:
    html = f"<!DOCTYPE html>{before}<html><head>{head}</head><body>{TEXT * 3}</body></html>"
    return parse_html(html).fields.get("webUrl")


@pytest.mark.parametrize(
    "head",
    [
        f'<link rel="canonical" href="{STORY}">',
        f'<link href="{STORY}#comments" rel="canonical">',
        f'<meta property="og:url" content="{STORY}">',
        f'<link rel="canonical" href="{STORY}"><meta property="og:url" content="https://b.hk/n/1">',
        '<link rel="canonical" href="/news/2024/lantern-bank-opens">'
        '<meta property="og:url" content="https://a.hk/">',
        '<base href="https://a.hk/x/"><link rel="canonical" '
        'href="../news/2024/lantern-bank-opens">',
        f'<link rel="canonical" href="https://a.hk/"><meta property="og:url" content="{STORY}">',
        '<link rel="canonical" href="https://a.hk/index.html">'
        f'<meta property="og:url" content="{STORY}">',
        f'<link rel="canonical" href="https://a.hk/en/"><meta property="og:url" content="{STORY}">',
        '<link rel="canonical" href="https://a.hk/news/">'
        f'<meta property="og:url" content="{STORY}">',
        f'<script type="application/ld+json">{{"@type":"NewsArticle","url":"{STORY}"}}</script>',
        '<script type="application/ld+json">{"@type":"NewsArticle","mainEntityOfPage":'
        f'{{"@type":"WebPage","@id":"{STORY}"}}}}</script>',
        f'<link rel="canonical" href="https://web.archive.org/web/20240401101010/{STORY}">',
        f'<meta name="savepage-url" content="{STORY}">',
    ],
)
def test_the_address_is_the_articles_own(head):
    assert link(head) == STORY


@pytest.mark.parametrize(
    "comment",
    [
        f"<!-- saved from url=(0055){STORY} -->",
        f"<!--\n Page saved with SingleFile \n url: {STORY} \n saved date: Tue Mar 05 2024 -->",
        f"<!-- Saved from {STORY} at 2024-03-05T10:00:00Z using monolith -->",
        "<!-- Mirrored from a.hk/news/2024/lantern-bank-opens by HTTrack Copier/3.x "
        "[XR&CO'2014], Tue, 05 Mar 2024 10:00:00 GMT -->",
    ],
)
def test_what_saved_the_page_says_where_it_was(comment):
    assert link("", before=comment) == STORY
    assert link('<link rel="canonical" href="https://a.hk/">', before=comment) == STORY


def test_a_front_page_is_the_address_when_nothing_else_is_said():
    assert link('<link rel="canonical" href="https://a.hk/">') == "https://a.hk/"


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<link rel="canonical" href="news/1">',
        '<link rel="canonical" href="javascript:alert(1)">',
        '<link rel="canonical" href="http://[::1">',
        '<meta property="og:url" content="about:blank">',
        "<!-- saved from url=(0022)http://internet.e-mail/ x -->".replace(
            "internet.e-mail", "local"
        ),
    ],
)
def test_what_is_no_web_address_is_none(head):
    assert link(head) is None
