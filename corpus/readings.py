"""What reading files gives, and how it is kept and sent as JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpus.article_json import article_from_json, article_to_json
from corpus.clean import Removed
from corpus.problems import Fate, Problem
from corpus.schema import Article
from corpus.walking import File


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What one file gave: articles, problems, and what was left out of which article, by its id.

    `scraped` has the ids of those that were taken from web pages.
    """

    articles: tuple[Article, ...] = ()
    problems: tuple[Problem, ...] = ()
    scraped: tuple[str, ...] = ()
    removed: Mapping[str, tuple[Removed, ...]] = field(default_factory=dict)


def problem_of(file: File, reason: str, fate: Fate) -> FileReading:
    """The reading of a file of which there is nothing but this to say."""
    return FileReading(problems=(Problem(path=str(file.path), reason=reason, fate=fate),))


def failed(file: File, reason: str, about: str = "file") -> FileReading:
    """The reading of a file that is skipped for a reason."""
    return problem_of(file, f"{about}: {reason}", "skipped")


def join_readings(readings: Iterable[FileReading]) -> FileReading:
    """All that several readings gave."""
    made = list(readings)
    return FileReading(
        articles=tuple(article for reading in made for article in reading.articles),
        problems=tuple(problem for reading in made for problem in reading.problems),
        scraped=tuple(id for reading in made for id in reading.scraped),
        removed={id: lines for reading in made for id, lines in reading.removed.items()},
    )


def reading_to_json(reading: FileReading) -> str:
    """A reading on one line."""
    return json.dumps(
        {
            "articles": [article_to_json(article) for article in reading.articles],
            "problems": [[p.path, p.reason, p.fate] for p in reading.problems],
            "scraped": list(reading.scraped),
            "removed": {
                id: [[r.text, r.reason] for r in gone] for id, gone in reading.removed.items()
            },
        }
    )


def reading_from_json(text: str) -> FileReading:
    """The inverse of `reading_to_json`."""
    values = json.loads(text)
    return FileReading(
        articles=tuple(map(article_from_json, values["articles"])),
        problems=tuple(
            Problem(path=path, reason=reason, fate=fate)
            for path, reason, fate in values["problems"]
        ),
        scraped=tuple(values["scraped"]),
        removed={
            id: tuple(Removed(text=text, reason=reason) for text, reason in gone)
            for id, gone in values["removed"].items()
        },
    )
