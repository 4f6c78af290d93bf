"""Sitemaps → the addresses of a site's pages."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from corpus.counts import say_count
from corpus.sources.connecting import TooLargeError, unpack_gzip
from corpus.sources.errors import FetchError, UnreadableError
from corpus.sources.markup import decode_xml, parse_xml, root_name
from corpus.sources.page_head import join_url
from corpus.sources.times import parse_time
from corpus.text import fold_line

MAX_SITEMAPS = 50
MAX_PAGES = 50_000
SITEMAP_ROOTS = frozenset(("urlset", "sitemapindex"))

_MAX_UNPACKED_BYTES = 50_000_000
_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapPage:
    """One page of a site; title and day of publication only where a news sitemap gives them."""

    url: str
    changed: datetime | None = None
    title: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """The pages of one sitemap file, or the sitemaps that an index file lists, with its problems.

    Of both only those on the sitemap's own site.
    """

    pages: tuple[SitemapPage, ...] = ()
    sitemaps: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def parse_sitemap(content: bytes, *, url: str, charset: str | None = None) -> Sitemap:
    """What a sitemap file lists, packed or not; a plain text lists an address a line.

    Raises UnreadableError for what is none.
    """
    text = decode_xml(_unpacked(content, url), charset=charset)
    if root_name(text) not in SITEMAP_ROOTS:
        return _parse_plain(text, url)
    tree = parse_xml(text, url=url)
    problems = [tree.damage] if tree.damage else []
    pages: dict[str, SitemapPage] = {}
    sitemaps: dict[str, None] = {}
    elsewhere = 0
    for element in tree.root:
        values = _read_values(element)
        address = join_url(url, values.get("loc", ""))
        if address is None:
            continue
        if not is_same_site(address, url):
            elsewhere += 1
        elif _local_name(element) == "sitemap":
            sitemaps[address] = None
        else:
            pages.setdefault(address, _page(address, values))
        if len(pages) > MAX_PAGES:
            pages.popitem()
            problems.append(f"lists more than {MAX_PAGES:,} pages; the others were left out")
            break
    if elsewhere:
        others = say_count(elsewhere, "address of another site", "addresses of other sites")
        problems.append(f"lists {others}; left out")
    return Sitemap(pages=tuple(pages.values()), sitemaps=tuple(sitemaps), problems=tuple(problems))


def collect_pages(
    first: Sitemap, load: Callable[[str], Sitemap], *, prefix: str = ""
) -> tuple[list[SitemapPage], list[str]]:
    """All pages below an index of sitemaps, and the problems met; `load` fetches one of them.

    With a prefix only pages whose path starts with it. A sitemap that cannot be had is a problem,
    and indexes of indexes are followed as long as there are few.
    """
    pages = {page.url: page for page in first.pages if has_prefix(page.url, prefix)}
    problems = list(first.problems)
    waiting = list(first.sitemaps)
    known = set(waiting)
    while waiting and len(pages) < MAX_PAGES:
        if len(known) - len(waiting) >= MAX_SITEMAPS:
            problems.append(f"lists more than {MAX_SITEMAPS} sitemaps; the others were left out")
            break
        try:
            sitemap = load(waiting.pop(0))
        except (FetchError, UnreadableError) as error:
            problems.append(str(error))
            continue
        problems.extend(sitemap.problems)
        for page in sitemap.pages:
            if has_prefix(page.url, prefix):
                pages.setdefault(page.url, page)
        more = [address for address in sitemap.sitemaps if address not in known]
        known.update(more)
        waiting.extend(more)
    return list(pages.values())[:MAX_PAGES], problems


def has_prefix(url: str, prefix: str) -> bool:
    """Whether the path of an address starts with the prefix, at the end of a part of it."""
    wanted = "/" + prefix.strip("/")
    path = urlsplit(url).path or "/"
    return wanted == "/" or path == wanted or path.startswith(wanted + "/")


def is_same_site(url: str, other: str) -> bool:
    """Whether two addresses are of one host, with "www." or without."""
    return _site(url) == _site(other)


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").lower().removeprefix("www.")


def _unpacked(content: bytes, url: str) -> bytes:
    if not content.startswith(_GZIP):
        return content
    try:
        return unpack_gzip(content, max_bytes=_MAX_UNPACKED_BYTES)
    except TooLargeError as error:
        raise UnreadableError(url, "unpacks to more than 50 MB") from error
    except zlib.error as error:
        raise UnreadableError(url, "is packed and damaged") from error


def _parse_plain(text: str, url: str) -> Sitemap:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [address for line in lines[:MAX_PAGES] if (address := _absolute(line))]
    if not found or len(found) < len(lines[:MAX_PAGES]):
        raise UnreadableError(url, "is no sitemap; add the page itself, or the address of one")
    own = [address for address in dict.fromkeys(found) if is_same_site(address, url)]
    return Sitemap(pages=tuple(SitemapPage(url=address) for address in own))


def _absolute(line: str) -> str | None:
    return join_url("", line) if line.startswith(("http://", "https://")) else None


def _read_values(element: Any) -> dict[str, str]:
    """The texts in an entry by their elements' names; the first of each counts."""
    values: dict[str, str] = {}
    for inner in element.iter():
        if inner is not element and inner.text:
            values.setdefault(_local_name(inner), inner.text[:_LONGEST_LINE].strip())
    return values


def _page(address: str, values: dict[str, str]) -> SitemapPage:
    return SitemapPage(
        url=address,
        changed=parse_time(values.get("lastmod")),
        title=fold_line(values.get("title", "")),
        published=parse_time(values.get("publication_date")),
    )


def _local_name(element: Any) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()
