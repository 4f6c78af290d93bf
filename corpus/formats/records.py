"""Tables and JSON → records: what a file of rows holds before anyone knows what it means."""

import contextlib
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from corpus.errors import ArticleError

RowKind = Literal["jsonl", "json", "csv", "tsv"]

MAX_ROWS = 100_000
_MAX_CELL_CHARS = 2_000_000
_MAX_COLUMNS = 500
_MAX_DEPTH = 50
_SAMPLE_CHARS = 50_000
_SAMPLE_ROWS = 20
_DELIMITERS = {"csv": ",;\t|", "tsv": "\t,;|"}
_SEPARATOR_HINT = re.compile(r"sep=(?P<sign>[,;|\t])\r?\n", re.IGNORECASE)
# Under these names one object holds a list of articles.
_MOST_AROUND = 6  # other names beside the list
_LISTS = ("articles", "items", "data", "rows", "records", "entries", "posts", "results", "stories")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its columns, or None and what is wrong with it.

    `number` is its line in JSON Lines and else counts the rows from 1.
    """

    number: int
    values: Mapping[str, Any] | None
    problem: str = ""


def read_records(text: str, *, kind: RowKind, path: Path) -> list[Record]:
    """The rows of a file's text, one more than MAX_ROWS at most; raises ArticleError."""
    text = text.removeprefix("\ufeff")
    if kind in ("csv", "tsv"):
        return _read_table(text, kind, path)
    return _read_json(text, kind, path)


def _read_table(text: str, kind: RowKind, path: Path) -> list[Record]:
    hint = _SEPARATOR_HINT.match(text)
    delimiter = hint["sign"] if hint else _sniff(text[:_SAMPLE_CHARS], _DELIMITERS[kind])
    text = text[hint.end() :] if hint else text
    limit = csv.field_size_limit(_MAX_CELL_CHARS)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        header: list[str] = []
        records: list[Record] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(cells, path)
                continue
            records.append(_record(len(records) + 1, header, cells))
            if len(records) > MAX_ROWS:
                break
    except csv.Error as error:
        reason = f"row {len(records) + 1:,} cannot be read; perhaps a quote is not closed there"
        raise ArticleError(path, "rows", reason) from error
    finally:
        csv.field_size_limit(limit)  # it holds for the whole program
    return records


def _header(cells: Sequence[str], path: Path) -> list[str]:
    if len(cells) > _MAX_COLUMNS:
        raise ArticleError(path, "columns", f"has more than {_MAX_COLUMNS} columns; keep fewer")
    return [cell.strip() for cell in cells]


def _record(number: int, header: Sequence[str], cells: Sequence[str]) -> Record:
    if any(cell.strip() for cell in cells[len(header) :]):
        reason = f"has {len(cells)} cells where the header has {len(header)}; put text in quotes"
        return Record(number, None, reason)
    filled = {name: cell for name, cell in zip(header, cells, strict=False) if name}
    return Record(number, filled)


def _sniff(sample: str, delimiters: str) -> str:
    """The delimiter with which most rows have as many cells as the first, of the most cells."""

    def fit(delimiter: str) -> tuple[int, int]:
        rows: list[list[str]] = []
        with contextlib.suppress(csv.Error):
            for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
                rows.append(cells)
                if len(rows) >= _SAMPLE_ROWS:
                    break
        width = len(rows[0]) if rows else 0
        return (sum(len(row) == width for row in rows), width) if width > 1 else (0, 0)

    return max(delimiters, key=fit)


def _read_json(text: str, kind: RowKind, path: Path) -> list[Record]:
    if kind == "jsonl":
        # A file of one value over many lines goes by the same ending.
        return _good(_read_lines(text)) or _records_of(_load_whole(text, path), path)
    try:
        value = _load(text)
    except ValueError:
        # So does a file of one value a line.
        return _good(_read_lines(text)) or _records_of(_load_whole(text, path), path)
    return _records_of(value, path)


def _good(records: Iterator[Record]) -> list[Record]:
    """The records, or [] if none of them holds anything."""
    found = list(records)
    return found if any(record.values is not None for record in found) else []


def _load_whole(text: str, path: Path) -> Any:
    if not text.strip():
        return []
    try:
        return _load(text)
    except ValueError as error:
        raise ArticleError(path, "rows", f"is not valid JSON: {_place(error)}") from error


def _read_lines(text: str) -> Iterator[Record]:
    count = 0
    for number, line in enumerate(io.StringIO(text), start=1):
        if not line.strip():
            continue
        count += 1
        if count > MAX_ROWS + 1:
            return
        try:
            value = _load(line)
        except ValueError as error:
            yield Record(number, None, f"is not valid JSON: {_place(error)}")
            continue
        if isinstance(value, dict):
            yield Record(number, value)
        else:
            yield Record(number, None, "is no JSON object")


def _records_of(value: Any, path: Path) -> list[Record]:
    if isinstance(value, dict):
        lists = [value[name] for name in _LISTS if isinstance(value.get(name), list)]
        # Else it is one article.
        value = lists[0] if len(lists) == 1 or (lists and len(value) <= _MOST_AROUND) else [value]
    if not isinstance(value, list):
        raise ArticleError(path, "rows", "holds no list of objects; write one object a line")
    records = [
        Record(number, one, "") if isinstance(one, dict) else Record(number, None, "is no object")
        for number, one in enumerate(value[: MAX_ROWS + 1], start=1)
    ]
    if records and all(record.values is None for record in records):
        raise ArticleError(path, "rows", "holds no list of objects; write one object a line")
    return records


def _load(text: str) -> Any:
    """A JSON value of bounded depth and width; raises ValueError."""
    try:
        value = json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError(f"it is nested deeper than {_MAX_DEPTH} levels") from error
    level: list[Any] = [value] if isinstance(value, (dict, list)) else []
    for _ in range(_MAX_DEPTH):
        if not level:
            return value
        inner = [one.values() if isinstance(one, dict) else one for one in level]
        level = [part for one in inner for part in one if isinstance(part, (dict, list))]
    raise ValueError(f"it is nested deeper than {_MAX_DEPTH} levels")


def _no_number(_: str) -> None:
    """Nothing, for NaN and infinities."""


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}"
    text = str(error)
    return text if text.startswith("it is nested") else "it holds a huge number"
