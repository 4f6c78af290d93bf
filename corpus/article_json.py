"""Articles ↔ plain JSON types."""

import dataclasses
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from corpus.schema import Article, Link

_TUPLES = ("aliases", "topics", "page_starts")


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
    for name in _TUPLES:
        values[name] = tuple(values.get(name, ()))
    values["related"] = tuple(
        Link(**{**link, "published": _time(link.get("published"))})
        for link in values.get("related", ())
    )
    return Article(**values)


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
