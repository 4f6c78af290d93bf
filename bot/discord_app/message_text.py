"""The words of a message, without what Discord makes of it: mark-up, mentions and emoji.

People, roles, channels and emoji stand for no word of a question, so they go; what is quoted or
struck out was said by somebody else or taken back, so it counts only where there is nothing else.
"""

import re
from collections.abc import Iterator
from datetime import datetime

import discord

from corpus.dates import HONG_KONG
from corpus.text import has_han

_FENCE = "```"
# Whatever has an end is looked for up to the next of its kind, so that no text takes long.
_TOKEN = re.compile(
    r"```(?:[A-Za-z0-9+#_-]*\n)?(?P<block>[^`]*)```"
    r"|``?(?P<code>[^`]+)``?"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<gone><a?:\w+:\d+>|<@[!&]?\d+>|<#\d+>|<id:[\w-]+(?::\d+)?>|@everyone\b|@here\b)"
    r"|<t:(?P<time>-?\d{1,14})(?::[A-Za-z])?>"
    r"|</(?P<command>[^<>:\n]+):\d+>"
    r"|\[(?P<label>[^\[\]\n]+)\]"
    r"\(<?https?://(?:[^\s<>()]|\([^\s<>()]*\))*>?(?:[ ]\"[^\"\n]*\")?\)"
    r"|<(?P<address>https?://[^\s<>]+)>"
    r"|(?P<mark>\*+|_+|~~|\|\|)"
)
_LINE_START = re.compile(r"[ \t]*(?:(?:#{1,3}|-#|[-*+]|\d{1,3}\.)(?:[ \t]+|$))?")
_QUOTED, _QUOTED_TO_THE_END = "> ", ">>> "
_STRUCK = "~~"
_LONGEST_MARK = 3


def words_in(message: discord.Message) -> str:
    """What a message says in plain words: its own, or those that it forwards or polls about."""
    snapshots = [snapshot.content for snapshot in message.message_snapshots]
    asked = [message.poll.question] if message.poll else []
    return next(filter(None, map(words_of, (message.content, *snapshots, *asked))), "")


def words_of(content: str) -> str:
    """What a person says in a message, in plain words; "" where there are none."""
    return _words(content, with_asides=False) or _words(content, with_asides=True)


def _words(content: str, *, with_asides: bool) -> str:
    lines = "\n".join(_lines(content, with_asides=with_asides))
    return _plain_text(lines, with_asides=with_asides, is_chinese=has_han(content)).strip()


def _lines(content: str, *, with_asides: bool) -> Iterator[str]:
    """The lines without what makes them headings, lists and quotes; code stays as it is."""
    is_code = is_quoted = False
    for line in content.split("\n"):
        said = line
        if not is_code:
            if is_quoted or line.startswith((_QUOTED, _QUOTED_TO_THE_END)):
                is_quoted = is_quoted or line.startswith(_QUOTED_TO_THE_END)
                if not with_asides:
                    continue
                said = said.removeprefix(_QUOTED_TO_THE_END).removeprefix(_QUOTED)
            said = _LINE_START.sub("", said, count=1)
        is_code ^= line.count(_FENCE) % 2 == 1
        yield said


def _plain_text(text: str, *, with_asides: bool, is_chinese: bool) -> str:
    parts: list[str] = []
    places: list[tuple[int, str]] = []  # of marks among the parts, and which they are
    at, has_begun = 0, False
    for match in _TOKEN.finditer(text):
        parts.append(text[at : match.start()])
        has_begun = has_begun or bool(parts[-1].strip())
        at = match.end()
        kind, found = match.lastgroup, match[match.lastgroup or 0]
        if kind == "mark":
            if _may_mark(text, match):
                places.append((len(parts), found))
            parts.append(found)
        elif kind == "time":
            parts.append(_day(int(found), is_chinese=is_chinese))
        elif kind == "command":
            parts.append(f"/{found}" if has_begun else "")
        elif kind == "label":
            parts.append(_plain_text(found, with_asides=with_asides, is_chinese=is_chinese))
        else:
            parts.append(" " if kind == "gone" else found)
    parts.append(text[at:])
    for first, last, mark in _pairs(places):
        if mark == _STRUCK and not with_asides:
            parts[first : last + 1] = [""] * (last + 1 - first)
        else:
            parts[first] = parts[last] = ""
    return "".join(parts)


def _may_mark(text: str, match: re.Match[str]) -> bool:
    """Whether stars or lines can be mark-up: not as signs of sums, within names, or as a blank."""
    mark, start, end = match[0], match.start(), match.end()
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if len(mark) > _LONGEST_MARK:
        return False
    if mark == "_":
        return not (_is_ascii_word(before) and _is_ascii_word(after))
    if mark == "*":
        is_sum = before.isdigit() and after.isdigit()
        return not is_sum and not (before.isspace() and after.isspace())
    return True


def _pairs(places: list[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """Marks that open and close something, by their places."""
    opened: dict[str, int] = {}
    for place, mark in places:
        if mark in opened:
            yield opened.pop(mark), place, mark
        else:
            opened[mark] = place


def _is_ascii_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _day(seconds: int, *, is_chinese: bool) -> str:
    """The day of a timestamp in Hong Kong, as one would write it; "" for none of the calendar."""
    try:
        day = datetime.fromtimestamp(seconds, HONG_KONG).date()
    except (ValueError, OverflowError, OSError):
        return ""
    if is_chinese:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"
