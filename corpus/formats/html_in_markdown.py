"""HTML within Markdown: its text stays, in Markdown where that has words for what the tags mean."""

import re

from corpus.formats.markup import html_to_markdown
from corpus.formats.tags import BLOCKS, HEADINGS, HOLE, Tag, close_holes, next_tag, plain_text

_REGIONS = frozenset("blockquote dl ol table ul".split())
_REGION_TAG = re.compile(r"<(/?)(blockquote|dl|ol|table|ul)\b[^<>]*+>", re.IGNORECASE)
_AUTOLINK = re.compile(r"<((?:https?|ftp|mailto|tel):[^\s<>]++|[\w.+-]++@[\w.-]++)>", re.IGNORECASE)
_LEAD = re.compile(r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+")
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_BACK_SIGNS = ("↩", "↩︎", "↑", "^")
_NOTE_SIGN = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*†‡§¶#]{1,3})[\])]?", re.IGNORECASE)
_LONGEST_MARK = 300
_WORD_BEFORE = re.compile(r"(?:[A-Za-z]{3}|[.,;:!?)\"'”’»。，；：！？）」』》一-鿿])\Z")
_TABLE_RULE = re.compile(r"(?m)^[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\||$)")
_MARKDOWN_ITEM = re.compile(r"\n[ \t]*+[-*+][ \t]++")
_FRAGMENT = re.compile(r"</?>")
_LIST_ITEM = re.compile(r"(?m)^[ \t]*+(?:[-*+]|\d+[.)])[ \t]++")


def read_tags(text: str) -> tuple[str, bool]:
    """The Markdown without tags, and whether components of a script were among them.

    What was a block of HTML is one of Markdown.
    """
    if "<" not in text:
        return text, False
    text = _AUTOLINK.sub(lambda match: match[1].removeprefix("mailto:"), text)
    reader = _TagReader(text)
    return reader.read(), reader.has_component


class _TagReader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._out: list[str] = []
        self._line_start = 0
        self._looked_at = 0
        self._is_heading = False
        self._has_tables = bool(_TABLE_RULE.search(text))
        self._is_row = False
        self._regions = _pair_regions(text)
        self.has_component = False

    def read(self) -> str:
        at = 0
        while tag := next_tag(self._text, at):
            self._add(self._text[at : tag.start])
            at = self._read_tag(tag)
        self._add(self._text[at:])
        text = close_holes("".join(self._out))
        return _FRAGMENT.sub("", text) if self.has_component else text

    def _add(self, text: str) -> None:
        if self._is_heading:
            blank = text.find("\n\n")
            head, tail = (text[:blank], text[blank:]) if blank >= 0 else (text, "")
            text = head.replace("\n", " ") + tail
            self._is_heading = blank < 0
        self._out.append(text)

    def _read_tag(self, tag: Tag) -> int:
        """Write what a tag means; return where to go on."""
        lead = self._line_before(tag.start)
        opener = lead.lstrip(" \t>")[:1]
        is_row = self._is_row
        if tag.start in self._regions and not tag.is_close:
            end = self._regions[tag.start]
            self._add_region(self._text[tag.start : end], is_row=is_row)
            return end
        if tag.name == "br":
            return self._read_break(tag, is_line=is_row or opener == "#" or self._is_heading)
        if tag.name == "sup" and not tag.is_close:
            return self._read_superscript(tag)
        if tag.name == "a" and not tag.is_close and (end := self._end_of_note_link(tag)):
            return end
        if tag.is_component:
            self.has_component |= "-" not in tag.name and ":" not in tag.name
            self._add("\n\n" if self._is_alone(tag, lead) else HOLE)
        elif tag.name == "q":
            self._add("”" if tag.is_close else "“")
        elif tag.name in BLOCKS:
            self._add(" " if is_row else self._block_break(tag, lead))
        return tag.end

    def _block_break(self, tag: Tag, lead: str) -> str:
        """What parts the block that a tag opens or closes from what stands around it."""
        if tag.name in HEADINGS:
            self._is_heading = False
            self._add("\n\n" if tag.is_close else f"\n\n{'#' * int(tag.name[1])} ")
            self._is_heading = not tag.is_close
            return ""
        if tag.name == "li" and not tag.is_close:
            return "\n- "
        is_first_in_item = bool(_LEAD.fullmatch(lead)) and bool(lead.strip())
        return "" if is_first_in_item and not tag.is_close else "\n\n"

    def _line_before(self, at: int) -> str:
        """The first characters of the line that `at` stands in."""
        newline = self._text.rfind("\n", self._looked_at, at)
        if newline >= 0 or not self._looked_at:
            self._line_start = newline + 1
            self._is_row = self._has_tables and self._is_row_at(self._line_start)
        self._looked_at = at
        return self._text[self._line_start : min(at, self._line_start + 200)]

    def _is_row_at(self, start: int) -> bool:
        end = self._text.find("\n", start)
        return self._text.find("|", start, end if end >= 0 else len(self._text)) >= 0

    def _is_alone(self, tag: Tag, lead: str) -> bool:
        """Whether a component stands between blocks, and not within a sentence."""
        if tag.is_close:
            behind = self._text[tag.end : tag.end + 40].lstrip(" \t")
            return not behind or behind[0] in "\n<"
        return not lead.strip() or lead.rstrip().endswith(">")

    def _read_break(self, tag: Tag, *, is_line: bool) -> int:
        self._add(" " if is_line else "\n")
        if is_line:
            return tag.end
        end = tag.end
        while end < len(self._text) and self._text[end] in " \t":
            end += 1
        return end + 1 if self._text[end : end + 1] == "\n" else end

    def _end_of_note_link(self, tag: Tag) -> int:
        """Where a link ends that is only the mark of a footnote; 0 where it is none."""
        if not tag.attributes().get("href", "").startswith("#"):
            return 0
        close = self._text.find("</a>", tag.end, tag.end + _LONGEST_MARK)
        inner = re.sub(r"<[^<>]*+>", "", self._text[tag.end : close]).strip()
        is_mark = _NOTE_SIGN.fullmatch(inner) and not inner[:1].isalpha()
        return close + len("</a>") if close >= 0 and (is_mark or inner in _BACK_SIGNS) else 0

    def _read_superscript(self, tag: Tag) -> int:
        close = self._text.find("</sup", tag.end, tag.end + _LONGEST_MARK)
        end = self._text.find(">", close, close + 10) if close >= 0 else -1
        if end < 0:
            return tag.end
        inner = self._text[tag.end : close]
        words = plain_text(re.sub(r"<[^<>]*+>", "", inner)).strip()
        is_link = "<a" in inner or "](" in inner or "[^" in inner
        if is_link or (
            _NOTE_SIGN.fullmatch(words) and not words[:1].isalpha() and self._is_noted()
        ):
            return end + 1
        self._add(words.translate(_SUPERSCRIPTS) if words.strip("+-").isdigit() else words)
        return end + 1

    def _is_noted(self) -> bool:
        """Whether what was written ends as what a footnote is hung on, and no unit or figure."""
        return bool(self._out) and bool(_WORD_BEFORE.search(self._out[-1][-3:]))

    def _add_region(self, html: str, *, is_row: bool) -> None:
        html = _MARKDOWN_ITEM.sub("<li>", html).replace("\n\n", "<p>").replace("\\<", "&lt;")
        markdown = html_to_markdown(html)
        if is_row:
            lines = [_LIST_ITEM.sub("", line).strip() for line in markdown.split("\n")]
            self._add("; ".join(line.replace("|", "/") for line in lines if line))
            return
        self._out.append(f"\n\n{markdown}\n\n")
        self._is_heading = False


def _pair_regions(text: str) -> dict[int, int]:
    """Where each outermost list, table or quotation begins and ends."""
    regions: dict[int, int] = {}
    open_at: list[tuple[str, int]] = []
    depths: dict[str, int] = {}
    for match in _REGION_TAG.finditer(text):
        name = match[2].lower()
        if not match[1]:
            open_at.append((name, match.start()))
            depths[name] = depths.get(name, 0) + 1
            continue
        if not depths.get(name):
            continue
        while open_at:
            opened, start = open_at.pop()
            depths[opened] -= 1
            if opened == name:
                regions[start] = match.end()
                break
    return regions
