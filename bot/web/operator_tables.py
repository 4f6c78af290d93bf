"""What an operator is told of use and health, as rows: for the operator's page, and as CSV."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.service.source_rows import list_rows
from bot.service.unanswered import VERDICTS
from bot.store.journal import Journal
from bot.web.state import Shared
from corpus.dates import HONG_KONG

_DAY_S = 86_400.0
_MOST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Its columns, and how its rows are read: of so many days, where it has days."""

    columns: tuple[str, ...]
    read: Callable[[Shared, int], Awaitable[list[dict[str, Any]]]]

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[list[object]]:
        """The rows in the order of the columns."""
        return [[row[column] for column in self.columns] for row in rows]


async def read_days(shared: Shared, days: int) -> list[dict[str, Any]]:
    """Questions of each day by verdict, and how long their answers took."""
    return [
        {
            "day": day.day,
            "answered": day.answered,
            "unsure": day.unsure,
            "not_found": day.not_found,
            "median_ms": day.median_ms,
            "most_ms": day.most_ms,
        }
        for day in await _journal(shared).usage.days(_since(days))
    ]


async def read_topics(shared: Shared, days: int) -> list[dict[str, Any]]:
    """The topics that were asked about most, and how often in vain."""
    return [
        {
            "topic": subject.name,
            "asked": subject.asked,
            "unsure": subject.unsure,
            "not_found": subject.not_found,
        }
        for subject in await _journal(shared).usage.subjects(_since(days))
    ]


async def read_unanswered(shared: Shared, days: int) -> list[dict[str, Any]]:
    """What was not answered, alike questions merged; their words where they are kept.

    Without the links to where they were asked, which lead to whoever asked.
    """
    listed = _journal(shared).unanswered.listed
    found = [
        (verdict, asked)
        for verdict in VERDICTS
        for asked in await listed(None, _since(days), verdict=verdict, limit=_MOST_ROWS)
    ]
    rows = [
        {
            "times": asked.count,
            "verdict": verdict,
            "question": asked.text,
            "topic": asked.topic,
            "last_day": datetime.fromtimestamp(asked.last_at, HONG_KONG).date().isoformat(),
        }
        for verdict, asked in found
    ]
    return sorted(rows, key=lambda row: -row["times"])


async def read_votes(shared: Shared, days: int) -> list[dict[str, Any]]:
    """Votes with their reasons, the newest first."""
    return [
        {
            "day": vote.day,
            "vote": vote.value,
            "reason": vote.reason,
            "question": vote.text,
            "topic": vote.topic,
        }
        for vote in await _journal(shared).usage.votes(_since(days))
    ]


async def read_votes_by_day(shared: Shared, days: int) -> list[dict[str, Any]]:
    """Each day's votes for and against."""
    return [
        {"day": day, "up": up, "down": down}
        for day, up, down in await _journal(shared).usage.votes_by_day(_since(days))
    ]


async def read_sources(shared: Shared, _days: int) -> list[dict[str, Any]]:
    """Where articles come from, and how each fared; raises AppError for a damaged list."""
    return await asyncio.to_thread(list_rows, shared.settings)


TABLES = {
    "days": Table(
        columns=("day", "answered", "unsure", "not_found", "median_ms", "most_ms"), read=read_days
    ),
    "topics": Table(columns=("topic", "asked", "unsure", "not_found"), read=read_topics),
    "unanswered": Table(
        columns=("times", "verdict", "question", "topic", "last_day"), read=read_unanswered
    ),
    "votes": Table(columns=("day", "vote", "reason", "question", "topic"), read=read_votes),
    "sources": Table(
        columns=("id", "kind", "address", "articles", "succeeded", "checked", "due", "error"),
        read=read_sources,
    ),
}
"""What can be downloaded, by name."""


def _journal(shared: Shared) -> Journal:
    return shared.engine.journal


def _since(days: int) -> float:
    return time.time() - days * _DAY_S
