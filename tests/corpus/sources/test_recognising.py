import gzip

import pytest

from corpus.errors import SourceError
from corpus.sources.recognising import add_source, recognise

FEED = (
    "<rss version='2.0'><channel><title>Lantern</title>"
    "<item><title>x</title></item></channel></rss>"
)
MAP = "<urlset><url><loc>/a</loc></url></urlset>"
STORY = (
    "<p>Lantern Bank said on Monday that it would lower the fee of its savings accounts.</p>" * 3
)
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(head: str = "", body: str = STORY) -> tuple[int, dict[str, str], str]:
    head = f"<head><title>Fees fall</title>{head}</head>"
    return (200, HTML, f"<html>{head}<body><article>{body}</article></body></html>")


def test_what_lies_at_an_address_is_seen_from_its_content(site, fetcher):
    site.answers |= {
        "/feed": (200, {"Content-Type": "text/html"}, FEED),
        "/map": MAP,
        "/map.gz": gzip.compress(MAP.encode()),
        "/json": '{"version": "https://jsonfeed.org/version/1", "title": "J", "items": []}',
        "/page": page(),
    }
    kinds = {path: recognise(site.url + path, fetcher=fetcher).kind for path in site.answers}
    assert kinds == {
        "/feed": "feed", "/map": "sitemap", "/map.gz": "sitemap", "/json": "feed", "/page": "page",
    }  # fmt: skip
    assert recognise(f"{site.url}/feed", fetcher=fetcher).title == "Lantern"


def test_a_page_that_names_a_feed_stands_for_it_unless_it_is_an_article(site, fetcher):
    link = (
        "<link rel='alternate' type='application/rss+xml' href='/gone'>"
        "<link rel='alternate' type='application/rss+xml' href='/feed'>"
    )
    article = "<meta property='og:type' content='article'>"
    site.answers |= {
        "/": page(link),
        "/news/1": page(link + article),
        "/feed": FEED,
        "/gone": page(),
    }
    found = recognise(f"{site.url}/", fetcher=fetcher)
    assert (found.kind, found.address) == ("feed", f"{site.url}/feed")
    found = recognise(f"{site.url}/news/1", fetcher=fetcher)
    assert (found.kind, found.title) == ("page", "Fees fall")
    assert [address for address, _ in found.feeds] == [f"{site.url}/gone", f"{site.url}/feed"]
    found = recognise(f"{site.url}/", fetcher=fetcher, kind="page")
    assert found.kind == "page"


def test_an_address_that_has_moved_for_good_is_kept_as_the_new_one(site, fetcher, now):
    site.answers |= {"/old": (301, {"Location": "/feed"}, b""), "/feed": FEED}
    found = recognise(f"{site.url}/old", fetcher=fetcher)
    source = add_source(found, now=now, name="L", every_s=7200)
    assert (source.address, source.name, source.every_s) == (f"{site.url}/feed", "L", 7200)


def test_a_file_or_folder_is_a_path(tmp_path, fetcher):
    (tmp_path / "notes").mkdir()
    found = recognise(str(tmp_path / "notes"), fetcher=fetcher)
    assert (found.kind, found.address) == ("path", str(tmp_path / "notes"))


@pytest.mark.parametrize("address", ["no-such-file.md", "lantern.example/feed", "ftp:x"])
def test_what_is_neither_a_path_nor_an_address_is_said(address, fetcher):
    with pytest.raises(ValueError, match="https://"):
        recognise(address, fetcher=fetcher)


@pytest.mark.parametrize(
    "answer",
    [
        (404, {}, b""),
        (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"),
        (200, HTML, b""),
        (200, HTML, b"\x00\x01\x02" * 500),
        page(body="<p>Log in</p><form><input type='password'></form>"),
        '<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>',
    ],
)
def test_what_cannot_be_a_source_is_said_in_plain_words(site, fetcher, answer):
    site.answers["/x"] = answer
    with pytest.raises(SourceError):
        recognise(f"{site.url}/x", fetcher=fetcher)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://a.example/x", "http://10.0.0.1/"])
def test_an_address_that_is_not_fetched_is_no_source(address, fetcher):
    with pytest.raises(SourceError, match="refused"):
        recognise(address, fetcher=fetcher)
