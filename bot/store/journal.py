"""What the bot remembers, in SQLite: votes, settings, subscriptions, and little of the questions.

People are kept as a keyed hash of their Discord id (HMAC-SHA256, the key in a file beside the
journal), a question as its verdict, its topic, how long its answer took, a keyed hash of its words
and its answer's keyed id. Its text is kept only where the operator or a server's moderators opted
in, where a person asked to be told later, and for a day as the thread of a conversation. Deleted is
overwritten, here and in the traces of answers.
"""

import asyncio
import json
import logging
from pathlib import Path

from aiosqlite import Connection

from bot.errors import NotKeptError, TraceError
from bot.store.conditions import (
    parse_conditions,
    write_conditions,
)
from bot.store.digests import Digests
from bot.store.journal_key import JournalKey
from bot.store.known_articles import KnownArticles
from bot.store.member_choices import MemberChoices
from bot.store.promises import Promises
from bot.store.remembered import Asked, Forgotten
from bot.store.server_choices import ServerChoices
from bot.store.traces import drop_traces, forget_traces
from bot.store.transactions import Transactions
from bot.store.unanswered import UnansweredQuestions
from bot.store.usage import Usage
from bot.store.votes import Votes
from bot.store.watches import Watches
from bot.talking.history import Exchange, parse_shown
from embeddings.filters import Filters

log = logging.getLogger(__name__)

_CONVERSATION_S = 86_400
_RECORDED_WITHIN_S = 600  # a trace is kept before its answer is shown, the question after it
_QUESTIONS_KEPT_S = 30 * 86_400
_CONVERSATION_TURNS = 12  # of all who take part
_OF_SERVERS = ("settings", "channels", "channel_settings", "digests", "questions", "votes")
_GUILD_OF_PLACE = "CAST(substr(place, 1, instr(place, '/') - 1) AS INTEGER)"
_DROP_FILTERS = (
    "DELETE FROM filters WHERE answer NOT IN (SELECT answer FROM questions)"
    " AND answer NOT IN (SELECT answer FROM subscriptions)"
)


def place_in(guild_id: int, name: object) -> str:
    """The name of a conversation in a server, by which it is forgotten with the server."""
    return f"{guild_id}/{name}"


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
        self.promises = Promises(store, self.filters)
        self.votes = Votes(store, self.hash_of)
        self.unanswered = UnansweredQuestions(store)
        self.usage = Usage(store)
        self.digests = Digests(store)
        self.watches = Watches(store)
        self.articles = KnownArticles(store)
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
        # A younger one may be of an answer that is just being shown.
        but = await self._answers_remembered()
        before = now - _RECORDED_WITHIN_S
        await asyncio.to_thread(drop_traces, self._home, but=but, made_before=before)

    async def _answers_remembered(self) -> set[str]:
        rows = await self._store.read("SELECT DISTINCT answer FROM questions")
        return {str(row[0]) for row in rows}

    async def fact(self, name: str) -> str | None:
        """A single remembered value."""
        rows = await self._store.read("SELECT value FROM facts WHERE name = ?", name)
        return str(rows[0][0]) if rows else None

    async def set_fact(self, name: str, value: str) -> None:
        await self._store.write("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, value)

    async def try_keeping(self, now: float) -> None:
        """Raise NotKeptError unless something can be kept now.

        For what would be told again and again if it could not be noted that it was told.
        """
        await self.set_fact("kept_at", str(now))

    async def record_question(self, asked: Asked, now: float) -> None:
        """Remember that it was asked; its text only if the server or the operator opted in.

        Its conditions are kept too, so that the answer's buttons can ask again under them.
        """
        keeps_text = self.keeps_text_of(asked.guild_id)
        if asked.is_private:
            keeps_text = keeps_text and self.keeps_text  # no moderator may read it
        async with self._store.transaction() as connection:
            if asked.filters:
                await connection.execute(
                    "INSERT OR REPLACE INTO filters VALUES (?, ?)",
                    (asked.answer, write_conditions(asked.filters)),
                )
            await connection.execute(
                "INSERT INTO questions (answer, asker, guild, link, verdict, topic, language,"
                " asked_at, text, alike, took_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    asked.answer,
                    self.hash_of(asked.user_id),
                    None if asked.is_private else asked.guild_id,
                    None if asked.is_private else asked.link,
                    asked.verdict,
                    asked.topic,
                    asked.language,
                    now,
                    asked.text if keeps_text else None,
                    self._key.hash_words(asked.understood),
                    asked.took_ms,
                ),
            )

    def keeps_text_of(self, guild_id: int | None) -> bool:
        """Whether questions are kept in words: a server's choice counts before the operator's."""
        chosen = self.servers.setting(guild_id, "questions") if guild_id else None
        return self.keeps_text if chosen is None else chosen == "keep"

    async def filters(self, answer: str) -> Filters | None:
        """The conditions of an answer; None if none are kept that can be read."""
        rows = await self._store.read("SELECT filters FROM filters WHERE answer = ?", answer)
        try:
            return parse_conditions(rows[0][0]) if rows else None
        except ValueError:
            log.warning("the conditions of answer %s are damaged", answer)
            return None

    async def remember_turn(self, place: str, user_id: int, exchange: Exchange, now: float) -> None:
        """Keep a question, as it was understood, as part of a conversation, for a day."""
        await self._store.write(
            "INSERT INTO turns (place, asker, text, asked_at, shown, answered)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            place,
            self.hash_of(user_id),
            exchange.question,
            now,
            json.dumps(exchange.shown),
            int(exchange.is_answered),
        )

    async def turns(self, place: str, user_id: int, now: float) -> list[Exchange]:
        """The last few exchanges of a conversation as one person sees them, the oldest first."""
        rows = await self._store.read(
            "SELECT text, asker, shown, answered FROM turns WHERE place = ? AND asked_at >= ?"
            " ORDER BY id DESC LIMIT ?",
            place,
            now - _CONVERSATION_S,
            _CONVERSATION_TURNS,
        )
        own = self.hash_of(user_id)
        return [
            Exchange(
                question=str(text),
                shown=parse_shown(shown),
                is_own=asker == own,
                is_answered=bool(answered),
            )
            for text, asker, shown, answered in reversed(rows)
        ]

    async def forget(self, user_id: int) -> Forgotten:
        """Delete all that is stored of a person, and the traces of what only they asked.

        When it returns, none of it is on disk, unless another process holds on to the log of the
        journal; a line in the log of the bot says so then. Raises NotKeptError when nothing could
        be deleted.
        """
        asker = self.hash_of(user_id)
        async with self._store.transaction() as connection:
            before = await self._answers_remembered()
            counts = [
                (
                    await connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (who,))
                ).rowcount
                for table, column, who in (
                    ("questions", "asker", asker),
                    ("votes", "voter", asker),
                    ("turns", "asker", asker),
                    ("subscriptions", "user", user_id),
                    ("watches", "user", user_id),
                    ("languages", "person", asker),
                )
            ]
            await self._drop_leftovers(connection, before)
        self.languages.drop(user_id)
        await self._store.empty_log()
        return Forgotten(
            questions=counts[0],
            votes=counts[1],
            turns=counts[2],
            subscriptions=counts[3],
            watches=counts[4],
            languages=counts[5],
        )

    async def servers_stored(self) -> set[int]:
        """Every server that anything is stored of."""
        each = " UNION ".join(f"SELECT guild FROM {table}" for table in _OF_SERVERS)
        each += f" UNION SELECT {_GUILD_OF_PLACE} FROM turns WHERE place GLOB '[0-9]*/*'"
        rows = await self._store.read(f"SELECT guild FROM ({each}) WHERE guild IS NOT NULL")
        return {int(row[0]) for row in rows}

    async def forget_server(self, guild_id: int) -> None:
        """Delete all that is stored of a server: what was chosen, asked and voted there.

        As when a person is forgotten, none of it is on disk when it returns.
        """
        async with self._store.transaction() as connection:
            before = await self._answers_remembered()
            for table in _OF_SERVERS:
                await connection.execute(f"DELETE FROM {table} WHERE guild = ?", (guild_id,))
            places = f"{place_in(guild_id, '')}%"
            await connection.execute("DELETE FROM turns WHERE place LIKE ?", (places,))
            await self._drop_leftovers(connection, before)
        self.servers.drop(guild_id)
        await self._store.empty_log()

    async def _drop_leftovers(self, connection: Connection, before: set[str]) -> None:
        """Delete what only deleted questions led to, given the answers remembered before."""
        await connection.execute(_DROP_FILTERS)
        try:
            # First, so that no crash in between leaves traces that nothing leads to.
            gone = before - await self._answers_remembered()
            await asyncio.to_thread(forget_traces, self._home, gone)
        except TraceError as error:
            raise NotKeptError(str(error)) from error
