"""Plain text that was taken out of a paginated file, as its author wrote it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from corpus.formats.flow import PageLine, flow_lines
from corpus.formats.running_lines import (
    count_up,
    find_running_lines,
    fold_numbers,
    has_page_word,
    is_numbered_part,
    is_page_number,
)

_LONGEST = 200
_MOST_LINES = 100_000  # of a text that is put together again
_MOST_FORMS = 20_000
_ENOUGH_ALONE = 2  # lines that say which page it is, and nothing else
_ENOUGH = 3  # lines with a page's number at their edge
_LEAST_BETWEEN = 2.0  # other lines between two of those that speak of no page
_NUMBER_APART = re.compile(r"\S(?:\t|\s{3}|[|·•]).{0,20}#\W{0,5}$|^\W{0,5}#(?:\t|\s{3}|[|·•])\s*\S")
_WIDE = re.compile(r"\s{3,}")
_PAGE_AT_EDGE = re.compile(
    r"(?:\bpage|\bpg?\.?|第) ?# ?(?:[頁页])?(?: ?(?:/|of|，|,)? ?[共全]? ?# ?[頁页]?)?\W{0,5}$"
    r"|^\W{0,5}(?:page|pg?\.?|第) ?#(?: ?[頁页])?\b"
)
_DIGIT = re.compile(r"[0-9０-９]{1,6}")


def unpage_text(text: str) -> str:
    """The text without what belongs to its pages: headers, footers, numbers, line ends, hyphens.

    Text without form feeds, and without lines that count its pages, is returned as it is.
    """
    pages = _split_pages(text)
    if pages is None:
        return text
    running = find_running_lines(pages)
    lines: list[PageLine] = []
    for number, (page, dropped) in enumerate(zip(pages, running, strict=True)):
        is_after_blank = True
        for index, line in enumerate(page):
            if not line.strip():
                is_after_blank = True
            elif index not in dropped:
                indent = len(line.expandtabs()) - len(line.lstrip())
                lines.append(PageLine(text=line, page=number, indent=indent, opens=is_after_blank))
                is_after_blank = False
    body, _ = flow_lines(lines, page_count=len(pages))
    return body + "\n" if body else text


def _split_pages(text: str) -> list[list[str]] | None:
    """The lines of each page, or None for text that has no pages for sure."""
    if text.count("\n") + text.count("\r") + text.count("\f") > _MOST_LINES:
        return None
    if "\f" in text:
        return [page.splitlines() for page in text.split("\f")]
    lines = text.splitlines()
    marks = _page_marks(lines)
    if not marks:
        return None
    first = next(index for index, line in enumerate(lines) if line.strip())
    # The mark is the header of its page if one stands above everything, else the footer.
    cuts = marks if marks[0] == first else [mark + 1 for mark in marks]
    edges = [0, *cuts, len(lines)]
    return [
        lines[start:end]
        for start, end in pairwise(edges)
        if any(line.strip() for line in lines[start:end])
    ]


def _page_marks(lines: Sequence[str]) -> list[int]:
    """Where the lines stand that number the pages, in order; [] if none do for sure."""
    groups: defaultdict[str, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
    for index, line in enumerate(lines):
        if 0 < len(line) <= _LONGEST and _DIGIT.search(line) and len(groups) < _MOST_FORMS:
            form, numbers = fold_numbers(line)
            if _may_number_pages(line, form):
                groups[form].append((index, numbers))
    best: list[int] = []
    for form, found in groups.items():
        places = [index for index, _ in found]
        if len(places) > len(best) and _numbers_pages(form, found, lines[places[0]]):
            best = places
    return best


def _may_number_pages(line: str, form: str) -> bool:
    if is_numbered_part(form) or form.endswith((".", "。")):
        return False
    return _is_alone(form) or _is_apart(line) or bool(_PAGE_AT_EDGE.search(form))


def _is_alone(form: str) -> bool:
    """Whether it says which page it is, with a word or sign that tells it from any other number."""
    return is_page_number(form) and (
        has_page_word(form) or (form[0] in "-–—" and form[-1] in "-–—") or "/" in form
    )


def _is_apart(line: str) -> bool:
    return bool(_NUMBER_APART.search(_WIDE.sub("   ", _DIGIT.sub("#", line.strip()))))


def _numbers_pages(form: str, found: Sequence[tuple[int, tuple[int, ...]]], line: str) -> bool:
    is_said = has_page_word(form)
    is_marked = _is_alone(form) or (is_said and _is_apart(line))
    if len(found) < (_ENOUGH_ALONE if is_marked else _ENOUGH):
        return False
    if count_up(range(len(found)), [numbers for _, numbers in found]) is None:
        return False
    between = (found[-1][0] - found[0][0]) / (len(found) - 1) - 1
    return between >= (1 if is_said or is_marked else _LEAST_BETWEEN)
