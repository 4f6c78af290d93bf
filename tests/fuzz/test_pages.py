from pathlib import Path

from fuzz.inputs import changed_seeds, fuzzed, hostile_text
from hypothesis import strategies as st

from corpus.errors import ArticleError
from corpus.parse import parse_article

_NAMES = (
    "div p b i a h1 h2 ul ol li table tr td span font pre code blockquote form input select svg "
    "math script style meta title time br img sup article main section noscript template body"
).split()
_ATTRIBUTES = st.sampled_from(
    ("", ' href="x"', " href='http://[::1'", ' class="a b"', ' content="2020-13-45"', " =", ' "',
     ' property="article:published_time"', ' type="application/ld+json"', ' colspan="99999999"')
)  # fmt: skip
_TAGS = st.builds(
    "<{}{}{}>".format, st.sampled_from(("", "/", "!", "?")), st.sampled_from(_NAMES), _ATTRIBUTES
)
_PIECES = st.one_of(_TAGS, hostile_text(max_size=2), st.just("The bank opened on Monday. "))
_PAGES = st.lists(st.tuples(_PIECES, st.sampled_from((1, 1, 1, 3, 30))), max_size=40).map(
    lambda parts: "<html><body><p>" + "".join(piece * times for piece, times in parts)
)


@fuzzed(st.one_of(_PAGES, changed_seeds("*.html")), examples=40)
def test_a_page_gives_an_article_or_a_named_error(raw):
    try:
        article, _ = parse_article(raw, path=Path("a.html"), article_id="a")
    except ArticleError:
        return
    assert article.title
    assert article.body
