"""A fragment of HTML as Markdown: what a feed, a word processor or a cell of a page holds."""

import re
from dataclasses import dataclass, field

from corpus.formats.blocks import Block, BlockKind, join_blocks
from corpus.formats.cells import Cell, Row, write_table
from corpus.formats.code import is_prose
from corpus.formats.escapes import escape_inline
from corpus.formats.tags import (
    BLOCKS,
    GONE,
    HEADINGS,
    RAW,
    Ahead,
    Tag,
    next_tag,
    plain_text,
)
from corpus.text import fold_line, normalise_body

_DEEPEST_LIST = 8
_DEEPEST_QUOTE = 3
_DEEPEST_TABLE = 6
_BREAK = "\x05"
_PASSED = GONE | frozenset("button figure form math nav".split())
_KEEPS = {"figure", "form"}
_KEPT_IN = r"<(?:table|blockquote|pre)\b"
_COMMENT = re.compile(r"<!--(?:-?>|(?s:.*?)(?:-->|\Z))|<!\[CDATA\[|\]\]>|<[!?][^<>]*+>")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ITEM_LEAD = re.compile(r"[•·▪■●◦‣]\s*+")


@dataclass(slots=True)
class _Table:
    rows: list[Row] = field(default_factory=list)
    caption: list[Block] = field(default_factory=list)
    is_head: bool = False
    has_inner: bool = False
    cell: Tag | None = None
    lists: int = 0  # how many lists were open outside


def html_to_markdown(html: str, *, is_escaped: bool = False) -> str:
    """The text of a fragment: headings, paragraphs, lists, tables and quotations in Markdown.

    A text without tags keeps its lines. Emphasis, links' targets, pictures, forms and scripts are
    gone. Say `is_escaped` where the words will be read as Markdown again, so that a "*" in them
    stays one. Time and memory grow with the length.
    """
    blocks = _Writer(html, is_escaped=is_escaped).write()
    return normalise_body(join_blocks(blocks, is_escaped=is_escaped))


def html_to_line(html: str) -> str:
    """The words of a fragment, or of a text without tags, as one line."""
    return fold_line(" ".join(block.text for block in _Writer(html, is_line=True).write()))


class _Writer:
    def __init__(self, html: str, *, is_escaped: bool = False, is_line: bool = False) -> None:
        is_marked = "<!" in html or "<?" in html or "]]>" in html
        html = _COMMENT.sub("", html) if is_marked else html
        self._html = html.replace("\\<", "&#92;<")  # that escapes a tag in Markdown alone
        self._ahead = Ahead(self._html)
        self._is_escaped = is_escaped
        self._is_line = is_line
        self._inline: list[str] = []
        self._blocks: list[Block] = []
        self._outer: list[list[Block]] = []
        self._tables: list[_Table] = []
        self._ignored_tables = 0
        # Of each list that is open, the next number (0 for dots) and how wide its marker is.
        self._lists: list[list[int]] = []
        self._ignored_lists = 0
        self._item = ""
        self._below_item = ""
        self._heading = 0
        self._quotes = 0
        self._is_pre = False
        self._is_plain = False

    def write(self) -> list[Block]:
        at = 0
        while tag := next_tag(self._html, at):
            self._inline.append(self._html[at : tag.start])
            at = self._read(tag)
        self._is_plain = at == 0
        self._inline.append(self._html[at:])
        self._flush()
        while self._tables:
            self._close_table()
        return self._blocks

    def _read(self, tag: Tag) -> int:
        """Take a tag in; return where to go on."""
        name = tag.name
        if name in _PASSED and not tag.is_close:
            return self._past_element(tag)
        if name == "br":
            self._inline.append(_BREAK)
        elif name == "q":
            self._inline.append("”" if tag.is_close else "“")
        elif name in BLOCKS:
            self._read_block(tag)
        return tag.end

    def _read_block(self, tag: Tag) -> None:
        name = tag.name
        if name in ("ul", "ol", "dir", "menu"):
            self._read_list(tag)
        elif name == "li":
            self._read_item(tag)
        elif name in ("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"):
            self._read_table_part(tag)
        elif name in HEADINGS:
            self._flush()
            self._heading = 0 if tag.is_close else int(name[1])
        elif name == "blockquote":
            self._flush()
            self._quotes = max(0, self._quotes + (-1 if tag.is_close else 1))
        elif name == "pre":
            self._flush()
            self._is_pre = not tag.is_close
        else:
            self._flush()

    def _past_element(self, tag: Tag) -> int:
        """Past a picture or a script; a figure or a form may hold what stays, as a table."""
        end = None if tag.is_empty else self._ahead.end_of_element(tag.name, tag.end)
        if end is None:
            is_raw = tag.name in RAW and not tag.is_empty
            return len(self._html) if is_raw else tag.end
        if tag.name in _KEEPS:
            held = self._ahead.next(_KEPT_IN, tag.end)
            if held and held[0] < end:
                self._flush()
                return tag.end
        return end

    def _flush(self) -> None:
        """End a block: what was gathered becomes one, if it is any text."""
        raw = "".join(self._inline)
        self._inline.clear()
        if not raw.strip():
            return
        raw = plain_text(raw).replace("\u00a0", " ")
        if self._is_pre and not is_prose("", raw):
            self._add_block(raw.replace(_BREAK, "\n").expandtabs(4).strip("\n"), is_code=True)
            return
        if self._is_pre or self._is_plain:
            raw = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\n", _BREAK)
        lines = [_SPACE.sub(" ", line).strip(" ") for line in raw.split(_BREAK)]
        text = re.sub(r"\n\n+", "\n\n", "\n".join(lines).strip("\n"))
        if not text:
            return
        for part in text.split("\n\n"):
            self._add_block(part)

    def _add_block(self, text: str, *, is_code: bool = False) -> None:
        quote = "> " * min(self._quotes, _DEEPEST_QUOTE)
        indent = " " * sum(width for _, width in self._lists[:_DEEPEST_LIST][:-1])
        if self._heading:
            self._item = ""
            text = " ".join(text.split("\n"))
            self._blocks.append(Block(text, quote + "#" * self._heading + " ", quote, "heading"))
            return
        if self._item:
            text = _ITEM_LEAD.sub("", text, count=1) if _ITEM_LEAD.match(text) else text
            self._below_item = quote + indent + " " * len(self._item)
            self._lists[-1:] = [[self._lists[-1][0], len(self._item)]] if self._lists else []
            first = quote + indent + self._item
            kind: BlockKind = "code" if is_code else "item"
            self._blocks.append(Block(text, first, self._below_item, kind))
            self._item = ""
            return
        is_below = bool(self._lists and self._below_item)
        first = self._below_item if is_below else quote
        self._blocks.append(Block(text, first, first, "code" if is_code else "paragraph"))

    def _read_list(self, tag: Tag) -> None:
        self._flush()
        self._item = ""
        if tag.is_close:
            if self._ignored_lists:
                self._ignored_lists -= 1
            elif len(self._lists) > (self._tables[-1].lists if self._tables else 0):
                self._lists.pop()
                self._below_item = ""
        elif len(self._lists) >= 50:
            self._ignored_lists += 1
        else:
            start = tag.number("start", most=9999)
            self._lists.append([start if tag.name == "ol" else 0, 2])

    def _read_item(self, tag: Tag) -> None:
        self._flush()
        self._item = ""
        if tag.is_close:
            return
        if not self._lists or not self._lists[-1][0]:
            self._item = "- "
            return
        self._item = f"{self._lists[-1][0]}. "
        self._lists[-1][0] += 1

    def _read_table_part(self, tag: Tag) -> None:
        if tag.name == "table":
            self._read_table(tag)
            return
        self._flush()
        if not self._tables or self._ignored_tables:
            return
        table = self._tables[-1]
        if tag.name in ("td", "th", "caption"):
            self._end_cell()
            if not tag.is_close:
                if not table.rows and tag.name != "caption":
                    table.rows.append(Row())
                table.cell = tag
                self._outer.append(self._blocks)
                self._blocks = []
            return
        self._end_cell()
        if tag.name == "thead":
            table.is_head = not tag.is_close
        elif tag.name == "tr" and not tag.is_close:
            table.rows.append(Row(is_head=table.is_head))

    def _read_table(self, tag: Tag) -> None:
        self._flush()
        self._item = ""
        if not tag.is_close:
            if len(self._tables) >= _DEEPEST_TABLE:
                self._ignored_tables += 1
                return
            if self._tables:
                self._tables[-1].has_inner = True
            self._tables.append(_Table(lists=len(self._lists)))
            return
        if self._ignored_tables:
            self._ignored_tables -= 1
        elif self._tables:
            self._close_table()

    def _end_cell(self) -> None:
        table = self._tables[-1]
        if table.cell is None:
            return
        self._flush()
        del self._lists[table.lists :]
        blocks, self._blocks = self._blocks, self._outer.pop()
        if table.cell.name == "caption":
            table.caption.extend(blocks)
        else:
            joint = "; " if any(block.kind == "item" for block in blocks) else " "
            text = joint.join(block.text.replace("\n", " ") for block in blocks)
            text = escape_inline(text) if self._is_escaped else text
            table.rows[-1].cells.append(
                Cell(
                    text=text,
                    is_head=table.cell.name == "th",
                    columns=table.cell.number("colspan", most=40),
                    rows=table.cell.number("rowspan", most=500),
                    blocks=blocks,
                )
            )
        table.cell = None

    def _close_table(self) -> None:
        self._end_cell()
        table = self._tables.pop()
        self._blocks.extend(table.caption)
        quote = "> " * min(self._quotes, _DEEPEST_QUOTE)
        if text := None if table.has_inner or self._is_line else write_table(table.rows):
            self._blocks.append(Block(text, quote, quote, "table"))
            return
        for row in table.rows:
            for cell in row.cells:
                self._blocks.extend(cell.blocks)
