from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.sources.entries import Feed
from corpus.sources.errors import UnreadableError
from corpus.sources.feeds import MAX_ENTRIES, parse_feed

URL = "https://lantern.example/news/feed.xml"
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def read(text: str | bytes, **options: str) -> Feed:
    content = text if isinstance(text, bytes) else text.encode()
    return parse_feed(content, url=URL, **options)


def rss(items: str, *, before: str = '<?xml version="1.0"?>', about: str = "") -> str:
    return f'{before}<rss version="2.0" {CONTENT}><channel>{about}{items}</channel></rss>'


def test_rss_tells_names_days_people_and_both_texts():
    feed = read(
        rss(
            '<item><guid isPermaLink="false">17</guid><title>Rates rise</title>'
            "<link>https://lantern.example/17?a=1&amp;b=2</link>"
            "<description>In short.</description>"
            "<content:encoded><![CDATA[<p>In <b>full</b>.</p>]]></content:encoded>"
            "<pubDate>Mon, 02 Mar 2026 09:00:00 +0800</pubDate><category>Rates</category>"
            "<category>Rates</category><author>desk@lantern.example (Ann Chan)</author></item>",
            about="<title>Lantern News</title><language>en-hk</language>",
        )
    )
    (entry,) = feed.entries
    assert (feed.title, feed.language, feed.problems) == ("Lantern News", "en-hk", ())
    assert (entry.guid, entry.title) == ("17", "Rates rise")
    assert entry.url == "https://lantern.example/17?a=1&b=2"
    assert entry.published == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert (entry.summary, entry.content) == ("In short.", "<p>In <b>full</b>.</p>")
    assert (entry.topics, entry.author) == (("Rates",), "Ann Chan")


def test_atom_tells_the_same_and_its_plain_texts_are_no_html():
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Gate &lt;i&gt;Pay&lt;/i&gt;'
        '</title><entry><id>tag:gate,1</id><title type="text">The tag &lt;b&gt;</title>'
        '<link rel="alternate" href="../one"/><published>2026-03-01T00:00:00Z</published>'
        "<updated>2026-03-02T00:00:00Z</updated><author><name>A</name></author>"
        '<author><name>B</name></author><summary type="text">1 &lt; 2</summary>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>Two</p></div>'
        '</content><category term="t" label="Payments"/></entry></feed>'
    )
    (entry,) = feed.entries
    assert (feed.title, entry.title) == ("Gate Pay", "The tag <b>")
    assert (entry.guid, entry.url) == ("tag:gate,1", "https://lantern.example/one")
    assert (entry.published, entry.updated) == (
        datetime(2026, 3, 1, tzinfo=UTC),
        datetime(2026, 3, 2, tzinfo=UTC),
    )
    assert (entry.author, entry.topics) == ("A, B", ("Payments",))
    assert entry.summary == "1 &lt; 2"
    assert "<p>One</p><p>Two</p>" in entry.content


@pytest.mark.parametrize(
    ("given", "name"),
    [("desk@lantern.example", None), ("Ann &lt;desk@lantern.example&gt;", "Ann"), ("Ann", "Ann"),
     ("desk@lantern.example (" + "(" * 3000, None), ("陳大文", "陳大文"), ("", None)],
)  # fmt: skip
def test_an_author_is_named_without_the_address(given, name):
    (entry,) = read(rss(f"<item><title>x</title><author>{given}</author></item>")).entries
    assert entry.author == name


def test_the_older_kinds_of_rss_are_read():
    old = (
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        ' "http://127.0.0.1:1/rss-0.91.dtd"><rss version="0.91"><channel><title>Caf&eacute;</title>'
        "<item><title>One</title><link>https://lantern.example/1</link></item></channel></rss>"
    )
    assert read(old).title == "Café"
    assert [entry.url for entry in read(old).entries] == ["https://lantern.example/1"]
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<channel><title>R</title></channel><item><title>Two</title><dc:date>2026-03-02</dc:date>"
        "<link>https://lantern.example/2</link><dc:creator>Cho</dc:creator></item></rdf:RDF>"
    )
    (entry,) = read(rdf).entries
    assert (entry.title, entry.author) == ("Two", "Cho")
    assert entry.updated == datetime(2026, 3, 1, 16, tzinfo=UTC)


def test_json_feed_is_read_and_what_is_of_another_kind_in_it_left_out():
    feed = read(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": 5,'
        ' "url": "/5", "title": "T", "content_text": "1 < 2", "tags": ["a", 7, "a"],'
        ' "date_published": "2026-03-02T09:00:00+08:00", "authors": [{"name": "A"}, 3]}, "x",'
        ' {"id": {}, "title": [], "content_html": 8, "date_published": {}, "authors": "y"}]}'
    )
    assert feed.problems == ("holds entries that cannot be read",)
    first, second = feed.entries
    assert (first.guid, first.url, first.topics) == ("5", "https://lantern.example/5", ("a",))
    assert (first.content, first.author) == ("1 &lt; 2", "A")
    assert (second.guid, second.content, second.author) == ("", "", None)


@pytest.mark.parametrize("encoding", ["big5", "gb2312", "utf-16", "utf-8-sig", "utf-8"])
def test_chinese_is_read_by_the_encoding_that_the_feed_declares(encoding):
    name = encoding.removesuffix("-sig")
    title = "灯笼银行" if encoding == "gb2312" else "燈籠銀行"
    text = rss(
        f"<item><title>{title}</title></item>", before=f'<?xml version="1.0" encoding="{name}"?>'
    )
    assert read(text.encode(encoding)).entries[0].title == title


def test_what_the_server_says_of_the_encoding_counts_where_the_feed_says_nothing():
    text = rss("<item><title>燈籠</title></item>", before="").encode("big5")
    assert read(text, charset="Big5").entries[0].title == "燈籠"
    wrong = rss("<item><title>燈籠</title></item>", before='<?xml version="1.0" encoding="big5"?>')
    assert read(wrong.encode(), charset="utf-8").entries[0].title == "燈籠"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY % p SYSTEM "file:///x"> %p;]>',
        "<!-- c --><!DOCTYPE rss [\n<!ENTITY b 'x'>\n]>",
        "<!doctype rss [<!entity b 'x'>]>",
        '<!ENTITY b "x">',
        "<!DOCTYPE rss [",
    ],
)
def test_a_feed_that_declares_entities_is_refused(declared):
    text = rss("<item><title>&b;</title></item>", before=f'<?xml version="1.0"?>{declared}')
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(UnreadableError, match="entities"):
            read(text.encode(encoding))
    with pytest.raises(UnreadableError, match="entities"):
        read(rss(f"<item><title>x</title>{declared}</item>"))


def test_a_document_type_within_a_quoted_page_is_only_text():
    items = "<item><description><![CDATA[<!DOCTYPE html><p>Words</p>]]></description></item>"
    assert "Words" in read(rss(items)).entries[0].summary


def test_a_broken_feed_is_read_as_far_as_possible_and_said():
    feed = read(
        rss(
            "<item><title>AT&T & Lantern&nbsp;Bank</title><description><p>One<br>two <b>x"
            "</description></item><item><title>Second</title></item><item><title>Cut"
        ).replace("</title></channel></rss>", "")
    )
    assert [entry.title for entry in feed.entries][:2] == ["AT&T & Lantern Bank", "Second"]
    assert feed.entries[0].summary == "<p>One<br>two <b>x"
    assert any("broken" in problem for problem in feed.problems)


def test_titles_are_lines_without_mark_up():
    titles = {
        "&lt;b&gt;Rates&lt;/b&gt; &amp;amp; fees": "Rates & fees",
        "<![CDATA[<em>Rates</em>\n up]]>": "Rates up",
        "2 &lt; 3": "2 < 3",
        "": "",
    }
    feed = read(rss("".join(f"<item><title>{given}</title></item>" for given in titles)))
    assert [entry.title for entry in feed.entries] == list(titles.values())


@pytest.mark.parametrize(
    ("given", "hour"),
    [
        ("Mon, 02 Mar 2026 09:00:00 +0800", 1), ("Mon, 02 Mar 2026 01:00:00 GMT", 1),
        ("Mon, 02 Mar 2026 09:00:00 HKT", 1), ("02 Mar 2026 09:00:00", 1),
        ("2026-03-02T09:00:00+08:00", 1), ("2026-03-02T01:00:00Z", 1), ("2026-03-02 09:00:00", 1),
        ("Mon, 02 Mar 2026 10:00:00 JST", 1), ("2026年3月2日", -8), ("2026-03-02", -8),
    ],
)  # fmt: skip
def test_times_are_read_in_the_spellings_of_feeds(given, hour):
    (entry,) = read(rss(f"<item><title>x</title><pubDate>{given}</pubDate></item>")).entries
    assert entry.published is not None
    assert (entry.published - datetime(2026, 3, 2, tzinfo=UTC)).total_seconds() == hour * 3600


@pytest.mark.parametrize("given", ["soon", "99 Mar 2026", "0", "1" * 500, "05/03/2024"])
def test_what_is_no_time_is_none(given):
    (entry,) = read(rss(f"<item><title>x</title><pubDate>{given}</pubDate></item>")).entries
    assert entry.published is None


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "http://[", "mailto:a"]
)
def test_a_link_that_leads_nowhere_in_the_web_is_none(link):
    assert read(rss(f"<item><title>x</title><link>{link}</link></item>")).entries[0].url is None


def test_a_guid_is_an_address_only_where_it_is_one():
    feed = read(
        rss(
            "<item><guid>g1</guid><title>x</title></item>"
            "<item><guid>https://lantern.example/2</guid><title>y</title></item>"
            "<item><guid>g3</guid><link>/3</link><title>z</title></item>"
        )
    )
    assert [(entry.guid, entry.url) for entry in feed.entries] == [
        ("g1", None),
        ("https://lantern.example/2", "https://lantern.example/2"),
        ("g3", "https://lantern.example/3"),
    ]


def test_only_so_many_entries_are_read():
    feed = read(rss("<item><title>x</title></item>" * (MAX_ENTRIES + 5)))
    assert len(feed.entries) == MAX_ENTRIES
    assert any("2,005 entries" in problem for problem in feed.problems)


@pytest.mark.parametrize(
    "text",
    ["", " ", "<html><body>x</body></html>", "words", "{}", '{"items": 3}', "[" * 100_000,
     '{"items": ' + "[" * 100_000, "<?xml", "\0", "<!DOCTYPE html><html></html>"],
)  # fmt: skip
def test_what_is_no_feed_is_refused_in_plain_words(text):
    with pytest.raises(UnreadableError, match="is no|is JSON|XML"):
        read(text)


@given(st.text(alphabet='<>/!?[]&;"= \nabCDATrsitem-', max_size=200))
def test_no_text_whatever_raises_anything_but_the_declared_error(text):
    for given_text in (text, rss(text), rss(f"<item><description>{text}</description></item>")):
        with suppress(UnreadableError):
            read(given_text)


@pytest.mark.parametrize(
    "piece",
    ["<a>", "<item>", "<item><title>x</title></item>", "&amp;", "&", "<![CDATA[", "<!--", "<br/>",
     "<category>c</category>", "&lt;b&gt;"],
)  # fmt: skip
def test_what_is_repeated_without_end_is_read_or_refused_soon(piece):
    for text in (piece * 20_000, rss(piece * 20_000), rss("<item><description>" + piece * 20_000)):
        with suppress(UnreadableError):
            read(text)


def test_a_story_inside_anothers_category_is_an_error_in_plain_words():
    story = b"<item><category>a<item></item></category></item>"
    nested = b"<rss version='2.0'><channel>" + story + b"</channel></rss>"
    with pytest.raises(CorpusError, match="cannot be understood"):
        parse_feed(nested, url="https://lantern.example/feed")
