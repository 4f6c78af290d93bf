"""What a question follows: an answer that still stands somewhere."""

from dataclasses import dataclass

from bot.answering.answer import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An answer as its buttons know it: its id, and whether conditions are kept under that id."""

    id: str
    has_filters: bool

    @classmethod
    def of(cls, answer: Answer) -> "Shown":
        """What the buttons under an answer have to know."""
        return cls(id=answer.id, has_filters=bool(answer.filters))

    @property
    def code(self) -> str:
        """Its place in a custom id."""
        return f"{self.id}:f" if self.has_filters else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The question before a next one, and its answer where the next keeps its conditions."""

    question: str
    answer: Shown | None = None
