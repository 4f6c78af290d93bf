"""What is answered, as records, so that another process may be asked to; and whoever does it here.

Nothing is kept by it: the same may be asked again at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import Field

from bot.answering.answer import Answer
from bot.answering.answerer import DEFAULT_LIMIT
from bot.answering.question import read_line
from bot.service.look_ups import LookUp
from bot.service.turns import NO_FILTERS
from bot.service.wiring import Service
from bot.store.traces import Trace, make_trace
from bot.talking.history import Exchange
from bot.talking.talk import Spoken
from embeddings.filters import Filters

Language = Annotated[str, Field(pattern="^(en|zh-Hant|zh-Hans)$")]
"""One that we speak; checked where a request comes from elsewhere."""

_QUEUE = 1  # so many who wait are enough to read less for each

Result = TypeVar("Result")
AnyFound = TypeVar("AnyFound")


@dataclass(frozen=True, slots=True, kw_only=True)
class Responded:
    """What was said, and how it came about if it was an answer."""

    spoken: Spoken
    trace: Trace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer, and how it came about."""

    answer: Answer
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRespond:
    """What somebody says, as `Talk.respond` takes it."""

    text: str
    before: tuple[Exchange, ...] = ()
    followed: str | None = None
    filters: Filters = NO_FILTERS
    limit: int = DEFAULT_LIMIT
    answer_in: Language | None = None
    any_time: bool = False
    examples: tuple[str, ...] = ()

    def on(self, service: Service, *, is_hurried: bool) -> Responded:
        """Raises QuestionError for what is no question, nor anything else that is understood.

        It does so too for more than is read: half of what somebody says may mean something else.
        """
        read_line(self.text)
        spoken = service.talk.respond(
            self.text,
            self.before,
            followed=self.followed,
            filters=self.filters,
            limit=self.limit,
            answer_in=self.answer_in,
            is_hurried=is_hurried,
            any_time=self.any_time,
            examples=self.examples,
        )
        if not isinstance(spoken.said, Answer):
            return Responded(spoken=spoken)
        return Responded(spoken=spoken, trace=_trace(spoken.said, service))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAnswer:
    """A question by itself, whatever was said before it."""

    text: str
    filters: Filters = NO_FILTERS
    answer_in: Language | None = None

    def on(self, service: Service, *, is_hurried: bool) -> Answered:
        """Raises QuestionError for what is no question."""
        answer = service.answerer.answer(
            self.text, filters=self.filters, answer_in=self.answer_in, is_hurried=is_hurried
        )
        return Answered(answer=answer, trace=_trace(answer, service))


class Workshop(ABC):
    """Answers by running work over the service that answers now."""

    @property
    @abstractmethod
    def waiting(self) -> int:
        """How many accepted pieces of work have not begun."""

    @abstractmethod
    async def run(self, work: Callable[[Service], Result]) -> Result:
        """What `work` makes of the service."""

    @abstractmethod
    async def aside(self, work: Callable[[Service], Result]) -> Result:
        """What light `work` makes of the service, which waits for no answer."""

    async def respond(self, wanted: ToRespond) -> Responded:
        """What there is to say to somebody."""
        return await self.run(lambda service: wanted.on(service, is_hurried=self._is_hurried))

    async def answer(self, wanted: ToAnswer) -> Answered:
        """The answer to a question."""
        return await self.run(lambda service: wanted.on(service, is_hurried=self._is_hurried))

    async def look_up(self, wanted: LookUp[AnyFound]) -> AnyFound:
        """What is looked up, beside the answers that are being made."""
        return await self.aside(wanted.on)

    @property
    def _is_hurried(self) -> bool:
        return self.waiting >= _QUEUE


def _trace(answer: Answer, service: Service) -> Trace:
    return make_trace(
        answer,
        service.answerer.calibration,
        index_id=service.index_id,
        published_at=service.published_at,
    )
