"""`sampan sources`: where the articles come from, and how that fares."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.terminal.adding import note_refresh, show_place
from bot.terminal.indexing import make, rebuilt_to_json, show_built
from bot.terminal.printing import AsJson, note, print_json, print_rich
from corpus.counts import say_count
from corpus.errors import CorpusError, SourceError

if TYPE_CHECKING:
    from bot.settings import Settings
    from corpus.sources.registry import Source

sources_app = typer.Typer(no_args_is_help=True, help="Where the articles come from.")

SourceName = Annotated[str, typer.Argument(metavar="NAME", help="A source's id, address or path.")]


@sources_app.command("list", epilog="Example: sampan sources list --json")
def list_sources(as_json: AsJson = False) -> None:
    """Show every source, how it fares, and whether it is in the index."""
    from bot.service.source_rows import list_rows
    from bot.settings import load_settings
    from bot.terminal.source_tables import render_rows

    rows = list_rows(load_settings())
    if as_json:
        print_json(rows)
    elif rows:
        print_rich(render_rows(rows))
    else:
        note('There is no source yet; "sampan add starter" or "sampan add https://…" adds one.')


@sources_app.command(epilog="Example: sampan sources remove news-example-feed-xml")
def remove(
    name: SourceName,
    keep_articles: Annotated[
        bool, typer.Option("--keep-articles", help="Leave the files of its articles.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take a source out of the index and of what is fetched, with its articles."""
    from bot.service.keeping import forget, keeping
    from bot.service.rebuilding import choose_sources
    from bot.settings import load_settings
    from corpus.sources.registry import Registry

    settings = load_settings()
    registry = Registry(settings.home)
    with keeping(settings.home, on_wait=note_refresh):
        source = _find_registered(registry, name)
        folder = registry.folder_of(source) if source else _find_in_index(settings, name)
        held = choose_sources(settings, ())
        if [path for path in held if path != folder] == [] and folder in held:
            raise SourceError(
                show_place(name), 'is all that the index is made of; "sampan add" another one first'
            )
        away = [path for path in held if path != folder and not _is_there(settings, path)]
        if folder in held and away:
            raise SourceError(
                show_place(name),
                f"was left: {away[0]} does not exist now, and its articles would go too;"
                ' bring it back, or run "sampan index" with all that the index should hold',
            )
        # Before anything is removed, for it may fail.
        built = make(without=[folder], yes=True) if folder in held else None
        removed: list[str] = []
        left: list[str] = []
        if source:
            removed, left = forget(settings, source, keeps_articles=keep_articles)
    if as_json:
        index = rebuilt_to_json(built) if built else None
        gone = {"removed": removed, "left": left, "folder": str(folder), "index": index}
        print_json({"source": source.id if source else str(folder), **gone})
    else:
        with_articles = f", with {say_count(len(removed), 'article')}" if removed else ""
        note(f"Removed {source.id if source else folder}{with_articles}.")
        if left:
            why = "" if keep_articles else " that you edited"
            stay = "stays" if len(left) == 1 else "stay"
            note(
                f"{say_count(len(left), 'article')}{why} {stay} in {folder};"
                " remove or index that folder as you like."
            )
        if built:
            show_built(built)


@sources_app.command(epilog="Example: sampan sources check news-example-feed-xml")
def check(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Try this source now; nothing is kept.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell how the sources fare; exit status 1 where one is failing."""
    from bot.service.keeping import try_source
    from bot.service.source_rows import list_rows
    from bot.settings import load_settings
    from bot.terminal.source_tables import render_health
    from corpus.sources.registry import Registry

    settings = load_settings()
    rows = [row for row in list_rows(settings) if row["is_fetched"]]
    if name is not None:
        source = Registry(settings.home).find(name)
        rows = [row for row in rows if row["id"] == source.id]
        try:
            tried, is_ok = try_source(settings, source), True
        except CorpusError as error:
            tried, is_ok = str(error), False
        rows = [{**row, "tried": tried, "is_ok": is_ok} for row in rows]
    if as_json:
        print_json(rows)
    elif rows:
        print_rich(render_health(rows))
    else:
        note('No source lies in the network; add one with "sampan add https://…".')
    if not all(row["is_ok"] for row in rows):
        raise typer.Exit(1)


def _find_registered(registry: Any, name: str) -> "Source | None":
    from corpus.sources.errors import SourceNotFoundError

    try:
        found: Source = registry.find(name)
    except SourceNotFoundError:
        return None
    return found


def _find_in_index(settings: "Settings", name: str) -> Path:
    """A path that the index is made of; raises SourceNotFoundError."""
    from bot.service.source_rows import list_rows
    from corpus.sources.errors import SourceNotFoundError
    from corpus.starter import find_source

    rows = list_rows(settings)
    path = find_source(name).expanduser().resolve()
    if not any(not row["is_fetched"] and row["address"] == str(path) for row in rows):
        raise SourceNotFoundError(name, [str(row["id"]) for row in rows])
    if settings.articles:
        raise SourceError(name, "the setting articles names what is indexed; take it out there")
    return path


def _is_there(settings: "Settings", path: Path) -> bool:
    """Whether the index would still hold what lies there; what is fetched may be yet to come."""
    return path.exists() or path.is_relative_to(settings.home)
