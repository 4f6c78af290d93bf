"""Questions with known answers → how well they were answered."""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import ir_measures
from ir_measures import RR, Success, nDCG

from embeddings.errors import QuestionFileError

_RANKING = {"ndcg@10": nDCG @ 10, "success@1": Success @ 1, "success@5": Success @ 5}
_RANKING["mrr@10"] = RR @ 10
_QUOTED_KINDS = frozenset({"factoid", "list", "temporal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQuestion:
    """A question, every article that answers it, and strings one of which stands in an answer.

    No articles means that the corpus does not answer it.
    """

    id: str
    question: str
    language: str
    kind: str
    articles: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was answered: distinct articles best first, and the text of each quote.

    `in_period` says whether the best passage is from or about the time that was asked about.
    """

    verdict: str
    articles: tuple[str, ...]
    quotes: tuple[str, ...]
    in_period: bool | None = None


Figures = dict[str, float | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Figures over all questions, by language, by kind; None where no question counts."""

    overall: Figures
    by_language: dict[str, Figures]
    by_kind: dict[str, Figures]


def read_questions(path: Path) -> list[KnownQuestion]:
    """The questions of a JSON Lines file; raises QuestionFileError, which names the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise QuestionFileError(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise QuestionFileError(path, "is not UTF-8") from error
    questions = [
        _parse_question(line, path, number)
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if not questions:
        raise QuestionFileError(path, "holds no question")
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise QuestionFileError(path, f'the id "{question.id}" stands twice')
        seen.add(question.id)
    return questions


def evaluate(
    questions: Sequence[KnownQuestion],
    outcomes: Mapping[str, Outcome],
    *,
    groups: Mapping[str, str],
) -> Evaluation:
    """Compare outcomes, by question id, with what is known.

    `groups` maps an article id to its group of duplicates; any member of a right article's group
    is right. nDCG, success and reciprocal rank are those of the package ir-measures.
    """
    rows = {row["id"]: row for row in _measure(questions, outcomes, groups)}

    def over(part: Sequence[KnownQuestion]) -> Figures:
        return _average([rows[question.id] for question in part])

    return Evaluation(
        overall=over(questions),
        by_language={name: over(part) for name, part in _split(questions, "language")},
        by_kind={name: over(part) for name, part in _split(questions, "kind")},
    )


def holds_answer(question: KnownQuestion, quotes: Iterable[str]) -> bool:
    """Whether one of the known answer strings occurs in the quotes, in any case and width."""
    shown = _fold(" ".join(quotes))
    return any(_fold(answer) in shown for answer in question.answers)


def _split(
    questions: Sequence[KnownQuestion], field: Literal["language", "kind"]
) -> Iterator[tuple[str, list[KnownQuestion]]]:
    for name in sorted({getattr(question, field) for question in questions}):
        yield name, [question for question in questions if getattr(question, field) == name]


def _measure(
    questions: Sequence[KnownQuestion], outcomes: Mapping[str, Outcome], groups: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    relevant: dict[str, dict[str, int]] = {}
    ranked: dict[str, dict[str, float]] = {}
    for question in questions:
        if question.articles:
            relevant[question.id] = {groups.get(id, id): 1 for id in question.articles}
            found = dict.fromkeys(groups.get(id, id) for id in outcomes[question.id].articles)
            ranked[question.id] = {id: -float(rank) for rank, id in enumerate(found)}
    scores: dict[tuple[str, str], float] = {
        (score.query_id, str(score.measure)): score.value
        for score in ir_measures.iter_calc(list(_RANKING.values()), relevant, ranked)
    }
    for question in questions:
        outcome = outcomes[question.id]
        row: dict[str, Any] = {"id": question.id}
        if question.articles:
            for name, measure in _RANKING.items():
                row[name] = scores.get((question.id, str(measure)), 0.0)
            row["false_refusal"] = outcome.verdict == "not_found"
            if outcome.in_period is not None:
                row["in_period"] = outcome.in_period
            if question.kind in _QUOTED_KINDS:
                row["answer_in_quotes"] = holds_answer(question, outcome.quotes)
        else:
            row["false_answer"] = outcome.verdict == "answered"
        yield row


def _average(rows: Sequence[Mapping[str, Any]]) -> Figures:
    names = (*_RANKING, "answer_in_quotes", "in_period", "false_refusal", "false_answer")
    figures: Figures = {}
    for name in names:
        values = [float(row[name]) for row in rows if name in row]
        figures[name] = round(sum(values) / len(values), 4) if values else None
    return figures | {"questions": len(rows)}


def _parse_question(line: str, path: Path, number: int) -> KnownQuestion:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuestionFileError(path, f"line {number} is not JSON") from error
    if not isinstance(record, dict):
        raise QuestionFileError(path, f"line {number} is not a JSON object")
    for field in ("id", "question", "language", "kind"):
        if not isinstance(record.get(field), str):
            raise QuestionFileError(path, f'line {number}: "{field}" should be text')
    for field in ("articles", "answers"):
        values = record.get(field)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise QuestionFileError(path, f'line {number}: "{field}" should be a list of texts')
    return KnownQuestion(
        id=record["id"],
        question=record["question"],
        language=record["language"],
        kind=record["kind"],
        articles=tuple(record["articles"]),
        answers=tuple(record["answers"]),
    )


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
