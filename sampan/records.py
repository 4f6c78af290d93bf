"""The answer as a program gets it."""

from dataclasses import dataclass, fields
from typing import Any

from bot.answering import answer as facts
from bot.answering.answer import Quote
from bot.answering.as_json import answer_to_json
from bot.answering.fragments import sentence_url
from bot.answering.wording import say_reason, say_text
from corpus.schema import Article


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answer(facts.Answer):
    """An answer's facts, and the words for them in the language that it is given in.

    `verdict` says whether the articles answer; where they do not, there are no quotes and `reason`
    says why. `written` are the sentences of a language model, if the settings name one.
    """

    written: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: facts.Answer, written: tuple[str, ...] = ()) -> "Answer":
        """The facts of an answer with what was written from its quotes."""
        values = {field.name: getattr(answer, field.name) for field in fields(answer)}
        return cls(**values, written=written)

    @property
    def text(self) -> str:
        """The quotes with the numbers of their sources, or why there are none."""
        return say_text(self)

    @property
    def reason(self) -> str | None:
        """Why there is no answer, or what it may lack; None where neither is known."""
        return say_reason(self)

    def article(self, quote: Quote) -> Article:
        """The article that a quote of this answer comes from."""
        return next(one.article for one in self.sources if one.number == quote.source)

    def link(self, quote: Quote) -> str | None:
        """The address of the quote's article, opening at the quote; None without an address."""
        return sentence_url(self.article(quote), quote.start, quote.text)

    def to_json(self) -> dict[str, Any]:
        """What `sampan ask --json` prints."""
        record = answer_to_json(self)
        return {**record, "written": list(self.written)} if self.written else record

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Answer {self.verdict.value} to {self.question.text!r}>"
