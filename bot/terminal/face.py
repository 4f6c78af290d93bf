"""How `sampan ask` shows an answer: as text, or as JSON."""

from collections.abc import AsyncGenerator
from typing import Any

from bot.answering.answer import Answer
from bot.answering.as_json import answer_to_json, hits_to_json
from bot.service.turns import ShownAt
from bot.talking.reply import Reply
from bot.terminal.printing import print_json, print_rich
from bot.terminal.render import render_answer, render_hits, render_reply, render_written


class TextFace:
    """Prints the answer at once, and what a language model wrote below it."""

    def __init__(self, *, is_explained: bool = False) -> None:
        self._is_explained = is_explained
        self._answer: Answer | None = None

    async def acknowledge(self) -> None:
        """Whoever asked is waiting already."""

    async def show(self, answer: Answer) -> ShownAt:
        self._answer = answer
        print_rich(render_answer(answer))
        return ShownAt(conversation="terminal")

    async def say(self, reply: Reply) -> None:
        print_rich(render_reply(reply))

    async def show_written(self, answer: Answer, sentences: AsyncGenerator[str]) -> None:
        written = [sentence async for sentence in sentences]
        if written:
            print_rich(render_written(written, answer.question.answer_in))

    def end(self) -> None:
        """How the passages were found, if that was asked for."""
        if self._is_explained and self._answer:
            print_rich(render_hits(self._answer.hits))


class JsonFace:
    """Prints one JSON object when all of it is known."""

    def __init__(self, *, is_explained: bool) -> None:
        self._is_explained = is_explained
        self._record: dict[str, Any] = {}

    async def acknowledge(self) -> None:
        """A program waits in silence."""

    async def show(self, answer: Answer) -> ShownAt:
        self._record = answer_to_json(answer)
        if self._is_explained:
            self._record["hits"] = hits_to_json(answer.hits)
        return ShownAt()

    async def say(self, reply: Reply) -> None:
        self._record = {"text": reply.text, "choices": list(reply.choices)}

    async def show_written(self, answer: Answer, sentences: AsyncGenerator[str]) -> None:
        self._record["written"] = [sentence async for sentence in sentences]

    def end(self) -> None:
        print_json(self._record)
