"""Votes on answers with their reasons: under the hash of whoever gave them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from bot.store.transactions import Transactions

_MOST_LISTED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A vote that was given in a server: for or against, why, where, when, and to what question.

    Of the question there is what is kept: its words or its topic, or neither any more.
    """

    answer: str
    value: int
    reason: str | None
    link: str | None
    voted_at: float
    text: str | None
    topic: str | None


class VotePlace(TypedDict):
    """Where a vote was given: the server whose moderators may see it, and the answer there."""

    guild_id: int | None
    link: str | None


class Votes:
    """One vote a person and answer."""

    def __init__(self, store: Transactions, hash_of: Callable[[int], str]) -> None:
        self._store = store
        self._hash_of = hash_of

    async def give(
        self,
        answer: str,
        user_id: int,
        value: int,
        now: float,
        *,
        guild_id: int | None = None,
        link: str | None = None,
    ) -> None:
        """Keep a vote; a later one of the same person replaces it and its reason.

        With the server whose moderators may see it, and the link to the answer there.
        """
        await self._store.write(
            "INSERT INTO votes (answer, voter, value, voted_at, guild, link)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (answer, voter)"
            " DO UPDATE SET value = excluded.value, reason = NULL, voted_at = excluded.voted_at,"
            " guild = excluded.guild, link = excluded.link",
            answer,
            self._hash_of(user_id),
            value,
            now,
            guild_id,
            link,
        )

    async def add_reason(
        self,
        answer: str,
        user_id: int,
        reason: str,
        now: float,
        *,
        guild_id: int | None = None,
        link: str | None = None,
    ) -> None:
        """Why a person voted against an answer; the vote too, should it not have been kept."""
        await self._store.write(
            "INSERT INTO votes (answer, voter, value, reason, voted_at, guild, link)"
            " VALUES (?, ?, -1, ?, ?, ?, ?) ON CONFLICT (answer, voter)"
            " DO UPDATE SET reason = excluded.reason WHERE value < 0",
            answer,
            self._hash_of(user_id),
            reason,
            now,
            guild_id,
            link,
        )

    async def count(self, answer: str) -> tuple[int, int]:
        """How many found an answer helpful, and how many did not."""
        rows = await self._store.read(
            "SELECT COALESCE(SUM(value > 0), 0), COALESCE(SUM(value < 0), 0) FROM votes"
            " WHERE answer = ?",
            answer,
        )
        return int(rows[0][0]), int(rows[0][1])

    async def given_in(self, guild_id: int, since: float) -> list[Vote]:
        """The votes that were given in a server, the newest first."""
        rows = await self._store.read(
            "SELECT answer, value, reason, link, voted_at, (SELECT MAX(text) FROM questions AS q"
            " WHERE q.answer = votes.answer AND q.guild = votes.guild), (SELECT MAX(topic)"
            " FROM questions AS q WHERE q.answer = votes.answer AND q.guild = votes.guild)"
            " FROM votes WHERE guild = ? AND voted_at >= ?"
            " ORDER BY voted_at DESC, rowid DESC LIMIT ?",
            guild_id,
            since,
            _MOST_LISTED,
        )
        return [
            Vote(
                answer=answer,
                value=value,
                reason=reason,
                link=link,
                voted_at=at,
                text=text,
                topic=topic,
            )
            for answer, value, reason, link, at, text, topic in rows
        ]
