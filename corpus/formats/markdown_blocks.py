"""The blocks of Markdown, written again as plain ones."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.formats.cells import separator_row, table_row
from corpus.formats.indents import bring_to_margin
from corpus.formats.markdown_inline import is_wide, words_of
from corpus.sentences import is_wrapped

_LONGEST_SHORT_ITEM = 200
_LONGEST_SETEXT = 120
_SENTENCE_END = re.compile(r"[.!?…;,。！？；，：:][\"'”’」』）)]*\Z")
_PIPE = re.compile(r"(?<!\\)\|")
_TASK = re.compile(r"\[[ xX/>-]\][ \t]+")
_CALLOUT = re.compile(
    r"\\?\[!\s*+(?P<kind>[\w -]++)(?:\|[^\[\]\n]*+)?\][+-]?[ \t]*+(?P<title>[^\n]*+)\n?"
)


@dataclass(slots=True)
class _Container:
    """A list's item or a quotation: what stands before its first line, and before the others."""

    first: str
    others: str
    list_number: int = -1  # of the list it is an item of
    is_quote: bool = False
    is_fresh: bool = True

    def lead(self) -> str:
        lead = self.first if self.is_fresh else self.others
        self.is_fresh = False
        return lead


def write_blocks(
    text: str, *, labels: frozenset[str], block_of: Callable[[str], str | None]
) -> list[str]:
    """The blocks of a text as lines; `block_of` gives what was kept apart as a block."""
    return _Writer(bring_to_margin(text), labels, block_of).write()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": 200})
    parser.block.ruler.enableOnly(
        ["table", "blockquote", "hr", "list", "heading", "lheading", "paragraph"]
    )
    return parser


class _Writer:
    def __init__(
        self, text: str, labels: frozenset[str], block_of: Callable[[str], str | None]
    ) -> None:
        self._lines = text.split("\n")
        self._tokens = _parser().parse(text)
        self._labels = labels
        self._block_of = block_of
        self._out: list[str] = []
        self._within: list[_Container] = []
        self._before: list[_Container] = []
        self._end = -1
        self._notes: list[str] = []
        self._tight = _tight_lists(self._tokens)
        self._lists: list[int] = []
        self._needs_gap = False
        self._is_paragraph = False  # what was written last is one, and would go on in the next

    def write(self) -> list[str]:
        number = 0
        while number < len(self._tokens):
            number = self._read(number)
        return self._out

    def _read(self, number: int) -> int:
        """Write the block that a token opens; return the number of the next token."""
        token = self._tokens[number]
        kind = token.type
        if kind == "paragraph_open":
            self._paragraph(self._tokens[number + 1])
            return number + 3
        if kind == "heading_open":
            self._heading(token, self._tokens[number + 1])
            return number + 3
        if kind == "table_open":
            return self._table(number)
        if kind in ("bullet_list_open", "ordered_list_open"):
            self._lists.append(number)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif kind == "list_item_open":
            marker = f"{token.info}{token.markup} "
            self._within.append(_Container(marker, " " * len(marker), list_number=self._lists[-1]))
        elif kind == "blockquote_open":
            self._within.append(_Container("> ", "> ", is_quote=True))
        elif kind in ("list_item_close", "blockquote_close"):
            self._within.pop()
        if not self._within:
            self._flush_notes()
        return number + 1

    def _paragraph(self, inline: Token) -> None:
        source = inline.content
        start, end = inline.map or [0, 0]
        if block := self._block_of(source.strip()):
            self._emit(block.split("\n"), start, end)
            return
        if self._within and self._within[-1].is_fresh:
            if self._within[-1].list_number >= 0:
                source = _TASK.sub("", source, count=1) if _TASK.match(source) else source
                source = source.lstrip("\u3000")
            elif callout := _CALLOUT.match(source):
                title = f"{callout['title']}\n" if callout["title"].strip() else ""
                source = title + source[callout.end() :]
        elif not self._within:
            source = _indent_of(self._lines[start]) + source.lstrip("\u3000")
        lines = self._words(source).split("\n")
        if any(container.is_quote for container in self._within):
            lines = _unwrap(lines)
        opens = bool(self._within) and self._within[-1].is_fresh
        self._needs_gap |= self._is_paragraph and not opens
        self._emit(lines, start, end)
        self._is_paragraph = True
        if not self._within:
            self._flush_notes()

    def _heading(self, token: Token, inline: Token) -> None:
        start, end = token.map or [0, 0]
        if token.markup and token.markup[0] in "=-" and not self._is_underlined(token, inline):
            self._paragraph(inline)
            underline = self._lines[end - 1].strip(" \t>")
            if len(underline) < 2 and self._out:
                self._out[-1] += "\n" + "".join(c.others for c in self._within) + underline
            self._needs_gap = True
            return
        words = " ".join(self._words(inline.content).split("\n")).strip()
        if words:
            self._emit([f"{'#' * int(token.tag[1])} {words}"], start, end)

    def _is_underlined(self, token: Token, inline: Token) -> bool:
        """Whether a line under a text makes it a heading, and is no line between two texts."""
        underline = self._lines[(token.map or [0, 1])[1] - 1].strip(" \t>")
        if len(underline) < 2 or len(inline.content) > _LONGEST_SETEXT:
            return False
        is_short = "\n" not in inline.content and not _SENTENCE_END.search(inline.content)
        return is_short or token.markup[0] == "="

    def _table(self, number: int) -> int:
        start, end = self._tokens[number].map or [0, 0]
        rows: list[str] = []
        cells: list[str] = []
        columns = 0
        line = ""
        while self._tokens[number].type != "table_close":
            token = self._tokens[number]
            if token.type == "tr_open":
                cells = []
                line = self._lines[(token.map or [start])[0]]
            elif token.type == "inline":
                words = " ".join(self._words(token.content).split("\n")).strip()
                cells.append(words.replace("|", "\\|"))
            elif token.type == "tr_close":
                cells.extend(self._cells_beyond(columns, line))
                columns = columns or len(cells)
                rows.append(table_row(cells))
            elif token.type == "thead_close":
                separator = self._lines[start + 1].strip()
                is_bare = separator[:1] == "|" == separator[-1:] and not self._within
                rows.append(separator if is_bare else separator_row(columns))
            number += 1
        self._emit(rows, start, end)
        self._needs_gap = True
        return number + 1

    def _cells_beyond(self, columns: int, line: str) -> list[str]:
        """The cells of a row that its header has no columns for, which the parser leaves out."""
        if not columns or line.count("|") < columns:
            return []
        bare = line.strip(" \t>")
        cells = _PIPE.split(bare.removeprefix("|").removesuffix("|"))
        return [self._words(cell).replace("|", "\\|") for cell in cells[columns:]]

    def _words(self, source: str) -> str:
        return words_of(source, labels=self._labels, notes=self._notes)

    def _emit(self, lines: Sequence[str], start: int, end: int) -> None:
        """Write lines behind what their containers put before them."""
        if not any(line.strip() for line in lines):
            return
        if self._out and self._has_gap(start):
            common = 0
            for ours, theirs in zip(self._within, self._before, strict=False):
                if ours is not theirs:
                    break
                common += 1
            self._out.append("".join(c.others for c in self._within[:common]).rstrip())
        for line in lines:
            lead = "".join(container.lead() for container in self._within)
            self._out.append((lead + line) if line.strip() else lead.rstrip())
        self._before = list(self._within)
        self._end = end
        self._needs_gap = self._is_paragraph = False

    def _has_gap(self, start: int) -> bool:
        """Whether a blank line stands before a block: as in the source, but in short lists."""
        before = {container.list_number for container in self._before}
        if any(container.list_number in before & self._tight for container in self._within):
            return False
        return self._needs_gap or start != self._end

    def _flush_notes(self) -> None:
        """Write the notes that stood within what was written, a paragraph each."""
        while self._notes:
            note = self._notes.pop(0)
            words = self._words(note)
            self._needs_gap = True
            self._emit(words.split("\n"), self._end, self._end)
            self._needs_gap = True


def _tight_lists(tokens: Sequence[Token]) -> frozenset[int]:
    """Where lists begin whose items are a line each; a blank line between items parts nothing."""
    tight: set[int] = set()
    open_lists: list[list[int]] = []  # where it begins, paragraphs in the item, whether it is tight
    for number, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            open_lists.append([number, 0, 1])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            start, _, is_tight = open_lists.pop()
            if is_tight:
                tight.add(start)
        elif open_lists and token.type == "list_item_open":
            open_lists[-1][1] = 0
        elif open_lists and token.type in ("inline", "table_open", "blockquote_open"):
            open_lists[-1][1] += 1
            is_short = len(token.content) <= _LONGEST_SHORT_ITEM and "\n" not in token.content
            if open_lists[-1][1] > 1 or not is_short or token.type != "inline":
                open_lists[-1][2] = 0
    return frozenset(tight)


def _indent_of(line: str) -> str:
    """The wide spaces with which a paragraph of Chinese begins."""
    bare = line.lstrip(" \t")
    return bare[: len(bare) - len(bare.lstrip("\u3000"))]


def _unwrap(lines: Sequence[str]) -> list[str]:
    """The lines of a quotation, before each of which a mark stands; those cut for width joined."""
    joined = list(lines[:1])
    for before, line in pairwise(lines):
        if not is_wrapped(before, line):
            joined.append(line)
            continue
        joint = "" if is_wide(joined[-1][-1:] or "a") and is_wide(line[:1]) else " "
        joined[-1] += joint + line
    return joined
