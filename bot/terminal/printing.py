"""Printing: results to stdout, remarks to stderr, no colour and no cutting when piped."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

_PIPE_WIDTH = 10_000  # no address is cut


def print_rich(renderable: RenderableType) -> None:
    """A result for a person."""
    if sys.stdout.isatty():
        Console(highlight=False).print(renderable)
    else:
        Console(width=_PIPE_WIDTH, highlight=False).print(renderable)


def print_json(value: Any) -> None:
    """A result for a program."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def note(text: str) -> None:
    """A remark beside the result."""
    Console(stderr=True).print(text, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def show_progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr; the function takes how much is done and how much there is."""
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=None, visible=False)

        def update(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, visible=done < total)

        yield update
