"""Articles and passages ↔ lines of JSON."""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus.schema import Article, Link, Passage


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line, keys in the order given."""
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """What `write_lines` wrote."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def article_to_json(article: Article) -> dict[str, Any]:
    """Every field that is not empty, in plain JSON types."""
    return {
        name: _to_plain(value)
        for name, value in _fields(article)
        if value not in (None, "", ()) and value is not False
    }


def article_from_json(record: dict[str, Any]) -> Article:
    """The inverse of `article_to_json`."""
    values = dict(record)
    values["published"] = _time(values.get("published"))
    for name in ("aliases", "topics", "page_starts"):
        values[name] = tuple(values.get(name, ()))
    values["related"] = tuple(
        Link(**{**link, "published": _time(link.get("published"))})
        for link in values.get("related", ())
    )
    return Article(**values)


def passage_to_json(passage: Passage) -> dict[str, Any]:
    """Where the passage stands; its text is cut from the article's body again."""
    return {
        "article": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "headings": list(passage.headings),
    }


def passage_from_json(record: dict[str, Any], article: Article) -> Passage:
    """The inverse of `passage_to_json`, given the passage's article."""
    start, end = record["start"], record["end"]
    return Passage(
        article_id=article.id,
        start=start,
        end=end,
        text=article.body[start:end],
        headings=tuple(record["headings"]),
    )


def _fields(record: Article | Link) -> Iterator[tuple[str, Any]]:
    for field in dataclasses.fields(record):
        yield field.name, getattr(record, field.name)


def _to_plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_to_plain(item) for item in value]
    if isinstance(value, Link):
        return {name: _to_plain(item) for name, item in _fields(value) if item not in (None, "")}
    return value


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
