"""What was wrong with files, and how it is told in few lines."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.clean import Removed
from corpus.counts import say_count
from corpus.text import fold_line

Fate = Literal["skipped", "left out", "repaired"]
"""Skipped: an article is lost. Left out: as it was meant. Repaired: read, and not as it stood."""

_TOLD_SINGLY = 3
_REASONS = 5
# What differs between two tellings of one thing: what is quoted, numbers, and places.
_VARIABLE = re.compile(r"\"[^\"]*\"|'[^']*'|\d[\d,.]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that was wrong with a file, and what became of it."""

    path: str
    reason: str
    fate: Fate

    @property
    def is_skipped(self) -> bool:
        """Whether it cost an article."""
        return self.fate == "skipped"

    def __str__(self) -> str:
        # A name may hold anything, and each problem is told on one line.
        return f"{fold_line(self.path)}: {self.reason}"


def tell_removed(removed: Mapping[str, Sequence[Removed]]) -> str:
    """How many lines were left out of how many articles, and why; "" if none were."""
    counts = Counter(line.reason for lines in removed.values() for line in lines)
    if not counts:
        return ""
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in counts.most_common(_REASONS))
    more = ", …" if len(counts) > _REASONS else ""
    lines, articles = say_count(counts.total(), "line"), say_count(len(removed), "article")
    belong, were = ("belongs", "was") if counts.total() == 1 else ("belong", "were")
    return (
        f"{lines} of {articles} {belong} to the pages around them and"
        f' {were} left out ({reasons}{more}); "sampan articles show ID --removed" shows them'
    )


def tell_problems(problems: Iterable[Problem]) -> list[str]:
    """A line for each, or one for many of the same kind, what was lost first.

    Problems are of one kind when they differ in what they quote and count only.
    """
    kinds: dict[tuple[Fate, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.fate, _VARIABLE.sub("*", problem.reason)), []).append(problem)
    order: Sequence[Fate] = ("skipped", "left out", "repaired")
    lines: list[str] = []
    for (fate, _), alike in sorted(kinds.items(), key=lambda kind: order.index(kind[0][0])):
        label = fate.capitalize()
        if len(alike) <= _TOLD_SINGLY:
            lines.extend(f"{label} {problem}" for problem in alike)
            continue
        files = len({problem.path for problem in alike})
        lines.append(f"{label} {files:,} files such as {alike[0]}")
    return lines
