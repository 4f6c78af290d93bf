"""Records ↔ lines of JSON."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus.schema import Article, Passage


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
