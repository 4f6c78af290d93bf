"""Refreshing all sources that are due, of which a bad one never stops the rest."""

import logging
import math
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from corpus.counts import say_count
from corpus.errors import CorpusError
from corpus.sources.errors import FetchError
from corpus.sources.fetching import Fetcher
from corpus.sources.keeping import MAX_PAGES, Refreshed, refresh_source
from corpus.sources.locking import lock_file
from corpus.sources.registry import FETCHED_FOLDER, Registry, Source, after_failure

log = logging.getLogger(__name__)

_LOCK_FILE = ".refresh.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    """What came of a refresh: the sources that went well, and those that failed, with the error.

    `left` counts those that are still due, because the others took long.
    """

    refreshed: tuple[Refreshed, ...] = ()
    failed: tuple[Source, ...] = ()
    left: int = 0

    @property
    def new(self) -> tuple[str, ...]:
        """The ids of all articles that were not there before."""
        return tuple(id for one in self.refreshed for id in one.new)

    @property
    def updated(self) -> tuple[str, ...]:
        """The ids of all articles that say something else than before."""
        return tuple(id for one in self.refreshed for id in one.updated)

    @property
    def removed(self) -> tuple[str, ...]:
        """The ids of all articles that are gone, as the operator wishes."""
        return tuple(id for one in self.refreshed for id in one.removed)

    @property
    def has_changes(self) -> bool:
        """Whether the index has to be built anew."""
        return any(one.has_changes for one in self.refreshed)

    @property
    def problems(self) -> tuple[str, ...]:
        """What went wrong, a sentence each, with the source's name before it."""
        told = [f"{one.source.id}: {text}" for one in self.refreshed for text in one.problems]
        if self.left:
            sources = say_count(self.left, "source")
            told.append(f"{sources} left for the next refresh, as the others took long")
        return (*(f"{source.id}: {source.error}" for source in self.failed), *told)


def refresh_due(
    registry: Registry,
    *,
    fetcher: Fetcher,
    now: Callable[[], datetime],
    only: Collection[str] | None = None,
    max_pages: int = MAX_PAGES,
    max_s: float = math.inf,
    on_source: Callable[[Source], None] | None = None,
) -> RefreshReport:
    """Fetch every source that is due, or those with the ids in `only` whether they are or not.

    Those first that have waited longest, and none is begun after `max_s`. How each fared is kept as
    soon as it is known. Raises RefreshingError while another process is
    at it, and RegistryError when the list of sources is damaged.
    """
    refreshed: list[Refreshed] = []
    failed: list[Source] = []
    left = 0
    ends_at = time.monotonic() + max_s
    with lock_file(registry.home / FETCHED_FOLDER / _LOCK_FILE, is_waiting=False):
        for source in sorted(registry.sources(), key=_by_wait):
            is_wanted = source.is_due(now()) if only is None else source.id in only
            if not source.is_fetched or not is_wanted:
                continue
            if time.monotonic() >= ends_at:
                left += 1
                continue
            if on_source:
                on_source(source)
            outcome = _refresh(registry, source, fetcher=fetcher, now=now(), max_pages=max_pages)
            if isinstance(outcome, Refreshed):
                refreshed.append(outcome)
                registry.update(outcome.source)
            else:
                failed.append(outcome)
                registry.update(outcome)
    return RefreshReport(refreshed=tuple(refreshed), failed=tuple(failed), left=left)


def _by_wait(source: Source) -> tuple[datetime, str]:
    return source.due or source.added, source.id


def _refresh(
    registry: Registry, source: Source, *, fetcher: Fetcher, now: datetime, max_pages: int
) -> Refreshed | Source:
    """What came of a source, or the source with its error."""
    try:
        return refresh_source(
            source,
            fetcher=fetcher,
            folder=registry.folder_of(source),
            now=now,
            max_pages=max_pages,
        )
    except FetchError as error:
        return after_failure(
            source,
            str(error),
            now=now,
            retry_after_s=error.retry_after_s,
            is_gone=error.is_gone,
        )
    except CorpusError as error:
        return after_failure(source, str(error), now=now)
    except Exception:
        # A defect, and no reason to leave the other sources.
        log.exception("a source could not be refreshed: %s", source.id)
        return after_failure(source, "could not be understood; the log says more", now=now)
