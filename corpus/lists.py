"""What opens an item of a list: a marker before it, one inside a sentence, a line of its own."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text import has_han

LIST_MARKER = re.compile(
    r"(?:[ \t]*+(?:[-*+•‧·▪■●◦○◆]|\d{1,3}[.)、．]|[（(]\d{1,3}[)）])[ \t]++|[ \t]*+>[ \t]?)++"
)
_ORDER = "一二三四五六七八九十"
# A marker that may stand inside a sentence, with one name for the kind of each.
_ITEM = re.compile(
    r"[（(][ ]?(?:(?P<paren_han>[一二三四五六七八九十]{1,3})|(?P<paren_digit>[0-9０-９]{1,2})"
    r"|(?P<paren_roman>[ivx]{1,5})|(?P<paren_letter>[a-hA-H]))[ ]?[)）]"
    r"|(?P<circle>[①-⑳⑴-⒇❶-❿])"
    r"|(?<![^\s：:；;。，,])(?:(?P<han>[一二三四五六七八九十]{1,3})、"
    r"|(?P<digit>[0-9０-９]{1,2})(?:[)）、]|[.．](?![0-9０-９]))|(?P<letter>[a-hA-H])[)）])"
)
_LETTER = re.compile(r"[^\W_]")
_PARTED = re.compile(r"(?:[.,:;!?…。，、：；！？—–|-]|\b(?:and|or)|[及和或與与並并])\s*$")
_INTRODUCED = re.compile(r"(?:^|[.:;!?…。：；！？—–|\n-][\"'”’»)\]」』）】》〉*_]?)\s*$")
_LEAST = 2  # letters that make an item: "(a) and (b)" has none
_LEAST_IN_PROSE = 10  # where no colon leads to it; a Chinese character counts two
_INDENT = 80  # characters of white space and markers before an item, at most
_SEEN = 16  # characters before a marker that tell what leads to it
_FAR = 1000  # characters between two markers that still belong together
_AROUND = 2000  # how far beside a stretch its markers are looked for
_BARE_WIDTH = 60
_BARE_END = re.compile(r"[.!?…。！？:：|][\"'”’»)\]」』）】》〉*_]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marker:
    """A possible marker, the number it stands for, and whether a colon or a stop is before it."""

    start: int
    end: int
    kind: str
    number: int
    is_introduced: bool


def begins_item(body: str, start: int) -> bool:
    """Whether what starts there opens an item of a list or a row of a table."""
    if _ITEM.match(body, start):
        return True
    newline = body.rfind("\n", max(0, start - _INDENT), start)
    if newline < 0 and start > _INDENT:
        return False
    lead = body[newline + 1 : start]
    return bool(LIST_MARKER.fullmatch(lead)) or (not lead.strip() and body[start] == "|")


def opens_line(body: str, start: int, end: int) -> bool:
    """Whether a line that starts there has the marker of an item."""
    return bool(LIST_MARKER.match(body, start, end)) or bool(_ITEM.match(body, start, end))


def is_bare_line(line: str) -> bool:
    """Whether a line is short and ends without a stop or colon, as a name in a list does."""
    bare = line.strip()
    return bool(bare) and len(bare) <= _BARE_WIDTH and not _BARE_END.search(bare)


def find_items(body: str, start: int, end: int) -> list[int]:
    """Where the items of enumerations start inside a line: （一） and （二）, or (a) and (b).

    There are two at least of a kind, in order from the first, each with words of its own. What
    stands beside the stretch on its line counts too, so that a part of it is split alike.
    """
    if not _ITEM.search(body, start, end):
        return []
    earliest, latest = max(0, start - _AROUND), min(len(body), end + _AROUND)
    newline = body.rfind("\n", earliest, start)
    first = newline + 1 or earliest
    is_cut = newline < 0 < earliest
    newline = body.find("\n", end, latest)
    last = newline if newline >= 0 else latest
    runs: dict[str, list[_Marker]] = {}
    found: set[int] = set()
    for marker in _markers(body, first, last):
        run = runs.get(marker.kind, [])
        if run and _follows(body, run[-1], marker):
            run.append(marker)
            found.update((run[-2].start, marker.start))
        elif marker.number == 1 or (is_cut and not run):
            runs[marker.kind] = [marker]
    return sorted(place for place in found if start <= place < end)


def _markers(body: str, start: int, end: int) -> Iterator[_Marker]:
    for match in _ITEM.finditer(body, start, end):
        kind, written = match.lastgroup or "", match[match.lastgroup or 0]
        if kind.startswith("paren") and _is_reference(body, match.start()):
            continue
        lead = body[max(start, match.start() - _SEEN) : match.start()]
        yield _Marker(
            start=match.start(),
            end=match.end(),
            kind=kind,
            number=_number(kind, written),
            is_introduced=bool(_INTRODUCED.search(lead)),
        )


def _is_reference(body: str, at: int) -> bool:
    """Whether a bracket stands right behind a figure or a Latin letter, as in "section 2(a)"."""
    return at > 0 and body[at - 1].isalnum() and body[at - 1].isascii()


def _follows(body: str, before: _Marker, marker: _Marker) -> bool:
    """Whether two markers have consecutive numbers, and an item between them."""
    if marker.number != before.number + 1 or marker.start - before.end > _FAR:
        return False
    item = body[before.end : marker.start]
    if marker.kind != "circle" and not _PARTED.search(item[-_SEEN:]):
        return False
    letters = _LETTER.findall(item)
    if before.is_introduced or before.number > 1:
        return len(letters) >= _LEAST
    return len(letters) + sum(map(has_han, letters)) >= _LEAST_IN_PROSE


def _number(kind: str, written: str) -> int:
    if kind in ("paren_han", "han"):
        tens, ten, ones = written.rpartition("十")
        if not ten:
            return _ORDER.find(written) + 1
        return 10 * (_ORDER.find(tens) + 1 if tens else 1) + (_ORDER.find(ones) + 1 if ones else 0)
    if kind == "circle":
        return int(unicodedata.numeric(written))
    if kind in ("paren_digit", "digit"):
        return int(written)
    if kind == "paren_roman":
        return _roman(written)
    return ord(written.casefold()) - ord("a") + 1


def _roman(written: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in written]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(value if value >= following else -value for value, following in pairs)
