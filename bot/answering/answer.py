"""The records of an answer: facts, no words of ours."""

from dataclasses import dataclass

from bot.answering.confidence import Verdict
from bot.answering.findings import Finding
from bot.answering.question import Question
from bot.answering.refusal import Reason
from bot.answering.signals import Signals
from corpus.schema import Article
from embeddings.filters import Filters
from embeddings.search import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article that quotes come from; `number` is what quotes refer to, from 1."""

    number: int
    article: Article
    also: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence, with the number of its source: `text == article.body[start:end]`."""

    source: int
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The facts of one answer; whoever shows it makes the words.

    NOT_FOUND has `reasons` and neither quotes nor sources; `nearest` gives what comes closest.
    `confidence` is the probability that the corpus answers the question, by the `signals` that
    speak for it. `id` is the same for the same question, filters, settings and index.
    `findings` compare the amounts in the quotes with those of other articles.
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

    @property
    def has_single_source(self) -> bool:
        """Whether it rests on one article alone, duplicates of it not counted."""
        found = (reading.articles for finding in self.findings for reading in finding.readings)
        others = {article.id for articles in found for article in articles}
        return len(self.sources) == 1 and others <= {self.sources[0].article.id}

    @property
    def nearest(self) -> tuple[Article, ...]:
        """The articles of the best hits, each once."""
        return tuple({hit.article.id: hit.article for hit in self.hits}.values())
