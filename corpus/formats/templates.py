"""What stands in Markdown before it is Markdown: code, comments, templates, elements that are gone.

One pass from left to right, so that what begins first counts: a comment within code is code, and
code within a comment is none.
"""

import re
from collections.abc import Callable

from corpus.formats.code import fenced, is_machinery, is_prose, is_query, words_of_code
from corpus.formats.tags import GONE, HOLE, Ahead, close_holes, plain_text, tag_at

_GONE_BODIES = (
    "chart comment css gallery javascript math_block mermaid photoswipe schema script style "
    "stylesheet svg video"
).split()
_CODE_BODIES = ("code", "codeblock", "highlight")
_BLOCK_OPEN, _OPEN, _CLOSE = "\x01", "\x02", "\x03"
_KEPT = re.compile(r"[\x01\x02](\d+)\x03")
_LONGEST_MATH = 2_000
_FAR = 1_000

_START = re.compile(
    r"(?P<fence>^(?P<lead>[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+)"
    r"(?P<mark>`{3,}+|~{3,}+)[ \t]*+(?P<info>[^`\n]*+)$)"
    r"|(?P<ticks>`++)|(?P<comment><!--|<!\[CDATA\[|<!(?=doctype|entity|element)|<\?(?=[a-z=])|<%)"
    rf"|(?P<gone><(?=(?:{'|'.join(sorted(GONE | {'pre', 'figure'}))})\b))"
    r"|(?P<short>\{\{[<%])|(?P<liquid>\{%)|(?P<braces>\{\{++)|(?P<note>\{\#(?=\s))"
    r"|(?P<hidden>%%)|(?P<math>\$\$?+)|(?P<escape>\\[\\`<{%$])",
    re.MULTILINE | re.IGNORECASE,
)
_SHORT_NAME = re.compile(r"\{\{[<%]\s*+(?:/\*)?\s*+([\w./-]*+)")
_LIQUID_NAME = re.compile(r"\{%-?\s*+([\w-]*+)\s*+([\w+#.-]*+)")
_MATH_SIGN = re.compile(r"[\\_^*{]")


class Templates:
    """A text in which all that was found is gone or stands apart; `restore` puts that back."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ahead = Ahead(text)
        self._out: list[str] = []
        self._kept: list[str] = []
        self._dropped_fences: set[int] = set()
        self._raw_until = 0
        self.text = self._scan() if _START.search(text) else text

    def restore(self, text: str) -> str:
        """The text with what was kept apart put back in its places."""
        return _KEPT.sub(lambda match: self._kept[int(match[1])], text) if self._kept else text

    def block(self, text: str) -> str | None:
        """What was kept apart as a block of its own, if `text` is the place of one."""
        match = _KEPT.fullmatch(text)
        return self._kept[int(match[1])] if match and text[0] == _BLOCK_OPEN else None

    def _scan(self) -> str:
        readers: dict[str, Callable[[re.Match[str]], int | None]] = {
            "fence": self._read_fence,
            "ticks": self._read_ticks,
            "comment": self._read_comment,
            "gone": self._read_gone,
            "short": self._read_short,
            "liquid": self._read_liquid,
            "braces": self._read_braces,
            "note": self._read_note,
            "hidden": self._read_hidden,
            "math": self._read_math,
            "escape": lambda _: None,
        }
        at = 0
        while match := _START.search(self._text, at):
            self._out.append(self._text[at : match.start()])
            end = readers[match.lastgroup or ""](match)
            if end is None:
                self._out.append(match[0])
                end = match.end()
            at = end
        self._out.append(self._text[at:])
        return close_holes("".join(self._out))

    def _keep(self, text: str, *, is_block: bool = False) -> None:
        self._kept.append(text)
        self._out.append(f"{_BLOCK_OPEN if is_block else _OPEN}{len(self._kept) - 1}{_CLOSE}")

    def _drop(self, end: int) -> int:
        self._out.append(HOLE)
        return end

    def _read_fence(self, match: re.Match[str]) -> int | None:
        if match.start() in self._dropped_fences:
            return match.end()
        lead, mark, info = match["lead"], match["mark"], match["info"].strip()
        quote = ">" * lead.count(">")
        close = self._closing_fence(mark, match.end())
        language = info.split()[0].lower() if info else ""
        if close is None:
            self._out.append(lead)  # what follows is no code for sure, and is kept
            return match.end()
        code = "\n".join(
            _without_lead(line, len(lead), bool(quote))
            for line in self._text[match.end() + 1 : close[0]].split("\n")[:-1]
        )
        if is_machinery(language):
            self._out.append(lead)
            return self._drop(close[1])
        if is_prose(language, code):
            self._dropped_fences.add(close[0])
            self._out.append(f"{lead}{_title_of_fence(info)}\n{quote}\n")
            return match.end() + 1
        self._out.append(f"{quote}\n{lead}" if not lead.strip(" \t>") else lead)
        if code.strip():
            self._keep(fenced(language.strip("{}"), code), is_block=True)
        self._out.append(f"\n{quote}")
        return close[1]

    def _closing_fence(self, mark: str, at: int) -> tuple[int, int] | None:
        pattern = (
            r"(?m)^[ \t>]*+`{3,}+[ \t]*+$" if mark[0] == "`" else r"(?m)^[ \t>]*+~{3,}+[ \t]*+$"
        )
        for _ in range(_FAR):
            span = self._ahead.next(pattern, at)
            if span is None:
                return None
            if self._text[slice(*span)].count(mark[0]) >= len(mark):
                return span
            at = span[1]
        return None

    def _read_ticks(self, match: re.Match[str]) -> int | None:
        ticks = match["ticks"]
        close = self._ahead.next(rf"(?<!`){ticks}(?!`)" if len(ticks) < 9 else "(?!)", match.end())
        if close is None or close[0] > self._ahead.end_of_paragraph(match.start()):
            return None
        code = self._text[match.end() : close[0]]
        if re.search(r"\n[ \t]*+(?:[-*+>#|]|\d+[.)])[ \t]", code) or not code.strip():
            return None
        if is_query(code):
            return self._drop(close[1])
        words = words_of_code(code)
        if "`" in words:
            self._keep(words)
        else:
            self._out.append(words)
        return close[1]

    def _read_comment(self, match: re.Match[str]) -> int | None:
        mark, at = match["comment"], match.end()
        if mark == "<!--":
            if self._text.startswith((">", "->"), at):
                return self._drop(self._text.index(">", at) + 1)
            span = self._ahead.next("-->", at)
            return self._drop(span[1] if span else self._ahead.end_of_paragraph(at))
        closers = {"<%": "%>", "<?": r"\?>", "<![CDATA[": r"\]\]>"}
        span = self._ahead.next(closers.get(mark.upper(), ">"), at)
        if span is None:
            return None
        if mark[:3] == "<![":
            self._out.append(self._text[at : span[0]])
        return self._drop(span[1])

    def _read_gone(self, match: re.Match[str]) -> int | None:
        tag = tag_at(self._text, match.start())
        if tag is None or tag.is_close:
            return None
        if tag.is_empty:
            return self._drop(tag.end)
        end = self._ahead.end_of_element(tag.name, tag.end)
        if end is None:
            unclosed = self._ahead.end_of_paragraph(tag.end)
            return self._drop(unclosed if tag.name in ("script", "style") else tag.end)
        if tag.name == "pre":
            return self._read_pre(tag.end, end)
        if tag.name == "figure":
            span = self._ahead.next(r"<(?:table|blockquote|pre)\b", tag.end)
            if span and span[0] < end:
                return None
        return self._drop(end)

    def _read_pre(self, at: int, end: int) -> int:
        inner = self._text[at : self._text.rindex("</", at, end)]
        language = re.search(r"lang(?:uage)?-([\w+#-]++)", inner[:_FAR])
        code = plain_text(re.sub(r"</?[A-Za-z][^<>]*+>", "", inner)).strip("\n")
        if not language and is_prose("", code):
            self._out.append(f"\n\n{code}\n\n")
        elif code.strip():
            self._out.append("\n\n")
            self._keep(fenced(language[1] if language else "", code), is_block=True)
            self._out.append("\n\n")
        return end

    def _read_short(self, match: re.Match[str]) -> int | None:
        sign = {"<": ">", "%": "%"}[match[0][2]]
        span = self._ahead.next(rf"{sign}\}}\}}", match.end())
        if span is None:
            return None
        found = _SHORT_NAME.match(self._text, match.start())
        name = found[1] if found else ""
        is_alone = self._text.startswith("/", span[0] - 1)
        return self._read_body(
            name.lower(), "", span[1], r"\{{\{{[<%]\s*+/\s*+{}\b[^{{}}]*+\}}\}}", is_alone
        )

    def _read_liquid(self, match: re.Match[str]) -> int | None:
        span = self._ahead.next(r"%\}", match.end())
        if span is None:
            return None
        if match.start() < self._raw_until:
            self._keep(self._text[match.start() : span[1]])
            return span[1]
        found = _LIQUID_NAME.match(self._text, match.start())
        name = found[1].lower() if found else ""
        if name in ("raw", "verbatim"):
            end = self._ahead.next(rf"\{{%-?\s*+end{name}\s*+-?%\}}", span[1])
            self._raw_until = end[0] if end else 0
            return self._drop(span[1])
        language = found[2] if found and name == "highlight" else ""
        return self._read_body(name, language, span[1], r"\{{%-?\s*+end{}\s*+-?%\}}", False)

    def _read_body(self, name: str, language: str, at: int, closing: str, is_alone: bool) -> int:
        """Past a tag of a template, and past its body where that is no prose."""
        if is_alone or name not in (*_GONE_BODIES, *_CODE_BODIES):
            return self._drop(at)
        end = self._ahead.next(closing.format(name), at)
        if end is None:
            return self._drop(at)
        code = self._text[at : end[0]].strip("\n")
        if name in _CODE_BODIES and code.strip():
            self._out.append("\n\n")
            self._keep(fenced(language, code), is_block=True)
            self._out.append("\n\n")
        return self._drop(end[1])

    def _read_braces(self, match: re.Match[str]) -> int | None:
        end = self._braces().get(match.start())
        if end is None or end > self._ahead.end_of_paragraph(match.start()):
            return None
        if match.start() < self._raw_until:
            self._keep(self._text[match.start() : end])
            return end
        return self._drop(end)

    def _braces(self) -> dict[int, int]:
        """Where each run of opening braces is closed, those within others included."""
        if not hasattr(self, "_pairs"):
            self._pairs: dict[int, int] = {}
            open_at: list[int] = []
            for match in re.finditer(r"\{\{+|\}\}+", self._text):
                if match[0][0] == "{":
                    open_at.append(match.start())
                elif open_at:
                    self._pairs[open_at.pop()] = match.end()
        return self._pairs

    def _read_note(self, match: re.Match[str]) -> int | None:
        span = self._ahead.next(r"#\}", match.end())
        if span is None or span[0] > self._ahead.end_of_paragraph(match.start()):
            return None
        return self._drop(span[1])

    def _read_hidden(self, match: re.Match[str]) -> int | None:
        """Past a comment of Obsidian; "5%%" is none."""
        at = match.start()
        if self._text[at - 1 : at].isalnum():
            return None
        is_block = not self._text[max(0, at - 9) : at].rpartition("\n")[2].strip()
        end_of_paragraph = self._ahead.end_of_paragraph(at)
        span = self._ahead.next("%%", match.end())
        if span and (is_block or span[0] < end_of_paragraph):
            return self._drop(span[1])
        return self._drop(end_of_paragraph) if is_block else None

    def _read_math(self, match: re.Match[str]) -> int | None:
        """A formula as it stands; a price is none."""
        at, mark = match.end(), match["math"]
        span = self._ahead.next(re.escape(mark) if mark == "$$" else r"(?<![\s$])\$(?![\d$])", at)
        if span is None or span[0] - at > _LONGEST_MATH:
            return None
        formula = self._text[at : span[0]]
        if not _MATH_SIGN.search(formula) or "\n\n" in formula:
            return None
        if mark == "$" and ("\n" in formula or formula[0].isspace() or "$" in formula):
            return None
        self._keep(self._text[match.start() : span[1]])
        return span[1]


def _without_lead(line: str, width: int, is_quote: bool) -> str:
    if is_quote:
        return line.lstrip(" \t>")
    lead = len(line) - len(line.lstrip(" \t"))
    return line[min(width, lead) :]


def _title_of_fence(info: str) -> str:
    """What a directive says behind its name."""
    return info.partition(" ")[2] if info.startswith("{") else ""
