"""What Sampan is and knows here, and whether it is well."""

import asyncio
from importlib import metadata
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from bot.phrases import LANGUAGES
from bot.service.look_ups import Facts
from bot.web.access import admit, admit_known
from bot.web.languages import language_asked
from bot.web.metrics import METRICS_TYPE
from bot.web.problems import problem_responses
from bot.web.state import shared_by

about = APIRouter(tags=["about"])
health = APIRouter(tags=["health"])

LanguageAsked = Annotated[
    Literal["en", "zh-Hant", "zh-Hans"] | None,
    Query(description="else what Accept-Language prefers"),
]


class About(BaseModel):
    """What is needed to introduce Sampan."""

    name: str
    subject: str = Field(description="what may be asked about")
    greeting: str
    articles: int
    oldest: str | None = Field(description="the day of the oldest article")
    newest: str | None
    updated_at: str = Field(description="when the articles were last read")
    languages: list[str] = Field(description="what it answers in")
    version: str


class Examples(BaseModel):
    """Questions to begin with."""

    questions: list[str]


class Health(BaseModel):
    """That all is well."""

    status: Literal["ok"]


class Ready(BaseModel):
    """That there is an index to answer from."""

    status: Literal["ready"]
    index: str


@about.get(
    "/v1/about",
    response_model=About,
    dependencies=[Depends(admit)],
    responses=problem_responses(401, 422, 503),
)
async def introduce(request: Request, language: LanguageAsked = None) -> dict[str, Any]:
    """What Sampan answers from here."""
    worker = shared_by(request).engine.worker
    identity, facts = worker.identity, await worker.look_up(Facts())
    return {
        "name": identity.name,
        "subject": identity.subject(language or _language_of(request)),
        "greeting": identity.greeting(language or _language_of(request)),
        "articles": facts.articles,
        "oldest": facts.oldest and facts.oldest.isoformat(),
        "newest": facts.newest and facts.newest.isoformat(),
        "updated_at": facts.updated_at.isoformat(),
        "languages": LANGUAGES,
        "version": metadata.version("sampan"),
    }


@about.get(
    "/v1/examples",
    response_model=Examples,
    dependencies=[Depends(admit)],
    responses=problem_responses(401, 422, 503),
)
async def find_examples(request: Request, language: LanguageAsked = None) -> dict[str, Any]:
    """Up to three questions that the articles answer; slow once for each index and language."""
    found = await shared_by(request).engine.examples.find(language or _language_of(request))
    return {"questions": found}


@health.get("/healthz", response_model=Health)
async def tell_health() -> dict[str, str]:
    """Whether the process lives."""
    return {"status": "ok"}


@health.get("/readyz", response_model=Ready, responses=problem_responses(503))
async def tell_readiness(request: Request) -> dict[str, str]:
    """Whether an index answers."""
    return {"status": "ready", "index": shared_by(request).engine.service.index_id}


@health.get(
    "/metrics",
    response_class=Response,
    dependencies=[Depends(admit_known)],
    responses={
        200: {"description": "Counts as Prometheus reads them.", "content": {METRICS_TYPE: {}}},
        **problem_responses(401),
    },
)
async def tell_metrics(request: Request) -> Response:
    """What was asked and answered, how fast, and how old the index is."""
    shared = shared_by(request)
    service = shared.engine.service if shared.engine.is_ready else None
    told = await asyncio.to_thread(shared.metrics.render, service)
    return Response(told, media_type=METRICS_TYPE)


def _language_of(request: Request) -> str:
    return language_asked(request.headers.get("accept-language", ""))
