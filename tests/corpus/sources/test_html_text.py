import pytest

from corpus.sources.html_text import to_line, to_markdown
from corpus.sources.page_head import read_head


def test_html_becomes_markdown_without_links_pictures_and_scripts():
    text = to_markdown(
        "<h2>Rates <i>up</i></h2><p>One <a href='x'>link</a>,<br>a line.<br><br>Another.</p>"
        "<ul><li>First<ul><li>Inner</li></ul></li><li>Second</li></ul><ol start=3><li>Third</ol>"
        "<blockquote><p>Said.</p></blockquote><img src=x><script>x()</script><style>y</style>"
        "<figure><img><figcaption>A picture.</figcaption></figure><pre>a  b\n c</pre>"
        "<table><tr><th>Bank</th><th>Rate</th></tr><tr><td>Lantern</td><td>4|5</td></tr></table>"
    )
    assert text == (
        "## Rates up\n\nOne link,\na line.\n\nAnother.\n\n- First\n  - Inner\n- Second\n"
        "3. Third\n\n"
        "> Said.\n\n```\na  b\n c\n```\n\n| Bank | Rate |\n| --- | --- |\n| Lantern | 4\\|5 |"
    )


def test_words_that_look_like_markdown_are_escaped():
    assert to_markdown("<p># no</p><p>1. no</p><p>- no</p><p>*x* `y` &lt;b&gt; 2 * 3 a_b</p>") == (
        "\\# no\n\n1\\. no\n\n\\- no\n\n\\*x\\* \\`y\\` \\<b> 2 * 3 a_b"
    )


def test_plain_text_keeps_its_lines_and_paragraphs():
    assert to_markdown("One\ntwo\n\n\nThree &amp; four") == "One\ntwo\n\nThree & four"


def test_a_table_that_only_places_things_is_read_as_text():
    text = to_markdown("<table><tr><td><table><tr><td>a<td>b</table></td></tr></table><p>c")
    assert text == "| a | b |\n| --- | --- |\n\nc"
    assert to_markdown("<table><tr><td>One.<tr><td>Two.</table>") == "One.\n\nTwo."


def test_a_line_is_the_words_without_marks():
    assert to_line("<p>One</p><p>two &amp; <b>three</b></p>") == "One two & three"


@pytest.mark.parametrize(
    "piece",
    ["<b>", "<p>", "<ul><li>", "<table><tr><td>", "`", "<", "&", "*", "\\", "<pre>", "<br>"],
)
def test_what_is_repeated_without_end_is_read_soon(piece):
    to_markdown(f"<p>x</p>{piece * 30_000}")


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
