"""The list of sources: added to it, taken out of it, and how they fare."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings
from corpus.counts import say_count
from corpus.databases import make_private_folder
from corpus.errors import CorpusError, SourceError
from corpus.sources.addresses import show_url
from corpus.sources.errors import RefreshingError, SourceKnownError, SourceNotFoundError
from corpus.sources.locking import lock_file
from corpus.sources.registry import Registry, Source
from corpus.sources.shelf import Shelf

if TYPE_CHECKING:
    from corpus.sources.fetching import Fetcher

_LOCK_FILE = ".keeping.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How an operator wants a source to be kept; None: as it is."""

    every_s: float | None = None
    name: str | None = None
    prefix: str | None = None
    forget_vanished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A source that was added, or was there, and what its fetch gave.

    `feeds` are others that the same page names, address and title. `had_articles` is whether its
    folder held some before.
    """

    source: Source
    folder: Path
    is_new: bool
    had_articles: bool
    feeds: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the sources that are fetched fare; `failing` are ids."""

    count: int
    succeeded: datetime | None
    failing: tuple[str, ...]


def open_fetcher(settings: Settings) -> "Fetcher":
    """What fetches, as the settings allow it."""
    from corpus.sources.fetching import Fetcher

    return Fetcher(contact=settings.contact, allowed_hosts=settings.allowed_hosts)


@contextmanager
def keeping(home: Path, *, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Be the only process that changes the sources and what was fetched.

    Where another one is at it, wait after `on_wait`; without it RefreshingError is raised.
    """
    make_private_folder(home)
    with ExitStack() as stack:
        try:
            stack.enter_context(lock_file(home / _LOCK_FILE, is_waiting=False))
        except RefreshingError:
            if on_wait is None:
                raise
            on_wait()
            stack.enter_context(lock_file(home / _LOCK_FILE))
        yield


def add_address(settings: Settings, address: str, *, wishes: Wishes, fetcher: "Fetcher") -> Added:
    """The source at an address: recognised, kept in the list, and fetched; not in the index yet.

    One that is a source already is fetched again, and kept as wished from now on. Raises
    SourceError, or ValueError for a wish that it cannot have; a new source is then forgotten.
    """
    from corpus.sources.recognising import add_source, recognise
    from corpus.sources.refreshing import refresh_due

    registry = Registry(settings.home)
    is_new = False
    feeds: tuple[tuple[str, str], ...] = ()
    try:
        source = registry.find(address)
    except SourceNotFoundError:
        found = recognise(address, fetcher=fetcher)
        feeds = found.feeds
        wished = _as_wished(add_source(found, now=now_utc()), wishes)
        try:
            source, is_new = registry.add(wished), True
        except SourceKnownError as error:
            source = registry.find(error.source_id)
    folder = registry.folder_of(source)
    had_articles = any(folder.glob("*.md"))
    try:
        if not is_new:
            source = _as_wished(source, wishes)
            registry.update(source)
        report = refresh_due(registry, fetcher=fetcher, now=now_utc, only={source.id})
        source = registry.find(source.id)
        if not source.articles and report.problems:
            raise CorpusError(report.problems[0].removeprefix(f"{source.id}: "))
        if not source.articles and source.kind == "page":
            raise SourceError(show_url(source.address), "is a page without an article")
    except BaseException:
        if is_new:
            forget(settings, source, keeps_articles=had_articles)
        raise
    return Added(
        source=source,
        folder=folder,
        is_new=is_new,
        had_articles=had_articles,
        feeds=feeds,
        problems=report.problems,
    )


def take_back(settings: Settings, added: Added) -> None:
    """Let it be as if a source had not been added."""
    if added.is_new:
        forget(settings, added.source, keeps_articles=added.had_articles)


def forget(
    settings: Settings, source: Source, *, keeps_articles: bool = False
) -> tuple[list[str], list[str]]:
    """Take a source out of the list; the ids of its articles that were removed, and that stay."""
    registry = Registry(settings.home)
    shelf = Shelf(registry.folder_of(source), source.id)
    registry.remove(source.id)
    if keeps_articles:
        return [], [kept.id for kept in shelf if kept.fate == "kept"]
    return shelf.clear()


def read_health(home: Path) -> Health:
    """How the sources that are fetched fare. Raises RegistryError when their list is damaged."""
    fetched = [source for source in Registry(home).sources() if source.is_fetched]
    succeeded = [source.succeeded for source in fetched if source.succeeded]
    return Health(
        count=len(fetched),
        succeeded=max(succeeded, default=None),
        failing=tuple(source.id for source in fetched if source.error),
    )


def try_source(settings: Settings, source: Source) -> str:
    """What a source answers now, in a few words; nothing is kept. Raises SourceError."""
    from corpus.sources.reading import read_source

    reading = read_source(source, fetcher=open_fetcher(settings), is_asking_for_news=True)
    if reading.is_not_modified:
        return "answers; nothing new since last time"
    return f"answers; {say_count(len(reading.entries), 'entry', 'entries')}"


def _as_wished(source: Source, wishes: Wishes) -> Source:
    if wishes.prefix is not None and source.kind != "sitemap":
        raise SourceError(source.address, f"is a {source.kind}; a prefix is for sitemaps")
    if wishes.every_s is not None:
        source = replace(source, every_s=wishes.every_s)
    return replace(
        source,
        name=source.name if wishes.name is None else wishes.name,
        prefix=source.prefix if wishes.prefix is None else wishes.prefix,
        keep_vanished=source.keep_vanished and not wishes.forget_vanished,
    )


def now_utc() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
