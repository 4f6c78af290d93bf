"""Refreshing the sources: what is due is fetched, indexed, and told by name."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.service.keeping import keeping, now_utc, open_fetcher
from bot.service.news import News, add_news
from bot.service.rebuilding import Plan, Rebuilt, last_sources, rebuild
from bot.settings import Settings
from corpus.sources.registry import FETCHED_FOLDER, Registry, Source
from embeddings.errors import EmbeddingError
from embeddings.vector_cache import Progress

if TYPE_CHECKING:
    from corpus.sources.keeping import Refreshed
    from corpus.sources.refreshing import RefreshReport

# There while files were fetched and may not be in the index: a kill leaves it behind.
_UNINDEXED_FILE = ".unindexed"
# The bot stops a refresh after 14 minutes, and what was fetched by then is to be in the index.
_MAX_S = 300.0
_SLACK = 0.1  # a source that is due in a moment need not wait until we look again
_MOST_SLACK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpToDate:
    """What a refresh did: the ids of articles as the index knows them, and titles by id.

    No `rebuilt` where nothing had changed. `news` is what the program did not know before.
    """

    report: "RefreshReport"
    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    titles: dict[str, str]
    news: tuple[News, ...] = ()
    rebuilt: Rebuilt | None = None


def bring_up_to_date(
    settings: Settings,
    *,
    only: Collection[str] | None = None,
    on_source: Callable[[Source], None] | None = None,
    on_plan: Callable[[Plan, Collection[str]], None] | None = None,
    on_wait: Callable[[], None] | None = None,
    progress: Progress | None = None,
) -> UpToDate:
    """Fetch what is due, or the sources with these ids, and index what changed.

    `on_plan` is called before the index is changed, with the ids that the sources removed, and may
    raise to prevent it: the next refresh tries again. Raises RefreshingError while another process
    is at it.
    """
    from corpus.sources.refreshing import refresh_due

    registry = Registry(settings.home)
    unindexed = settings.home / FETCHED_FOLDER / _UNINDEXED_FILE
    with keeping(settings.home):
        wanted = only if only is not None else due_ids(registry.sources(), now_utc())
        was_left = unindexed.exists()
        if not wanted and not was_left:
            return _nothing()
        unindexed.parent.mkdir(parents=True, exist_ok=True)
        unindexed.touch()
        fetcher = open_fetcher(settings)
        report = refresh_due(
            registry,
            fetcher=fetcher,
            now=now_utc,
            only=wanted,
            max_s=_MAX_S if only is None else math.inf,
            on_source=on_source,
        )
        if not report.has_changes and not was_left:
            unindexed.unlink(missing_ok=True)
            return _nothing(report)
        told: list[UpToDate] = []

        def look(plan: Plan) -> None:
            if on_plan:
                on_plan(plan, _gone(plan, report))
            told.append(_tell(settings, plan, report, was_left=was_left))

        rebuilt = rebuild(settings, progress=progress, on_wait=on_wait, on_plan=look)
        unindexed.unlink(missing_ok=True)
    return replace(told[0], rebuilt=rebuilt)


def keep_left_news(settings: Settings, plan: Plan) -> None:
    """Keep as news what a refresh that was broken off had fetched, before an index holds it.

    For whoever indexes without a refresh: afterwards nothing would tell what of it was new.
    """
    if (settings.home / FETCHED_FOLDER / _UNINDEXED_FILE).exists():
        add_news(settings.home, _as_news(plan, _left(settings, plan)))


def due_ids(sources: Collection[Source], now: datetime) -> set[str]:
    """The sources that are due, or so soon that they need not wait for the next look."""
    found = set()
    for source in sources:
        slack = timedelta(0)
        if source.every_s and source.checked and source.due and not source.failures:
            every = timedelta(seconds=source.every_s)
            if source.due - source.checked >= every:  # else it has its own reason to be sooner
                slack = min(_SLACK * every, _MOST_SLACK)
        if source.is_fetched and source.is_due(now + slack):
            found.add(source.id)
    return found


def has_work(home: Path) -> bool:
    """Whether a refresh has anything to do now. Raises RegistryError."""
    sources = [source for source in Registry(home).sources() if source.is_fetched]
    is_left = (home / FETCHED_FOLDER / _UNINDEXED_FILE).exists()
    return bool(sources) and (is_left or bool(due_ids(sources, now_utc())))


def _nothing(report: "RefreshReport | None" = None) -> UpToDate:
    from corpus.sources.refreshing import RefreshReport

    return UpToDate(report=report or RefreshReport(), titles={})


def _gone(plan: Plan, report: "RefreshReport") -> set[str]:
    """Of the articles that would leave the index, those that left their source."""
    stems = set(report.removed)
    return {id for id in plan.changes.removed if id in stems or id.rpartition("-")[0] in stems}


def _tell(settings: Settings, plan: Plan, report: "RefreshReport", *, was_left: bool) -> UpToDate:
    """What changed, by the ids of the index; what is new is kept as news.

    Before it is indexed, so that a kill cannot come between.
    """
    ids = _ids_by_path(settings, plan)
    titles = {article.id: article.title for article in plan.corpus.articles}
    home = settings.home / FETCHED_FOLDER

    def find(one: "Refreshed", names: Collection[str]) -> list[str]:
        found = (ids.get(home / one.source.id / f"{name}.md", "") for name in names)
        return [id for id in found if id in titles]

    new = {id: one.source.id for one in report.refreshed for id in find(one, one.new)}
    updated = [id for one in report.refreshed for id in find(one, one.updated)]
    if was_left:
        new |= _left(settings, plan)
    return UpToDate(
        report=report,
        new=tuple(new),
        updated=tuple(updated),
        removed=tuple(report.removed),
        titles={id: titles[id] for id in (*new, *updated)},
        news=tuple(add_news(settings.home, _as_news(plan, new))),
    )


def _left(settings: Settings, plan: Plan) -> dict[str, str]:
    """The ids of what was fetched and is in no index yet, each with its source's.

    All of a source that is new to the index is no news.
    """
    try:
        known = set(last_sources(settings))
    except EmbeddingError:
        return {}
    added = set(plan.changes.added)
    home = settings.home / FETCHED_FOLDER
    return {
        id: path.parent.name
        for path, id in _ids_by_path(settings, plan).items()
        if id in added and path.parent in known and path.parent.parent == home
    }


def _ids_by_path(settings: Settings, plan: Plan) -> dict[Path, str]:
    from corpus.walking import walk

    return {file.path: file.id for file in walk(plan.sources, leave_out=settings.home).files}


def _as_news(plan: Plan, sources: Mapping[str, str]) -> list[News]:
    """The articles with these ids, each of the source that is named with it."""
    now = now_utc()
    articles = {article.id: article for article in plan.corpus.articles}
    return [
        News(id=id, title=articles[id].title, url=articles[id].url, source=source, found=now)
        for id, source in sources.items()
        if id in articles
    ]
