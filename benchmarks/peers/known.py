"""The articles and questions of a comparison, and how well the questions were answered."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import frontmatter

from bot.evaluation.known_questions import KnownQuestion, read_questions
from bot.evaluation.measures import Outcome, evaluate
from corpus.duplicates import group_duplicates
from corpus.load import load_corpus

_ROOT = Path(__file__).parents[2]
_ARTICLES = _ROOT / "corpus" / "articles"
_QUESTIONS = _ROOT / "tests" / "evaluation"
_FIGURES = ("success@1", "success@5")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What all are asked, the article files in two forms, and which articles are one story."""

    questions: tuple[KnownQuestion, ...]
    articles: int
    file: Path
    groups: dict[str, str]


def prepare(folder: Path, *, questions: int | None, articles: int | None) -> Known:
    """Copy the articles into `folder`, and write them as JSON Lines for those without a reader.

    Of questions, as many are taken, evenly spaced; of articles, first those that answer them.
    """
    files = sorted(_QUESTIONS.glob("*.jsonl"))
    asked = spread([one for file in files for one in read_questions(file)], questions)
    answering = {id for question in asked for id in question.articles}
    paths = sorted(_ARTICLES.glob("*.md"), key=lambda path: (path.stem not in answering, path))
    paths = sorted(paths[:articles])
    copies = folder / "articles"
    copies.mkdir()
    lines = []
    for path in paths:
        shutil.copy(path, copies)
        metadata, body = frontmatter.parse(path.read_text("utf-8"))
        lines.append(json.dumps({"id": path.stem, "text": f"{metadata['title']}\n\n{body}"}))
    file = folder / "articles.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    groups = group_duplicates(load_corpus([copies]).articles)
    return Known(questions=tuple(asked), articles=len(paths), file=file, groups=groups)


def measure_success(known: Known, found: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Success at 1 and at 5 of the English questions, and of all others.

    `found` has each question's articles, best first. An article that tells the same story as a
    right one is right.
    """
    outcomes = {
        id: Outcome(verdict="answered", articles=tuple(articles), quotes=())
        for id, articles in found.items()
    }
    english = [question for question in known.questions if question.language == "en"]
    others = [question for question in known.questions if question.language != "en"]
    cells = []
    for part in (english, others):
        figures = evaluate(part, outcomes, groups=known.groups, languages={}).overall
        values = [figures[name] for name in _FIGURES]
        cells.append(" / ".join("–" if value is None else f"{value:.3f}" for value in values))
    return tuple(cells)


def spread(items: Sequence[Item], count: int | None) -> list[Item]:
    """As many items, evenly spaced and in order; all where that is no more than there are."""
    if count is None or count >= len(items):
        return list(items)
    return [items[n * len(items) // count] for n in range(count)]
