"""The article files of sources: front matter and Markdown, which a person may read and edit."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import yaml

from corpus.plain_yaml import load_plain_yaml
from corpus.text import fold_line, strip_controls

MAX_STORY_CHARS = 450_000
"""What the reader of articles takes, with room for what editing adds."""

_LONGEST_TITLE = 500
_LONGEST_EXCERPT = 1_000
_MOST_TOPICS = 30
_HASH = "contentHash"
_FETCHED = "fetchedDateTime"
# When it was fetched says nothing of the article, and the hash cannot hold itself.
_NOT_HASHED = re.compile(rf"^(?:{_HASH}|{_FETCHED}):.*\n", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---\n(?P<fields>.*?)^---\n", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article of a source as it is to be written; `body` is Markdown, "" for a teaser.

    `guid` is the source's own name for it, or "".
    """

    guid: str
    title: str
    body: str
    url: str | None = None
    published: datetime | None = None
    provider: str | None = None
    author: str | None = None
    topics: tuple[str, ...] = ()
    excerpt: str = ""
    language: str | None = None
    extent: Literal["full", "teaser"] = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a file says of itself: whose it is, and whether it is still as we wrote it."""

    source_id: str
    guid: str
    url: str | None
    content_hash: str
    is_intact: bool
    has_body: bool


def render_story(story: Story, *, source_id: str, fetched: datetime) -> str:
    """The text of a story's file, which holds a hash of itself."""
    fields: dict[str, Any] = {
        "title": story.title[:_LONGEST_TITLE] or "Untitled",
        "publishedDateTime": story.published.isoformat() if story.published else None,
        "webUrl": story.url,
        "provider": story.provider,
        "author": story.author,
        "topics": list(story.topics[:_MOST_TOPICS]),
        "excerpt": _shorten(story.excerpt),
        "language": story.language,
        # Said only where it is not what the reader sees for itself.
        "extent": "teaser" if story.extent == "teaser" and story.body else None,
        "sourceId": source_id,
        "sourceGuid": story.guid if story.guid != story.url else None,
    }
    kept = {name: _plain(value) for name, value in fields.items() if value}
    front_matter = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=100_000)
    body = strip_controls(story.body)[:MAX_STORY_CHARS].strip()
    text = f"---\n{front_matter}---\n" + (f"\n{body}\n" if body else "")
    mark = f"{_FETCHED}: {fetched.isoformat(timespec='seconds')!r}\n{_HASH}: {hash_story(text)}\n"
    return f"---\n{front_matter}{mark}---\n" + text.removeprefix(f"---\n{front_matter}---\n")


def hash_story(text: str) -> str:
    """By which a file is known to say the same, whenever it was fetched."""
    plain = text.replace("\r\n", "\n").rstrip() + "\n"
    found = _FRONT_MATTER.match(plain)
    if found:
        plain = _NOT_HASHED.sub("", plain[: found.end()]) + plain[found.end() :]
    return "h" + hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=8).hexdigest()


def read_written(raw: bytes) -> Written | None:
    """What a file says of itself; None for one that is none of ours, or no longer readable."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    found = _FRONT_MATTER.match(text)
    if not found:
        return None
    try:
        values = load_plain_yaml(found["fields"])
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(values, Mapping) or not isinstance(values.get("sourceId"), str):
        return None
    url = values.get("webUrl")
    content_hash = str(values.get(_HASH) or "")
    return Written(
        source_id=values["sourceId"],
        guid=str(values.get("sourceGuid") or ""),
        url=url if isinstance(url, str) else None,
        content_hash=content_hash,
        is_intact=content_hash == hash_story(text),
        has_body=bool(text[found.end() :].strip()),
    )


def _shorten(excerpt: str) -> str:
    """The excerpt, cut at a word and marked as cut where it is too long."""
    line = fold_line(excerpt)
    if len(line) <= _LONGEST_EXCERPT:
        return line
    cut = line[:_LONGEST_EXCERPT]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;，；、") + "…"


def _plain(value: Any) -> Any:
    """A text without what YAML would have to write as an escape."""
    if isinstance(value, str):
        return fold_line(value)
    return [fold_line(item) for item in value] if isinstance(value, list) else value
