"""Sections, paragraphs and sentences of English and Chinese text."""

import re
from collections.abc import Iterator

from corpus.lists import LIST_MARKER, find_items, opens_line
from corpus.sentence_ends import CLOSERS, find_ends, is_inside
from corpus.text import Span, fold_line

_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<title>.*)$", re.MULTILINE)
_SOFT_WRAP_WIDTH = 60
_LINE_END = re.compile(rf"[.!?…:：。！？|][{re.escape(CLOSERS)}]*$")


def split_sections(body: str) -> list[tuple[tuple[str, ...], Span]]:
    """Each stretch between Markdown headings, with the headings above it, outermost first."""
    sections: list[tuple[tuple[str, ...], Span]] = []
    path: list[tuple[int, str]] = []
    start = 0
    for match in _HEADING.finditer(body):
        sections.append((tuple(title for _, title in path), (start, match.start())))
        level = len(match[0]) - len(match[0].lstrip("#"))
        path = [(depth, title) for depth, title in path if depth < level]
        path.append((level, fold_line(match["title"].rstrip(" \t#"))))
        start = match.end()
    sections.append((tuple(title for _, title in path), (start, len(body))))
    return [(headings, span) for headings, span in sections if body[slice(*span)].strip()]


def split_paragraphs(body: str, span: Span) -> list[Span]:
    """The blocks between blank lines inside `span`, without the white space around them."""
    pieces = re.split(r"(\n[ \t]*\n\s*)", body[slice(*span)])
    return _strip_pieces(span[0], pieces)


def split_sentences(body: str, span: Span | None = None) -> list[Span]:
    """The sentences of `span`, or of the whole text, in order.

    Spans are disjoint, hold no list marker and no white space at their ends, and between them
    cover every other character. A line ends a sentence unless it is a wrapped one. The items of an
    enumeration inside a line are sentences too, each from its marker on: （一）…；（二）….
    """
    start, end = span if span is not None else (0, len(body))
    sentences: list[Span] = []
    for paragraph in split_paragraphs(body, (start, end)):
        for line in _logical_lines(body, paragraph):
            sentences.extend(_split_line(body, line))
    return sentences


def is_wrapped(line: str, following: str) -> bool:
    """Whether a line of prose goes on in the following one, and was only cut for width."""
    return (
        _is_cut(line.rstrip())
        and bool(following.strip())
        and not opens_line(following, 0, len(following))
    )


def _is_cut(line: str) -> bool:
    return len(line) >= _SOFT_WRAP_WIDTH and not _LINE_END.search(line)


def _strip_pieces(offset: int, pieces: list[str]) -> list[Span]:
    spans: list[Span] = []
    for piece in pieces:
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            spans.append((offset + lead, offset + len(piece.rstrip())))
        offset += len(piece)
    return spans


def _logical_lines(body: str, span: Span) -> Iterator[Span]:
    """Lines without their list markers; lines that were only wrapped are joined."""
    start = span[0]
    for match in re.finditer(r"\n", body[slice(*span)]):
        cut = span[0] + match.start()
        last = body[max(start, body.rfind("\n", start, cut) + 1) : cut].rstrip()
        if not _is_cut(last) or opens_line(body, cut + 1, span[1]):
            yield from _without_marker(body, (start, cut))
            start = cut + 1
    yield from _without_marker(body, (start, span[1]))


def _without_marker(body: str, span: Span) -> Iterator[Span]:
    marker = LIST_MARKER.match(body, *span)
    start = marker.end() if marker else span[0]
    yield from _strip_pieces(start, [body[start : span[1]]])


def _split_line(body: str, span: Span) -> Iterator[Span]:
    start, end = span
    items = [
        place
        for place in find_items(body, start, end)
        if place > start and not is_inside(body, start, place, end)
    ]
    for stop in (*items, end):
        for cut in (*find_ends(body, start, stop), stop):
            yield from _strip_pieces(start, [body[start:cut]])
            start = cut
