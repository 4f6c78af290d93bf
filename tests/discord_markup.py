"""What Discord makes of a message's text, as far as a bot must mind it: a parser of our own.

It takes the worst of what clients are known to do: a link's title and address end without regard to
backslashes, mentions and addresses are found wherever they may stand, and a name between colons is
an emoji whatever it is.
"""

import re
from dataclasses import dataclass, field

_LINE = (
    ("quote", re.compile(r">(?:>>)? ")),
    ("heading", re.compile(r"#{1,3}\s+\S")),
    ("small", re.compile(r"-#\s+\S")),
    ("list", re.compile(r"\s*(?:[-*+]|\d+[.)])\s+\S")),
)
_CODE = re.compile(r"(`{1,3})(.*?[^`])\1(?!`)", re.DOTALL)
_LINK = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]"
    r"\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['\"].*?['\"])?\s*\)",
    re.DOTALL,
)
_ADDRESS = re.compile(r"<([^: >]+:/[^ >]+)>|((?:https?|steam|discord)://[^\s<]+)", re.IGNORECASE)
_ANGLED = (
    ("user", re.compile(r"<@!?\d+>")),
    ("role", re.compile(r"<@&\d+>")),
    ("channel", re.compile(r"<#\d+>")),
    ("guide", re.compile(r"<id:\w+>")),
    ("command", re.compile(r"</[^:>]+:\d+>")),
    ("time", re.compile(r"<t:-?\d+(?::[tTdDfFR])?>")),
    ("emoji", re.compile(r"<a?:\w+:\d+>")),
    ("mail", re.compile(r"<(?:mailto:|tel:|\+)?[^\s<>]+@?[\w.+-]+>")),
    ("emoji", re.compile(r":[^\s:\\]+:")),
)
_SPANS = (
    ("bold", re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL)),
    ("underlined", re.compile(r"__((?:\\.|[^\\])+?)__(?!_)", re.DOTALL)),
    ("italic", re.compile(r"\*(?=\S)((?:\*\*|\\.|[^*\\])+?)\*(?!\*)", re.DOTALL)),
    ("italic", re.compile(r"_((?:__|\\.|[^\\_])+?)_", re.DOTALL)),
    ("struck", re.compile(r"~~((?:\\.|[^\\])+?)~~", re.DOTALL)),
    ("spoiler", re.compile(r"\|\|((?:\\.|[^\\])+?)\|\|", re.DOTALL)),
)
# Discord's server looks for these in the raw text.
_PING = re.compile(r"@(?:everyone|here)|<@[!&]?\d+>")


@dataclass
class Shown:
    """What a reader sees, what acts, and where links lead."""

    text: str = ""
    active: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def show(source: str) -> Shown:
    """Parse a message's text."""
    shown = Shown()
    if _PING.search(source):
        shown.active.append("ping")
    for number, line in enumerate(source.split("\n")):
        shown.text += "\n" if number else ""
        rest = _open_line(line, shown)
        _parse(rest, shown)
    shown.text = shown.text.replace("\u2060", "")
    return shown


def _open_line(line: str, shown: Shown) -> str:
    for kind, pattern in _LINE:
        match = pattern.match(line)
        if match:
            shown.active.append(kind)
            if kind == "quote":
                return _open_line(line[match.end() :], shown)
    return line


def _parse(text: str, shown: Shown) -> None:
    at = 0
    while at < len(text):
        if text[at] == "\\" and re.match(r"[^0-9A-Za-z\s]", text[at + 1 : at + 2]):
            shown.text += text[at + 1]
            at += 2
            continue
        at = _parse_mark(text, at, shown)


def _parse_mark(text: str, at: int, shown: Shown) -> int:
    if code := _CODE.match(text, at):
        shown.active.append("code")
        shown.text += code[2]
        return code.end()
    if link := _LINK.match(text, at):
        shown.active.append("link")
        shown.links.append(re.sub(r"\\([^0-9A-Za-z\s])", r"\1", link[2]))
        _parse(link[1], shown)
        return link.end()
    if address := _ADDRESS.match(text, at):
        shown.active.append("address")
        shown.links.append(address[1] or address[2])
        shown.text += address[0]
        return address.end()
    for kind, pattern in _ANGLED:
        if match := pattern.match(text, at):
            shown.active.append(kind)
            shown.text += match[0]
            return match.end()
    for kind, pattern in _SPANS:
        if match := pattern.match(text, at):
            shown.active.append(kind)
            _parse(match[1], shown)
            return match.end()
    shown.text += text[at]
    return at + 1
