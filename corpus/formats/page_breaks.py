"""Paragraphs for text that a page parts by line breaks only."""

import re
from typing import Any

INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i ins kbd mark nobr q rp rt "
    "ruby s samp small span strike strong sub sup time tt u var wbr img hi ref".split()
)
CHINESE = re.compile("[\u2e80-\u9fff]+")
_HOLDERS = ("div", "section", "article", "main", "td", "center", "span", "font", "p", "blockquote")
_ENDS = (".", "!", "?", "。", "！", "？", "」", "”", '"', "’")
_LONG_LINE = 90  # of Latin characters; Chinese ones count double


def split_at_breaks(tree: Any) -> None:
    """Make paragraphs where two line breaks follow each other; changes the tree.

    So does one break between lines that are long enough for paragraphs; lists of names keep theirs.
    """
    for parent in dict.fromkeys(mark.getparent() for mark in tree.iter("br")):
        if parent is not None and parent.tag in _HOLDERS:
            _split(parent)


def text_weight(text: str) -> int:
    """Its length, Chinese characters counted double."""
    return len(text) + (0 if text.isascii() else sum(map(len, CHINESE.findall(text))))


def _split(parent: Any) -> None:
    children = list(parent)
    pieces: list[Any] = [parent.text or ""]
    for child in children:
        pieces.extend((child, child.tail or ""))
    runs = [run for run in _runs(pieces) if any(map(_has_text, run))]
    if not runs or (len(runs) < 2 and parent.tag == "p"):
        return
    if _is_inline(parent) or parent.tag == "p":
        parent.tag = "div"
    for child in children:
        child.tail = None
        parent.remove(child)
    parent.text = None
    for run in runs:
        is_block = not isinstance(run[0], str) and not _is_inline(run[0])
        parent.append(run[0] if is_block else _paragraph(parent, run))


def _runs(pieces: list[Any]) -> list[list[Any]]:
    """The pieces between breaks that part paragraphs; a block is a run of its own."""
    breaks_needed = 1 if _are_lines_paragraphs(pieces) else 2
    runs: list[list[Any]] = [[]]
    breaks = 0
    for piece in pieces:
        if isinstance(piece, str):
            breaks = 0 if piece.strip() else breaks
            runs[-1].append(piece)
        elif piece.tag == "br":
            breaks += 1
            if breaks >= breaks_needed:
                runs.append([])
            else:
                runs[-1].append(piece)
        elif _is_inline(piece):
            breaks = 0
            runs[-1].append(piece)
        else:
            breaks = 0
            runs.extend(([piece], []))
    return runs


def _paragraph(parent: Any, run: list[Any]) -> Any:
    while not _has_text(run[-1]):
        run.pop()
    start = next(at for at, piece in enumerate(run) if _has_text(piece))
    paragraph = parent.makeelement("p")
    last: Any = None
    for piece in run[start:]:
        if not isinstance(piece, str):
            paragraph.append(piece)
            last = piece
        elif last is None:
            paragraph.text = (paragraph.text or "") + piece
        else:
            last.tail = (last.tail or "") + piece
    return paragraph


def _are_lines_paragraphs(pieces: list[Any]) -> bool:
    """Whether what stands between single breaks is long enough for paragraphs."""
    lines = [""]
    for piece in pieces:
        if isinstance(piece, str):
            lines[-1] += piece
        elif piece.tag == "br":
            lines.append("")
        elif _is_inline(piece):
            lines[-1] += piece.text_content()
    lines = [line.strip() for line in lines if line.strip()]
    if len(lines) < 2:
        return False
    mean = sum(map(text_weight, lines)) / len(lines)
    ended = sum(line.endswith(_ENDS) for line in lines) / len(lines)
    return mean > _LONG_LINE or (mean > _LONG_LINE / 3 and ended > 0.6)


def _is_inline(element: Any) -> bool:
    return element.tag in INLINE


def _has_text(piece: Any) -> bool:
    text = piece if isinstance(piece, str) else piece.text_content()
    return bool(text.strip())
