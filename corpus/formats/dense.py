"""The bare text of what has too many marks to be an article: comments, scripts and tags go."""

import re

_MOST_LINES = 20_000
_MOST_MARKS = 40_000
_MARK = re.compile(r"[\\*\[\]_&~=|>`<{}%$#^:]")
_SCRIPT_END = re.compile(r"</(?:script|style)\s*+>", re.IGNORECASE)
_SCRIPT_START = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{[^{}]*+\}\}|\{%[^{}%]*+%\}")
_BLOCK_TAG = re.compile(r"</?(?:br|div|h[1-6]|li|p|table|td|th|tr|ul|ol)\b[^<>]*+>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*+>|<[!?][^<>]*+>")


def is_dense(text: str) -> bool:
    """Whether a text has more lines or marks than any article of its length limit has."""
    return len(_MARK.findall(text)) > _MOST_MARKS or text.count("\n") > _MOST_LINES


def bare_text(text: str) -> str:
    """The text without comments, scripts, templates and tags; all other marks stay."""
    first, *others = text.split("<!--")
    text = first + "".join(other.partition("-->")[2] for other in others)
    pieces = _SCRIPT_END.split(text)
    if len(pieces) > 1:
        bare = (_SCRIPT_START.split(piece, maxsplit=1)[0] for piece in pieces[:-1])
        text = "".join([*bare, pieces[-1]])
    text = _BLOCK_TAG.sub("\n", _TEMPLATE.sub("", text))
    return "\n".join(line.strip(" \t") for line in _TAG.sub("", text).split("\n"))
