"""`/v1/operator/…`: how the service is used and how it fares, for whoever runs it."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from bot.errors import NoIndexError
from bot.service.csv_text import write_csv
from bot.service.look_ups import Facts
from bot.web.access import admit_operator
from bot.web.operator_tables import (
    TABLES,
    read_days,
    read_sources,
    read_topics,
    read_unanswered,
    read_votes,
    read_votes_by_day,
)
from bot.web.problems import problem_responses
from bot.web.state import Shared, shared_by
from corpus.errors import AppError

_CSV_TYPE = "text/csv; charset=utf-8"
_RESPONSES = problem_responses(401, 403, 422, 503)

Days = Annotated[int, Query(ge=1, le=365, description="how far back; questions are kept 30 days")]
TableName = Literal["days", "topics", "unanswered", "votes", "sources"]

operator = APIRouter(
    prefix="/v1/operator", tags=["operator"], dependencies=[Depends(admit_operator)]
)


@operator.get("/overview", responses=_RESPONSES)
async def show_overview(request: Request, days: Days = 30) -> dict[str, Any]:
    """All that the operator's page shows, counted by day; nobody can be told from it."""
    shared = shared_by(request)
    sources = await _find_sources(shared)
    return {
        "days": await read_days(shared, days),
        "topics": await read_topics(shared, days),
        "votes_by_day": await read_votes_by_day(shared, days),
        "unanswered": await read_unanswered(shared, days),
        "votes": await read_votes(shared, days),
        "sources": sources.rows,
        "sources_problem": sources.problem,
        "keeps_questions": shared.settings.keep_questions,
        "index": await _describe_index(shared),
    }


@operator.get(
    "/{name}.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}, **_RESPONSES},
)
async def send_table(name: TableName, request: Request, days: Days = 30) -> Response:
    """One table for a spreadsheet."""
    table = TABLES[name]
    rows = await table.read(shared_by(request), days)
    return Response(
        write_csv(table.columns, table.cells(rows)),
        media_type=_CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="sampan-{name}.csv"'},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """The rows, or what is wrong with the list of sources."""

    rows: list[dict[str, Any]]
    problem: str | None


async def _find_sources(shared: Shared) -> _Sources:
    try:
        return _Sources(rows=await read_sources(shared, 0), problem=None)
    except AppError as error:  # its sentence is meant for operators
        return _Sources(rows=[], problem=str(error))


async def _describe_index(shared: Shared) -> dict[str, Any] | None:
    try:
        worker = shared.engine.worker
    except NoIndexError:
        return None
    service, facts = worker.service, await worker.look_up(Facts())
    return {
        "id": service.index_id,
        "articles": facts.articles,
        "published_at": service.published_at.isoformat(),
        "oldest": facts.oldest and facts.oldest.isoformat(),
        "newest": facts.newest and facts.newest.isoformat(),
    }
