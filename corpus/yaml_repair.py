"""Front matter that people wrote as they write, made into the YAML that they meant.

Only lines are looked at, and only what a line says by itself is mended: a colon in a value, quotes
inside quotes, a sign that YAML keeps for itself, tabs. Block texts and lists stay as they are.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from corpus.yaml_values import (
    BEHIND_QUOTE,
    BLOCK_TEXT,
    closing_quote,
    is_odd_text,
    mended_value,
    quote_text,
    text_of,
)

_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<dashes>(?:-[ \t]+)*)"
    r"(?:(?P<key>\"[^\"\n]{1,80}\"|'[^'\n]{1,80}'|\w[\w .()/@$-]{0,60}?)[ \t]*"
    r"(?:(?P<colon>:)(?=[ \t]|$)|(?P<odd>：|:(?!//)(?=\S))))?[ \t]*(?P<value>.*)"
)
_MOST_BLANK = 20
_HASH_IN_TEXT = re.compile(r"(?:^|[ \t])#[^\s#]")


@dataclass(slots=True)
class _Line:
    """A line of the repaired text; `at` is the column of its key or text."""

    lead: str
    at: int
    key: str
    value: str
    is_open: bool = False
    """Whether it holds one value, to which the next line could belong."""
    more: list[str] = field(default_factory=list)
    """Lines that belong to the value."""

    def __str__(self) -> str:
        value = self.value
        if self.more:
            value = quote_text(" ".join([text_of(value), *self.more]))
        return f"{self.lead}{self.key}: {value}" if self.key else f"{self.lead}{value}"


@dataclass(slots=True)
class _Repair:
    is_known: Callable[[str], bool]
    anchors: frozenset[str]
    lines: list[_Line] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    has_tabs: bool = False
    name: str = ""

    def count(self) -> None:
        self.counts[self.name or "front matter"] += 1


def repair_yaml(text: str, *, is_known: Callable[[str], bool]) -> tuple[str, list[str]]:
    """The text as its author meant it, and a sentence for each field that was mended.

    `is_known` tells the names of fields; a line that begins with another name and stands where
    YAML allows none belongs to the value above it.
    """
    repair = _Repair(is_known, frozenset(re.findall(r"&([^\s,\[\]{}]+)", text)))
    given = text.split("\n")
    number = 0
    while number < len(given):
        number = _take_line(repair, given, number)
    said = [
        f"{name}: was no valid YAML and was read as text"
        if count == 1
        else f"{name}: {count} lines were no valid YAML and were read as text"
        for name, count in repair.counts.items()
    ]
    if repair.has_tabs:
        said.append("front matter: tabs in the indentation were read as two spaces")
    return "\n".join(map(str, repair.lines)), said


def keep_hashes(text: str, *, is_text: Callable[[str], bool]) -> tuple[str, list[str]]:
    """Valid YAML in which "#" right before a word is no comment in the fields that hold text.

    "title: We are #1" would lose its end without a word.
    """
    lines, names, name, skipped_to = text.split("\n"), dict[str, None](), "", -1
    for number, line in enumerate(lines):
        match = _LINE.fullmatch(line)
        if number <= skipped_to or match is None:
            continue
        value = match["value"]
        if match["key"] and match["colon"]:
            name = _unquoted(match["key"])
        if BLOCK_TEXT.fullmatch(value):
            skipped_to = _end_of_block(lines, number, len(match["indent"]))
        elif (
            (match["key"] or match["dashes"])
            and value[:1] not in "\"'[{|>&*!"
            and _HASH_IN_TEXT.search(value)
            and is_text(name)
        ):
            lines[number] = line[: match.start("value")] + quote_text(value.rstrip())
            names[name] = None
    return "\n".join(lines), [f'{name}: what follows "#" was read as text' for name in names]


def _take_line(repair: _Repair, given: list[str], number: int) -> int:
    """Mend the line at `number`; returns the number of the next one."""
    line = given[number].rstrip()
    match = _LINE.fullmatch(line)
    if match is None or not line.strip() or line.lstrip().startswith("#"):
        repair.lines.append(_Line("", 0, "", line.strip() and line))
        return number + 1
    indent = match["indent"].replace("\t", "  ")
    repair.has_tabs |= "\t" in match["indent"]
    taken = _Line(
        indent + match["dashes"].replace("\t", " "), 0, match["key"] or "", match["value"]
    )
    is_odd = bool(match["odd"])
    if is_odd and not repair.is_known(_unquoted(taken.key)):
        taken.key, taken.value, is_odd = "", line[match.end("dashes") :].strip(), False
    taken.at = len(taken.lead)
    if not match["dashes"] and _belongs_above(repair, taken):
        return number + 1
    repair.name = _unquoted(taken.key) or repair.name
    repair.lines.append(taken)
    if BLOCK_TEXT.fullmatch(taken.value):
        end = _end_of_block(given, number, len(indent))
        repair.lines.extend(_Line("", 0, "", text) for text in given[number + 1 : end + 1])
        return end + 1
    behind = _mend(repair, taken, given, number)
    if is_odd and not repair.counts[repair.name]:
        repair.count()
    return behind


def _belongs_above(repair: _Repair, line: _Line) -> bool:
    """Whether a line belongs to the value above it, which then holds it.

    A field's line that only stands too far to the right is put where it should stand.
    """
    last = repair.lines[-1] if repair.lines else None
    if last is None or not last.is_open:
        return False
    if line.key:
        if line.at <= last.at:
            return False
        if repair.is_known(_unquoted(line.key)):
            line.lead, line.at = " " * last.at, last.at
            repair.count()
            return False
        line.value, line.key = f"{line.key}: {line.value}", ""
    elif line.at > last.at and line.value[:1] not in "\"'[{" and not is_odd_text(line.value):
        line.at, line.is_open = last.at, True
        repair.lines.append(line)
        return True
    _join(repair, last, line.value)
    return True


def _mend(repair: _Repair, line: _Line, given: list[str], number: int) -> int:
    """Mend the value of a line; returns the number of the line behind all of it."""
    value = line.value
    if value[:1] in ("'", '"') and not closing_quote(value):
        end = _end_of_quote(given, number, line, value)
        if end is not None:
            repair.lines.extend(_Line("", 0, "", text) for text in given[number + 1 : end + 1])
            return end + 1
    if value[:1] == "[" and "]" not in value and _is_field(repair, given, number + 1):
        value += "]"  # that was forgotten: another field follows
        line.value = value
        repair.count()
    mended = mended_value(value, repair.anchors)
    if mended is not None:
        line.value = mended
        repair.count()
    line.is_open = bool(line.key and line.value) and line.value[0] not in "[{&*!"
    return number + 1


def _is_field(repair: _Repair, given: list[str], number: int) -> bool:
    """Whether the next line that says something is a known field's, or none comes."""
    following = next((line for line in given[number : number + _MOST_BLANK] if line.strip()), "")
    if not following:
        return True
    match = _LINE.fullmatch(following.rstrip())
    return bool(match and match["colon"] and repair.is_known(_unquoted(match["key"])))


def _join(repair: _Repair, last: _Line, text: str) -> None:
    """Put a text behind the value above it, to which it belongs."""
    tails = [text]
    while not last.key and len(repair.lines) > 1 and repair.lines[-2].is_open:
        tails += [*reversed(last.more), last.value]
        repair.lines.pop()
        last = repair.lines[-1]
    last.more.extend(reversed(tails))
    repair.count()


def _end_of_quote(given: list[str], number: int, line: _Line, value: str) -> int | None:
    """The line that closes a quoted text of several lines, None where none does."""
    quote = value[0]
    for following in range(number + 1, len(given)):
        text = given[following]
        match = _LINE.fullmatch(text)
        is_field = match and (match["key"] or match["dashes"]) and match["colon"]
        if match and is_field and len(match["indent"]) <= line.at:
            return None
        closing = closing_quote(quote + text)  # as if it were opened here: it is still open
        if closing is not None:
            return following if BEHIND_QUOTE.fullmatch(text, closing - 1) else None
    return None


def _end_of_block(given: list[str], number: int, indent: int) -> int:
    """The last line of the block text that the line at `number` opens."""
    for following in range(number + 1, len(given)):
        text = given[following]
        if text.strip() and len(text) - len(text.lstrip()) <= indent:
            return following - 1
    return len(given) - 1


def _unquoted(key: str) -> str:
    return key[1:-1] if key[:1] in ("'", '"') else key
