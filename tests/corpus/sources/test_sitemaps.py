import gzip
from datetime import UTC, datetime

import pytest

from corpus.sources import sitemaps
from corpus.sources.errors import FetchError, UnreadableError
from corpus.sources.sitemaps import (
    MAX_SITEMAPS,
    Sitemap,
    collect_pages,
    has_prefix,
    parse_sitemap,
)

URL = "https://www.lantern.example/sitemap.xml"
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def pages(*urls: str) -> str:
    return f"<urlset {NAMES}>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>"


def index(*urls: str) -> str:
    inner = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex {NAMES}>{inner}</sitemapindex>"


def test_pages_come_with_the_day_of_their_change_and_what_news_say():
    text = (
        f"<urlset {NAMES}><url><loc> https://lantern.example/a?x=1&amp;y=2 </loc>"
        "<lastmod>2026-03-02</lastmod><news:news><news:title>Rates rise</news:title>"
        "<news:publication_date>2026-03-01T09:00:00+08:00</news:publication_date></news:news>"
        "</url></urlset>"
    )
    for content in (text.encode(), gzip.compress(text.encode())):
        (page,) = parse_sitemap(content, url=URL).pages
        assert (page.url, page.title) == ("https://lantern.example/a?x=1&y=2", "Rates rise")
        assert page.changed == datetime(2026, 3, 1, 16, tzinfo=UTC)
        assert page.published == datetime(2026, 3, 1, 1, tzinfo=UTC)


def test_only_addresses_of_the_same_site_are_taken():
    text = pages("https://lantern.example/a", "https://peak.example/b", "file:///c", "/d")
    sitemap = parse_sitemap(text.encode(), url=URL)
    assert [page.url for page in sitemap.pages] == [
        "https://lantern.example/a",
        "https://www.lantern.example/d",
    ]
    assert sitemap.problems == ("lists 1 address of another site; left out",)


def test_an_index_is_followed_to_its_pages_and_no_further_than_a_bound():
    base = "https://lantern.example"
    held = {
        f"{base}/1.xml": pages(f"{base}/a", f"{base}/b"),
        f"{base}/2.xml": index(f"{base}/3.xml"),
    }
    held[f"{base}/3.xml"] = index(f"{base}/1.xml", f"{base}/2.xml", f"{base}/4.xml")

    def load(address: str) -> Sitemap:
        if address not in held:
            raise FetchError(address, "is not there; check the address")
        return parse_sitemap(held[address].encode(), url=address)

    first = parse_sitemap(index(f"{base}/1.xml", f"{base}/2.xml").encode(), url=URL)
    found, problems = collect_pages(first, load)
    assert [page.url for page in found] == [f"{base}/a", f"{base}/b"]
    assert problems == [f"{base}/4.xml: is not there; check the address"]

    loaded: list[str] = []

    def breed(address: str) -> Sitemap:
        loaded.append(address)
        return Sitemap(sitemaps=tuple(f"{address}{number}" for number in range(10)))

    _, problems = collect_pages(Sitemap(sitemaps=(f"{base}/",)), breed)
    assert len(loaded) == MAX_SITEMAPS
    assert "more than 50 sitemaps" in problems[-1]


def test_a_sitemap_may_list_as_many_pages_as_are_taken(monkeypatch):
    monkeypatch.setattr(sitemaps, "MAX_PAGES", 3)
    full = [f"https://lantern.example/{number}" for number in range(3)]
    found = parse_sitemap(pages(*full).encode(), url=URL)
    assert (len(found.pages), found.problems) == (3, ())
    found = parse_sitemap(pages(*full, "https://lantern.example/more").encode(), url=URL)
    assert [page.url for page in found.pages] == full
    assert "more than 3 pages" in found.problems[0]


def test_pages_may_be_chosen_by_where_they_lie():
    assert has_prefix("https://lantern.example/news/1", "/news")
    assert has_prefix("https://lantern.example/news", "news/")
    assert not has_prefix("https://lantern.example/newsletter", "/news")
    assert has_prefix("https://lantern.example/any", "")
    sitemap = parse_sitemap(pages("/news/1", "/about").encode(), url=URL)
    found, _ = collect_pages(sitemap, lambda address: sitemap, prefix="news")
    assert [page.url for page in found] == ["https://www.lantern.example/news/1"]


def test_a_plain_list_of_addresses_is_a_sitemap_too():
    text = b"https://lantern.example/a\n\nhttps://lantern.example/b\nhttps://peak.example/c\n"
    assert len(parse_sitemap(text, url=URL).pages) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html></html>",
        b"words\nhttps://lantern.example/a",
        gzip.compress(b"x" * 1000, mtime=0)[:-9],
        b"\x1f\x8b",
        gzip.compress(b"\0" * 60_000_000, mtime=0),
        b'<!DOCTYPE urlset [<!ENTITY a "x">]><urlset><url><loc>&a;</loc></url></urlset>',
    ],
)
def test_what_is_no_sitemap_is_refused_in_plain_words(content):
    with pytest.raises(UnreadableError):
        parse_sitemap(content, url=URL)
