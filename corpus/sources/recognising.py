"""What an operator adds → a source: a file or folder, a feed, a sitemap, or a page."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from corpus.sources.entries import Feed
from corpus.sources.errors import UnreadableError
from corpus.sources.feeds import FEED_ROOTS, parse_feed
from corpus.sources.fetching import Fetched, Fetcher
from corpus.sources.json_feeds import is_json_feed
from corpus.sources.markup import decode_xml, root_name, strip_prolog
from corpus.sources.page_head import read_head
from corpus.sources.registry import Kind, Source, new_source
from corpus.sources.sitemaps import SITEMAP_ROOTS, parse_sitemap
from corpus.sources.telling import decode_page, read_page
from corpus.web import is_web_url

_GZIP = b"\x1f\x8b"
_FRONT_PAGES = frozenset(("", "index", "home", "news", "blog", "default"))
_PAGE_ENDINGS = (".html", ".htm", ".php", ".aspx", ".asp", ".jsp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What lies at an address: the kind, the address to keep, and its title.

    `feeds` are other feeds that the same page names, address and title, for the operator to choose.
    """

    kind: Kind
    address: str
    title: str = ""
    feeds: tuple[tuple[str, str], ...] = ()


def recognise(address: str, *, fetcher: Fetcher, kind: Kind | None = None) -> Recognised:
    """What an address or path is, by its content; `kind` says so where it would be taken wrongly.

    A page that is an article is a page; one that is none and names a feed stands for that feed.
    Raises SourceError when it cannot be fetched or is none of these, and ValueError for what is
    neither a path nor an address.
    """
    if kind is not None and kind not in get_args(Kind):
        raise ValueError(f"is of no kind that we know; {', '.join(get_args(Kind))} are")
    url = _web_address(address)
    if url is None:
        path = Path(address).expanduser()
        if kind not in (None, "path") or not path.exists():
            raise ValueError(
                "is neither a file or folder here nor an address; an address starts with https://"
            )
        return Recognised(kind="path", address=str(path.resolve()), title=path.name)
    if kind == "path":
        raise ValueError("is an address and no path")
    fetched = fetcher.fetch(url, is_meant_for_programs=kind in ("feed", "sitemap"))
    found = _look_at(fetched, kind, url=fetched.moved_to or url)
    if found.kind == "page" and kind is None and found.feeds and not _is_article(fetched):
        return _follow_feed(found, fetcher)
    if found.kind == "page":
        read_page(fetched)  # raises where there is nothing to keep
    return found


def add_source(
    found: Recognised,
    *,
    now: datetime,
    name: str = "",
    every_s: float | None = None,
) -> Source:
    """The source to add to the registry for what was recognised; due at once."""
    return new_source(found.address, found.kind, now=now, name=name, every_s=every_s)


def _web_address(address: str) -> str | None:
    if address.startswith("feed:"):
        rest = address.removeprefix("feed:").removeprefix("//")
        address = rest if is_web_url(rest) else f"https://{rest}"
    return address if "://" in address else None


def _look_at(fetched: Fetched, kind: Kind | None, *, url: str) -> Recognised:
    """What was fetched, as the kind that is asked for or as it looks."""
    root = ""
    if not fetched.content.startswith(_GZIP):
        text = decode_xml(fetched.content, charset=fetched.charset)
        root = root_name(strip_prolog(text, url=fetched.url))
    is_sitemap = root in SITEMAP_ROOTS or fetched.content.startswith(_GZIP)
    if kind == "sitemap" or (kind is None and is_sitemap):
        parse_sitemap(fetched.content, url=fetched.url, charset=fetched.charset)
        return Recognised(kind="sitemap", address=url)
    is_feed = root in FEED_ROOTS or is_json_feed(fetched.content)
    if kind == "feed" or (kind is None and is_feed):
        feed = _read_feed(fetched)
        return Recognised(kind="feed", address=url, title=feed.title)
    head = read_head(decode_page(fetched), url=fetched.url)
    return Recognised(kind="page", address=url, title=head.title, feeds=head.feeds)


def _read_feed(fetched: Fetched) -> Feed:
    return parse_feed(fetched.content, url=fetched.url, charset=fetched.charset)


def _follow_feed(page: Recognised, fetcher: Fetcher) -> Recognised:
    """The first of a page's feeds that can be read; raises what the last one says."""
    error: UnreadableError | None = None
    for address, title in page.feeds[:3]:
        try:
            fetched = fetcher.fetch(address, is_meant_for_programs=True)
            feed = _read_feed(fetched)
        except UnreadableError as failure:
            error = failure
            continue
        others = tuple(pair for pair in page.feeds if pair[0] != address)
        return Recognised(
            kind="feed",
            address=fetched.moved_to or address,
            title=feed.title or title or page.title,
            feeds=others,
        )
    raise error or UnreadableError(page.address, "names no feed that can be read")


def _is_article(fetched: Fetched) -> bool:
    """Whether a page is one article, by what it says of itself; a front page never is."""
    path = urlsplit(fetched.url).path.strip("/").lower()
    for ending in _PAGE_ENDINGS:
        path = path.removesuffix(ending)
    if path in _FRONT_PAGES:
        return False
    return read_head(decode_page(fetched), url=fetched.url).is_article
