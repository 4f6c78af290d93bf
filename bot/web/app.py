"""The HTTP service, put together from the settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.settings import Settings
from bot.store.journal_file import open_journal
from bot.store.writable import check_writable
from bot.web.about import about, health
from bot.web.accounting import Accounting
from bot.web.answers import answers
from bot.web.engine import Engine
from bot.web.feedback import feedback
from bot.web.gate import Gate
from bot.web.heads import Heads
from bot.web.internal import internal
from bot.web.lookups import lookups
from bot.web.metrics import Metrics
from bot.web.operator import operator
from bot.web.page_routes import add_page
from bot.web.problems import Problem, tell_problems
from bot.web.state import Shared, is_local


def make_app(settings: Settings) -> FastAPI:
    """The app; it opens index and journal when it starts, and waits for an index if there is none.

    Starting raises AppError for what only a person can mend.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        check_writable(settings.home)
        async with open_journal(settings.home, keeps_text=settings.keep_questions) as journal:
            engine = Engine(settings, journal)
            app.state.shared = Shared.of(settings, engine, app.state.metrics)
            await engine.start()
            try:
                yield
            finally:
                await engine.close()

    app = FastAPI(
        title="Sampan",
        summary="Answers with exact sentences of articles, in English and Chinese.",
        version=metadata.version("sampan"),
        lifespan=lifespan,
        # Their pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    app.state.metrics = Metrics()
    tell_problems(app)
    _wrap(app, settings)
    for router in (answers, lookups, feedback, about, operator, health, internal):
        app.include_router(router)
    add_page(app, settings)
    _document(app)
    return app


def _wrap(app: FastAPI, settings: Settings) -> None:
    """What each request passes on its way in, the last one first."""
    app.add_middleware(Heads)
    if settings.cors:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
            expose_headers=["Retry-After", "X-Request-ID"],
        )
    app.add_middleware(Gate, is_local=is_local(settings))
    app.add_middleware(Accounting, metrics=app.state.metrics)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)


def _document(app: FastAPI) -> None:
    """Let the OpenAPI document hold what problems look like."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"]["Problem"] = schema
        return document

    app.openapi = openapi  # type: ignore[method-assign]
