"""The placed lines of a PDF → its body, with headings, paragraphs and the beginnings of pages."""

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.formats.flow import PageLine, ends_sentence, flow_lines, is_row
from corpus.formats.pdf_lines import PlacedLine
from corpus.formats.properties import says_something
from corpus.formats.running_lines import find_running_lines
from corpus.text import fold_key, has_han

_HEADING_SIZE = 1.15  # times that of most letters
_HEADING_CHARS = 150
_HEADING_LINES = 3
_HEADING_SHARE = 0.25  # with more of the text in large letters, size tells nothing
_HEADING_MARK = "## "
_SAME_SIZE = 0.08
_GAP = 1.25  # times the usual step from line to line
_WIDEST_STEP = 4  # times the size of the letters
_TITLE_CHARS = 200
_TITLE_LINES = 4
_FIRST_CHARS = 5_000
_LEADER = re.compile(r"(?:\.[ ]?){5}\s*\d{1,4}$|…{2}\s*\d{1,4}$")


def lay_out(
    pages: Sequence[Sequence[PlacedLine]], given_title: str
) -> tuple[str, tuple[int, ...], str]:
    """The body of a file's pages, where each of them begins in it, and the title.

    The title is the one that the metadata gives, if it says something that the text does not
    belie; else the largest first line, which is then not in the body.
    """
    all_lines = [line for page in pages for line in page]
    body_size = _usual_size(all_lines)
    title_lines = _title_lines(pages, body_size)
    shown = _joined(title_lines)
    title = _choose_title(given_title, shown, all_lines)
    is_shown = fold_key(title) == fold_key(shown)
    kept = _without_running(pages)
    if not any(kept):
        kept = [[line for line in page if line.text] for page in pages]
    steps = _usual_steps(kept)
    lines = [line for page in _page_lines(kept, body_size, steps) for line in page]
    skipped = {id(line) for line in title_lines} if is_shown else set()
    flat = [line for page in kept for line in page]
    rest = [
        line for line, placed in zip(lines, flat, strict=True) if id(placed) not in skipped
    ] or lines
    body, starts = flow_lines(_only_certain_headings(rest), page_count=len(pages))
    return body, starts, title


def _without_running(pages: Sequence[Sequence[PlacedLine]]) -> list[list[PlacedLine]]:
    """Without headers, footers, page numbers, and the lines of a table of contents."""
    # A footer may be the first that the file writes; what counts is where it stands.
    orders = [
        sorted(range(len(page)), key=lambda index: (-round(page[index].y), page[index].x))
        for page in pages
    ]
    sorted_texts = [
        [page[index].text for index in order] for page, order in zip(pages, orders, strict=True)
    ]
    kept: list[list[PlacedLine]] = []
    for page, order, running in zip(pages, orders, find_running_lines(sorted_texts), strict=True):
        dropped = {order[place] for place in running}
        kept.append(
            [
                line
                for index, line in enumerate(page)
                if index not in dropped and line.text and not _LEADER.search(line.text[-200:])
            ]
        )
    return kept


def _page_lines(
    pages: Sequence[Sequence[PlacedLine]], body_size: float, steps: dict[int, float]
) -> list[list[PageLine]]:
    laid: list[list[PageLine]] = []
    for number, page in enumerate(pages):
        lines: list[PageLine] = []
        for index, line in enumerate(page):
            above = page[index - 1] if index else None
            is_large = line.size >= _HEADING_SIZE * body_size > 0
            lines.append(
                PageLine(
                    text=line.text,
                    page=number,
                    indent=2 * line.x / line.size if line.size > 0 else 0.0,
                    opens=above is None or _opens(above, line, steps),
                    prefix=_HEADING_MARK if is_large else "",
                )
            )
        laid.append(lines)
    return laid


def _opens(above: PlacedLine, line: PlacedLine, steps: dict[int, float]) -> bool:
    """Whether a gap or another size parts a line from the one above it on its page."""
    if not _is_same_size(above, line):
        return True
    step = above.y - line.y
    usual = steps.get(_size_class(line), 0.0)
    return usual > 0 and step > _GAP * usual


def _is_same_size(first: PlacedLine, second: PlacedLine) -> bool:
    return abs(first.size - second.size) <= _SAME_SIZE * max(first.size, second.size)


def _size_class(line: PlacedLine) -> int:
    return round(2 * line.size)


def _usual_size(lines: Sequence[PlacedLine]) -> float:
    """The size of most letters."""
    sizes = Counter[int]()
    for line in lines:
        sizes[_size_class(line)] += len(line.text)
    return max(sorted(sizes), key=lambda size: sizes[size], default=0) / 2


def _usual_steps(pages: Sequence[Sequence[PlacedLine]]) -> dict[int, float]:
    """For each size of letters how far a line lies below the one before it, mostly."""
    steps: defaultdict[int, list[float]] = defaultdict(list)
    for page in pages:
        for above, line in pairwise(page):
            step = above.y - line.y
            if _is_same_size(above, line) and 0 < step < _WIDEST_STEP * line.size:
                steps[_size_class(line)].append(step)
    # Of few lines the closest two tell more than the middle ones.
    return {
        size: statistics.median_low(found) if len(found) > 8 else min(found)
        for size, found in steps.items()
    }


def _only_certain_headings(lines: Sequence[PageLine]) -> list[PageLine]:
    """Lines with the mark of a heading only where their letters are large for no other reason."""
    groups: list[list[PageLine]] = []
    for line in lines:
        if groups and line.prefix and groups[-1][-1].prefix and not line.opens:
            groups[-1].append(line)
        else:
            groups.append([line])
    marked = [group for group in groups if group[0].prefix and _is_heading(group)]
    chars = sum(len(line.text) for group in marked for line in group)
    is_all = chars > _HEADING_SHARE * sum(len(line.text) for line in lines)
    certain = {id(group) for group in marked} if not is_all else set()
    return [
        line if id(group) in certain else replace(line, prefix="")
        for group in groups
        for line in group
    ]


def _is_heading(group: Sequence[PageLine]) -> bool:
    text = " ".join(line.text for line in group)
    return (
        len(group) <= _HEADING_LINES
        and len(text) <= _HEADING_CHARS
        and sum(map(str.isalpha, text)) >= 2
        and (not ends_sentence(text) or text.endswith(("?", "？")))
        and not any(is_row(line.text) for line in group)
    )


def _title_lines(pages: Sequence[Sequence[PlacedLine]], body_size: float) -> list[PlacedLine]:
    """The largest first lines of the first page with text; [] if none can be a title."""
    page = next((page for page in pages if any(line.text for line in page)), ())
    lines = [line for line in page if sum(map(str.isalpha, line.text)) >= 2]
    largest = max((line.size for line in lines), default=0.0)
    if largest < _HEADING_SIZE * body_size:
        return []
    first = next(index for index, line in enumerate(page) if line in lines and line.size == largest)
    found = [page[first]]
    for line in page[first + 1 : first + _TITLE_LINES]:
        if not _is_same_size(found[-1], line) or found[-1].y - line.y > 2 * line.size:
            break
        found.append(line)
    return found if len(_joined(found)) <= _TITLE_CHARS else []


def _joined(lines: Sequence[PlacedLine]) -> str:
    plain = [PageLine(text=line.text, prefix=_HEADING_MARK) for line in lines]
    body, _ = flow_lines(plain, page_count=1)
    return body.removeprefix(_HEADING_MARK)


def _choose_title(given: str, shown: str, lines: Sequence[PlacedLine]) -> str:
    if not says_something(given):
        return shown
    beginning = fold_key(" ".join(line.text for line in lines)[:_FIRST_CHARS])
    units = list(fold_key(given).replace(" ", "")) if has_han(given) else fold_key(given).split()
    said = sum(unit in beginning for unit in units)
    # A template's title says nothing of the text at hand.
    return given if not shown or said >= len(units) / 2 else shown
