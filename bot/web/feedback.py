"""What is done with an answer by its id: asking why, and voting. Nobody can guess the id."""

import re
import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.errors import ForgottenError
from bot.store.traces import Trace
from bot.web.access import Caller, admit, admit_counted
from bot.web.answer_models import AppliedConditions, refuse_lookalike
from bot.web.errors import ProblemError
from bot.web.lookups import Evidence
from bot.web.problems import problem_responses
from bot.web.state import Shared, shared_by

ANSWER_ID = r"^[0-9a-f]{16}$"
_MAX_REASON = 500

feedback = APIRouter(tags=["feedback"])


class Signal(BaseModel):
    """A measure of an answer, and what it adds to the logarithm of the odds that it answers."""

    value: float | None
    speaks: float


class QuoteAt(BaseModel):
    """A quote, by its place."""

    source: int
    article_id: str
    start: int
    end: int
    text: str
    span: tuple[int, int] | None


class TracedHit(BaseModel):
    """How a passage was found."""

    rank: int
    article: str
    title: str
    start: int
    end: int
    score: float
    similarity: float
    reader: float | None
    vector: Evidence | None
    words: Evidence | None


class Why(BaseModel):
    """How an answer came about; the question is not kept."""

    id: str
    question: None
    language: str
    index: str
    published_at: str = Field(description="when the index was made")
    conditions: str
    filters: AppliedConditions
    period: str | None
    newest_first: bool
    verdict: Literal["answered", "unsure", "not_found"]
    confidence: float
    answered_from: float
    unsure_from: float
    calibrated_for: str
    signals: dict[str, Signal]
    quotes: list[QuoteAt]
    hits: list[TracedHit]


class Vote(BaseModel):
    """Whether an answer helped; a later vote of the same key or address takes its place."""

    model_config = ConfigDict(extra="forbid")

    answer: str = Field(pattern=ANSWER_ID)
    value: Annotated[Literal[1, -1], BeforeValidator(refuse_lookalike)]
    reason: Annotated[str, Field(min_length=1, max_length=_MAX_REASON)] | None = Field(
        None, description="what was wrong, beside a vote of -1"
    )


@feedback.get(
    "/v1/why/{answer_id}",
    response_model=Why,
    response_model_exclude_unset=True,
    dependencies=[Depends(admit)],
    responses=problem_responses(401, 404, 422, 503),
)
async def explain(answer_id: str, request: Request) -> dict[str, Any]:
    """How an answer came about: conditions, signals, quotes and the passages found."""
    return await _trace(shared_by(request), answer_id)


@feedback.post(
    "/v1/votes",
    status_code=204,
    response_model=None,
    responses=problem_responses(400, 401, 404, 413, 415, 422, 429, 503),
)
async def give_vote(
    vote: Vote, request: Request, caller: Annotated[Caller, Depends(admit_counted)]
) -> None:
    """Vote on an answer."""
    if vote.reason and vote.value > 0:
        raise ProblemError(422, "reason_of_praise")
    shared = shared_by(request)
    await _trace(shared, vote.answer)
    votes, now = shared.engine.journal.votes, time.time()
    await votes.give(vote.answer, caller.number, vote.value, now)
    if vote.reason:
        await votes.add_reason(vote.answer, caller.number, vote.reason, now)


async def _trace(shared: Shared, answer_id: str) -> Trace:
    if not re.fullmatch(ANSWER_ID, answer_id):  # the terminal's own ids are shorter
        raise ProblemError(404, "no_answer")
    try:
        return await shared.engine.asking.trace(answer_id)
    except ForgottenError as error:
        raise ProblemError(404, "no_answer") from error
