"""Questions with known answers → how well they were answered.

Ranking is measured as the field does, by ir-measures. What is shown is measured by the facts that a
full answer holds, and by the sentence that decides; the verdict by what was shown with it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
from ir_measures import RR, Success, nDCG

from bot.answering.answer import Answer
from bot.evaluation.known_questions import OVERVIEW, KnownQuestion

_RANKING = {"ndcg@10": nDCG @ 10, "success@1": Success @ 1, "success@5": Success @ 5}
_RANKING["mrr@10"] = RR @ 10
_NAMES = (
    *_RANKING,
    "full",
    "facts",
    "some",
    "key_first",
    "firm_and_full",
    "unsure",
    "false_refusal",
    "firm_but_bad",
    "false_answer",
    "in_period",
)
_MARKS = re.compile(r"[*_`#>]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was answered: distinct articles best first, and the text of each quote as shown.

    `in_period` says whether the best passage is from or about the time that was asked about.
    """

    verdict: str
    articles: tuple[str, ...]
    quotes: tuple[str, ...]
    in_period: bool | None = None


Figures = dict[str, float | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Figures over all questions and over parts of them; None where no question counts.

    `full` is the share of the answerable questions with every fact in what is shown, `some` of
    those with at least one, `facts` the mean share of the facts, `key_first` the share with the
    deciding sentence in the first quote. `firm_and_full`, `unsure` and `false_refusal` are shares
    of the answerable too; `firm_but_bad` is that of the answered ones which show no fact or have no
    answer, `false_answer` that of the unanswerable ones which are answered. A direction is the
    question's language and that of the article that decides: "en→zh".
    """

    overall: Figures
    by_language: dict[str, Figures]
    by_direction: dict[str, Figures]
    by_kind: dict[str, Figures]


def evaluate(
    questions: Sequence[KnownQuestion],
    outcomes: Mapping[str, Outcome],
    *,
    groups: Mapping[str, str],
    languages: Mapping[str, str],
) -> Evaluation:
    """Compare outcomes, by question id, with what is known.

    `groups` maps an article id to its group of duplicates; any member of a right article's group
    is right. `languages` maps it to its language. nDCG, success and reciprocal rank are those of
    the package ir-measures.
    """
    rows = {row["id"]: row for row in _measure(questions, outcomes, groups)}

    def split(part_of: Callable[[KnownQuestion], str]) -> dict[str, Figures]:
        parts: dict[str, list[dict[str, Any]]] = {}
        for question in questions:
            parts.setdefault(part_of(question), []).append(rows[question.id])
        return {name: _average(parts[name]) for name in sorted(parts) if name}

    return Evaluation(
        overall=_average(list(rows.values())),
        by_language=split(lambda question: question.language),
        by_direction=split(lambda question: _direction(question, languages)),
        by_kind=split(lambda question: question.kind),
    )


def held_needs(question: KnownQuestion, quotes: Iterable[str]) -> list[bool]:
    """Of each fact, whether one of its strings stands in the quotes, in any case and width."""
    return _held(question.needs, quotes)


def holds_all(needs: Iterable[Iterable[str]], quotes: Iterable[str]) -> bool:
    """Whether of each fact one of its strings stands in the quotes."""
    return all(_held(needs, quotes))


def _held(needs: Iterable[Iterable[str]], quotes: Iterable[str]) -> list[bool]:
    shown = _fold(" ".join(quotes))
    return [any(_fold(text) in shown for text in need) for need in needs]


def is_answered(question: KnownQuestion, answer: Answer, *, groups: Mapping[str, str]) -> bool:
    """Whether what is shown holds every fact or at least the sentence that decides.

    An overview has no such sentence: any of its facts will do. Where nothing is known of them,
    whether the first source is a right article, or a duplicate of one.
    """
    if not question.articles or not answer.quotes:
        return False
    quotes = [quote.text for quote in answer.quotes]
    if question.needs or question.key:
        held = held_needs(question, quotes)
        is_enough = any(held) if question.kind == OVERVIEW else bool(held) and all(held)
        return is_enough or (bool(question.key) and _fold(question.key) in _fold(" ".join(quotes)))
    first = answer.sources[0].article.id
    return groups.get(first, first) in {groups.get(id, id) for id in question.articles}


def _direction(question: KnownQuestion, languages: Mapping[str, str]) -> str:
    """ "en→zh" for an English question that a Chinese article answers; "" if none does."""
    if not question.articles:
        return ""
    article = question.key_article or question.articles[0]
    asked, answered = question.language, languages.get(article, "?")
    return f"{asked.partition('-')[0]}→{answered.partition('-')[0]}"


def _measure(
    questions: Sequence[KnownQuestion], outcomes: Mapping[str, Outcome], groups: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
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
        row: dict[str, Any] = {"id": question.id}
        if question.articles:
            for name, measure in _RANKING.items():
                row[name] = scores.get((question.id, str(measure)), 0.0)
            row |= _measure_answer(question, outcomes[question.id])
        else:
            row["false_answer"] = outcomes[question.id].verdict == "answered"
            if row["false_answer"]:
                row["firm_but_bad"] = True
        yield row


def _measure_answer(question: KnownQuestion, outcome: Outcome) -> dict[str, Any]:
    """The figures of a question that can be answered."""
    is_firm = outcome.verdict == "answered"
    row: dict[str, Any] = {
        "unsure": outcome.verdict == "unsure",
        "false_refusal": outcome.verdict == "not_found",
    }
    if outcome.in_period is not None:
        row["in_period"] = outcome.in_period
    if question.needs:
        held = held_needs(question, outcome.quotes)
        row |= {"full": all(held), "some": any(held), "facts": sum(held) / len(held)}
        row["firm_and_full"] = is_firm and all(held)
        if is_firm:
            row["firm_but_bad"] = not any(held)
    if question.key:
        row["key_first"] = bool(outcome.quotes) and _fold(question.key) in _fold(outcome.quotes[0])
    return row


def _average(rows: Sequence[Mapping[str, Any]]) -> Figures:
    figures: Figures = {}
    for name in _NAMES:
        values = [float(row[name]) for row in rows if name in row]
        figures[name] = round(sum(values) / len(values), 4) if values else None
    return figures | {"questions": len(rows)}


def _fold(text: str) -> str:
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(plain.casefold().split())
