"""How far the lines of Markdown are set in: prose as code is, and lists deeper than any is."""

import re
from collections.abc import Iterable, Iterator

_DEEPEST_INDENT = 24
_MOST_MARKERS = 8
_LEAD = re.compile(r"[ \t]*+(?:(?:>|[-*+]|\d{1,9}[.)])(?:[ \t]++|(?=>)|$))*+")
_MARKER = re.compile(r"(?:>|[-*+]|\d{1,9}[.)])(?:[ \t]++|(?=>)|$)")


def bring_to_margin(text: str) -> str:
    """The text with no line set in as code is, but below a list, and no list too deep to parse."""
    return "\n".join(_dedent(map(_shallow, text.split("\n"))))


def _shallow(line: str) -> str:
    """The line with no more markers and no deeper indent than any list of an article has."""
    if not line or line[0] not in " \t>-*+0123456789":
        return line
    lead = _LEAD.match(line)
    if lead is None or len(lead[0]) <= _MOST_MARKERS:
        return line
    rest = line[lead.end() :]
    bare = lead[0].lstrip(" \t")
    indent = lead[0][: len(lead[0]) - len(bare)].expandtabs(4)[:_DEEPEST_INDENT]
    markers = _MARKER.findall(bare)
    if len(markers) > _MOST_MARKERS:
        bare = "".join(markers[:_MOST_MARKERS])
    return indent + bare + rest


def _dedent(lines: Iterable[str]) -> Iterator[str]:
    """Lines of which those stand at the margin that were set in by as much as code, and are none.

    What is set in below an item of a list belongs to it, and stays.
    """
    is_list = is_behind_blank = False
    margin = 0
    for line in lines:
        bare = line.lstrip(" \t")
        if not bare:
            is_behind_blank = True
            yield line
            continue
        indent = len(line) - len(bare)
        if indent and "\t" in line[:indent]:
            indent = len(line[:indent].expandtabs(4))
        if indent < 4:
            is_list = bool(_MARKER.match(bare)) or (
                is_list and not (is_behind_blank and not indent)
            )
        if is_list or indent < margin:
            margin = 0
        if not is_list and not margin and indent >= 4:
            margin = indent
        is_behind_blank = False
        yield " " * (indent - margin) + bare if margin else line
