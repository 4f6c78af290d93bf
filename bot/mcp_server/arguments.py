"""What the tools take; the descriptions are what an assistant reads of them."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.answering.answerer import DEFAULT_LIMIT, MAX_HITS, MAX_LIMIT
from bot.answering.question import MAX_CHARS
from bot.errors import BotError
from bot.service.look_ups import Conditions

_LONGEST_NAME = 200
_MOST_NAMES = 20
_LONGEST_KEY = 40


class ArgumentError(BotError):
    """An argument is missing or none that a tool takes; says which, and not its value."""


def _as_names(value: object) -> object:
    """One name for a list of one, and a list that was written as a text, as assistants do."""
    if not isinstance(value, str):
        return value
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return [value]
    return read if isinstance(read, list) else [value]


Day = Annotated[str, Field(max_length=_LONGEST_NAME)]
Name = Annotated[str, Field(max_length=_LONGEST_NAME)]
Names = Annotated[list[Name], BeforeValidator(_as_names), Field(max_length=_MOST_NAMES)]


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Conditioned(_Arguments):
    since: Day | None = Field(
        default=None,
        description="Only articles from this day on: 2024, 2024-06, 2024-06-30 or last month.",
    )
    until: Day | None = Field(default=None, description="Only articles up to the end of this day.")
    providers: Names = Field(default=[], description="Only articles of these publishers.")
    topics: Names = Field(default=[], description="Only articles on these topics.")

    @property
    def conditions(self) -> Conditions:
        """What is searched under."""
        return Conditions(
            since=self.since,
            until=self.until,
            providers=tuple(self.providers),
            topics=tuple(self.topics),
        )


class Ask(_Conditioned):
    """What `ask` takes."""

    question: Annotated[str, Field(max_length=MAX_CHARS)] = Field(
        description="The question in plain English or Chinese, in the person's own words."
    )
    limit: int = Field(
        default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="At most this many quotes."
    )
    conversation: Annotated[str, Field(max_length=_LONGEST_NAME)] | None = Field(
        default=None,
        description="The conversation of the answer before, where this question goes on from it.",
    )


class Search(_Conditioned):
    """What `search` takes."""

    query: Annotated[str, Field(max_length=MAX_CHARS)] = Field(
        description="What the passages should be about, in English or Chinese."
    )
    k: int = Field(default=10, ge=1, le=MAX_HITS, description="At most this many passages.")


class ReadArticle(_Arguments):
    """What `read_article` takes."""

    id: Annotated[str, Field(max_length=500)] = Field(
        description="The id of an article, as answers and searches give it."
    )
    start: int = Field(
        default=0,
        ge=0,
        description="Where to begin in a long text: the next_start of the part before.",
    )


Given = TypeVar("Given", bound=_Arguments)


def read_arguments(kind: type[Given], given: Mapping[str, Any]) -> Given:
    """What was given to a tool; raises ArgumentError."""
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        name = str(first["loc"][0])[:_LONGEST_KEY] if first["loc"] else "arguments"
        says = (
            f"there is none of this name; there are {', '.join(kind.model_fields)}"
            if first["type"] == "extra_forbidden"
            else first["msg"][:1].lower() + first["msg"][1:]
        )
        raise ArgumentError(f'argument "{name}": {says}') from None
