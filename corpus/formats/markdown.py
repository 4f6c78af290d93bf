"""Markdown of any dialect as the prose that is stored and quoted from."""

import re
from dataclasses import dataclass

from corpus.formats.dense import bare_text, is_dense
from corpus.formats.hashtags import take_out_hashtags
from corpus.formats.html_in_markdown import read_tags
from corpus.formats.markdown_blocks import write_blocks
from corpus.formats.markdown_lines import read_lines
from corpus.formats.markdown_marks import drop_marks
from corpus.formats.templates import Templates
from corpus.text import normalise_body

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MOST_ROUNDS = 6
_LONGEST_AGAIN = 50_000
# What taking out mark-up may bring to light, and what must then not be taken out.
_RESIDUE = re.compile(
    r"^[ \t>]*+(?::::|!!!|\?\?\?|===|(?:[-*+>#]|\d++[.)])?[ \t]*+(?:```|~~~|---|===|\[|$)"
    r"|import |export |#{1,6}$|\^)|\{[#.:%{]|<[A-Za-z/!]|%%|\]\(|\[\[|::|[ \t]\^|\A#"
    r"|^(?:[-*+]|\d++[.)])[ \t][^\n]*+\n(?![-*+>#|\s]|\d+[.)])",
    re.MULTILINE,
)
_LITERAL = re.compile(r"[\\&]|\{%-?\s*+(?:raw|verbatim)\b")
_WIDE_SPACE = re.compile(r"(?<=\S)(?: +\u00a0[ \u00a0]*|\u00a0[ \u00a0]+)(?=\S)")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*+\n)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownText:
    """The prose of a Markdown text, and the tags that stood within it."""

    body: str
    tags: tuple[str, ...]


def read_markdown(text: str) -> MarkdownText:
    """The prose of a text that may be Markdown, without front matter.

    Headings, lists, tables, quotations and code stay as blocks of Markdown; what marks, links,
    comments or includes is gone. Plain text comes back as it is. Reading a body again changes
    nothing, but where a backslash or a character reference wrote mark-up out as words, or where
    mark-up had no sense. Of a text with more lines or marks than any article has, only comments,
    templates and tags are taken out.
    """
    text = normalise_body(text)
    read = _read_once(text)
    tags = dict.fromkeys(read.tags)
    if len(text) > _LONGEST_AGAIN or _LITERAL.search(text):
        return read
    for _ in range(_MOST_ROUNDS):
        again = _read_once(read.body) if _RESIDUE.search(read.body) else read
        if again.body == read.body:
            break
        tags |= dict.fromkeys(again.tags)
        read = again
    return MarkdownText(body=read.body, tags=tuple(tags))


def _read_once(text: str) -> MarkdownText:
    if is_dense(text):
        return MarkdownText(body=_tidy(bare_text(text)), tags=())
    templates = Templates(text)
    source, has_components = read_tags(templates.text)
    source, labels = read_lines(drop_marks(source), is_script=has_components)
    blocks = write_blocks(source, labels=labels, block_of=templates.block)
    body, tags = take_out_hashtags("\n".join(blocks))
    return MarkdownText(body=_tidy(templates.restore(body)), tags=tags)


def _tidy(body: str) -> str:
    """The body without control characters, and with one blank line where there were several."""
    body = normalise_body(_WIDE_SPACE.sub(" ", _CONTROLS.sub("", body)))
    return _BLANK_LINES.sub("\n\n", body).strip("\n \t")
