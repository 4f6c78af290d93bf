import pytest

from corpus.sources.page_head import read_head


def test_the_feeds_that_a_page_names_are_found():
    head = read_head(
        "<html><head><base href='/news/'><title>Lantern  News</title>"
        "<link rel='alternate' type='application/rss+xml' title='All' href='feed.xml'>"
        "<link rel='Alternate home' type='application/atom+xml; charset=utf-8' href='/atom'>"
        "<link rel='alternate' type='application/json' href='/wp-json/1'>"
        "<link rel='alternate' hreflang='zh' href='/zh'>"
        "<link rel='alternate' type='application/rss+xml' href='javascript:x'></head>",
        url="https://lantern.example/",
    )
    assert head.title == "Lantern News"
    assert head.feeds == (
        ("https://lantern.example/news/feed.xml", "All"),
        ("https://lantern.example/atom", ""),
    )
    assert not head.is_article


@pytest.mark.parametrize(
    "mark",
    ["<meta property='og:type' content='article'>",
     "<meta property='article:published_time' content='2026-03-02'>",
     "<script type='application/ld+json'>{\"@type\": \"NewsArticle\"}</script>"],
)  # fmt: skip
def test_a_page_says_that_it_is_an_article(mark):
    assert read_head(
        f"<html><head>{mark}</head><body>x</body></html>", url="http://a.example/"
    ).is_article


def test_a_page_that_is_none_says_nothing():
    for page in ("", "\0", "<", "x", "{}"):
        assert read_head(page, url="http://a.example/").feeds == ()
