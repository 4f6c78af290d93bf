"""Tags written within a text: #payments/mobile."""

import re

_TAG = re.compile(r"(?<![^\s(（\[【,，、。.;；!！?？])#(?P<name>[^\W\d_][\w/-]*+)(?![#\w])")
_ONE_TAG = re.compile(r"#(?P<name>[^\W\d_][\w/-]*+)[.,;，。；]?")
# Bear's tags of several words have a sign at either end.
_WORDED = re.compile(r"(?<!\S)#(?P<name>[^\W\d_][\w/-]*+(?: [\w/-]++){1,4})#(?!\S)")
_COLOUR = re.compile(r"(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\Z", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’」』）)]*\Z")


def take_out_hashtags(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without tags that stand behind a sentence or on a line of their own, and all tags.

    A tag within a sentence is a word of it and stays. "#1", a colour, and one word at the start of
    a line that may well be a heading are no tags.
    """
    if "#" not in text:
        return text, ()
    tags: dict[str, None] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "#" not in line:
            continue
        for match in _WORDED.finditer(line):
            tags.setdefault(match["name"])
        line = _WORDED.sub("", line)
        if not line.strip(" >"):
            lines[number] = ""
            continue
        if _is_heading(line.strip(), is_last=number > len(lines) - 3):
            continue
        for match in _TAG.finditer(line):
            if not _is_colour(match["name"]):
                tags.setdefault(match["name"].strip("/-"))
        lines[number] = _without_last_tags(line)
    return "\n".join(lines), tuple(tags)


def _is_colour(name: str) -> bool:
    """Whether it is a colour such as #1a2b3c or #fff, and not a word of six letters."""
    has_figure = any(character.isdigit() for character in name)
    return bool(_COLOUR.match(name)) and (has_figure or len(set(name.lower())) == 1)


def _is_heading(line: str, *, is_last: bool) -> bool:
    """Whether a single tag on a line may be a heading whose space was forgotten."""
    if " " in line or not line.startswith("#") or line.count("#") > 1 or "/" in line:
        return False
    is_word = line[1:].isascii() and line[1:].islower()
    return not (is_last or is_word)


def _without_last_tags(line: str) -> str:
    words = line.rstrip().split(" ")
    kept = len(words)
    while kept:
        match = _ONE_TAG.fullmatch(words[kept - 1])
        if words[kept - 1] and (not match or _is_colour(match["name"])):
            break
        kept -= 1
    if kept == len(words):
        return line
    bare = " ".join(words[:kept])
    if not bare.strip(" >"):
        return ""
    return bare if _SENTENCE_END.search(bare[-9:]) else line
