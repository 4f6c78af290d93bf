"""`sampan add` and `refresh`: more articles, and what is new of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.terminal.indexing import (
    check_plan,
    has_skipped,
    make,
    note_wait,
    rebuilt_to_json,
    show_built,
)
from bot.terminal.printing import AsJson, note, print_json, print_rich, show_progress
from corpus.counts import say_count
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from bot.service.keeping import Added, Wishes
    from bot.service.renewing import UpToDate
    from bot.settings import Settings
    from corpus.sources.fetching import Fetcher
    from corpus.sources.registry import Source

_HOUR_S = 3600.0
_SHOWN = 10
_FEEDS_SHOWN = 5

Places = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH|URL…",
        help='Files, folders, "starter", and addresses of feeds, pages and sitemaps.',
    ),
]
Every = Annotated[
    float | None,
    typer.Option(
        min=0.02, max=8760, metavar="HOURS", help="Fetch it so often; else hourly, pages daily."
    ),
]
Name = Annotated[
    str | None, typer.Option(help="The provider of its articles, where they name none.")
]
Prefix = Annotated[
    str | None, typer.Option(help="Only pages of a sitemap whose address starts with this.")
]
ForgetVanished = Annotated[
    bool, typer.Option("--forget-vanished", help="Remove articles that vanish from it.")
]


def add(
    places: Places,
    every: Every = None,
    name: Name = None,
    prefix: Prefix = None,
    forget_vanished: ForgetVanished = False,
    as_json: AsJson = False,
) -> None:
    """Let the index hold these too; what lies in the network is fetched now and kept fresh."""
    from bot.service.keeping import Wishes, keeping, open_fetcher, take_back
    from bot.service.source_rows import source_to_json
    from bot.settings import load_settings
    from corpus.sources.addresses import is_address

    settings = load_settings()
    wishes = Wishes(
        every_s=None if every is None else every * _HOUR_S,
        name=name,
        prefix=prefix,
        forget_vanished=forget_vanished,
    )
    added: list[Added] = []
    folders: list[Path] = []
    failed: list[dict[str, str]] = []
    with keeping(settings.home, on_wait=note_refresh):
        fetcher = open_fetcher(settings)
        try:
            for place in dict.fromkeys(places):
                try:
                    if is_address(place):
                        one = add_one(settings, place, wishes, fetcher, is_quiet=as_json)
                        added.append(one)
                        folders.append(one.folder)
                    else:
                        folders.append(_find_local(settings, place))
                except (CorpusError, ValueError) as error:
                    failed.append({"place": show_place(place), "reason": _reason(place, error)})
                    note(f"Not added: {failed[-1]['reason']}", style="red")
            if not folders:
                raise typer.Exit(2)
            built = make(also=folders)
        except BaseException:  # whoever breaks it off has added nothing
            for one in added:
                if one.is_new:
                    take_back(settings, one)
                    note(f"Taken back: {one.source.id}")
            raise
    if as_json:
        rows = [source_to_json(one.source) for one in added]
        print_json({"added": rows, "failed": failed, "index": rebuilt_to_json(built)})
    else:
        show_built(built)
    if failed or has_skipped(built):
        raise typer.Exit(1)


def refresh(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME…", help="Sources to fetch, due or not.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Fetch every source, due or not.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch the sources that are due, and bring the index up to date with what changed."""
    from bot.service.renewing import bring_up_to_date
    from bot.settings import load_settings
    from corpus.sources.registry import Registry

    settings = load_settings()
    registry = Registry(settings.home)
    fetched = [source for source in registry.sources() if source.is_fetched]
    only = {registry.find(name).id for name in names or ()}
    if all_:
        only |= {source.id for source in fetched}
    if not fetched and not as_json:
        note('No source lies in the network; add one with "sampan add https://…".')
    with show_progress("Indexing articles") as progress:
        done = bring_up_to_date(
            settings,
            only=only if names or all_ else None,
            on_source=None if as_json else _note_fetch,
            on_plan=lambda plan, gone: check_plan(plan, expected=gone),
            on_wait=note_wait,
            progress=progress,
        )
    _show_refresh(done, as_json)
    if done.report.failed or (done.rebuilt and has_skipped(done.rebuilt)):
        raise typer.Exit(1)


def add_one(
    settings: "Settings", place: str, wishes: "Wishes", fetcher: "Fetcher", *, is_quiet: bool
) -> "Added":
    """Add what lies at an address, and say what it is."""
    from bot.service.keeping import add_address

    if not is_quiet:
        note(f"Fetching {show_place(place)}")
    added = add_address(settings, place, wishes=wishes, fetcher=fetcher)
    source = added.source
    state = "Added" if added.is_new else "Fetched again"
    count = say_count(source.articles, "article")
    note(f"{state}: {source.id}, a {source.kind} with {count}")
    for problem in added.problems:
        note(problem)
    if added.feeds:
        shown = [
            f"{show_place(address)} ({title})" for address, title in added.feeds[:_FEEDS_SHOWN]
        ]
        note(f"{show_place(place)} also names: {', '.join(shown)}")
    return added


def _find_local(settings: "Settings", place: str) -> Path:
    """The path of what lies on this machine; raises ValueError."""
    from corpus.starter import find_source

    path = find_source(place).expanduser()
    if not place.strip() or not path.exists():  # a path without a name is the current folder
        raise ValueError(
            "is neither a file or folder here nor an address; an address starts with https://"
        )
    if settings.articles:
        raise ValueError("would not stay: the setting articles names what is indexed; add it there")
    return path.resolve()


def _reason(place: str, error: Exception) -> str:
    if isinstance(error, CorpusError):
        return str(error)
    shown = show_place(place) or '""'
    return f"{shown} {error}"


def show_place(place: str) -> str:
    """A path or address without what may be secret in it."""
    from corpus.sources.addresses import is_address, show_url

    return show_url(place) if is_address(place) else place


def _note_fetch(source: "Source") -> None:
    note(f"Fetching {source.id}")


def note_refresh() -> None:
    """Say why nothing happens."""
    note("Another process is refreshing the sources; waiting for it.")


def _show_refresh(done: "UpToDate", as_json: bool) -> None:
    """What was new, updated and removed, by title; what failed is a note."""
    for problem in done.report.problems:
        note(problem)
    if as_json:
        print_json(refreshed_to_json(done))
        return
    for label, ids in (("new", done.new), ("updated", done.updated), ("removed", done.removed)):
        for id in ids[:_SHOWN]:
            _print_line(f"{label}: {done.titles.get(id, id)}")
        if ids[_SHOWN:]:
            _print_line(f"{label}: {len(ids) - _SHOWN:,} more")
    if done.rebuilt:
        show_built(done.rebuilt)
    else:
        fetched = len(done.report.refreshed)
        sources = say_count(fetched, "source")
        _print_line(f"Nothing new in {sources}" if fetched else "Nothing was due")


def refreshed_to_json(done: "UpToDate") -> dict[str, Any]:
    """What the bot reads of the process that refreshes for it."""
    return {
        "new": list(done.new),
        "updated": list(done.updated),
        "removed": list(done.removed),
        "news": [one.id for one in done.news],
        "refreshed": [one.source.id for one in done.report.refreshed],
        "failed": [source.id for source in done.report.failed],
        "problems": list(done.report.problems),
        "index": rebuilt_to_json(done.rebuilt) if done.rebuilt else None,
    }


def _print_line(text: str) -> None:
    from rich.text import Text

    print_rich(Text(text))
