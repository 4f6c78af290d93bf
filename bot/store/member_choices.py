"""The languages that people chose to be spoken to in: read from memory, kept under their hash."""

import logging
from collections.abc import Callable

from bot.phrases import LANGUAGES
from bot.store.transactions import Transactions

log = logging.getLogger(__name__)


class MemberChoices:
    """Who chose which language; whoever chose none is spoken to as they write."""

    def __init__(self, store: Transactions, hash_of: Callable[[int], str]) -> None:
        self._store = store
        self._hash_of = hash_of
        self._chosen: dict[str, str] = {}

    async def load(self) -> None:
        """Read all of them; once, before anybody is spoken to."""
        rows = await self._store.read("SELECT person, language FROM languages")
        known = {str(person): str(language) for person, language in rows if language in LANGUAGES}
        if len(known) < len(rows):
            lost = len(rows) - len(known)
            log.warning("%d choices of a language are damaged and count as none", lost)
        self._chosen = known

    def of(self, user_id: int) -> str | None:
        """The language that a person chose, if they chose one."""
        return self._chosen.get(self._hash_of(user_id))

    async def choose(self, user_id: int, language: str | None) -> None:
        """Keep a choice; None ends it."""
        person = self._hash_of(user_id)
        if language is None:
            await self._store.write("DELETE FROM languages WHERE person = ?", person)
            self.drop(user_id)
            return
        await self._store.write("INSERT OR REPLACE INTO languages VALUES (?, ?)", person, language)
        self._chosen[person] = language

    def drop(self, user_id: int) -> None:
        """Forget a choice that is on disk no more."""
        self._chosen.pop(self._hash_of(user_id), None)
