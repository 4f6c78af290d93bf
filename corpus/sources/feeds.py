"""RSS, Atom and JSON Feed → entries."""

import html
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.formats.markup import html_to_line
from corpus.sources.entries import Entry, Feed
from corpus.sources.errors import UnreadableError
from corpus.sources.feed_tree import flatten_feed, quote_html
from corpus.sources.json_feeds import is_json_feed, parse_json_feed
from corpus.sources.markup import decode_xml, parse_xml, root_name, strip_prolog
from corpus.sources.page_head import join_url
from corpus.sources.times import parse_time
from corpus.text import fold_line, strip_controls
from corpus.web import is_web_url

MAX_ENTRIES = 2_000
FEED_ROOTS = frozenset(("rss", "feed", "rdf", "channel"))

_LONGEST_LINE = 2_000
_MOST_TOPICS = 50


def parse_feed(content: bytes, *, url: str, charset: str | None = None) -> Feed:
    """The entries of a feed in RSS (any version), Atom or JSON Feed, in its order.

    A broken one is read as far as possible, and its problems say so. `charset` is what the server
    says. Raises UnreadableError for what is no feed, and for one that declares entities.
    """
    if is_json_feed(content):
        return parse_json_feed(content, url=url, most_entries=MAX_ENTRIES)
    text = strip_prolog(decode_xml(content, charset=charset), url=url)
    if root_name(text) not in FEED_ROOTS:
        raise UnreadableError(url, "is no feed; add the page itself, or the address of its feed")
    tree = parse_xml(text, url=url)
    if tree.damage:
        # Most often it is HTML that stands in it as if it were XML.
        tree = replace(parse_xml(quote_html(text), url=url), damage=tree.damage)
    problems = [tree.damage] if tree.damage else []
    count = flatten_feed(tree.root, most_entries=MAX_ENTRIES, url=url)
    if count > MAX_ENTRIES:
        problems.append(f"has {count:,} entries; the first {MAX_ENTRIES:,} were read")
    values = _read(tree.root, url)
    about = values["feed"]
    return Feed(
        title=_title(about),
        language=_line(about, "language") or None,
        entries=tuple(
            _read_entry(entry, url=url, is_atom=str(values["version"]).startswith("atom"))
            # As a plain mapping, for its own takes one name for another.
            for entry in map(dict.copy, values["entries"])
        ),
        problems=tuple(problems),
    )


def _read(root: Any, url: str) -> Mapping[str, Any]:
    import feedparser
    from lxml import etree

    # Well-formed by now, so that feedparser reads it as XML and not by its patterns; and from
    # memory, for it would open a text that names a file or an address.
    plain = io.BytesIO(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        values: Mapping[str, Any] = feedparser.parse(
            plain, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # as of a story inside another one's category
        reason = "is a feed that cannot be understood; add the page itself"
        raise UnreadableError(url, reason) from error
    return values


def _read_entry(entry: Mapping[str, Any], *, url: str, is_atom: bool) -> Entry:
    content = max(
        (_markup(part, is_atom=is_atom) for part in _parts(entry, "content")), key=len, default=""
    )
    summary = _markup(
        {**_mapping(entry, "summary_detail"), "value": entry.get("summary")}, is_atom=is_atom
    )
    guid = _line(entry, "id")
    links = [_line(entry, "feedburner_origlink"), _line(entry, "link")]
    if links[1] == guid and not is_web_url(guid):
        links.pop()  # RSS takes every name for an address that is not said to be none
    return Entry(
        guid=guid,
        title=_title(entry),
        url=next((joined for link in links if link and (joined := join_url(url, link))), None),
        published=parse_time(entry.get("published"), fallback=entry.get("published_parsed"))
        or parse_time(entry.get("created"), fallback=entry.get("created_parsed")),
        updated=parse_time(entry.get("updated"), fallback=entry.get("updated_parsed")),
        author=_author(entry, is_atom=is_atom),
        # feedparser gives the content as the summary where there is no other.
        summary=summary if summary != content else "",
        content=content,
        topics=_topics(_parts(entry, "tags")),
    )


def _markup(detail: Mapping[str, Any], *, is_atom: bool) -> str:
    """A text of an entry as HTML; in RSS whether it is any has to be seen from the text."""
    value = detail.get("value")
    if not isinstance(value, str):
        return ""
    text = strip_controls(value)
    return (
        html.escape(text, quote=False) if is_atom and detail.get("type") == "text/plain" else text
    )


def _title(values: Mapping[str, Any]) -> str:
    given = _text(values, "title")
    is_html = _mapping(values, "title_detail").get("type") != "text/plain"
    return html_to_line(given) if is_html else fold_line(given)


def _author(entry: Mapping[str, Any], *, is_atom: bool) -> str | None:
    people = [_line(person, "name") for person in _parts(entry, "authors")[:10]]
    given = _line(entry, "author")
    if not is_atom and "@" in given:
        # "desk@lantern.example (Ann Chan)", which feedparser cuts in the wrong place.
        _, _, bracketed = given.rpartition(")")[0].partition("(")
        words = [word for word in given.split() if "@" not in word]
        people = [fold_line(bracketed) or " ".join(words).strip(' ()<>"')]
    names = [name for name in people or [given] if name]
    return ", ".join(dict.fromkeys(names)) or None


def _topics(tags: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    found = (_line(tag, "label") or _line(tag, "term") for tag in tags[:_MOST_TOPICS])
    return tuple(dict.fromkeys(topic for topic in found if topic))


def _parts(values: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = values.get(name)
    return [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []


def _mapping(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(values: Mapping[str, Any], name: str) -> str:
    found = values.get(name)
    return found[:_LONGEST_LINE] if isinstance(found, str) else ""


def _line(values: Mapping[str, Any], name: str) -> str:
    return fold_line(_text(values, name))
