from pathlib import Path

from fuzz.inputs import changed_seeds, fuzzed, hostile_text
from hypothesis import strategies as st

from corpus.errors import ArticleError
from corpus.formats.encodings import decode_text
from corpus.formats.page import find_excess, parse_html
from corpus.formats.walls import find_wall, is_offer
from corpus.parse import parse_text

_NAMES = (
    "div p b i a h1 h2 ul ol li table tr td th caption span font pre code blockquote form input "
    "select svg math script style meta title time br img sup article main section noscript "
    "template body html head base link nav footer figure figcaption dl dt dd"
).split()
_ATTRIBUTES = st.sampled_from(
    ("", ' href="x"', " href='http://[::1'", ' class="a b"', ' content="2020-13-45"', " =", ' "',
     ' property="article:published_time"', ' type="application/ld+json"', ' colspan="99999999"',
     " rowspan=0", ' rel="canonical" href="http://a.hk/x"', ' datetime="2024-02-30T25:61"',
     ' itemprop="datePublished"', ' class="byline"', ' lang="zh-HK"', ' src="data:x,"')
)  # fmt: skip
_TAGS = st.builds(
    "<{}{}{}>".format, st.sampled_from(("", "/", "!", "?")), st.sampled_from(_NAMES), _ATTRIBUTES
)
_DATA = st.sampled_from(
    ('<script type="application/ld+json">{"@type":"Article","articleBody":"<p>a</p>"',
     '","datePublished":"2024-03-05"}</script>', '{"@graph":[', "]}", "<!-- saved from url=(0)",
     "-->",
     "2024年3月5日（星期二）香港時間16時30分", "Ends/Tuesday, March 5, 2024", "Subscribe to read.")
)  # fmt: skip
_PIECES = st.one_of(_TAGS, _DATA, hostile_text(max_size=2), st.just("The bank opened on Monday. "))
_PAGES = st.lists(st.tuples(_PIECES, st.sampled_from((1, 1, 1, 3, 30))), max_size=40).map(
    lambda parts: "<html><body><p>" + "".join(piece * times for piece, times in parts)
)


@fuzzed(st.one_of(_PAGES, changed_seeds("*.html")), examples=40)
def test_a_page_gives_an_article_or_a_named_error(raw):
    try:
        article = parse_text(raw, path=Path("a.html"), article_id="a").article
    except ArticleError:
        return
    assert article.title
    assert article.body


@fuzzed(_PAGES, examples=40)
def test_a_page_gives_text_and_fields_of_the_kinds_that_are_promised(raw):
    assert find_excess(raw) is None
    page = parse_html(raw)
    for name, value in page.fields.items():
        texts = value if name == "topics" and isinstance(value, list) else [value]
        assert all(isinstance(text, str) and text for text in texts)
    reason = find_wall(str(page.fields.get("title", "")), page.body, raw)
    assert reason is None or reason
    assert is_offer(page.body) in (True, False)


@fuzzed(
    st.one_of(st.binary(max_size=300), _PAGES.map(lambda page: page.encode("utf-8", "replace")))
)
def test_bytes_give_text_or_a_reason(data):
    for is_html in (True, False):
        try:
            decoded = decode_text(data, is_html=is_html)
        except ValueError:
            continue
        assert isinstance(decoded.text, str)
