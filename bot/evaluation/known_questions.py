"""Questions of which it is known what answers them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import QuestionFileError

UNANSWERABLE = "unanswerable"
"""the kind of a question that no article answers"""

OVERVIEW = "topic"
"""the kind of a question that no single sentence answers"""

FEWEST = 20
"""questions that articles answer, and as many that they do not: what it takes to calibrate"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQuestion:
    """A question, every article that answers it, and what a full answer holds.

    `needs` are the facts, each as the strings of which one must stand in what is shown; `key` is
    the sentence that decides, "" if none is named, and `key_article` the article it stands in. No
    articles means that the corpus does not answer it.
    """

    id: str
    question: str
    language: str
    kind: str
    articles: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    key: str = ""
    key_article: str = ""


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


def question_to_json(question: KnownQuestion) -> dict[str, Any]:
    """The question in plain JSON types, as `read_questions` reads it."""
    fields: dict[str, Any] = {
        "id": question.id,
        "question": question.question,
        "language": question.language,
        "kind": question.kind,
        "articles": list(question.articles),
        "needs": [list(need) for need in question.needs],
    }
    if question.key:
        fields["key"] = {"article": question.key_article, "sentence": question.key}
    return fields


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
    articles = _texts(record.get("articles"))
    needs = _needs(record)
    key = record.get("key") or {"sentence": "", "article": ""}
    if articles is None:
        raise QuestionFileError(path, f'line {number}: "articles" should be a list of texts')
    if needs is None:
        reason = f'line {number}: "needs" should be a list of lists of texts'
        raise QuestionFileError(path, reason)
    if not isinstance(key, dict) or not all(
        isinstance(key.get(field), str) for field in ("sentence", "article")
    ):
        reason = f'line {number}: "key" should have the texts "article" and "sentence"'
        raise QuestionFileError(path, reason)
    return KnownQuestion(
        id=record["id"],
        question=record["question"],
        language=record["language"],
        kind=record["kind"],
        articles=articles,
        needs=needs,
        key=key["sentence"],
        key_article=key["article"],
    )


def _needs(record: dict[str, Any]) -> tuple[tuple[str, ...], ...] | None:
    """The facts; a file without them may give strings of which any one will do, as "answers"."""
    given = record.get("needs")
    if given is None:
        answers = _texts(record.get("answers", []))
        return None if answers is None else (answers,) if answers else ()
    found = [_texts(need) for need in given] if isinstance(given, list) else [None]
    needs = tuple(need for need in found if need)
    return needs if len(needs) == len(found) else None


def _texts(values: Any) -> tuple[str, ...] | None:
    """A list of texts, or None if it is none."""
    is_right = isinstance(values, list) and all(isinstance(value, str) for value in values)
    return tuple(values) if is_right else None
