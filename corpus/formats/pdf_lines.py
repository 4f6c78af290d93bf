"""The lines of a PDF's page, with their place and size."""

import contextlib
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

from corpus.text import strip_controls

_MAX_PAGE_CHARS = 200_000
_TILT = 5  # degrees that a line may be out of true
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→"}
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
# What fonts show in the place of plain letters: ligatures, radicals for whole characters.
_STAND_INS = re.compile("[\u2e80-\u2fdf\ufb00-\ufb06]")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_SPACED_HAN = re.compile(rf"(?<=[{_HAN}、，。：；]) (?=[{_HAN}、，。：；])")
_HAN_PAIR = re.compile(rf"[{_HAN}](?=[{_HAN}])")
_GLYPH_NAME = re.compile(
    r"/(?:g|gid|cid|uni|index|c|glyph)[0-9a-f]{1,6}|\(cid:\d+\)", re.IGNORECASE
)

Matrix = list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """One line as it is shown: `x` and `y` of its start and its letters' size, in points.

    `y` grows upwards; all are as seen by who reads the page's main direction.
    """

    text: str
    x: float
    y: float
    size: float


@dataclass(slots=True)
class _Piece:
    text: str
    x: float
    y: float
    size: float
    turn: int


class _EnoughError(Exception):
    """Raised to stop reading a page that holds more text than any page does."""


def read_page_lines(page: Any) -> list[PlacedLine]:
    """The lines of a page of pypdf, in the order in which the file writes them.

    Text that is turned otherwise than most of the page, such as a watermark, is left out, and so
    is what comes after 200,000 characters. Raises whatever pypdf raises for a damaged page.
    """
    pieces: list[_Piece] = []
    total = 0

    def visit(text: str, outer: Matrix, inner: Matrix, _: Any, font_size: float) -> None:
        nonlocal total
        text = text[: _MAX_PAGE_CHARS - total]
        total += len(text)
        if text:
            pieces.append(_place(text, outer, inner, font_size))
        if total >= _MAX_PAGE_CHARS:
            raise _EnoughError

    with contextlib.suppress(_EnoughError):
        page.extract_text(visitor_text=visit)
    turns = Counter[int]()
    for piece in pieces:
        turns[piece.turn] += len(piece.text.strip())
    main = max(sorted(turns), key=lambda turn: turns[turn], default=0)
    return _lines_of(pieces, main)


def is_unreadable(text: str) -> bool:
    """Whether a fifth of the characters, or more, are none: the fonts do not say which they are."""
    unknown = len(_PRIVATE.findall(text)) + sum(map(len, _GLYPH_NAME.findall(text)))
    return unknown > len(text) / 5


def tidy_line(text: str) -> str:
    """A line with plain letters for ligatures and radicals, known bullets, single spaces."""
    for private, bullet in _BULLETS.items():
        text = text.replace(private, bullet)
    text = _PRIVATE.sub("", text)
    text = _STAND_INS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = " ".join(strip_controls(text.replace("\t", " ")).split())
    text = text[:-1].replace("\u00ad", "") + text[-1:]
    # Letters set wide apart come out as words.
    if len(_SPACED_HAN.findall(text)) > len(_HAN_PAIR.findall(text)):
        text = _SPACED_HAN.sub("", text)
    return text


def _place(text: str, outer: Matrix, inner: Matrix, font_size: float) -> _Piece:
    a, b, c, d = (
        inner[0] * outer[0] + inner[1] * outer[2],
        inner[0] * outer[1] + inner[1] * outer[3],
        inner[2] * outer[0] + inner[3] * outer[2],
        inner[2] * outer[1] + inner[3] * outer[3],
    )
    across = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
    up = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
    values = (a, b, c, d, across, up, font_size)
    if not all(math.isfinite(value) for value in values):
        return _Piece(text, 0.0, 0.0, 0.0, -1)
    angle = math.degrees(math.atan2(b, a)) % 360
    quarter = round(angle / 90)
    turn = quarter % 4 if abs(angle - quarter * 90) <= _TILT else -1
    cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 0))[turn]
    size = abs(font_size) * math.hypot(c, d)
    return _Piece(text, across * cos + up * sin, up * cos - across * sin, size, turn)


def _lines_of(pieces: list[_Piece], turn: int) -> list[PlacedLine]:
    lines: list[PlacedLine] = []
    current: list[_Piece] = []

    def close() -> None:
        filled = [piece for piece in current if piece.text.strip()]
        current.clear()
        text = "".join(piece.text for piece in filled) if filled else ""
        if not text.strip():
            return
        longest = max(filled, key=lambda piece: len(piece.text))
        line = PlacedLine(text=text, x=filled[0].x, y=longest.y, size=longest.size)
        if not lines or not _is_drawn_again(lines[-1], line):
            lines.append(line)

    for piece in pieces:
        if piece.turn != turn and piece.text.strip():
            continue
        parts = piece.text.split("\n")
        for number, part in enumerate(parts):
            if number:
                close()
            if part:
                current.append(_Piece(part, piece.x, piece.y, piece.size, turn))
    close()
    return lines


def _is_drawn_again(first: PlacedLine, second: PlacedLine) -> bool:
    """Whether a line lies on the one before: letters are made bold so."""
    return (
        first.text == second.text
        and abs(first.y - second.y) < first.size / 4
        and abs(first.x - second.x) < first.size
    )
