"""The records of an answer: facts, no words of ours."""

import hashlib
from dataclasses import dataclass

from bot.answering.asked_kind import Kind
from bot.answering.confidence import Verdict
from bot.answering.findings import Finding
from bot.answering.question import Question
from bot.answering.refusal import Reason
from bot.answering.signals import Signals
from corpus.schema import Article
from corpus.text import Span
from embeddings.filters import Filters
from embeddings.hits import Hit

_SHORT = 60  # characters of words that answer by themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article that quotes come from; `number` is what quotes refer to, from 1."""

    number: int
    article: Article
    also: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A stretch of an article, with the number of its source: `text == article.body[start:end]`.

    `span` is the place in the body of the words that answer, within the quote; None where that is
    not sure.
    """

    source: int
    article_id: str
    start: int
    end: int
    text: str
    span: Span | None = None

    @property
    def span_in_text(self) -> Span | None:
        """The place of the words that answer in `text`."""
        return (self.span[0] - self.start, self.span[1] - self.start) if self.span else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The facts of one answer; whoever shows it makes the words.

    NOT_FOUND has `reasons` and neither quotes nor sources; its `nearest` are articles on what was
    asked about, if there are any.
    UNSURE has `reasons` where it is known what may be missing. `confidence` is the probability that
    the quotes answer the question, by the `signals` that speak for it. `id` is the same for the
    same question, filters, settings and index. `findings` compare the amounts in the quotes with
    those of other articles.
    """

    id: str
    question: Question
    verdict: Verdict
    quotes: tuple[Quote, ...]
    sources: tuple[Source, ...]
    confidence: float
    signals: Signals
    reasons: tuple[Reason, ...]
    filters: Filters
    undated_left_out: int
    hits: tuple[Hit, ...]
    took_ms: float
    findings: tuple[Finding, ...] = ()
    nearest: tuple[Article, ...] = ()

    @property
    def has_single_source(self) -> bool:
        """Whether it rests on one article alone, duplicates of it not counted."""
        found = (reading.articles for finding in self.findings for reading in finding.readings)
        others = {article.id for articles in found for article in articles}
        return len(self.sources) == 1 and others <= {self.sources[0].article.id}

    @property
    def short_answer(self) -> str | None:
        """Words of the first quote that answer by themselves: a time, an amount or a name."""
        if self.verdict is not Verdict.ANSWERED or not self.quotes:
            return None
        span = self.quotes[0].span_in_text
        asks_for_one = self.question.kinds - {Kind.REASON} and not self.question.breadth
        if span is None or not asks_for_one or span[1] - span[0] > _SHORT:
            return None
        return self.quotes[0].text[slice(*span)]

    @property
    def ranked(self) -> tuple[Article, ...]:
        """The articles of the best hits, each once."""
        return tuple({hit.article.id: hit.article for hit in self.hits}.values())


def answer_id(*parts: object) -> str:
    """The id of an answer that these parts decide, 12 hex digits; the same in every process."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()
