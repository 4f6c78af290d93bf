"""JSON Feed, read by hand: there is little to it, and all of it is checked."""

import json
from typing import Any

from corpus.formats.markup import html_to_line
from corpus.sources.entries import Entry, Feed
from corpus.sources.errors import UnreadableError
from corpus.sources.page_head import join_url
from corpus.sources.times import parse_time
from corpus.text import fold_line, strip_controls

_LONGEST_LINE = 2_000
_MOST_TOPICS = 50


def is_json_feed(content: bytes) -> bool:
    """Whether it looks like one from its first bytes."""
    head = content[:4_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"{") and (b"jsonfeed.org" in head or b'"items"' in head)


def parse_json_feed(content: bytes, *, url: str, most_entries: int) -> Feed:
    """The entries of a JSON Feed; raises UnreadableError when it is none."""
    try:
        values = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(url, "is no JSON that can be read") from error
    items = values.get("items") if isinstance(values, dict) else None
    if not isinstance(items, list):
        raise UnreadableError(url, "is JSON and no JSON Feed")
    problems: list[str] = []
    if len(items) > most_entries:
        problems.append(f"has {len(items):,} entries; the first {most_entries:,} were read")
    entries = [_read_item(item, url) for item in items[:most_entries] if isinstance(item, dict)]
    if len(entries) < len(items[:most_entries]):
        problems.append("holds entries that cannot be read")
    return Feed(
        title=_line(values, "title"),
        language=_line(values, "language") or None,
        entries=tuple(entries),
        problems=tuple(problems),
    )


def _read_item(item: dict[str, Any], url: str) -> Entry:
    links = (_line(item, "url"), _line(item, "external_url"))
    html = _text(item, "content_html")
    plain = _text(item, "content_text")
    return Entry(
        guid=_line(item, "id"),
        title=html_to_line(_line(item, "title")),
        url=next((joined for link in links if link and (joined := join_url(url, link))), None),
        published=parse_time(item.get("date_published")),
        updated=parse_time(item.get("date_modified")),
        author=_author(item),
        summary=_text(item, "summary"),
        # In plain text "<" is what it is.
        content=html or plain.replace("&", "&amp;").replace("<", "&lt;"),
        topics=_topics(item.get("tags")),
        language=_line(item, "language") or None,
    )


def _author(item: dict[str, Any]) -> str | None:
    given = item.get("authors") or [item.get("author")]
    people = (
        [person for person in given if isinstance(person, dict)] if isinstance(given, list) else []
    )
    names = [name for person in people[:10] if (name := _line(person, "name"))]
    return ", ".join(dict.fromkeys(names)) or None


def _topics(tags: object) -> tuple[str, ...]:
    if not isinstance(tags, list):
        return ()
    folded = (fold_line(tag[:_LONGEST_LINE]) for tag in tags[:_MOST_TOPICS] if isinstance(tag, str))
    return tuple(dict.fromkeys(tag for tag in folded if tag))


def _line(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    if isinstance(value, int) and not isinstance(value, bool):  # ids often are
        value = str(value) if abs(value) < 10**40 else ""
    return fold_line(value[:_LONGEST_LINE]) if isinstance(value, str) else ""


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return strip_controls(value) if isinstance(value, str) else ""
