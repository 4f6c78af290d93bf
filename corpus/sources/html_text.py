"""The HTML of feeds, as Markdown and as plain lines."""

import html
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from corpus.sources.html_tree import MAX_HTML_CHARS, parse_html_tree
from corpus.text import fold_line, strip_controls

_SKIPPED = frozenset(
    "script style noscript iframe object embed svg math canvas form button select textarea template"
    " head title video audio figcaption nav".split()
)
_PARAGRAPHS = frozenset(
    "p div section article main header footer aside address figure center dl dt dd details summary"
    " fieldset ul ol li blockquote pre table hr h1 h2 h3 h4 h5 h6 tr td th caption".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MOST_ELEMENTS, _MOST_ROWS, _MOST_CELLS = 50_000, 2_000, 30
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_SPACE = re.compile(r"[ \t\f\v\u00a0]+")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
# What would be read as mark-up: where a line starts, and within it.
_AT_START = re.compile(r"\d{1,9}(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|~~~|-{3}|={3})")
_WITHIN = re.compile(
    r"[\\`]|\*(?=\S)|(?<=\S)\*|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!?])|\](?=\()|&(?=#?\w{1,32};)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading, list item, row or code; `text` is as it is read, without mark-up."""

    text: str
    kind: str = "paragraph"
    marker: str = ""
    indent: int = 0
    quotes: int = 0
    cells: tuple[str, ...] = ()


def read_blocks(text: str) -> list[Block]:
    """The prose of a piece of HTML, or of a plain text, block by block.

    Links keep their words, and pictures, captions, scripts and forms nothing.
    """
    text = text[:MAX_HTML_CHARS]
    root = parse_html_tree(f"<div>{text}</div>") if _TAG.search(text) else None
    if root is not None:
        return _Reader().read(root)
    plain = html.unescape(strip_controls(text)).replace("\r\n", "\n").replace("\r", "\n")
    return [
        Block(text=paragraph)
        for piece in _BLANK_LINES.split(plain.strip())
        if (paragraph := _fold_lines(piece))
    ]


def to_markdown(text: str) -> str:
    """The prose of a piece of HTML, or of a plain text, as Markdown."""
    pieces: list[str] = []
    before: Block | None = None
    for block in read_blocks(text):
        if before is not None:
            is_tight = (before.kind, before.quotes) == (block.kind, block.quotes)
            pieces.append("\n" if is_tight and block.kind in ("item", "row") else "\n\n")
        pieces.append(_render(block, is_first_row=before is None or before.kind != "row"))
        before = block
    return "".join(pieces)


def to_line(text: str) -> str:
    """The words of a piece of HTML, or of a plain text, as one line."""
    return fold_line(" ".join(block.text for block in read_blocks(text)))


def escape_inline(text: str) -> str:
    """A text in which nothing is read as emphasis, code, link, tag or reference."""
    return _WITHIN.sub(r"\\\g<0>", text)


def _render(block: Block, *, is_first_row: bool) -> str:
    if block.kind == "row":
        row = "| " + " | ".join(cell.replace("|", "\\|") for cell in block.cells) + " |"
        rule = "|" + " --- |" * len(block.cells)
        lines = [row, rule] if is_first_row else [row]
    elif block.kind == "code":
        longest = max(map(len, re.findall(r"`+", block.text)), default=0)
        fence = "`" * max(3, longest + 1)
        lines = [fence, *block.text.split("\n"), fence]
    else:
        lines = [_escape(line) for line in block.text.split("\n")]
    margin = " " * block.indent
    hanging = margin + " " * len(block.marker)
    lines = [
        f"{hanging if number else margin + block.marker}{line}".rstrip()
        for number, line in enumerate(lines)
    ]
    return "\n".join("> " * block.quotes + line for line in lines)


def _escape(line: str) -> str:
    """A line that Markdown reads as it stands."""
    line = escape_inline(line)
    found = _AT_START.match(line)
    return f"{found[0]}\\{line[found.end() :]}" if found else line


def _fold_lines(text: str) -> str:
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(slots=True)
class _Reader:
    """Walks through a tree once, and keeps what it has read as blocks."""

    blocks: list[Block] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    """For each open list the number of its last item; None where it has no numbers."""
    items: list[int] = field(default_factory=list)
    """For each open item how far its text is indented."""
    marker: str = ""
    heading: int = 0
    quotes: int = 0

    def read(self, root: Any) -> list[Block]:
        from lxml import etree

        layouts = _find_layout_tables(root)
        walk = etree.iterwalk(root, events=("start", "end"))
        elements = 0
        for event, element in walk:
            elements += event == "start"
            if elements > _MOST_ELEMENTS:
                break  # no article has so many
            tag = element.tag if isinstance(element.tag, str) else ""
            is_data = tag == "table" and element not in layouts
            if event == "end":
                if tag in _PARAGRAPHS:
                    self._end(tag)
                self._say(element.tail)
            elif not tag or tag in _SKIPPED:
                walk.skip_subtree()
            elif is_data or tag == "pre":
                self._flush()
                self.blocks.extend(
                    self._read_table(element) if is_data else self._read_code(element)
                )
                walk.skip_subtree()
            else:
                self._start(tag, element)
                self._say(element.text)
        self._flush()
        return self.blocks

    def _say(self, text: str | None) -> None:
        if text:
            self.inline.append(text.replace("\n", " ").replace("\r", " "))

    def _start(self, tag: str, element: Any) -> None:
        if tag == "br":
            self.inline.append("\n")
        if tag not in _PARAGRAPHS:
            return
        self._flush()
        if tag in ("ul", "ol"):
            start = str(element.get("start") or "1")
            first = int(start) if start.isdecimal() and len(start) < 6 else 1
            self.lists.append(first - 1 if tag == "ol" else None)
        elif tag == "li":
            number = self.lists[-1] if self.lists else None
            if number is not None:
                self.lists[-1] = number + 1
            self.marker = "- " if number is None else f"{number + 1}. "
            self.items.append(len(self.marker))
        elif tag == "blockquote":
            self.quotes += 1
        elif tag in _HEADINGS:
            self.heading = int(tag[1])

    def _end(self, tag: str) -> None:
        self._flush()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "li" and self.items:
            self.items.pop()
            self.marker = ""
        elif tag == "blockquote":
            self.quotes -= 1
        elif tag in _HEADINGS:
            self.heading = 0

    def _flush(self) -> None:
        """Keep what was said since the last time; two line breaks part paragraphs."""
        said = "".join(self.inline)
        self.inline.clear()
        for piece in _BLANK_LINES.split(said.strip()):
            if text := _fold_lines(piece):
                self.blocks.append(self._block(text))
                self.marker = ""

    def _block(self, text: str) -> Block:
        if self.heading:
            # A heading is one line.
            line = " ".join(text.split("\n"))
            return Block(text=line, marker="#" * self.heading + " ", quotes=self.quotes)
        indent = sum(self.items) - len(self.marker)
        kind = "item" if self.marker else "paragraph"
        return Block(text=text, kind=kind, marker=self.marker, indent=indent, quotes=self.quotes)

    def _read_code(self, element: Any) -> list[Block]:
        text = "".join(element.itertext()).expandtabs(4).strip("\n")
        return [Block(text=text, kind="code", quotes=self.quotes)] if text.strip() else []

    def _read_table(self, element: Any) -> list[Block]:
        rows = [
            tuple(_words_in(cell) for cell in row[:_MOST_CELLS] if cell.tag in ("td", "th"))
            for row in islice(element.iter("tr"), _MOST_ROWS)
        ]
        width = max(map(len, rows), default=0)
        filled = [row + ("",) * (width - len(row)) for row in rows if any(row)]
        if width == 1:
            return [Block(text=row[0], quotes=self.quotes) for row in filled]
        return [
            Block(text=" ".join(row).strip(), kind="row", cells=row, quotes=self.quotes)
            for row in filled
        ]


def _words_in(element: Any) -> str:
    texts = element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return fold_line(" ".join(map(str, texts)))


def _find_layout_tables(root: Any) -> set[Any]:
    """The tables that only place things on a page: those that hold another table."""
    return {
        outer
        for table in root.iter("table")
        if (outer := next(table.iterancestors("table"), None)) is not None
    }
