"""A fragment of HTML as Markdown: what a feed, a word processor or a cell of a page holds."""

import re
from dataclasses import dataclass, field

from corpus.formats.cells import Cell, Row, write_table
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
from corpus.text import normalise_body

_DEEPEST_LIST = 8
_DEEPEST_QUOTE = 3
_DEEPEST_TABLE = 6
_BREAK = "\x05"
_COMMENT = re.compile(r"<!--(?:-?>|(?s:.*?)(?:-->|\Z))|<!\[CDATA\[|\]\]>|<[!?][^<>]*+>")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ITEM_LEAD = re.compile(r"[•·▪■●◦‣]\s*+")


@dataclass(slots=True)
class Block:
    """One block of text: what stands before its first line, and before the others."""

    text: str
    first: str = ""
    others: str = ""
    is_item: bool = False

    def lines(self) -> str:
        return self.first + self.text.replace("\n", "\n" + self.others)


@dataclass(slots=True)
class _Table:
    rows: list[Row] = field(default_factory=list)
    caption: list[Block] = field(default_factory=list)
    head_rows: int = 0
    is_head: bool = False
    has_inner: bool = False
    cell: Tag | None = None
    lists: int = 0  # how many lists were open outside


def html_to_markdown(html: str) -> str:
    """The text of a fragment: headings, paragraphs, lists, tables and quotations in Markdown.

    Emphasis, links' targets, pictures and scripts are gone. Time and memory grow with the length.
    """
    html = _COMMENT.sub("", html) if "<!" in html or "<?" in html or "]]>" in html else html
    return normalise_body(_Writer(html).write())


class _Writer:
    def __init__(self, html: str) -> None:
        self._html = html
        self._ahead = Ahead(html)
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

    def write(self) -> str:
        at = 0
        while tag := next_tag(self._html, at):
            self._inline.append(self._html[at : tag.start])
            at = self._read(tag)
        self._inline.append(self._html[at:])
        self._flush()
        while self._tables:
            self._close_table()
        return join_blocks(self._blocks)

    def _read(self, tag: Tag) -> int:
        """Take a tag in; return where to go on."""
        name = tag.name
        if (name in GONE or name == "figure") and not tag.is_close:
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
        """Past a picture or a script; a figure may hold a table or a quotation, which stay."""
        end = None if tag.is_empty else self._ahead.end_of_element(tag.name, tag.end)
        if end is None:
            is_raw = tag.name in RAW and not tag.is_empty
            return len(self._html) if is_raw else tag.end
        if tag.name == "figure":
            held = self._ahead.next(r"<(?:table|blockquote|pre)\b", tag.end)
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
        if self._is_pre:
            raw = raw.replace("\n", _BREAK)
        lines = [_SPACE.sub(" ", line).strip(" ") for line in raw.split(_BREAK)]
        text = re.sub(r"\n\n+", "\n\n", "\n".join(lines).strip("\n"))
        if not text:
            return
        for part in text.split("\n\n"):
            self._add_block(part)

    def _add_block(self, text: str) -> None:
        quote = "> " * min(self._quotes, _DEEPEST_QUOTE)
        indent = " " * sum(width for _, width in self._lists[:_DEEPEST_LIST][:-1])
        if self._heading:
            self._item = ""
            text = " ".join(text.split("\n"))
            self._blocks.append(Block(text, quote + "#" * self._heading + " ", quote))
            return
        if self._item:
            text = _ITEM_LEAD.sub("", text, count=1) if _ITEM_LEAD.match(text) else text
            self._below_item = quote + indent + " " * len(self._item)
            self._lists[-1:] = [[self._lists[-1][0], len(self._item)]] if self._lists else []
            first = quote + indent + self._item
            self._blocks.append(Block(text, first, self._below_item, is_item=True))
            self._item = ""
            return
        if self._lists and self._below_item:
            self._blocks.append(Block(text, self._below_item, self._below_item))
            return
        self._blocks.append(Block(text, quote, quote))

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
            joint = "; " if any(block.is_item for block in blocks) else " "
            text = joint.join(block.text.replace("\n", " ") for block in blocks)
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
        if text := None if table.has_inner else write_table(table.rows):
            self._blocks.append(Block(text, quote, quote))
            return
        for row in table.rows:
            for cell in row.cells:
                self._blocks.extend(cell.blocks)


def join_blocks(blocks: list[Block]) -> str:
    """Blocks between blank lines; the items of a list on lines one after another."""
    pieces: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before:
            pieces.append("\n" if before.is_item and block.is_item else "\n\n")
        pieces.append(block.lines())
        before = block
    return "".join(pieces)
