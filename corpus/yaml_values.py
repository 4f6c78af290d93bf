"""One value of YAML as its author meant it: quoted where a sign in it is one of YAML's own."""

import re

import yaml

from corpus.plain_yaml import load_plain_yaml

_DOUBLE = re.compile(r'"(?:[^"\\]++|\\.)*+"')
_SINGLE = re.compile(r"'(?:[^']++|'')*+'")
_ODD_ESCAPE = re.compile(
    r"\\(?![0abt\tnvfre \"/\\N_LP]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8})"
)
_COMMENT = re.compile(r"(?<![ \t])[ \t]++#(?:[ \t].*)?$")
_APOSTROPHE = re.compile(r"'(?:tis|twas|til|em|n|cause|\d\d?s)\b", re.IGNORECASE)
_ITEM = re.compile(r"\s*+(\"[^\"]*+\"|'[^']*+'|[^,]*+),?")
_LONGEST_LIST = 20_000
BLOCK_TEXT = re.compile(r"[|>][-+0-9]{0,3}[ \t]*(?:#.*)?")
BEHIND_QUOTE = re.compile(r"[ \t]*(?:[ \t]#.*)?")


def mended_value(value: str, anchors: frozenset[str]) -> str | None:
    """A value as its author meant it, or None where it is good YAML as it stands."""
    first, second = value[:1], value[1:2]
    if first in ("'", '"'):
        return _mended_quotes(value)
    if first == "[":
        return _mended_list(value)
    if first == "{":
        return quote_text(value) if second in ("{", "%", "#", ":") else None
    if first == "*":
        return None if value[1:] in anchors else quote_text(value)
    if first == "!":
        return None if second == "!" else quote_text(value)
    if first in ("|", ">"):
        return None if BLOCK_TEXT.fullmatch(value) else quote_text(value)
    if is_odd_text(value):
        return quote_text(_COMMENT.sub("", value))
    return None


def is_odd_text(value: str) -> bool:
    """Whether YAML takes a sign in it for one of its own."""
    first, second = value[:1], value[1:2]
    if first and first in "@`%]},":
        return True
    if first and first in "-?&" and second in (" ", "\t"):
        return True
    if first == "#" and second.strip("#").strip():
        return True
    bare = _COMMENT.sub("", value)
    return ": " in bare or ":\t" in bare or bare.endswith(":")


def _mended_quotes(value: str) -> str | None:
    quote = value[0]
    closing = closing_quote(value)
    if closing is None:
        if _APOSTROPHE.match(value):
            return quote_text(value)
        return quote_text(value[1:].rstrip())
    if BEHIND_QUOTE.fullmatch(value, closing):
        if quote == '"' and _ODD_ESCAPE.search(value):
            return quote_text(value[1 : closing - 1])
        return None
    before, behind = value[closing - 2], value[closing : closing + 1]
    is_phrase = not before.isspace() and not behind.isalnum() and before != quote
    if value.endswith(quote) and not is_phrase:
        return quote_text(value[1:-1])
    return quote_text(value)


def _mended_list(value: str) -> str | None:
    bare = _COMMENT.sub("", value).rstrip()
    closing = bare.find("]")
    if closing == -1 or len(bare) > _LONGEST_LIST:
        return None  # it may go on in the next lines
    try:
        load_plain_yaml(bare)
    except (yaml.YAMLError, ValueError):
        pass
    else:
        return None
    if closing != len(bare) - 1:
        return quote_text(value) if "[" not in bare[1:] or not bare.endswith("]") else None
    items = [item.strip() for item in _ITEM.findall(bare[1:-1])]
    return "[" + ", ".join(quote_text(text_of(item)) for item in items if item) + "]"


def closing_quote(value: str) -> int | None:
    """Where the quoted text ends that the value begins with; None where it stays open."""
    match = (_DOUBLE if value[0] == '"' else _SINGLE).match(value)
    return match.end() if match else None


def text_of(value: str) -> str:
    """A value without the quotes around it."""
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] == '"' else value


def quote_text(text: str) -> str:
    """A text as a value that is nothing but that text."""
    return "'" + text.replace("'", "''") + "'"
