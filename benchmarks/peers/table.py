"""What was measured → a Markdown table."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

_HEADINGS = (
    "",
    "passages",
    "indexing, s",
    "passages a second",
    "question p50, ms",
    "p95, ms",
    "cold start, s",
    "resident, MB",
    "English S@1 / S@5",
    "Chinese and mixed S@1 / S@5",
)


@dataclass(slots=True, kw_only=True)
class Row:
    """What was measured of one contestant so far; `failure` says in a few words what went wrong."""

    title: str
    passages: int = 0
    indexing_s: list[float] = field(default_factory=list)
    took_ms: list[float] = field(default_factory=list)
    cold_s: list[float] = field(default_factory=list)
    resident_mb: float = 0.0
    success: tuple[str, ...] = ()
    failure: str = ""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all do not exceed; NaN where there is none."""
    if not values:
        return math.nan
    place = max(math.ceil(share * len(values)) - 1, 0)
    return sorted(values)[place]


def render_table(rows: Sequence[Row]) -> str:
    """One line for each row; what was not measured is a dash."""
    lines = [_line(_HEADINGS), _line(["---", *["---:"] * (len(_HEADINGS) - 1)])]
    return "\n".join([*lines, *(_line(_cells(row)) for row in rows)])


def _cells(row: Row) -> list[str]:
    if row.failure:
        reason = row.failure.replace("|", "\\|")
        return [row.title, f"failed: {reason}", *["–"] * (len(_HEADINGS) - 2)]
    indexing_s = percentile(row.indexing_s, 0.5)
    speed = row.passages / indexing_s if indexing_s else math.nan
    return [
        row.title,
        f"{row.passages:,}" if row.passages else "–",
        _number(indexing_s, 1),
        _number(speed, 1),
        _number(percentile(row.took_ms, 0.5), 1),
        _number(percentile(row.took_ms, 0.95), 1),
        _number(percentile(row.cold_s, 0.5), 1),
        _number(row.resident_mb or math.nan, 0),
        *(row.success or ("–", "–")),
    ]


def _number(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:,.{digits}f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
