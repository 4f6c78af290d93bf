"""Answers to questions with known answers, measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answering.answer import Answer
from bot.answering.answerer import Answerer
from bot.answering.confidence import UNFITTED, Verdict
from bot.errors import BotError, QuestionError
from bot.evaluation.abstention import Abstention, Judged, assess_abstention
from bot.evaluation.calibration import fit_folds, fold_of, hash_question
from bot.evaluation.known_questions import KnownQuestion
from bot.evaluation.measures import Evaluation, Outcome, evaluate, is_answered

_RANKED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The figures, how well it is known when to answer, and each answer in plain JSON types."""

    evaluation: Evaluation
    abstention: Abstention
    details: list[dict[str, Any]]


def evaluate_answers(
    answerer: Answerer,
    questions: Sequence[KnownQuestion],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Measurement:
    """Ask every question and compare.

    A question that the calibration was fitted to is decided by one that was fitted without the
    tenth of its examples that the question belongs to.
    """
    asked = {example.question for example in answerer.calibration.examples}
    folds = fit_folds(answerer.calibration) if asked else []
    answers: dict[str, Answer] = {}
    judged: list[Judged] = []
    for number, question in enumerate(questions):
        if progress:
            progress(number, len(questions))
        key = hash_question(question.question)
        held_out = folds[fold_of(key)] if key in asked else None
        try:
            answers[question.id] = answerer.answer(question.question, calibration=held_out)
        except QuestionError as error:
            raise BotError(f'question "{question.id}": {error}') from error
        judged.append(_judge(question, answers[question.id], answerer))
    groups = answerer.groups
    evaluation = evaluate(
        questions,
        {id: _outcome(answer) for id, answer in answers.items()},
        groups=groups,
        languages={article.id: article.language for article in answerer.articles},
    )
    return Measurement(
        evaluation=evaluation,
        abstention=assess_abstention(judged),
        details=[_detail(question, answers[question.id]) for question in questions],
    )


def _outcome(answer: Answer) -> Outcome:
    return Outcome(
        verdict=answer.verdict.value,
        articles=_ranked(answer),
        quotes=tuple(quote.text for quote in answer.quotes),
        in_period=answer.hits[0].in_period if answer.hits else None,
    )


def _judge(question: KnownQuestion, answer: Answer, answerer: Answerer) -> Judged:
    shown = answer
    if answer.verdict is Verdict.NOT_FOUND:  # what would have been shown
        shown = answerer.answer(question.question, calibration=UNFITTED)
    return Judged(
        probability=answer.confidence,
        verdict=answer.verdict,
        is_answerable=bool(question.articles),
        is_right=is_answered(question, shown, groups=answerer.groups),
    )


def _ranked(answer: Answer) -> tuple[str, ...]:
    return tuple(article.id for article in answer.ranked)[:_RANKED]


def _detail(question: KnownQuestion, answer: Answer) -> dict[str, Any]:
    return {
        "id": question.id,
        "verdict": answer.verdict.value,
        "confidence": answer.confidence,
        "articles": list(_ranked(answer)),
        "quotes": [{"article": quote.article_id, "text": quote.text} for quote in answer.quotes],
        "took_ms": answer.took_ms,
    }
