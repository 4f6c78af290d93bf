"""Three questions to begin with, found by asking them: once for each index and language."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.errors import UserError
from bot.service.wiring import Service
from bot.talking.examples import NEWEST, Example, is_answered, make_examples, next_example

_SHOWN = 3
_MOST_ASKED = 12

Result = TypeVar("Result")


class Worker(Protocol):
    """Runs work over the service that answers now."""

    async def run(self, work: Callable[[Service], Result]) -> Result: ...


class Examples:
    """Finds questions that the articles answer, and keeps them until there is a newer index."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._found: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._finding = asyncio.Lock()

    def known(self, language: str) -> tuple[str, ...]:
        """Those found last, without waiting; none before `find` was done for the language."""
        return self._found.get(language, ("", ()))[1]

    async def find(self, language: str) -> tuple[str, ...]:
        """At most three questions in a language, of different things and if possible subjects.

        Each is asked as a piece of work of its own, so that those who wait come between. While
        too many wait, those known are given.
        """
        async with self._finding:  # who needs them at the same time does not ask them twice
            try:
                return await self._find(language)
            except UserError:
                return self.known(language)

    async def _find(self, language: str) -> tuple[str, ...]:
        index_id = await self._worker.run(lambda service: service.index_id)
        if self._found.get(language, ("", ()))[0] == index_id:
            return self.known(language)
        examples = await self._worker.run(
            lambda service: make_examples(
                service.catalogue.store.newest(NEWEST), service.glossary, language
            )
        )
        kept: list[Example] = []
        tried: list[Example] = []
        while len(kept) < _SHOWN and len(tried) < _MOST_ASKED:
            example = next_example(examples, kept, tried)
            if example is None:
                break
            tried.append(example)
            if await self._worker.run(_asks(example)):
                kept.append(example)
        found = tuple(example.question for example in kept)
        self._found[language] = index_id, found
        return found


def _asks(example: Example) -> Callable[[Service], bool]:
    def ask(service: Service) -> bool:
        return is_answered(example, service.answerer.answer(example.question))

    return ask
