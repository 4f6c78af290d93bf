"""Printing: results to stdout, remarks to stderr, no colour and no cutting when piped.

Nothing that is printed here acts on the terminal, wherever it comes from: what would is shown as an
escape, as Python and JSON write them.
"""

import io
import json
import logging
import os
import string
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import regex
import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

_TELL_EVERY_S = 15.0
_PIPE_WIDTH = 10_000  # no address is cut
# Control characters, what turns the line or is invisible, halves of pairs; but for ends of lines,
# tabs, and what joins and styles emoji and Chinese characters.
_ACTIVE = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}](?<![\n\t])"
    r"(?<!(?<=\p{ExtPict}\ufe0f?\p{EMod}?)\u200d(?=\p{ExtPict}))"
    r"(?<!(?<=[^\s\p{DI}])[\ufe00-\ufe0f\U000e0100-\U000e01ef])"
)


def inert(text: str) -> str:
    """The text, with escapes for what a terminal would act on or a reader would not see."""
    return str(_ACTIVE.sub(lambda match: match[0].encode("unicode_escape").decode(), text))


class InertConsole(Console):
    """Prints no text as it is if a terminal would act on it."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else _inert_segment(segment)


class _InertFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return inert(super().format(record))


def open_streams() -> None:
    """Let no closed stream, and none of an encoding without Chinese, end a command."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # It stays open for as long as the command runs.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show_warnings() -> None:
    """Let what is logged without a log being set up not act on the terminal either."""
    if logging.lastResort:
        logging.lastResort.setFormatter(_InertFormatter())


def show_log() -> None:
    """Write a log to stderr, from what is worth knowing of a bot on."""
    handler = logging.StreamHandler()
    handler.setFormatter(_InertFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for talkative in ("faiss.loader", "discord.client", "httpx", "httpx2"):
        logging.getLogger(talkative).setLevel(logging.ERROR)


def print_rich(renderable: RenderableType) -> None:
    """A result for a person."""
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    InertConsole(width=width, highlight=False).print(renderable)


def print_json(value: Any) -> None:
    """A result for a program; it reads exactly what was put in, a terminal acts on nothing."""
    sys.stdout.write(_to_json(value, indent=2) + "\n")


def json_line(value: Any) -> str:
    """JSON on one line, which reads exactly what was put in and on which no terminal acts."""
    return _to_json(value, indent=None)


def _to_json(value: Any, *, indent: int | None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return str(_ACTIVE.sub(lambda match: json.dumps(match[0])[1:-1], text))


def note(text: str, *, style: str | None = None) -> None:
    """A remark beside the result."""
    console = InertConsole(stderr=True)
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def _inert_segment(segment: Segment) -> Segment:
    style = segment.style
    if style and style.link:
        # What is no printable character of ASCII has no place in a terminal's link.
        style = style.update_link(quote(style.link, safe=string.punctuation, errors="replace"))
    return Segment(inert(segment.text), style)


@contextmanager
def show_progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr; the function takes how much is done and how much there is.

    Where stderr is no terminal, a line now and then, and none for what is quickly done.
    """
    if not sys.stderr.isatty():
        yield _make_teller(label)
        return
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=InertConsole(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=None, visible=False)

        def update(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, visible=done < total)

        yield update


def _make_teller(label: str) -> Callable[[int, int], None]:
    """What says how far it is, at most every so many seconds."""
    told = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= _TELL_EVERY_S:
            told = now
            note(f"{label}: {done} of {total}")

    return tell
