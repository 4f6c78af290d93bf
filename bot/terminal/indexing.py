"""`sampan index`, `add`, `refresh` and `sources`: what the bot knows, and where it comes from."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.terminal.printing import AsJson, note, print_json, print_rich, show_progress
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from bot.service.rebuilding import Plan, Rebuilt

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


def index(
    paths: Paths = None, yes: Yes = False, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Make the index hold exactly these articles; only what changed is read and encoded."""
    from bot.service.rebuilding import plan_rebuild
    from bot.settings import load_settings

    if dry_run:
        show_plan(plan_rebuild(load_settings(), paths or ()), as_json)
    else:
        build(paths or (), yes=yes, as_json=as_json)


def build(paths: Sequence[Path], *, yes: bool, as_json: bool) -> None:
    """Build the index, and show what came of it; exit status 1 where an article was skipped."""
    from bot.service.rebuilding import rebuild
    from bot.settings import load_settings
    from bot.terminal.render import render_build

    with show_progress("Encoding passages") as progress:
        built = rebuild(
            load_settings(),
            paths,
            progress=progress,
            on_wait=lambda: note("Another process is building the index; waiting for it."),
            on_plan=_checked(yes),
        )
    if as_json:
        print_json(rebuilt_to_json(built))
    else:
        print_rich(render_build(built.report, built.sources))
    if any(problem.is_skipped for problem in built.problems):
        raise typer.Exit(1)


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
    from corpus.problems import tell_problems

    for line in tell_problems(plan.corpus.problems):
        note(line)


def _checked(yes: bool) -> "Callable[[Plan], None]":
    """What tells of problems, and asks before much is removed."""

    def check(plan: "Plan") -> None:
        _tell(plan)
        changes = plan.changes
        if yes or not changes.removes_much or not plan.corpus.articles:
            return
        says = f"{len(changes.removed):,} of {changes.before:,} articles would be removed"
        note(f"{says}: {', '.join(changes.removed[:5])}{' …' if changes.removed[5:] else ''}")
        if not (sys.stdin.isatty() and typer.confirm("Remove them?", err=True)):
            raise CorpusError(
                f'{says}, and the index was not changed; add "--yes" if that is meant, or index'
                ' them too ("starter" is the starter corpus)'
            )

    return check
