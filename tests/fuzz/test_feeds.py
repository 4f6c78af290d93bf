from fuzz.inputs import fuzzed, hostile_text
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.sources.feeds import parse_feed
from corpus.sources.sitemaps import parse_sitemap

_NAMES = (
    "rss channel item title link guid pubDate description content:encoded feed entry id updated "
    "summary author name category urlset url loc lastmod sitemapindex sitemap rdf:RDF"
).split()
_TAGS = st.builds(
    "<{}{}{}>".format,
    st.sampled_from(("", "/", "!", "?")),
    st.sampled_from(_NAMES),
    st.sampled_from(("", ' type="html"', ' href="http://[::1"', ' xmlns="x"', " /", ' rel="self"')),
)
_PIECES = st.one_of(
    _TAGS,
    hostile_text(max_size=2),
    st.sampled_from(
        ("<![CDATA[", "]]>", "&amp;", "&x;", "Mon, 31 Feb 2026 25:00:00 GMT", "https://a.example/")
    ),
)
_HEADS = st.sampled_from(
    (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry>',
        "<urlset><url><loc>https://a.example/1</loc>",
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "title": "',
        "",
    )
)
_FEEDS = st.tuples(_HEADS, st.lists(_PIECES, max_size=30)).map(
    lambda parts: (parts[0] + "".join(parts[1])).encode("utf-8", "surrogatepass")
)


@fuzzed(_FEEDS)
def test_a_feed_gives_entries_or_a_named_error(content):
    try:
        feed = parse_feed(content, url="https://a.example/feed")
    except CorpusError:
        return
    for entry in feed.entries:
        assert isinstance(entry.title, str)
        assert entry.published is None or entry.published.tzinfo


@fuzzed(_FEEDS)
def test_a_sitemap_gives_pages_or_a_named_error(content):
    try:
        parse_sitemap(content, url="https://a.example/map")
    except CorpusError:
        return
