"""Texts and addresses from outside, such that Discord shows them and acts on none of them.

Every title, quote, name, question, error and model's sentence that is put where Discord reads
mark-up goes through `plain`, every address through `masked_link`.
"""

from urllib.parse import quote, urlsplit

import regex

from corpus.text import fold_line

_MAX_URL = 1000
_GRAPHEME = regex.compile(r"\X")
# Emphasis, code, spoilers, links, timestamps and mentions; headings, lists and small print, which
# begin a line; web addresses; and emoji by name. Discord's rule for a link takes no account of a
# backslash before its brackets, so they may not meet.
_ACTIVE = regex.compile(r"[\\*_~|`<>\[\]]|(?<=\])\(|^[#+-]|(?<=^\d+)[.)](?!\d)|:(?=//|[^\s:]+:)")
# Discord's server looks for these without regard to mark-up, so something must stand in between.
_PING = regex.compile(r"(?<=<)@|@(?=everyone|here)", regex.IGNORECASE)
# Nor may one stand in a link's title, which it would end.
_BRACKETS = str.maketrans("[]", "［］")
_NOT_IN_ADDRESS = regex.compile(
    r"[\p{C}\p{Z}\p{DI}\\*|`<>()\[\]\"]|@(?=everyone|here)", regex.IGNORECASE
)


def plain(text: str, limit: int = 4096) -> str:
    """Text that Discord shows as it is, on one line; `limit` is of what is seen.

    What is sent may be twice as long.
    """
    return _escape(cut(fold_line(text), limit))


def marked(text: str, span: tuple[int, int] | None, limit: int) -> str:
    """The same with the words of a span in bold, where they are seen whole."""
    line = cut(fold_line(text), limit)
    start, end = span or (0, 0)
    words = fold_line(text[start:end])
    at = len(fold_line(f"{text[:start]}x")) - 1
    if not words or line[at : at + len(words)] != words:
        return _escape(line)
    return _escape(line, bold=(at, at + len(words)))


def masked_link(title: str, url: str | None, limit: int) -> str:
    """The title, and where it can be one, a link to exactly this address."""
    address = link_address(url)
    if address is None:
        return plain(title, limit)
    shown = _escape(cut(fold_line(title), limit).translate(_BRACKETS))
    return f"[{shown}](<{address}>)"


def link_address(url: str | None) -> str | None:
    """A web address as it can stand in a link, or None if it is none or too long."""
    if not url or not regex.match("https?://", url, regex.IGNORECASE):
        return None
    try:
        host = urlsplit(url).netloc
    except ValueError:
        return None
    if not host or _NOT_IN_ADDRESS.search(host):
        return None  # percent-encoding would make another host of it
    address = str(_NOT_IN_ADDRESS.sub(_percent_encode, url))
    return address if len(address) <= _MAX_URL else None


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, whole graphemes, with an ellipsis where something is left out."""
    if len(text) <= limit:
        return text
    kept = ""
    for match in _GRAPHEME.finditer(text):
        if len(kept) + len(match[0]) > limit - 1:
            break
        kept += match[0]
    return kept.rstrip() + "…"


def _escape(line: str, *, bold: tuple[int, int] | None = None) -> str:
    active = {match.start() for match in _ACTIVE.finditer(line)}
    pings = {match.start() for match in _PING.finditer(line)}
    if not (active or pings or bold):
        return line
    sent = []
    for place, character in enumerate(line):
        if bold and place in bold:
            sent.append("**")
        sent.append(f"\\{character}" if place in active else character)
        if place in pings:
            sent.append("\u2060")
    return "".join(sent) + ("**" if bold and bold[1] == len(line) else "")


def _percent_encode(match: "regex.Match[str]") -> str:
    return quote(match[0], safe="", errors="surrogatepass")
