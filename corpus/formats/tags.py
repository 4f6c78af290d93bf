"""HTML tags as they stand in a text, and what comes next in it, in time that grows with its length.

The tags of a text that is half Markdown are no page: no tree is made of them. Python's own
`html.parser` takes, in some of its releases, time with the square of the length of what is not
closed.
"""

import re
from bisect import bisect_left
from html import unescape
from typing import NamedTuple

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
BLOCKS = HEADINGS | frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset header hgroup hr html legend li main menu nav ol "
    "optgroup option p pre search section summary table tbody td tfoot th thead tr ul".split()
)
GONE = frozenset(
    "applet audio canvas figcaption iframe map noframes noscript object picture script select "
    "style svg template textarea title video".split()
)
"""Elements that go with all that stands in them."""
RAW = frozenset("iframe noframes script style textarea title".split())
"""Elements in which no tag counts but their own end."""
_INLINE = frozenset(
    "a abbr acronym area b base basefont bdi bdo big br button cite code col colgroup data "
    "datalist del dfn em embed font frame head i img input ins kbd label link mark marquee math "
    "meta meter nobr output param progress q rb rp rt rtc ruby s samp slot small source span "
    "strike strong sub sup time track tt u var wbr xmp escape".split()
)
_ELEMENTS = BLOCKS | GONE | _INLINE

_BRACES = r"\{[^{}]*+\}"
for _ in range(4):
    _BRACES = rf"\{{(?:[^{{}}]++|{_BRACES})*+\}}"
BRACES = _BRACES
"""A pattern for what stands between braces, some levels deep."""
_SENTENCE_ENDS = frozenset(".!?")
_CLOSING = frozenset(",.;")
HOLE = "\x04"
"""Where something went: the space around it is that of one place."""
_TAG = re.compile(
    r"(?<!\\)<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*+)"
    # A quotation mark that opens no value, or that none closes, holds no text behind the tag.
    rf"(?P<rest>(?:[^<>\"'{{=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')|=|{_BRACES})*+(?=>)|[^<>{{]*+)>"
)
_WORD_ONLY = re.compile(r"\s+[\w-]+(?=\s|/?\Z)")
_ATTRIBUTE = re.compile(r"([\w:-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++))")
_LONG_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}+;?")


class Tag(NamedTuple):
    """One tag: where it stands, its name in small letters, and what stands behind the name."""

    start: int
    end: int
    name: str
    is_close: bool
    is_empty: bool
    is_component: bool
    rest: str

    def attributes(self) -> dict[str, str]:
        """The attributes that have a value, the first one where two have the same name."""
        found: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(self.rest):
            found.setdefault(name.lower(), next((value for value in values if value), ""))
        return found

    def number(self, name: str, *, most: int) -> int:
        """The whole number that an attribute gives, 1 where it gives none, and at most `most`."""
        value = self.attributes().get(name, "").strip()
        if not value.isascii() or not value.isdigit():
            return 1
        return max(1, min(most, int(value[:9])))


class Ahead:
    """Where a pattern comes next in a text; each pattern is looked for only once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}

    def next(self, pattern: str, at: int) -> tuple[int, int] | None:
        """The span of the first match that begins at `at` or behind it."""
        if pattern not in self._starts:
            spans = [match.span() for match in re.finditer(pattern, self._text, re.IGNORECASE)]
            self._starts[pattern] = [start for start, _ in spans]
            self._ends[pattern] = [end for _, end in spans]
        starts = self._starts[pattern]
        number = bisect_left(starts, at)
        return (starts[number], self._ends[pattern][number]) if number < len(starts) else None

    def end_of_element(self, name: str, at: int) -> int | None:
        """Where the next end tag of that name ends; None where none comes."""
        span = self.next(rf"</{re.escape(name)}\s*+>", at)
        return span[1] if span else None

    def end_of_paragraph(self, at: int) -> int:
        """Where the next blank line begins, or the text ends."""
        span = self.next(r"\n[ \t]*+(?=\n)", at)
        return span[0] if span else len(self._text)


def next_tag(text: str, at: int) -> Tag | None:
    """The first tag of HTML or of a component that begins at `at` or behind it."""
    while match := _TAG.search(text, at):
        if tag := _as_tag(text, match):
            return tag
        at = match.start() + 1
    return None


def tag_at(text: str, at: int) -> Tag | None:
    """The tag that begins at `at`, if one does."""
    match = _TAG.match(text, at)
    return _as_tag(text, match) if match else None


def plain_text(html: str) -> str:
    """What character references stand for, written out."""
    return unescape(_LONG_NUMBER.sub("\ufffd", html)) if "&" in html else html


def close_holes(text: str) -> str:
    """The text without the marks of what went, and with one space where two would meet.

    Sentences that they parted stay apart, and no space is left before a comma.
    """
    first, *others = text.split(HOLE)
    pieces = [first]
    last = first[-1:]
    for piece in others:
        kept = piece.lstrip(" \t") if last in (" ", "\t") else piece
        if last in _SENTENCE_ENDS and kept[:1].isupper() and kept[:1].isascii():
            kept = f" {kept}"
        elif last == " " and kept[:1] in _CLOSING and not kept[1:2].isalnum():
            pieces[-1] = _before_mark(pieces[-1])
        pieces.append(kept)
        last = kept[-1:] or last
    return "".join(pieces)


def _before_mark(text: str) -> str:
    bare = text.rstrip(" ")
    return bare if bare[-1:].isalnum() or bare[-1:] in ")”\"'" else text


def _as_tag(text: str, match: re.Match[str]) -> Tag | None:
    name, rest = match["name"], match["rest"]
    lower = name.lower()
    is_close, is_empty = bool(match["close"]), rest.endswith("/")
    is_component = lower not in _ELEMENTS
    if is_component and not _is_component(text, match, is_close or is_empty):
        return None
    # "x <B and C> y" is no mark-up.
    if len(name) == 1 and _WORD_ONLY.match(rest):
        return None
    return Tag(match.start(), match.end(), lower, is_close, is_empty, is_component, rest)


def _is_component(text: str, match: re.Match[str], is_certain: bool) -> bool:
    """Whether an unknown name is that of a component, and not a word between angle brackets."""
    name = match["name"]
    if name.endswith((":", ".", "-")) or "@" in match["rest"] or "://" in match[0][:12]:
        return False
    if not (name[0].isupper() and len(name) > 1) and "-" not in name and ":" not in name:
        return False
    before = text[match.start() - 1 : match.start()]
    return is_certain or not (before.isascii() and before.isalnum())
