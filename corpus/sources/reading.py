"""One source fetched and read, whatever its kind: the entries that it tells."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.errors import SourceError
from corpus.formats.page import Page
from corpus.sources.addresses import show_url
from corpus.sources.entries import Entry
from corpus.sources.feeds import parse_feed
from corpus.sources.fetching import Fetched, Fetcher
from corpus.sources.naming import address_key
from corpus.sources.registry import Source
from corpus.sources.sitemaps import Sitemap, SitemapPage, collect_pages, parse_sitemap
from corpus.sources.telling import digest_entry, read_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a source tells now; `source` is as it is to be kept if all goes well.

    `page` is the source itself where it is a page. `is_all` is false where some of it may be
    missing, so that nothing can be said to have vanished.
    """

    source: Source
    entries: tuple[Entry, ...] = ()
    provider: str | None = None
    problems: tuple[str, ...] = ()
    page: Page | None = None
    is_all: bool = True
    is_not_modified: bool = False


def read_source(source: Source, *, fetcher: Fetcher, is_asking_for_news: bool) -> Reading:
    """What a source tells, or that it tells nothing new where only that is asked.

    Raises SourceError when it cannot be fetched or read.
    """
    if not source.is_fetched:
        raise SourceError(source.address, "lies on this machine, so that nothing is fetched")
    fetched = fetcher.fetch(
        source.address,
        etag=source.etag if is_asking_for_news else None,
        last_modified=source.last_modified if is_asking_for_news else None,
        is_meant_for_programs=source.kind != "page",
    )
    if fetched.is_not_modified:
        return Reading(source=source, is_not_modified=True)
    if source.kind == "feed":
        reading = _read_feed(source, fetched)
    elif source.kind == "sitemap":
        reading = _read_sitemap(source, fetched, fetcher)
    else:
        reading = _read_page(source, fetched)
    moved = fetched.moved_to
    if moved is None or address_key(moved) == address_key(source.address):
        return reading
    # Only now is it certain that the new address leads to the same kind of thing.
    said = f"has moved to {show_url(moved)}, where it is fetched from now on"
    return replace(
        reading,
        source=replace(reading.source, address=moved),
        problems=(said, *reading.problems),
    )


def without_repeats(entries: Sequence[Entry]) -> list[Entry]:
    """Each entry once, the latest where a source tells it twice, and each with a name or an address
    of its own.

    A name that a source gives to entries with different addresses is none, and neither is an
    address that several have; the title is a name where there is no better one.
    """
    addresses: dict[str, set[str]] = {}
    for entry in entries:
        addresses.setdefault(entry.guid, set()).add(address_key(entry.url) if entry.url else "")
    own = own_addresses(entries)
    found: dict[str, Entry] = {}
    for entry in entries:
        guid = entry.guid if len(addresses[entry.guid]) == 1 else ""
        if not guid and (not entry.url or address_key(entry.url) not in own):
            guid = f"title:{entry.title}" if entry.title else f"text:{digest_entry(entry)}"
        key = guid or address_key(entry.url or "")
        known = found.get(key)
        is_later = (
            known is not None
            and known.updated is not None
            and entry.updated is not None
            and entry.updated > known.updated
        )
        if known is None or is_later:
            found[key] = replace(entry, guid=guid)
    return list(found.values())


def own_addresses(entries: Sequence[Entry]) -> set[str]:
    """The addresses that only one entry has; a front page or a live report says nothing of one."""
    counts = Counter(address_key(entry.url) for entry in entries if entry.url)
    return {address for address, count in counts.items() if count == 1}


def _marked(source: Source, fetched: Fetched) -> Source:
    return replace(source, etag=fetched.etag, last_modified=fetched.last_modified)


def _read_feed(source: Source, fetched: Fetched) -> Reading:
    feed = parse_feed(fetched.content, url=fetched.url, charset=fetched.charset)
    return Reading(
        source=_marked(source, fetched),
        entries=feed.entries,
        provider=source.name or feed.title or None,
        problems=feed.problems,
        is_all=not feed.problems,
    )


def _read_sitemap(source: Source, fetched: Fetched, fetcher: Fetcher) -> Reading:
    def load(address: str) -> Sitemap:
        inner = fetcher.fetch(address, is_meant_for_programs=True)
        return parse_sitemap(inner.content, url=inner.url, charset=inner.charset)

    first = parse_sitemap(fetched.content, url=fetched.url, charset=fetched.charset)
    pages, problems = collect_pages(first, load, prefix=source.prefix)
    pages.sort(key=lambda page: -page.changed.timestamp() if page.changed else 0.0)
    # An index of sitemaps does not change when one of them does.
    marks = fetched if not first.sitemaps else replace(fetched, etag=None, last_modified=None)
    return Reading(
        source=_marked(source, marks),
        entries=tuple(map(_entry_of, pages)),
        provider=source.name or None,
        problems=tuple(problems),
        is_all=not problems,
    )


def _entry_of(page: SitemapPage) -> Entry:
    return Entry(title=page.title, url=page.url, published=page.published, updated=page.changed)


def _read_page(source: Source, fetched: Fetched) -> Reading:
    page = read_page(fetched)
    # Whatever its address becomes, it is the same article.
    entry = Entry(guid=f"page:{source.id}", url=fetched.url)
    return Reading(
        source=_marked(source, fetched), entries=(entry,), provider=source.name or None, page=page
    )
