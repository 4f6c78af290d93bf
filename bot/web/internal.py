"""`POST /v1/internal/…`: what bots without an index ask; no part of what programs may rely on."""

import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from importlib import metadata
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from bot.answering.answer import Answer
from bot.service.requests import (
    GIVES,
    REQUESTS,
    Opened,
    ToFindExamples,
    ToOpen,
    ToTellStatus,
    ToWrite,
)
from bot.service.said_errors import without_place
from bot.service.wire import (
    PREFIX,
    PROTOCOL_HEADER,
    VERSION_HEADER,
    lighten,
    protocol,
    read_record,
    write_error,
    write_record,
)
from bot.service.work import ToAnswer, ToRespond
from bot.web.access import admit_bot
from bot.web.errors import ProblemError
from bot.web.state import Shared, shared_by
from corpus.errors import AppError

log = logging.getLogger(__name__)

internal = APIRouter(include_in_schema=False, dependencies=[Depends(admit_bot)])

_JSON = "application/json"
_LINES = "application/x-ndjson"


@internal.post(f"{PREFIX}{{name}}")
async def take(name: str, request: Request) -> Response:
    """What a request gives, as a record; what it raises, as an error that the bot raises too."""
    version = metadata.version("sampan")
    if request.headers.get(PROTOCOL_HEADER) != protocol():
        raise ProblemError(
            409, "protocol_differs", headers={VERSION_HEADER: version}, version=version
        )
    kind = REQUESTS.get(name)
    if kind is None:
        raise ProblemError(404, "no_such_path")
    try:
        wanted = read_record(kind, await request.body())
    except ValueError as error:
        raise ProblemError(400, "not_json") from error
    shared = shared_by(request)
    try:
        if isinstance(wanted, ToWrite):
            await shared.engine.worker.aside(wanted.check)
            return StreamingResponse(_write(shared, wanted.answer), media_type=_LINES)
        found = lighten(await _do(shared, wanted))
    except AppError as error:
        told = write_error(without_place(error))
        if told is None:
            raise
        return Response(told, 422, media_type=_JSON)
    return Response(write_record(GIVES[kind], found), media_type=_JSON)


async def _do(shared: Shared, wanted: Any) -> Any:
    """What comes of a request; raises AppError."""
    worker = shared.engine.worker
    match wanted:
        case ToOpen():
            return Opened(
                index_id=worker.service.index_id,
                identity=worker.identity,
                writes=worker.writer is not None,
            )
        case ToTellStatus():
            return await worker.status()
        case ToFindExamples():
            return await shared.engine.examples.find(wanted.language)
        case ToRespond():
            began = time.perf_counter()
            with shared.metrics.waiting.track_inprogress():
                responded = await worker.respond(wanted)
            said = responded.spoken.said
            _count(shared, said.verdict.value if isinstance(said, Answer) else "reply", began)
            return responded
        case ToAnswer():
            began = time.perf_counter()
            with shared.metrics.waiting.track_inprogress():
                answered = await worker.answer(wanted)
            _count(shared, answered.answer.verdict.value, began)
            return answered
    return await worker.look_up(wanted)


def _count(shared: Shared, verdict: str, began: float) -> None:
    shared.metrics.verdicts.labels(verdict).inc()
    shared.metrics.seconds.observe(time.perf_counter() - began)


async def _write(shared: Shared, answer: Answer) -> AsyncIterator[str]:
    """A line for each sentence that a language model writes from an answer."""
    writer = shared.engine.worker.writer
    if writer is None:
        return
    async with aclosing(writer.write(answer)) as sentences:
        async for sentence in sentences:
            yield json.dumps(sentence) + "\n"
