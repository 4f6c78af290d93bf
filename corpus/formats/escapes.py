"""Words that look like Markdown's marks, written so that they are read as words."""

import re

# Where a line starts, and within it.
_AT_START = re.compile(r"\d{1,9}(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|~~~|-{3}|={3})")
_WITHIN = re.compile(
    r"[\\`]|\*(?=\S)|(?<=\S)\*|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!?])|\](?=\()|&(?=#?\w{1,32};)"
)


def escape_line(line: str) -> str:
    """A line that Markdown reads as it stands."""
    line = escape_inline(line)
    found = _AT_START.match(line)
    return f"{found[0]}\\{line[found.end() :]}" if found else line


def escape_inline(text: str) -> str:
    """A text in which nothing is read as emphasis, code, link, tag or reference."""
    return _WITHIN.sub(r"\\\g<0>", text)
