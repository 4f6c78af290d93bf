"""The tree of a feed, made plain before feedparser reads it.

feedparser takes long over what no feed needs (a text of a megabyte as the author's name, thousands
of links in one entry, HTML that stands in XML element by element); what is left is none of it.
"""

import re
from typing import Any

from corpus.sources.errors import UnreadableError
from corpus.sources.markup import split_at_cdata

_ENTRIES = frozenset(("item", "entry"))
# Only these may hold an article.
_LONG = frozenset("description summary content encoded body fullitem abstract tagline".split())
_WITH_MARKUP = _LONG | {"title", "subtitle"}
_LONGEST_TEXT = 2_000
_MOST_ALIKE = 50
_MOST_CHILDREN = 300
_MOST_ELEMENTS = 200_000
_OPENING = re.compile(
    r"<(?P<name>title|description|summary|content:encoded|content)(?:\s[^<>]*)?(?<!/)>"
)


def flatten_feed(root: Any, *, most_entries: int, url: str) -> int:
    """Cut a feed's tree down to what feedparser reads quickly; gives how many entries it had.

    HTML that stands in it as elements becomes text, as elsewhere in feeds. Raises UnreadableError
    where there is far too much of it.
    """
    total = sum(1 for _ in root.iter())
    if total > _MOST_ELEMENTS:
        raise UnreadableError(url, f"has more than {_MOST_ELEMENTS:,} elements")
    entries = 0
    waiting = [root]
    while waiting:
        element = waiting.pop()
        _shorten(element)
        counts: dict[str, int] = {}
        for child in list(element):
            name = local_name(child)
            counts[name] = counts.get(name, 0) + 1
            is_entry = name in _ENTRIES
            entries += is_entry
            if is_entry:
                is_kept = entries <= most_entries
            else:
                is_kept = counts[name] <= _MOST_ALIKE and len(counts) <= _MOST_CHILDREN
            if not is_kept:
                element.remove(child)
            elif name in _WITH_MARKUP and len(child):
                _fold_markup(child)
                _shorten(child)
            else:
                waiting.append(child)
    return entries


def quote_html(text: str) -> str:
    """A broken feed in which the HTML of titles, summaries and contents is text.

    Whatever lies between `<description>` and the next `</description>` is its text.
    """
    kept: list[str] = []
    position = 0
    missing: set[str] = set()
    for opening in _OPENING.finditer(text):
        name = opening["name"]
        if opening.start() < position or name in missing or "xhtml" in opening[0]:
            continue
        end = text.find(f"</{name}>", opening.end())
        if end < 0:
            missing.add(name)
            continue
        pieces = split_at_cdata(text[opening.end() : end])
        pieces[::2] = [piece.replace("<", "&lt;") for piece in pieces[::2]]
        kept += [text[position : opening.end()], *pieces]
        position = end
    return "".join([*kept, text[position:]])


def local_name(element: Any) -> str:
    """An element's name in lower case without its namespace; "" for what is no element."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _shorten(element: Any) -> None:
    for key, value in element.items():
        if len(value) > _LONGEST_TEXT:
            element.set(key, value[:_LONGEST_TEXT])
    if len(element.text or "") > _LONGEST_TEXT and local_name(element) not in _LONG:
        element.text = element.text[:_LONGEST_TEXT]
    if len(element.tail or "") > _LONGEST_TEXT:
        element.tail = element.tail[:_LONGEST_TEXT]


def _fold_markup(element: Any) -> None:
    """Turn the elements in an element into its text, and say that this is HTML."""
    from lxml import etree

    before = (element.text or "").replace("&", "&amp;").replace("<", "&lt;")
    for inner in element.iterdescendants():
        if isinstance(inner.tag, str):
            inner.tag = local_name(inner)
    etree.cleanup_namespaces(element)
    pieces = [etree.tostring(child, encoding="unicode") for child in element]
    for child in list(element):
        element.remove(child)
    element.text = before + "".join(pieces)
    if element.get("type"):
        element.set("type", "html")
