import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.page import parse_html
from corpus.web import canonical_url, is_web_url

PARAGRAPHS = "".join(
    f"<p>Paragraph {word} tells of a bank that opened its doors on Monday and took in clients.</p>"
    for word in ("one", "two", "three")
)


@pytest.mark.parametrize("url", ["http://a.hk", "https://a.hk/b?c=d#e", "https://例子.hk/文章"])
def test_http_and_https_addresses_can_stand_in_a_link(url):
    assert is_web_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.hk/b",
        "ftp://a.hk",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "https:///a",
        "http://[::1",
        "http://a.hk/<b>",
        'http://a.hk/"',
        "http://a.hk/b c",
        "http://a.hk/\n",
    ],
)
def test_anything_else_cannot(url):
    assert not is_web_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://bay.hk/story",
        "https://www.bay.hk/story/",
        "https://m.bay.hk/story#top",
        "https://BAY.hk/story?utm_source=x&fbclid=y",
    ],
)
def test_addresses_of_one_page_are_one(url):
    assert canonical_url(url) == "bay.hk/story"


def test_a_path_is_the_same_percent_encoded_or_not():
    assert canonical_url("https://bay.hk/財經?q=銀") == canonical_url(
        "https://bay.hk/%E8%B2%A1%E7%B6%93?q=%E9%8A%80"
    )


def test_what_chooses_the_page_stays():
    addresses = [
        "https://bay.hk/a",
        "https://bay.hk/b",
        "https://bay.hk/a?id=1",
        "https://bay.com/a",
    ]
    assert len({canonical_url(url) for url in addresses}) == 4
    assert canonical_url("https://bay.hk/a?b=1&a=2") == canonical_url("https://bay.hk/a?a=2&b=1")


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://", "https://a.hk/"]))
def test_every_address_that_is_accepted_has_a_canonical_form(text, scheme):
    url = scheme + text
    if is_web_url(url):
        assert isinstance(canonical_url(url), str)


def test_the_page_says_its_title_provider_date_and_address():
    page = parse_html(
        "<html><head><title>A bank opens | Bay Courier</title>"
        '<meta property="og:title" content="A bank opens">'
        '<meta property="og:site_name" content="Bay Courier">'
        '<link rel="canonical" href="https://bay.hk/bank">'
        '<script type="application/ld+json">{"datePublished": "2025-11-04T09:30:00+08:00"}</script>'
        f"</head><body><article><h1>A bank opens</h1>{PARAGRAPHS}</article></body></html>"
    )
    assert page.body.count("\n\n") == 2
    assert page.body.startswith("Paragraph one tells")
    assert page.fields == {
        "title": "A bank opens",
        "provider": "Bay Courier",
        "publishedDateTime": "2025-11-04T09:30:00+08:00",
        "webUrl": "https://bay.hk/bank",
    }


def test_a_year_in_the_footer_is_no_date_of_publication():
    page = parse_html(
        f"<html><body><article>{PARAGRAPHS}</article><footer>© 2019, built 2019-05-04</footer>"
        "</body></html>"
    )
    assert "publishedDateTime" not in page.fields


def test_two_dates_of_publication_are_none():
    page = parse_html(
        '<html><head><meta name="date" content="2025-01-01">'
        '<meta name="pubdate" content="2025-02-01"></head>'
        f"<body><article>{PARAGRAPHS}</article></body></html>"
    )
    assert "publishedDateTime" not in page.fields


@pytest.mark.parametrize("html", ["", "<p>", "<div>" * 5000, "<html><body></body></html>"])
def test_a_page_without_an_article_has_an_empty_body(html):
    assert parse_html(html).body == ""
