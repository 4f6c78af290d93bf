"""Blocks of a text as Markdown writes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus.formats.code import fenced
from corpus.formats.escapes import escape_inline, escape_line

BlockKind = Literal["paragraph", "heading", "item", "code", "table"]


@dataclass(slots=True)
class Block:
    """One block of text: what stands before its first line, and before the others."""

    text: str
    first: str = ""
    others: str = ""
    kind: BlockKind = "paragraph"

    def lines(self, *, is_escaped: bool) -> str:
        """As it is written; a table already is."""
        text = self.text
        if self.kind == "code":
            text = fenced("", text)
        elif is_escaped and self.kind == "heading":
            text = escape_inline(text)
        elif is_escaped and self.kind != "table":
            text = "\n".join(map(escape_line, text.split("\n")))
        return self.first + text.replace("\n", "\n" + self.others)


def join_blocks(blocks: Iterable[Block], *, is_escaped: bool = False) -> str:
    """Blocks between blank lines; the items of a list on lines one after another."""
    pieces: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before:
            pieces.append("\n" if before.kind == block.kind == "item" else "\n\n")
        pieces.append(block.lines(is_escaped=is_escaped))
        before = block
    return "".join(pieces)
