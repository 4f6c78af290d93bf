"""The two sides of a comparison, and what is asked of each."""

import re
from collections.abc import Iterable
from itertools import pairwise

from bot.answering.names import Names, Slot
from corpus.text import Span, has_han

_LINK = re.compile(
    r"\s*(?:\bvs?\b\.?|\bversus\b|\b(?:and|or|than|against|to|with|from)\b|\bcompared (?:with|to)\b"
    r"|定係|還是|还是|同埋|以及|[同和與与跟及、/]|比(?![較较例率])|定(?![期位義义]))"
    r"\s*(?:the |a )?",
    re.IGNORECASE,
)
_ORDINAL = r"first|second|third|fourth|fifth|initial|\d(?:st|nd|rd|th)"
_ROW = (
    r"phase|stage|round|batch|tranche|cohort|edition|version|series|type|tier|chapter|level|class"
    r"|category|part"
)
_ONE_OF_A_ROW = re.compile(
    rf"\b(?:(?:{_ORDINAL})(?: (?:{_ROW}|one))?|(?:{_ROW}) ?(?:\d+|one|two|three|[A-F]))\b"
    r"|(?:第[一二三四五六七八九十\d]|首)(?:階段|阶段|[期批屆届輪轮次代個个])?|\b\d\.0\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[A-Z][\w.'’]* ")
_WITHIN_A_NAME = re.compile(r" |-| ?& ?| of ")
_RUN = r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}|[\u3400-\u9fff]{2,4}"
_BEFORE = re.compile(rf"(?P<side>{_RUN}){_LINK.pattern}$", re.IGNORECASE)
_BEHIND = re.compile(rf"{_LINK.pattern}(?P<side>{_RUN})", re.IGNORECASE)
_LONGEST_BEFORE = 80
_NAMES = frozenset({Slot.NAME, Slot.PLACE, Slot.THING, Slot.TERM})
_FAR = 24  # letters between two names that a link still joins
_FAR_IN_CHINESE = 3


def ask_of_sides(text: str, names: Names) -> tuple[str, ...]:
    """What a comparison asks of each of its sides; nothing where they cannot be told.

    "Was 2025 bigger than 2024?" asks "Was 2025 bigger?" and "Was 2024?", more or less: each
    question is the whole one without the other side.
    """
    sides = _find_sides(text, names)
    if sides is None:
        return ()
    (start, end), (other_start, other_end) = sides
    if _LINK.fullmatch(text[end:other_start]):
        parts = (text[:end], text[other_end:]), (text[:start], text[other_start:])
    else:
        parts = (text[:other_start], text[other_end:]), (text[:start], text[end:])
    return tuple(" ".join(f"{before} {behind}".split()) for before, behind in parts)


def _find_sides(text: str, names: Names) -> tuple[Span, Span] | None:
    """Two of a row, two times or two names, joined by a link, or the only two there are.

    Else a name that a link joins to some other words.
    """
    found = names.find(text)
    named = _whole_names(text, [(one.start, one.end) for one in found if one.slot in _NAMES])
    times = [(one.start, one.end) for one in found if one.slot is Slot.TIME]
    rows = [match.span() for match in _ONE_OF_A_ROW.finditer(text)]
    for spans in (rows, times, named):
        for one, other in pairwise(spans):
            if _LINK.fullmatch(text[one[1] : other[0]]):
                return one, other
    far = _FAR_IN_CHINESE if has_han(text) else _FAR
    for one, other in pairwise(named):
        gap = text[one[1] : other[0]]
        if _LINK.search(gap) and len(_LINK.sub("", gap)) <= far:
            return one, other
    for spans in (rows, times):
        if len(spans) == 2:
            return spans[0], spans[1]
    return _beside(text, named)


def _beside(text: str, named: Iterable[Span]) -> tuple[Span, Span] | None:
    """A name, and the words that a link joins to it."""
    for start, end in named:
        if behind := _BEHIND.match(text, end):
            return (start, end), behind.span("side")
        if before := _BEFORE.search(text, max(start - _LONGEST_BEFORE, 0), start):
            return before.span("side"), (start, end)
    return None


def _whole_names(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans, those of one name joined: "Morgan" and "Stanley", "Bank" and "East Asia"."""
    whole: list[Span] = []
    for start, end in spans:
        start = 0 if _OPENING.fullmatch(text[:start]) else start
        if whole and _WITHIN_A_NAME.fullmatch(text[whole[-1][1] : start]):
            whole[-1] = whole[-1][0], end
        else:
            whole.append((start, end))
    return whole
