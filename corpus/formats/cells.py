"""Rows and cells of a table as lines of Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_MOST_COLUMNS = 60
_LONGEST_CELL = 1_500
_LONGEST_REPEAT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: its text in a line, how far it reaches, and the blocks it was made of."""

    text: str
    is_head: bool = False
    columns: int = 1
    rows: int = 1
    blocks: list[Any] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Row:
    """The cells of one row, in order."""

    cells: list[Cell] = field(default_factory=list)
    is_head: bool = False


def table_row(cells: Sequence[str]) -> str:
    """One row as a line."""
    return "| " + " | ".join(cells) + " |"


def separator_row(columns: int) -> str:
    """The line between a table's header and its rows."""
    return table_row(["---"] * columns)


def write_table(rows: Sequence[Row]) -> str | None:
    """The table with its header, or None where rows only lay out what is no table.

    What spans several columns or rows is written in each of them, so that a row can be read with
    the header alone; a row of one cell is written once.
    """
    rows = [row for row in rows if any(cell.text for cell in row.cells)]
    if not rows or not 2 <= max(len(row.cells) for row in rows) <= _MOST_COLUMNS:
        return None
    if any(len(cell.text) > _LONGEST_CELL for row in rows for cell in row.cells):
        return None
    grid = _spread(rows)
    columns = max(map(len, grid))
    grid = [line + [""] * (columns - len(line)) for line in grid]
    heads = _count_heads(rows)
    if heads:
        header = [
            " ".join(dict.fromkeys(line[column] for line in grid[:heads] if line[column]))
            for column in range(columns)
        ]
    else:
        header = [""] * columns
    lines = [table_row(header), separator_row(columns)]
    return "\n".join([*lines, *map(table_row, grid[heads:])])


def _count_heads(rows: Sequence[Row]) -> int:
    """How many rows are the header; the first one where no cell says that it is a head."""
    heads = 0
    for row in rows:
        if not (row.is_head or all(cell.is_head for cell in row.cells)):
            break
        heads += 1
    if heads:
        return min(heads, len(rows) - 1) or 1
    has_row_heads = sum(bool(row.cells) and row.cells[0].is_head for row in rows) > len(rows) / 2
    return 0 if has_row_heads else 1


def _spread(rows: Sequence[Row]) -> list[list[str]]:
    hanging: dict[int, tuple[int, str]] = {}  # column: how many rows more, and what stands there
    grid: list[list[str]] = []
    for row in rows:
        line: list[str] = []

        def fill(line: list[str] = line) -> None:
            while len(line) in hanging:
                left, text = hanging.pop(len(line))
                if left > 1:
                    hanging[len(line)] = (left - 1, text)
                line.append(text)

        for cell in row.cells:
            fill()
            text = cell.text.replace("\\|", "|").replace("|", "\\|")
            is_repeated = len(row.cells) > 1 and len(text) <= _LONGEST_REPEAT
            for number in range(cell.columns):
                if len(line) >= _MOST_COLUMNS:
                    break
                shown = text if number == 0 or is_repeated else ""
                if cell.rows > 1:
                    hanging[len(line)] = (
                        cell.rows - 1,
                        shown if len(text) <= _LONGEST_REPEAT else "",
                    )
                line.append(shown)
        fill()
        grid.append(line)
    return grid
