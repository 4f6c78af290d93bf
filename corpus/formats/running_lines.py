"""The headers, footers and page numbers that recur at the edges of pages."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

_EDGE_LINES = 3
_LONGEST = 200
_LONGEST_ROMAN = 8
_ENOUGH = 3  # pages with the same line
_COUNTING_SHARE = 0.6
_NUMBERED_SHARE = 0.25  # of all pages
_RECURRING_SHARE = 0.6
_DIGITS = re.compile(r"[0-9０-９]{1,6}")
_FIRST = re.compile(r"([0-9]{1,4})(?:\s|$)")
_LAST = re.compile(r"(?:^|\s)([0-9]{1,4})$")
_PAGE_WORD = re.compile(r"\bpage\b|\bpg?\.? ?#|[頁页]", re.IGNORECASE)
# A page number and nothing else: "12", "- 12 -", "3 / 40", "Page 3 of 40", "第3頁，共40頁".
_BARE = re.compile(
    r"[-–—\[(|·•. ]{0,6}(?:page|pg?\.?|第)? ?#(?: ?[頁页])?"
    r"(?: ?(?:/|of|\||，|,)? ?(?:[共全]|of|/)? ?#(?: ?[頁页])?)?[-–—\])|·•. ]{0,6}"
)
# Numbered parts of a text may begin page after page, and are no page numbers.
_NUMBERED_PART = re.compile(
    r"\b(?:chapter|section|part|table|figure|fig|box|appendix|annex|step|question|item|article|"
    r"chart|exhibit|note|day|week|round|tip|lesson|unit|no)\b\.? ?#|[圖图表節节條条例問问步案] ?#"
    r"|第 ?#(?! ?[頁页])|#\.(?: |$)|# ?[、．）)]"
)
_ROMAN = re.compile(r"(?i)c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the top or bottom of a page: where it stands, and the numbers in it."""

    page: int
    index: int
    numbers: tuple[int, ...]
    depth: int  # 0 for the outermost line


def find_running_lines(pages: Sequence[Sequence[str]]) -> list[set[int]]:
    """For each page, which of its lines (from top to bottom) only belong to the page.

    They recur at the same edge of other pages, the same in all but a number that counts the pages.
    """
    running: list[set[int]] = [set() for _ in pages]
    filled = sum(any(map(str.strip, lines)) for lines in pages)
    for is_top in (True, False):
        groups: defaultdict[str, list[_Edge]] = defaultdict(list)
        for page, lines in enumerate(pages):
            for form, edge in _edges_of(page, lines, is_top=is_top):
                groups[form].append(edge)
        for form, edges in groups.items():
            for edge in _recurring(form, edges, filled):
                running[edge.page].add(edge.index)
        for page, index in _with_the_page_number(pages, is_top=is_top):
            running[page].add(index)
    return [_from_the_edges(lines, dropped) for lines, dropped in zip(pages, running, strict=True)]


def _from_the_edges(lines: Sequence[str], dropped: set[int]) -> set[int]:
    """What of it has nothing but more of it between itself and an edge of the page."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    top = takewhile(dropped.__contains__, filled)
    bottom = takewhile(dropped.__contains__, reversed(filled))
    return {*top, *bottom}


def fold_numbers(line: str) -> tuple[str, tuple[int, ...]]:
    """A line with "#" for each number, and the numbers; lone Roman numerals count as numbers."""
    folded = " ".join(line.split()).casefold().replace("#", "＃")
    bare = folded.strip("-–—[]()|·•. ").removeprefix("page ")
    if bare and len(bare) <= _LONGEST_ROMAN and _ROMAN.fullmatch(bare):
        return folded.replace(bare, "#"), (_roman_value(bare),)
    return _DIGITS.sub("#", folded), tuple(int(number) for number in _DIGITS.findall(folded))


def is_page_number(form: str) -> bool:
    """Whether a folded line says a page number and nothing else."""
    return "#" in form and bool(_BARE.fullmatch(form))


def has_page_word(form: str) -> bool:
    """Whether a folded line speaks of a page."""
    return "#" in form and bool(_PAGE_WORD.search(form))


def is_numbered_part(form: str) -> bool:
    """Whether a folded line looks like the number of a chapter, table or item."""
    return bool(_NUMBERED_PART.search(form)) and not has_page_word(form)


def count_up(places: Sequence[int], numbers: Sequence[tuple[int, ...]]) -> int | None:
    """Which of the numbers counts along with the places, or None.

    Most of its steps are as long as those of the places.
    """
    for column in range(len(numbers[0])):
        steps = [
            (later[column] - earlier[column], end - start)
            for earlier, later, start, end in zip(
                numbers, numbers[1:], places, places[1:], strict=False
            )
        ]
        if sum(step == gone for step, gone in steps) >= max(1, _COUNTING_SHARE * len(steps)):
            return column
    return None


def _edges_of(page: int, lines: Sequence[str], *, is_top: bool) -> Iterator[tuple[str, _Edge]]:
    """The outermost lines of one edge; the same form only once."""
    seen: set[str] = set()
    order = range(len(lines)) if is_top else range(len(lines) - 1, -1, -1)
    filled = [index for index in order[: 4 * _EDGE_LINES] if lines[index].strip()]
    for depth, index in enumerate(filled[:_EDGE_LINES]):
        if len(lines[index]) > _LONGEST:
            continue
        form, numbers = fold_numbers(lines[index])
        if form not in seen:
            seen.add(form)
            yield form, _Edge(page, index, numbers, depth)


def _with_the_page_number(
    pages: Sequence[Sequence[str]], *, is_top: bool
) -> Iterator[tuple[int, int]]:
    """Outermost lines that begin or end with their page's number, as those of many pages do.

    What else they say, the name of a chapter perhaps, need not recur.
    """
    votes: defaultdict[tuple[bool, int], list[tuple[int, int]]] = defaultdict(list)
    for page, lines in enumerate(pages):
        _, edge = next(_edges_of(page, lines, is_top=is_top), ("", None))
        if edge is None:
            continue
        line = lines[edge.index].strip()
        for is_first, match in ((True, _FIRST.match(line)), (False, _LAST.search(line))):
            if match and not _NUMBERED_PART.fullmatch(fold_numbers(line)[0]):
                votes[is_first, int(match[1]) - page].append((page, edge.index))
    for (is_first, _), found in votes.items():
        rests = [_FIRST.sub("", pages[page][index].strip(), count=1) for page, index in found]
        # "1 Introduction" and "2 Findings", each on a page of its own, are headings.
        are_headings = is_first and len(set(rests)) > max(1, _RECURRING_SHARE * len(rests))
        if len(found) >= max(_ENOUGH, len(pages) * _NUMBERED_SHARE) and not are_headings:
            yield from found


def _recurring(form: str, edges: Sequence[_Edge], pages: int) -> list[_Edge]:
    is_page_line = is_page_number(form) or has_page_word(form)
    if len(edges) == 1:
        # A page that says which it is needs no other.
        (edge,) = edges
        is_own = is_page_number(form) and edge.numbers[0] == edge.page + 1 and edge.depth == 0
        return list(edges) if is_own else []
    if len({edge.numbers for edge in edges}) == 1:
        return list(edges) if _stays_the_same(form, edges, pages) else []
    if count_up([edge.page for edge in edges], [edge.numbers for edge in edges]) is None:
        return []
    if is_page_line or (len(edges) >= _ENOUGH and not is_numbered_part(form)):
        return list(edges)
    return []


def _stays_the_same(form: str, edges: Sequence[_Edge], pages: int) -> bool:
    if not any(character.isalnum() for character in form):
        return len(edges) >= _ENOUGH
    if len(edges) >= _ENOUGH:
        # A chapter's name stands on its own pages, often on every other.
        return edges[-1].page - edges[0].page + 1 <= 3 * len(edges)
    is_outermost = all(edge.depth == 0 for edge in edges)
    return pages == 2 and is_outermost and not form.endswith((".", "。", "！", "？", "!", "?"))


def _roman_value(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral.casefold()]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
