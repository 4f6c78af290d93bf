"""Fields that no line opens: Hexo's, Pelican's, and those that Notion writes below a heading."""

import re
from dataclasses import dataclass, field
from typing import Any

from corpus.dates import read_date
from corpus.field_table import FieldTable
from corpus.field_values import address_of

_MOST_LINES = 100
_MOST_CHARS = 20_000
_FIELD = re.compile(
    r"(?P<name>\"[^\"\n]{1,60}\"|'[^'\n]{1,60}'|[^\W_][\w .()/-]{0,40}?)[ \t]*[:：](?=\s|$|(?<=：))"
    r"[ \t]*(?P<value>.*)"
)
_HEADING = re.compile(r"#[ \t]+\S.*")
_FENCE = re.compile(r"(?P<sign>-{3,}|;{3,})[ \t]*$")
_JSON_FIELD = re.compile(r"\s*\"[^\"\n]{1,60}\"\s*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Fields at the top of a text and what is below; `fenced` is a block still to be read."""

    body: str
    values: dict[str, Any] = field(default_factory=dict)
    fenced: str | None = None
    is_json: bool = False


def names_in_lines(text: str) -> list[str | None]:
    """For each line that is not blank, indented, a comment or an item: the name before a colon."""
    names: list[str | None] = []
    for line in text.split("\n"):
        if not line.strip() or line[0] in " \t#" or re.match(r"-(?:[ \t]|$)", line):
            continue
        match = _FIELD.fullmatch(line.rstrip())
        names.append(match["name"].strip("\"'") if match else None)
    return names


def find_header(text: str, table: FieldTable) -> Header | None:
    """The fields at the top of a text, if that is what its first lines are."""
    first = text.split("\n", 1)[0].rstrip()
    if _HEADING.fullmatch(first):
        return _find_below_heading(text, table)
    if _JSON_FIELD.match(first) or _FIELD.fullmatch(first):
        return _find_closed(text, table) or _find_above(text, table)
    return None


def _find_closed(text: str, table: FieldTable) -> Header | None:
    """Fields that begin with the file and end with a line "---" or ";;;", as in Hexo."""
    at = 0
    for _ in range(_MOST_LINES):
        end = text.find("\n", at)
        line = text[at : len(text) if end == -1 else end]
        if fence := _FENCE.match(line):
            block = text[:at]
            known = [name for name in names_in_lines(block) if name and table.is_known(name)]
            is_json = fence["sign"][0] == ";"
            # One line with a colon over "---" is a heading, unless it is the title's.
            if is_json or len(known) > 1 or (known and table.gives("title", known[0])):
                body = "" if end == -1 else text[end + 1 :]
                return Header(fenced=block, is_json=is_json, body=body)
            return None
        if end == -1 or end > _MOST_CHARS:
            return None
        at = end + 1
    return None


def _find_above(text: str, table: FieldTable) -> Header | None:
    """Lines of "Title: …" with a blank line behind them, as Pelican and MultiMarkdown have."""
    block, body = _block(text)
    values = _read_lines(block)
    if values is None:
        return None
    known = [name for name in values if table.is_known(name)]
    if len(known) < 2 or not table.is_known(next(iter(values))):
        return None
    has_title = any(table.gives("title", name) for name in known)
    if not has_title and not _has_certain(values, table):
        return None
    return Header(values=values, body=body)


def _find_below_heading(text: str, table: FieldTable) -> Header | None:
    """Notion's properties below the first heading; lines that are no field of ours stay."""
    heading, _, rest = text.partition("\n")
    block, body = _block(rest.lstrip("\n"))
    values = _read_lines(block)
    if not values or not _has_certain(values, table):
        return None
    known = {name: value for name, value in values.items() if table.is_known(name)}
    kept = [
        line
        for line in block.split("\n")
        if (match := _FIELD.fullmatch(line.rstrip())) and match["name"] not in known
    ]
    below = "\n".join(kept)
    return Header(
        values=known, body=f"{heading}\n\n{below}\n\n{body}" if kept else f"{heading}\n\n{body}"
    )


def _block(text: str) -> tuple[str, str]:
    """The lines up to the first blank one, and what is behind it."""
    match = re.search(r"\n[ \t]*(?:\n|$)", text[:_MOST_CHARS])
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def _read_lines(block: str) -> dict[str, Any] | None:
    """The fields of lines that all are "name: value" or go on with the one above; else None."""
    lines = block.split("\n")
    if len(block) > _MOST_CHARS or len(lines) > _MOST_LINES:
        return None
    values: dict[str, Any] = {}
    last = ""
    for line in lines:
        match = _FIELD.fullmatch(line.rstrip())
        if match and line[:1] not in " \t":
            last = match["name"]
            values.setdefault(last, match["value"])
        elif last and line[:1] in " \t":
            values[last] = f"{values[last]} {line.strip()}"
        else:
            return None
    return values


def _has_certain(values: dict[str, Any], table: FieldTable) -> bool:
    """Whether a date or an address stands where the table says that one should."""
    return any(
        (read_date(value) and (table.gives("published", name) or table.gives("modified", name)))
        or (address_of(value) and table.gives("url", name))
        for name, value in values.items()
    )
