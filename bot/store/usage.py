"""How much is asked and how it fares, counted by day: nobody can be told from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.transactions import Transactions

_MOST_LISTED = 500
# Days are those of Hong Kong, as everywhere in Sampan.
_DAY = "date({at}, 'unixepoch', '+8 hours')"
_ASKED_DAY = _DAY.format(at="asked_at")
_VOTED_DAY = _DAY.format(at="voted_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's questions by verdict, and how long answers took, in ms: half of them, most of them.

    `median_ms` and `most_ms` (95 of 100) are None where no time was kept.
    """

    day: str
    answered: int
    unsure: int
    not_found: int
    median_ms: float | None
    most_ms: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """How often a topic was asked about, and how often in vain or nearly so."""

    name: str
    asked: int
    unsure: int
    not_found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenVote:
    """A vote by its day: for or against, why, and what is kept of the question."""

    day: str
    value: int
    reason: str | None
    text: str | None
    topic: str | None


class Usage:
    """Counts what the journal remembers; no row tells who it was or where."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    async def days(self, since: float) -> list[Day]:
        """Each day on which something was asked, the oldest first."""
        rows = await self._store.read(
            f"WITH asked AS (SELECT {_ASKED_DAY} AS day, verdict, took_ms,"
            f" ROW_NUMBER() OVER (PARTITION BY {_ASKED_DAY}, took_ms IS NULL ORDER BY took_ms)"
            f" AS place, COUNT(took_ms) OVER (PARTITION BY {_ASKED_DAY}) AS timed"
            " FROM questions WHERE asked_at >= ?)"
            " SELECT day, SUM(verdict = 'answered'), SUM(verdict = 'unsure'),"
            " SUM(verdict = 'not_found'),"
            " MAX(CASE WHEN place = (timed + 1) / 2 THEN took_ms END),"
            " MAX(CASE WHEN place = (timed * 95 + 99) / 100 THEN took_ms END)"
            " FROM asked GROUP BY day ORDER BY day",
            since,
        )
        return [
            Day(
                day=day,
                answered=answered,
                unsure=unsure,
                not_found=not_found,
                median_ms=median,
                most_ms=most,
            )
            for day, answered, unsure, not_found, median, most in rows
        ]

    async def subjects(self, since: float, *, limit: int = 12) -> list[Subject]:
        """The topics that were asked about most; questions without one are left out."""
        rows = await self._store.read(
            "SELECT topic, COUNT(*), SUM(verdict = 'unsure'), SUM(verdict = 'not_found')"
            " FROM questions WHERE asked_at >= ? AND topic IS NOT NULL"
            " GROUP BY topic ORDER BY COUNT(*) DESC, topic LIMIT ?",
            since,
            limit,
        )
        return [
            Subject(name=name, asked=asked, unsure=unsure, not_found=not_found)
            for name, asked, unsure, not_found in rows
        ]

    async def languages(self, since: float) -> Mapping[str, int]:
        """How many questions were answered in each language, the most first."""
        rows = await self._store.read(
            "SELECT language, COUNT(*) FROM questions WHERE asked_at >= ?"
            " GROUP BY language ORDER BY COUNT(*) DESC, language",
            since,
        )
        return {str(language): int(count) for language, count in rows}

    async def votes_by_day(self, since: float) -> list[tuple[str, int, int]]:
        """Each day with its votes for and against, the oldest first."""
        rows = await self._store.read(
            f"SELECT {_VOTED_DAY} AS day, SUM(value > 0), SUM(value < 0) FROM votes"
            " WHERE voted_at >= ? GROUP BY day ORDER BY day",
            since,
        )
        return [(day, int(up), int(down)) for day, up, down in rows]

    async def votes(self, since: float) -> list[GivenVote]:
        """The votes with their reasons, the newest first; of the question what is kept of it."""
        question = "SELECT MAX({part}) FROM questions AS q WHERE q.answer = votes.answer"
        rows = await self._store.read(
            f"SELECT {_VOTED_DAY}, value, reason, ({question.format(part='text')}),"
            f" ({question.format(part='topic')}) FROM votes WHERE voted_at >= ?"
            " ORDER BY voted_at DESC, rowid DESC LIMIT ?",
            since,
            _MOST_LISTED,
        )
        return [
            GivenVote(day=day, value=value, reason=reason, text=text, topic=topic)
            for day, value, reason, text, topic in rows
        ]
