"""Sections, paragraphs and sentences of English and Chinese text."""

import re
from collections.abc import Iterator

from corpus.text import Span, fold_line, has_han

_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<title>.*)$", re.MULTILINE)
_LIST_MARKER = re.compile(
    r"(?:[ \t]*+(?:[-*+•‧·▪■●]|\d{1,3}[.)、．]|[（(]\d{1,3}[)）])[ \t]++|[ \t]*+>[ \t]?)++"
)
_CLOSERS = "\"'”’»)]}」』）】》*_"
# An end of sentence, with the quotes and brackets that close behind it.
_TERMINAL = re.compile(
    rf"(?:[。！？]+|(?<![.!?…])[.!?…]+(?=[{re.escape(_CLOSERS)}]*(?:\s|$)))"
    rf"[{re.escape(_CLOSERS)}]*"
)
_PAIRS = (("(", ")"), ("（", "）"), ("[", "]"), ("“", "”"), ("「", "」"), ("『", "』"))
_SOFT_WRAP_WIDTH = 60
_NEAR = 200  # how far around an end of sentence its signs are looked for
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vs inc ltd co corp dept est fig no nos vol art sec ch para approx "
    "cap reg jan feb mar apr jun jul aug sep sept oct nov dec gov gen hon rev cf eg ie al".split()
)


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
    cover every other character. A line ends a sentence unless it is a wrapped one.
    """
    start, end = span if span is not None else (0, len(body))
    sentences: list[Span] = []
    for paragraph in split_paragraphs(body, (start, end)):
        for line in _logical_lines(body, paragraph):
            sentences.extend(_split_line(body, line))
    return sentences


def begins_item(body: str, start: int) -> bool:
    """Whether what starts there opens an item of a list or a row of a table."""
    lead = body[body.rfind("\n", 0, start) + 1 : start]
    return bool(_LIST_MARKER.fullmatch(lead)) or (not lead.strip() and body[start] == "|")


def is_wrapped(line: str, following: str) -> bool:
    """Whether a line of prose goes on in the following one, and was only cut for width."""
    return _is_cut(line.rstrip()) and bool(following.strip()) and not _LIST_MARKER.match(following)


def _is_cut(line: str) -> bool:
    return len(line) >= _SOFT_WRAP_WIDTH and not re.search(
        rf"[.!?…:：。！？|][{re.escape(_CLOSERS)}]*$", line
    )


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
        if not _is_cut(last) or _LIST_MARKER.match(body, cut + 1, span[1]):
            yield from _without_marker(body, (start, cut))
            start = cut + 1
    yield from _without_marker(body, (start, span[1]))


def _without_marker(body: str, span: Span) -> Iterator[Span]:
    marker = _LIST_MARKER.match(body, *span)
    start = marker.end() if marker else span[0]
    yield from _strip_pieces(start, [body[start : span[1]]])


def _split_line(body: str, span: Span) -> Iterator[Span]:
    start, end = span
    for match in _TERMINAL.finditer(body, start, end):
        if match.end() < end and _ends_sentence(body, start, match, end):
            yield from _strip_pieces(start, [body[start : match.end()]])
            start = match.end()
    yield from _strip_pieces(start, [body[start:end]])


def _ends_sentence(body: str, start: int, match: re.Match[str], end: int) -> bool:
    if _is_inside(body, start, match.end(), end):
        return False
    if match[0][0] in "。！？":
        return True
    # Only what is near is looked at: a line may be as long as the whole text.
    opening = body[start : min(match.start(), start + _NEAR)]
    if len(opening.split()) < 3 and not has_han(opening):
        return False  # a bold lead-in, an initial or a number belongs to what follows
    following = body[match.end() : min(end, match.end() + _NEAR)]
    following = following.lstrip().lstrip("\"'“‘«([{「『（*_")
    if following[:1].islower():
        return False
    if match[0][0] != ".":
        return True
    words = body[max(start, match.start() - _NEAR) : match.start()].split()
    word = words[-1].lstrip("(\"'“‘[*_") if words else ""
    is_dotted = "." in word and not any(character.isdigit() for character in word)
    return not (len(word) == 1 or is_dotted or word.casefold() in _ABBREVIATIONS)


def _is_inside(body: str, start: int, at: int, end: int) -> bool:
    """Whether a bracket or quote that was opened before `at` is closed only behind it."""
    before, behind = body[max(start, at - _NEAR) : at], body[at : min(end, at + _NEAR)]
    return any(
        before.count(opener) > before.count(closer) and closer in behind
        for opener, closer in _PAIRS
    )
