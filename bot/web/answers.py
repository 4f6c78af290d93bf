"""`POST /v1/answers`: a question answered, at once or as it comes."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.answering.answer import Answer
from bot.answering.as_json import answer_to_json, reference_to_json
from bot.service.turns import NO_FILTERS, ShownAt, Turn
from bot.talking.reply import Reply
from bot.web.access import Caller, admit_counted, number_of
from bot.web.answer_models import AnswerResponse, Ask
from bot.web.metrics import Metrics
from bot.web.problems import problem_responses, respond_to
from bot.web.state import Shared, shared_by
from embeddings.filters import Filters

STREAM_TYPE = "text/event-stream"

answers = APIRouter(tags=["answers"])

_SIGN_OF_LIFE_S = 15.0
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A part of what is shown, as it is streamed."""

    name: str
    data: dict[str, Any]

    def encode(self) -> str:
        """As server-sent events are written."""
        return f"event: {self.name}\ndata: {json.dumps(self.data)}\n\n"


class HttpFace:
    """Notes what is shown, as events in their order; None stands for the end."""

    def __init__(self, conversation: str, place: str, metrics: Metrics) -> None:
        self._metrics = metrics
        self._started = time.perf_counter()
        self.events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._conversation = conversation
        self._place = place

    async def acknowledge(self) -> None:
        """Nobody is told: the connection stands."""

    async def show(self, answer: Answer) -> ShownAt:
        """Note the answer."""
        self._count(answer.verdict.value)
        self._note("answer", {"kind": "answer", **answer_to_json(answer), "written": []})
        return ShownAt(conversation=self._place)

    async def say(self, reply: Reply) -> None:
        """Note what is said instead."""
        self._count("reply")
        articles = [reference_to_json(article) for article in reply.articles]
        said = {"text": reply.text, "language": reply.language, "choices": list(reply.choices)}
        self._note("reply", {"kind": "reply", **said, "articles": articles})

    async def show_written(self, answer: Answer, sentences: AsyncGenerator[str]) -> None:
        """Note each sentence as it comes."""
        async for sentence in sentences:
            self.events.put_nowait(Event(name="written", data={"sentence": sentence}))

    def take(self) -> list[Event]:
        """All that was noted since this was asked last."""
        return [event for _ in range(self.events.qsize()) if (event := self.events.get_nowait())]

    def _count(self, verdict: str) -> None:
        self._metrics.verdicts.labels(verdict).inc()
        self._metrics.seconds.observe(time.perf_counter() - self._started)

    def _note(self, name: str, data: dict[str, Any]) -> None:
        data = {**data, "conversation": self._conversation}
        self.events.put_nowait(Event(name=name, data=data))


@answers.post(
    "/v1/answers",
    response_model=AnswerResponse,
    response_model_exclude_unset=True,
    responses={
        200: {
            "description": "The answer; as a stream of events where text/event-stream is accepted.",
            "content": {STREAM_TYPE: {"schema": {"type": "string"}}},
        },
        **problem_responses(400, 401, 413, 415, 422, 429, 503),
    },
)
async def answer_question(
    ask: Ask, request: Request, caller: Annotated[Caller, Depends(admit_counted)]
) -> Any:
    """Answer a question with exact sentences of articles and their sources."""
    shared = shared_by(request)
    conversation = ask.conversation or secrets.token_urlsafe(16)
    # Of one caller alone, should the id become known to another.
    place = f"http {caller.key or ''} {conversation}"
    turn = Turn(
        text=ask.question,
        asker=number_of(place),
        conversation=place,
        filters=await _filters(shared, ask),
        limit=ask.limit,
        answer_in=ask.answer_in,
        any_time=ask.any_time,
        is_limited=False,
    )
    face = HttpFace(conversation, place, shared.metrics)
    if STREAM_TYPE in request.headers.get("accept", ""):
        return await _stream(shared, turn, face, request)
    await _ask(shared, turn, face)
    shown, *written = face.take()
    if shown.name == "reply":
        return shown.data
    return shown.data | {"written": [event.data["sentence"] for event in written]}


async def _filters(shared: Shared, ask: Ask) -> Filters:
    conditions = ask.filters.model_dump()
    if not any(conditions.values()):
        return NO_FILTERS
    return await shared.engine.worker.aside(lambda service: service.make_filters(**conditions))


async def _ask(shared: Shared, turn: Turn, face: HttpFace) -> None:
    asking = shared.engine.asking
    with shared.metrics.waiting.track_inprogress():
        await asking.ask(turn, face)


async def _stream(shared: Shared, turn: Turn, face: HttpFace, request: Request) -> Response:
    """The answer as it comes; what goes wrong before there is one is raised."""
    task = asyncio.create_task(_ask(shared, turn, face))
    task.add_done_callback(lambda _: face.events.put_nowait(None))
    try:
        first = await face.events.get()
    except asyncio.CancelledError:
        task.cancel()
        raise
    if first is None:
        await task
        raise RuntimeError("a question was neither answered nor refused")
    return _Stream(_events(first, face, task, request), task)


class _Stream(StreamingResponse):
    """Sends events; whoever leaves ends the writing."""

    def __init__(self, events: AsyncIterator[str], task: asyncio.Task[None]) -> None:
        super().__init__(events, headers=_HEADERS, media_type=STREAM_TYPE)
        self._task = task

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._task.cancel()


async def _events(
    first: Event, face: HttpFace, task: asyncio.Task[None], request: Request
) -> AsyncIterator[str]:
    """Each event as it comes, then the end or what went wrong."""
    event: Event | None = first
    while event is not None:
        yield event.encode()
        while True:
            try:
                event = await asyncio.wait_for(face.events.get(), _SIGN_OF_LIFE_S)
                break
            except TimeoutError:
                yield ": still writing\n\n"  # a proxy closes what says nothing
    error = task.exception()
    if isinstance(error, Exception):
        problem = bytes(respond_to(request, error).body).decode()
        yield f"event: error\ndata: {problem}\n\n"
    else:
        yield Event(name="end", data={}).encode()
