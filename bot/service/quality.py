"""The figures of the last evaluation, kept beside the index that they were measured on."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.phrases import say
from corpus.drafts import replace_file
from corpus.regular_files import read_regular
from corpus.seals import open_sealed, seal

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
    content = json.dumps(seal(asdict(measured)), indent=1) + "\n"
    replace_file(home / _FILE, content.encode())


def read_measured(home: Path, index_id: str) -> Measured | None:
    """The figures of this index, or None if the last evaluation was none or of another.

    A damaged file counts as none: the figures can be measured again.
    """
    fields = {field.name for field in dataclasses.fields(Measured)}
    try:
        measured = Measured(**open_sealed(read_regular(home / _FILE), fields=fields))
    except (OSError, ValueError):
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
