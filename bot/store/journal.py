"""What the bot remembers, in SQLite: votes, settings, subscriptions, and little of the questions.

People are kept as a keyed hash of their Discord id (HMAC-SHA256, the key in a file beside the
journal), a question as its verdict, its topic, a keyed hash of its words and its answer's keyed id.
Its text is kept only where the operator opted in, where a person asked to be told later, and for a
day as the thread of a conversation. Deleted is overwritten, here and in the traces of answers.
"""

import asyncio
import logging
from pathlib import Path

from bot.errors import ForgottenError, NotKeptError, TraceError, UserError
from bot.store.conditions import (
    digest_promise,
    parse_conditions,
    parse_subscription,
    write_conditions,
)
from bot.store.journal_key import JournalKey
from bot.store.member_choices import MemberChoices
from bot.store.remembered import Asked, Forgotten, Subscription, Unanswered
from bot.store.server_choices import ServerChoices
from bot.store.traces import drop_traces
from bot.store.transactions import Transactions
from embeddings.filters import Filters

log = logging.getLogger(__name__)

_CONVERSATION_S = 86_400
_QUESTIONS_KEPT_S = 30 * 86_400
_CONVERSATION_TURNS = 3
MAX_SUBSCRIPTIONS = 20
_DROP_FILTERS = (
    "DELETE FROM filters WHERE answer NOT IN (SELECT answer FROM questions)"
    " AND answer NOT IN (SELECT answer FROM subscriptions)"
)


class Journal:
    """One SQLite file; every method is one transaction, on disk when it returns.

    All of them raise NotKeptError while the file cannot be read or written.
    """

    def __init__(
        self, home: Path, store: Transactions, key: JournalKey, *, keeps_text: bool
    ) -> None:
        self._home = home
        self._store = store
        self._key = key
        self.servers = ServerChoices(store)
        self.languages = MemberChoices(store, self.hash_of)
        self.keeps_text = keeps_text

    def hash_of(self, user_id: int) -> str:
        """What stands for a person: cannot be turned back without the key."""
        return self._key.hash_person(user_id)

    def answer_id(self, plain_id: str) -> str:
        """The id to show and to keep an answer under, 16 hex digits.

        An answer's own id is a plain hash of its question: whoever guesses the question could tell
        by it that the question was asked.
        """
        return self._key.hash_answer(plain_id)

    async def drop_expired(self, now: float) -> None:
        """Delete what was promised to be kept no longer: questions, conversations, conditions.

        Traces go with their questions; raises TraceError when they cannot.
        """
        async with self._store.transaction() as connection:
            for table, kept_s in (("questions", _QUESTIONS_KEPT_S), ("turns", _CONVERSATION_S)):
                oldest = now - kept_s
                await connection.execute(f"DELETE FROM {table} WHERE asked_at < ?", (oldest,))
            await connection.execute(_DROP_FILTERS)
        await self._store.empty_log()
        await self._drop_traces()

    async def _drop_traces(self) -> None:
        """Forget how answers came about that no question is remembered of any more."""
        rows = await self._store.read("SELECT DISTINCT answer FROM questions")
        await asyncio.to_thread(drop_traces, self._home, but={str(row[0]) for row in rows})

    async def fact(self, name: str) -> str | None:
        """A single remembered value."""
        rows = await self._store.read("SELECT value FROM facts WHERE name = ?", name)
        return str(rows[0][0]) if rows else None

    async def set_fact(self, name: str, value: str) -> None:
        await self._store.write("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, value)

    async def record_question(self, asked: Asked, now: float) -> None:
        """Remember that it was asked; its text only if the operator opted in.

        Its conditions are kept too, so that the answer's buttons can ask again under them.
        """
        async with self._store.transaction() as connection:
            if asked.filters:
                await connection.execute(
                    "INSERT OR REPLACE INTO filters VALUES (?, ?)",
                    (asked.answer, write_conditions(asked.filters)),
                )
            await connection.execute(
                "INSERT INTO questions (answer, asker, guild, link, verdict, topic, language,"
                " asked_at, text, alike) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    asked.answer,
                    self.hash_of(asked.user_id),
                    asked.guild_id,
                    asked.link,
                    asked.verdict,
                    asked.topic,
                    asked.language,
                    now,
                    asked.text if self.keeps_text else None,
                    self._key.hash_words(asked.understood),
                ),
            )

    async def filters(self, answer: str) -> Filters | None:
        """The conditions of an answer; None if none are kept that can be read."""
        rows = await self._store.read("SELECT filters FROM filters WHERE answer = ?", answer)
        try:
            return parse_conditions(rows[0][0]) if rows else None
        except ValueError:
            log.warning("the conditions of answer %s are damaged", answer)
            return None

    async def unanswered(self, guild_id: int, since: float) -> list[Unanswered]:
        """What could not be answered in a server, alike ones merged, the most asked first."""
        rows = await self._store.read(
            "SELECT MAX(topic), COUNT(*), MAX(text), GROUP_CONCAT(link, ' ') FROM"
            " (SELECT * FROM questions WHERE guild = ? AND asked_at >= ? AND verdict <> 'answered'"
            " ORDER BY id)"
            " GROUP BY COALESCE(alike, id) ORDER BY COUNT(*) DESC, MAX(id) DESC LIMIT 20",
            guild_id,
            since,
        )
        return [
            Unanswered(topic=topic, count=count, text=text, links=tuple((links or "").split()[-3:]))
            for topic, count, text, links in rows
        ]

    async def vote(self, answer: str, user_id: int, value: int, now: float) -> None:
        """One vote a person and answer; a later one replaces it and its reason."""
        await self._store.write(
            "INSERT INTO votes VALUES (?, ?, ?, NULL, ?) ON CONFLICT (answer, voter)"
            " DO UPDATE SET value = excluded.value, reason = NULL, voted_at = excluded.voted_at",
            answer,
            self.hash_of(user_id),
            value,
            now,
        )

    async def add_reason(self, answer: str, user_id: int, reason: str, now: float) -> None:
        """Why a person voted against an answer; the vote too, should it not have been kept."""
        await self._store.write(
            "INSERT INTO votes VALUES (?, ?, -1, ?, ?) ON CONFLICT (answer, voter)"
            " DO UPDATE SET reason = excluded.reason WHERE value < 0",
            answer,
            self.hash_of(user_id),
            reason,
            now,
        )

    async def votes(self, answer: str) -> tuple[int, int]:
        """How many found an answer helpful, and how many did not."""
        rows = await self._store.read(
            "SELECT COALESCE(SUM(value > 0), 0), COALESCE(SUM(value < 0), 0) FROM votes"
            " WHERE answer = ?",
            answer,
        )
        return int(rows[0][0]), int(rows[0][1])

    async def remember_turn(self, place: str, user_id: int, text: str, now: float) -> None:
        """Keep a question as part of a conversation, for a day."""
        await self._store.write(
            "INSERT INTO turns (place, asker, text, asked_at) VALUES (?, ?, ?, ?)",
            place,
            self.hash_of(user_id),
            text,
            now,
        )

    async def turns(self, place: str, now: float) -> list[str]:
        """The last few questions of a conversation, the oldest first."""
        rows = await self._store.read(
            "SELECT text FROM turns WHERE place = ? AND asked_at >= ? ORDER BY id DESC LIMIT ?",
            place,
            now - _CONVERSATION_S,
            _CONVERSATION_TURNS,
        )
        return [str(row[0]) for row in reversed(rows)]

    async def subscribe(
        self,
        user_id: int,
        question: str,
        language: str,
        answer: str,
        now: float,
        *,
        has_filters: bool = False,
    ) -> None:
        """Remember, with the text, who wants to be told; once a person and question.

        `answer` is the refusal's id, and `has_filters` says that conditions are kept under it.
        Raises ForgottenError when they are not any more, and UserError when as many promises to
        this person are open as one may have.
        """
        filters = await self.filters(answer) if has_filters else Filters()
        if filters is None:
            raise ForgottenError
        conditions = write_conditions(filters) if filters else None
        digest = digest_promise(user_id, question, language, conditions)
        async with self._store.transaction() as connection:
            await connection.execute(
                "INSERT INTO subscriptions"
                " (user, question, language, answer, asked_at, conditions, digest)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user, question) DO UPDATE SET"
                " language = excluded.language, answer = excluded.answer,"
                " conditions = excluded.conditions, digest = excluded.digest",
                (user_id, question, language, answer, now, conditions, digest),
            )
            count = "SELECT COUNT(*) FROM subscriptions WHERE user = ?"
            async with connection.execute(count, (user_id,)) as cursor:
                (row,) = await cursor.fetchall()
            if row[0] > MAX_SUBSCRIPTIONS:
                raise UserError("too_many_subscriptions", most=MAX_SUBSCRIPTIONS)

    async def subscriptions(self) -> list[Subscription]:
        """All that are still waiting, the oldest first; damaged ones are dropped."""
        rows = await self._store.read(
            "SELECT id, user, question, language, conditions, digest FROM subscriptions ORDER BY id"
        )
        kept: list[Subscription] = []
        damaged: list[int] = []
        for row in rows:
            try:
                kept.append(parse_subscription(*row))
            except ValueError:
                damaged.append(row[0])
        if damaged:
            # Nobody can be told of it: whom it was made to is no surer than the rest.
            log.warning("%d promises to tell somebody were damaged and are dropped", len(damaged))
            async with self._store.transaction() as connection:
                for id in damaged:
                    await connection.execute("DELETE FROM subscriptions WHERE id = ?", (id,))
        return kept

    async def end_subscription(self, subscription_id: int) -> None:
        await self._store.write("DELETE FROM subscriptions WHERE id = ?", subscription_id)
        await self._store.empty_log()

    async def forget(self, user_id: int) -> Forgotten:
        """Delete all that is stored of a person, and the traces of what only they asked.

        When it returns, none of it is on disk, unless another process holds on to the log of the
        journal; a line in the log of the bot says so then. Raises NotKeptError when nothing could
        be deleted.
        """
        asker = self.hash_of(user_id)
        async with self._store.transaction() as connection:
            counts = [
                (
                    await connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (who,))
                ).rowcount
                for table, column, who in (
                    ("questions", "asker", asker),
                    ("votes", "voter", asker),
                    ("turns", "asker", asker),
                    ("subscriptions", "user", user_id),
                    ("languages", "person", asker),
                )
            ]
            await connection.execute(_DROP_FILTERS)
            try:
                # First, so that no crash in between leaves traces that nothing leads to.
                await self._drop_traces()
            except TraceError as error:
                raise NotKeptError(str(error)) from error
        self.languages.drop(user_id)
        await self._store.empty_log()
        return Forgotten(
            questions=counts[0],
            votes=counts[1],
            turns=counts[2],
            subscriptions=counts[3],
            languages=counts[4],
        )
