"""`sampan index`: making the index hold exactly what is named."""

import sys
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.terminal.printing import AsJson, note, print_json, print_rich, show_progress
from corpus.counts import say_count
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from bot.service.rebuilding import Plan, Rebuilt
    from bot.service.spreading import Spread

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help='Files and folders, "starter" for the starter corpus; without any, the same as last'
        " time."
    ),
]
Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Remove more than a tenth of the articles unasked.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, max=1024, help="Encode by so many processes beside each other."),
]
Part = Annotated[
    str | None,
    typer.Option(
        "--shard", metavar="N/COUNT", help="Only encode this part, say 3/8, and build nothing."
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help='Encode on this Ray cluster, or "local" for a new one.'),
]


def index(
    paths: Paths = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    workers: Workers = None,
    shard: Part = None,
    cluster: Cluster = None,
    as_json: AsJson = False,
) -> None:
    """Make the index hold exactly these articles; only what changed is read and encoded."""
    from bot.service.rebuilding import plan_rebuild
    from bot.service.spreading import Spread
    from bot.settings import load_settings

    spread = Spread(workers=workers, cluster=cluster)
    if dry_run:
        show_plan(plan_rebuild(load_settings(), paths or ()), as_json)
    elif shard is not None:
        encode(paths or (), shard, spread=spread, as_json=as_json)
    else:
        build(paths or (), yes=yes, spread=spread, as_json=as_json)


def encode(paths: Sequence[Path], shard: str, *, spread: "Spread", as_json: bool) -> None:
    """Encode a part, and say how much it was; exit status 1 where an article was skipped."""
    from bot.service.parts import encode_part
    from bot.settings import load_settings
    from embeddings.shards import parse_shard

    part = parse_shard(shard)  # a bad one is told before anything is read
    with show_progress("Encoding passages") as progress:
        done = encode_part(
            load_settings(), paths, shard=part, spread=spread, progress=progress, on_plan=_tell
        )
    if as_json:
        problems = _problems_to_json(done.problems)
        shown = {"shard": str(part), "articles": done.articles, "problems": problems}
        print_json(shown | asdict(done.encoded))
    else:
        print_rich(
            f"Part {part} of {say_count(done.articles, 'article')}:"
            f" {say_count(done.encoded.passages, 'passage')},"
            f" {done.encoded.encoded:,} of them encoded now; the index was not changed"
        )
    if any(problem.is_skipped for problem in done.problems):
        raise typer.Exit(1)


def build(
    paths: Sequence[Path], *, yes: bool, as_json: bool, spread: "Spread | None" = None
) -> None:
    """Build the index, and show what came of it; exit status 1 where an article was skipped."""
    built = make(paths, yes=yes, spread=spread)
    if as_json:
        print_json(rebuilt_to_json(built))
    else:
        show_built(built)
    if has_skipped(built):
        raise typer.Exit(1)


def make(
    paths: Sequence[Path] = (),
    *,
    also: Sequence[Path] = (),
    without: Sequence[Path] = (),
    yes: bool = False,
    spread: "Spread | None" = None,
) -> "Rebuilt":
    """Build the index of what `choose_sources` gives."""
    from bot.service.rebuilding import rebuild
    from bot.service.renewing import keep_left_news
    from bot.settings import load_settings

    settings = load_settings()

    def look(plan: "Plan") -> None:
        check_plan(plan, yes=yes)
        keep_left_news(settings, plan)

    with show_progress("Indexing articles") as progress:
        return rebuild(
            settings,
            paths,
            also=also,
            without=without,
            progress=progress,
            on_wait=note_wait,
            on_plan=look,
            spread=spread,
        )


def show_built(built: "Rebuilt") -> None:
    """What came of a build, for a person."""
    from bot.terminal.render import render_build

    print_rich(render_build(built.report, built.sources))


def has_skipped(built: "Rebuilt") -> bool:
    """Whether an article was lost."""
    return any(problem.is_skipped for problem in built.problems)


def note_wait() -> None:
    """Say why nothing happens."""
    note("Another process is building the index; waiting for it.")


def show_plan(plan: "Plan", as_json: bool) -> None:
    """What an index of it would change, and what was wrong with the files."""
    from bot.terminal.render import render_changes

    _tell(plan)
    if as_json:
        print_json(asdict(plan.changes) | {"problems": _problems_to_json(plan.corpus.problems)})
    else:
        print_rich(render_changes(plan.changes, len(plan.corpus.articles)))


def rebuilt_to_json(built: "Rebuilt") -> dict[str, Any]:
    """What the bot reads of the process that indexes for it."""
    sources = [str(path) for path in built.sources]
    problems = _problems_to_json(built.problems)
    return asdict(built.report) | {"sources": sources, "problems": problems}


def _problems_to_json(problems: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"path": p.path, "reason": p.reason, "fate": p.fate} for p in problems]


def _tell(plan: "Plan") -> None:
    from corpus.problems import tell_problems, tell_removed

    for line in tell_problems(plan.corpus.problems):
        note(line)
    if removed := tell_removed(plan.corpus.removed):
        note(removed)


def check_plan(plan: "Plan", *, yes: bool = False, expected: Collection[str] = ()) -> None:
    """Tell of problems, and ask before much is removed besides what is expected to be.

    Raises CorpusError where that is not wanted, or nobody can be asked.
    """
    _tell(plan)
    removed = tuple(id for id in plan.changes.removed if id not in expected)
    changes = replace(plan.changes, removed=removed)
    if yes or not changes.removes_much or not plan.corpus.articles:
        return
    says = f"{len(removed):,} of {changes.before:,} articles would be removed"
    note(f"{says}: {', '.join(removed[:5])}{' …' if removed[5:] else ''}")
    if not (sys.stdin.isatty() and typer.confirm("Remove them?", err=True)):
        raise CorpusError(
            f'{says}, and the index was not changed; run "sampan index" with "--yes" if that is'
            ' meant, or index them too ("starter" is the starter corpus)'
        )
