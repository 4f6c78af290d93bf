"""What goes wrong, as problem documents (RFC 9457) in the language of whoever asked."""

import logging
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from bot.errors import (
    AnswerTimeoutError,
    BusyError,
    DamagedError,
    EndingError,
    IndexAwayError,
    NoIndexError,
    NotKeptError,
    TooOftenError,
    UserError,
)
from bot.phrases import say
from bot.service.said_errors import say_error, without_place
from bot.web.errors import ProblemError
from bot.web.languages import language_asked
from bot.web.validation import describe_invalid
from corpus.errors import AppError

log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"

# In how many seconds what cannot be done now is worth another try.
_WAITS_S: dict[type[BaseException], int] = {
    NoIndexError: 10,
    BusyError: 5,
    AnswerTimeoutError: 5,
    EndingError: 5,
    NotKeptError: 30,
    DamagedError: 30,
    IndexAwayError: 30,
}
_NO_SUCH = {400: "not_json", 404: "no_such_path", 405: "no_such_method", 413: "too_large"}


class Problem(BaseModel):
    """Something that went wrong (RFC 9457)."""

    type: str = Field(default="about:blank", description="no page tells more")
    title: str = Field(description="what the status means")
    status: int
    detail: str = Field(description="a sentence for a person, in the language asked for")
    instance: str = Field(description="the id of the request, as in the log")
    code: str = Field(description="what went wrong, for programs: busy, no_index, too_often …")


def tell_problems(app: FastAPI) -> None:
    """Let the app answer what is raised in it, and is somebody's to mend, with a problem."""

    async def tell(request: Request, error: Exception) -> Response:
        return respond_to(request, error)

    for kind in (AppError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, tell)


def respond_to(request: Request, error: BaseException) -> Response:
    """The problem that an error is; a defect is logged, and told by the id of the request."""
    language = language_asked(request.headers.get("accept-language", ""))
    if isinstance(error, HTTPException) and not isinstance(error, ProblemError):
        code = _NO_SUCH.get(error.status_code, "not_possible")
        error = ProblemError(error.status_code, code, headers=dict(error.headers or {}))
    if isinstance(error, RequestValidationError):
        error = describe_invalid(error, request)
    if isinstance(error, ProblemError):
        sentence = say(error.phrase, language).format(**error.values)
        return _problem(request, error.status_code, error.phrase, sentence, error.headers)
    error = without_place(error)
    told = say_error(error, language)
    if told is None:
        log.error("a request ended in a defect", exc_info=error)
        sentence = say("defect", language).format(reference=request_id(request))
        return _problem(request, 500, "defect", sentence)
    if isinstance(error, NotKeptError):
        log.warning("somebody was told that something is not kept", exc_info=error)
    code = error.phrase if isinstance(error, UserError) else "no_such_name"
    if isinstance(error, TooOftenError):
        return _problem(request, 429, code, told, _after(math.ceil(error.wait_s)))
    if type(error) in _WAITS_S:
        return _problem(request, 503, code, told, _after(_WAITS_S[type(error)]))
    return _problem(request, 422, code, told)


def request_id(request: Request) -> str:
    """By which a request is found in the log."""
    return str(request.scope.get("state", {}).get("request_id", ""))


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How problems of these statuses stand in the OpenAPI document."""
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }


def _problem(
    request: Request,
    status: int,
    code: str,
    sentence: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    problem = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=sentence.strip(),
        instance=request_id(request),
        code=code,
    )
    more = {"Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(problem.model_dump(), status, more, PROBLEM_TYPE)


def _after(wait_s: int) -> dict[str, str]:
    return {"Retry-After": str(max(1, wait_s))}
