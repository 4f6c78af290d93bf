"""What is asked and answered, as JSON: the shapes that the OpenAPI document shows."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.answering.answerer import DEFAULT_LIMIT, MAX_LIMIT
from bot.answering.question import MAX_CHARS

CONVERSATION = r"^[A-Za-z0-9_-]{22}$"
_MOST_NAMES = 20


def refuse_lookalike(value: object) -> object:
    """Neither "3" nor true is a number."""
    if isinstance(value, (bool, str)):
        raise ValueError("is no number")
    return value


Number = Annotated[int, BeforeValidator(refuse_lookalike)]
Truth = Annotated[bool, Field(strict=True)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Day = Annotated[str, Field(min_length=1, max_length=60, examples=["2024", "2024-06", "last month"])]
Language = Literal["en", "zh-Hant", "zh-Hans"]
Names = Annotated[list[Name], Field(max_length=_MOST_NAMES)]


class Conditions(BaseModel):
    """What articles must meet to be quoted; names count in any spelling."""

    model_config = ConfigDict(extra="forbid")

    since: Day | None = None
    until: Day | None = None
    providers: Names = []
    topics: Names = []
    languages: Annotated[
        list[Literal["en", "zh", "zh-Hant", "zh-Hans"]], Field(max_length=_MOST_NAMES)
    ] = []


class Ask(BaseModel):
    """A question, and what it goes on from."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(
        min_length=1,
        max_length=MAX_CHARS,
        examples=["When did the Commercial Data Interchange open?"],
    )
    conversation: Annotated[str, Field(pattern=CONVERSATION)] | None = Field(
        None, description="what the answer before carried; null begins a new one"
    )
    filters: Conditions = Conditions()
    limit: Number = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="at most so many quotes")
    answer_in: Language | None = Field(None, description="else the language of the question")
    any_time: Truth = Field(False, description="whether a time in the question is not heeded")


class Quote(BaseModel):
    """An exact stretch of an article; `span` are the words in its body that answer."""

    source: int = Field(description="the number of its source")
    article: str
    start: int
    end: int
    text: str
    span: tuple[int, int] | None
    link: str | None = Field(description="to the sentence on its page")


class Reference(BaseModel):
    """An article, as it is referred to."""

    article: str = Field(description="its id")
    title: str
    url: str | None
    provider: str | None
    published: str | None
    published_as: str | None = Field(description="the day, or the month where no day is known")
    language: str
    extent: Literal["full", "excerpt", "teaser"] = Field(description="how much of it is known")


class Copy(BaseModel):
    """Another article that tells the same story."""

    title: str
    url: str | None
    provider: str | None


class Source(Reference):
    """An article that quotes come from."""

    number: int
    also: list[Copy]


class Span(BaseModel):
    """A stretch of time; both days count."""

    since: str | None
    until: str | None


class AskedTime(Span):
    """The time that was read in the question."""

    newest_first: bool


class AmountReading(BaseModel):
    """What some articles say that an amount is."""

    amount: str
    value: str
    unit: str
    bound: str
    time: Span | None
    on: str | None
    articles: list[str]
    sources: list[int]


class Finding(BaseModel):
    """Whether articles agree on an amount."""

    text: str
    relation: str
    readings: list[AmountReading]


class AppliedConditions(BaseModel):
    """The conditions that were set, by the names in articles; what was not set is absent."""

    since: str | None = None
    until: str | None = None
    providers: list[str] | None = None
    topics: list[str] | None = None
    languages: list[str] | None = None


class AnswerOut(BaseModel):
    """An answer: what the articles say, or that nothing was found."""

    kind: Literal["answer"]
    id: str = Field(description="asks why, and votes")
    question: str = Field(description="as it was understood")
    language: str
    verdict: Literal["answered", "unsure", "not_found"]
    text: str = Field(description="the whole answer in words")
    short_answer: str | None = Field(description="the words that answer by themselves")
    quotes: list[Quote]
    findings: list[Finding]
    sources: list[Source]
    single_source: bool
    confidence: float = Field(description="the probability that the quotes answer")
    reason: str | None = Field(description="what is missing, where something is")
    filters: AppliedConditions
    undated_left_out: int
    asked_time: AskedTime
    conditions: str
    language_note: str | None
    nearest: list[Reference] = Field(description="articles on the subject, of what was not found")
    took_ms: float
    conversation: str = Field(description="send it back with the next question")
    written: list[str] = Field(description="sentences of a language model, where one is set up")


class ReplyOut(BaseModel):
    """What is said to what is no question for the articles."""

    kind: Literal["reply"]
    text: str
    language: str
    choices: list[str] = Field(description="questions to choose from")
    articles: list[Reference]
    conversation: str


AnswerResponse = Annotated[AnswerOut | ReplyOut, Field(discriminator="kind")]
