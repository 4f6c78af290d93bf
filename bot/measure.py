"""Answers to questions with known answers, measured."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.answers import Answer, Answerer
from bot.errors import BotError, QuestionError
from embeddings.evaluation import Evaluation, KnownQuestion, Outcome, evaluate

_RANKED = 10


def evaluate_answers(
    answerer: Answerer,
    questions: Sequence[KnownQuestion],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Evaluation, list[dict[str, Any]]]:
    """The figures, and for each question what was answered, in plain JSON types."""
    outcomes: dict[str, Outcome] = {}
    details: list[dict[str, Any]] = []
    for number, question in enumerate(questions):
        if progress:
            progress(number, len(questions))
        try:
            answer = answerer.answer(question.question)
        except QuestionError as error:
            raise BotError(f'question "{question.id}": {error}') from error
        ranked = [article.id for article in answer.nearest][:_RANKED]
        outcomes[question.id] = Outcome(
            verdict=answer.verdict.value,
            articles=tuple(ranked),
            quotes=tuple(quote.text for quote in answer.quotes),
        )
        details.append(_detail(question, answer, ranked))
    evaluation = evaluate(questions, outcomes, groups=answerer.groups)
    return evaluation, details


def _detail(question: KnownQuestion, answer: Answer, ranked: list[str]) -> dict[str, Any]:
    return {
        "id": question.id,
        "verdict": answer.verdict.value,
        "confidence": answer.confidence,
        "articles": ranked,
        "quotes": [{"article": quote.article_id, "text": quote.text} for quote in answer.quotes],
        "took_ms": answer.took_ms,
    }
