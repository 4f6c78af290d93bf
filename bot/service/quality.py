"""The figures of the last evaluation, kept beside the index that they were measured on."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.phrases import say

_FILE = "measured.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What an evaluation found: which index, with which questions, on which day, how good."""

    index_id: str
    questions_file: str
    day: str
    figures: Mapping[str, float | int | None]


def write_measured(home: Path, measured: Measured) -> None:
    """Keep the figures in place of those before; a reader never sees half of them."""
    draft = home / f"{_FILE}.{os.getpid()}"
    try:
        draft.write_text(json.dumps(asdict(measured), indent=1) + "\n", encoding="utf-8")
        draft.replace(home / _FILE)
    finally:
        draft.unlink(missing_ok=True)


def read_measured(home: Path, index_id: str) -> Measured | None:
    """The figures of this index, or None if the last evaluation was none or of another."""
    try:
        measured = Measured(**json.loads((home / _FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return measured if measured.index_id == index_id else None


def describe_measured(measured: Measured | None, language: str) -> str:
    """How good the index is, in a sentence; or that nobody has measured it."""
    if measured is None:
        return say("not_measured", language)
    figures = measured.figures
    return say("measured", language).format(
        questions=figures.get("questions"),
        file=measured.questions_file,
        day=measured.day,
        first=_percent(figures.get("success@1")),
        five=_percent(figures.get("success@5")),
        refused=_percent(figures.get("false_refusal")),
        wrong=_percent(figures.get("false_answer")),
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
