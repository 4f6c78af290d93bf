"""Conversations of which it is known what each turn should be met with, measured."""

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answering.answer import Answer
from bot.answering.confidence import Verdict
from bot.evaluation.measures import holds_all
from bot.talking.history import Exchange, is_shown, shown_in
from bot.talking.reply import Reply
from bot.talking.talk import Spoken, Talk
from corpus.text import has_han
from embeddings.errors import QuestionFileError

EXPECTED = ("answer", "refuse", "social", "more", "translate", "clarify", "source")
"""What a turn may be met with."""
_MARK_UP = re.compile(r"<[@#:a][^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTurn:
    """What one member says, and what is right: facts that an answer holds, as of a question."""

    by: str
    text: str
    expect: str
    needs: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownConversation:
    """Turns in one place, in order."""

    id: str
    language: str
    turns: tuple[KnownTurn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversing:
    """The figures over all turns, and each turn in plain JSON types.

    `first_full` and `next_full` are the shares of the answerable first and later turns whose facts
    all stand in what is shown, `next_firm_and_full` of those also answered without doubt;
    `not_firm` is the share of the later turns without an answer that are not answered as if they
    had one, `refused` of those plainly refused. The others are shares of what was met as expected:
    small talk by a reply without articles, "more" by sentences that were not shown before, another
    language by sentences in it or by saying that there are none, doubts about the source by
    articles, and a question that names nothing by asking back.
    """

    figures: dict[str, float | int | None]
    turns: list[dict[str, Any]]


def is_conversations(path: Path) -> bool:
    """Whether a file of JSON Lines holds conversations, by its first line."""
    try:
        with path.open(encoding="utf-8") as file:
            return '"turns"' in file.readline(1_000_000)
    except (OSError, UnicodeDecodeError):
        return False


def read_conversations(path: Path) -> list[KnownConversation]:
    """The conversations of a JSON Lines file; raises QuestionFileError, which names the line."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise QuestionFileError(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise QuestionFileError(path, "is not UTF-8") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append(_parse(json.loads(line)))
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                reason = f"line {number} is no conversation with by, text and expect in each turn"
                raise QuestionFileError(path, reason) from error
    return found


def _parse(record: dict[str, Any]) -> KnownConversation:
    turns = tuple(
        KnownTurn(
            by=str(turn["by"]),
            text=str(turn["text"]),
            expect=EXPECTED[EXPECTED.index(turn["expect"])],
            needs=tuple(tuple(map(str, need)) for need in turn.get("needs", ())),
        )
        for turn in record["turns"]
    )
    return KnownConversation(
        id=str(record["id"]), language=str(record.get("language", "")), turns=turns
    )


def evaluate_conversations(
    talk: Talk,
    conversations: Sequence[KnownConversation],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Conversing:
    """Have every conversation, each turn after what was really said before it."""
    met: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    details = []
    for number, conversation in enumerate(conversations):
        if progress:
            progress(number, len(conversations))
        past: list[tuple[str, Exchange]] = []
        for place, turn in enumerate(conversation.turns):
            before = [_as_seen(one, by == turn.by) for by, one in past]
            spoken = talk.respond(_MARK_UP.sub(" ", turn.text).strip(), before)
            marks = _judge(turn, spoken, before, is_first=place == 0)
            for name, is_met in marks.items():
                counted[name] += 1
                met[name] += is_met
            details.append(_detail(conversation, turn, spoken, marks))
            if spoken.exchange:
                past.append((turn.by, spoken.exchange))
    figures = {
        name: round(met[name] / counted[name], 4) if counted[name] else None for name in FIGURES
    }
    return Conversing(figures=figures | {"turns": len(details)}, turns=details)


FIGURES = (
    "first_full",
    "next_full",
    "next_firm_and_full",
    "not_firm",
    "refused",
    "social",
    "more",
    "translate",
    "source",
    "clarify",
)
"""The names of the figures."""


def _as_seen(exchange: Exchange, is_own: bool) -> Exchange:
    return Exchange(
        question=exchange.question,
        shown=exchange.shown,
        is_own=is_own,
        is_answered=exchange.is_answered,
    )


def _judge(
    turn: KnownTurn, spoken: Spoken, before: Sequence[Exchange], *, is_first: bool
) -> dict[str, bool]:
    """Whether a turn was met as it should be, by the figures that it counts for."""
    said = spoken.said
    answer = said if isinstance(said, Answer) else None
    quotes = [quote.text for quote in answer.quotes] if answer else []
    verdict = answer.verdict if answer else None
    if turn.expect == "answer":
        is_full = holds_all(turn.needs, quotes)
        if is_first:
            return {"first_full": is_full}
        is_firm = verdict is Verdict.ANSWERED
        return {"next_full": is_full, "next_firm_and_full": is_full and is_firm}
    if turn.expect == "refuse":
        return {
            "not_firm": verdict is not Verdict.ANSWERED,
            "refused": verdict is Verdict.NOT_FOUND or answer is None,
        }
    if turn.expect == "more":
        shown = tuple(place for one in before for place in one.shown)
        is_new = answer is not None and not any(
            is_shown(id, span, shown) for id, span in shown_in(answer)
        )
        return {"more": is_new and bool(quotes)}
    if turn.expect == "translate":
        wants_chinese = _wants_chinese(turn.text)
        in_it = all(has_han(quote) is wants_chinese for quote in quotes)
        says_none = answer is not None and any(
            reason.phrase.startswith("none_in_") for reason in answer.reasons
        )
        return {"translate": bool(quotes) and (in_it or says_none)}
    if not isinstance(said, Reply):
        return {turn.expect: False}
    right = {
        "social": not said.articles,
        "source": bool(said.articles),
        "clarify": bool(said.choices),
    }
    return {turn.expect: right[turn.expect]}


def _wants_chinese(text: str) -> bool:
    return "中" in text or "chinese" in text.casefold() or "cantonese" in text.casefold()


def _detail(
    conversation: KnownConversation, turn: KnownTurn, spoken: Spoken, marks: dict[str, bool]
) -> dict[str, Any]:
    said = spoken.said
    told: dict[str, Any] = (
        {"said": said.text}
        if isinstance(said, Reply)
        else {
            "understood": said.question.text,
            "verdict": said.verdict.value,
            "confidence": said.confidence,
            "quotes": [quote.text for quote in said.quotes],
        }
    )
    return {"id": conversation.id, "text": turn.text, "expect": turn.expect, **told, "met": marks}
