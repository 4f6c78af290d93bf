"""Hits → an answer: exact sentences with their sources, or a plain "not found"."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.errors import QuestionError
from bot.findings import AmountComparer, Finding, asks_for_amount
from bot.phrases import say
from bot.question import Question, parse_question
from bot.quotes import choose_sentences
from bot.times import Times, parse_times
from bot.wanted import wanted_kinds
from corpus.dates import today_in_hong_kong
from corpus.schema import Article
from corpus.text import fold_line
from embeddings.filters import Filters
from embeddings.search import Hit, Searcher

MAX_LIMIT = 10
DEFAULT_LIMIT = 3
_HITS = 40


class Verdict(StrEnum):
    """Whether the corpus answers the question."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    NOT_FOUND = "not_found"


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
    """What is shown for one question.

    NOT_FOUND has a `reason` and neither quotes nor sources; `nearest` gives what comes closest.
    `confidence` is the similarity of the best passage, not a probability. `id` is the same for the
    same question, filters, settings and index. `findings` compare the amounts in the quotes with
    those of other articles.
    """

    id: str
    question: Question
    verdict: Verdict
    text: str
    quotes: tuple[Quote, ...]
    sources: tuple[Source, ...]
    confidence: float
    reason: str | None
    filters: Filters
    times: Times
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
    def conditions(self) -> str:
        """What the answer was limited to, in words and on one line, or ""."""
        if not self.filters:
            return ""
        language = self.question.language
        span = ""
        if self.filters.since or self.filters.until:
            span = f"{self.filters.since or '…'} – {self.filters.until or '…'}"
        names = (span, *self.filters.providers, *self.filters.topics, *self.filters.languages)
        text = f"{say('filtered', language)}: {', '.join(fold_line(n) for n in names if n)}"
        if self.undated_left_out:
            text += f" ({self.undated_left_out} {say('left_out', language)})"
        return text

    @property
    def nearest(self) -> tuple[Article, ...]:
        """The articles of the best hits, each once."""
        return tuple({hit.article.id: hit.article for hit in self.hits}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Similarities of the best passage from which a verdict is ANSWERED, or at least UNSURE."""

    answer_from: float
    unsure_from: float

    def decide(self, similarity: float) -> Verdict:
        """The verdict for the best passage's similarity."""
        if similarity >= self.answer_from:
            return Verdict.ANSWERED
        return Verdict.UNSURE if similarity >= self.unsure_from else Verdict.NOT_FOUND


class Answerer:
    """Answers questions from one index; may be shared by threads."""

    def __init__(
        self,
        searcher: Searcher,
        thresholds: Thresholds,
        *,
        today: Callable[[], date] = today_in_hong_kong,
    ) -> None:
        self._searcher = searcher
        self._thresholds = thresholds
        self._today = today
        self._comparer = AmountComparer(searcher.glossary, searcher.index.bm25.idf)

    @property
    def groups(self) -> dict[str, str]:
        """For each article id the leader of its group of duplicates."""
        return self._searcher.index.groups

    def answer(
        self, raw: str, *, filters: Filters | None = None, limit: int = DEFAULT_LIMIT
    ) -> Answer:
        """The answer with at most `limit` quotes; raises QuestionError for no real question."""
        if not 1 <= limit <= MAX_LIMIT:
            raise QuestionError(f"The limit must be from 1 to {MAX_LIMIT}.")
        started = time.perf_counter()
        filters = filters or Filters()
        question = parse_question(raw)
        plain = self._searcher.glossary.without_dated_names(question.text)
        times = parse_times(plain, today=self._today())
        hits = self._searcher.search(
            question.text,
            k=_HITS,
            filters=filters,
            period=times.period,
            is_newest=times.is_newest,
        )
        similarity = max((hit.similarity for hit in hits), default=0.0)
        verdict = self._thresholds.decide(similarity) if hits else Verdict.NOT_FOUND
        sources: tuple[Source, ...] = ()
        quotes: tuple[Quote, ...] = ()
        reason = None
        if verdict is Verdict.NOT_FOUND:
            reason = say("not_found" if hits else "none_allowed", question.language)
        else:
            sources, quotes = self._quote(question, hits, limit)
        return Answer(
            id=self._id(question, filters, limit),
            question=question,
            verdict=verdict,
            text=reason or " ".join(f"{quote.text} [{quote.source}]" for quote in quotes),
            quotes=quotes,
            sources=sources,
            confidence=round(similarity, 4),
            reason=reason,
            filters=filters,
            times=times,
            undated_left_out=self._count_undated(filters),
            hits=tuple(hits),
            findings=self._compare(question, hits, quotes),
            took_ms=round(1000 * (time.perf_counter() - started), 1),
        )

    def _quote(
        self, question: Question, hits: Sequence[Hit], limit: int
    ) -> tuple[tuple[Source, ...], tuple[Quote, ...]]:
        """Quotes in the order of their sources, and in reading order within one."""
        terms = self._searcher.words.terms(question.text)
        choices = choose_sentences(hits, terms, wanted_kinds(question.text), limit=limit)
        also = {hit.article.id: hit.also for hit in hits}
        sources: dict[str, Source] = {}
        for choice in choices:
            id = choice.article.id
            if id not in sources:
                sources[id] = Source(number=len(sources) + 1, article=choice.article, also=also[id])
        quotes = [
            Quote(
                source=sources[choice.article.id].number,
                article_id=choice.article.id,
                start=choice.start,
                end=choice.end,
                text=choice.article.body[choice.start : choice.end],
            )
            for choice in choices
        ]
        quotes.sort(key=lambda quote: (quote.source, quote.start))
        return tuple(sources.values()), tuple(quotes)

    def _compare(
        self, question: Question, hits: Sequence[Hit], quotes: Sequence[Quote]
    ) -> tuple[Finding, ...]:
        if not quotes or not asks_for_amount(question.text):
            return ()
        quoted = {(quote.article_id, quote.start): quote.source for quote in quotes}
        terms = self._searcher.words.terms(question.text)
        return self._comparer.compare(question.text, terms, hits, quoted)

    def _count_undated(self, filters: Filters) -> int:
        """How many articles a condition on dates leaves out for having no date."""
        if not (filters.since or filters.until):
            return 0
        timeless = replace(filters, since=None, until=None)
        articles = self._searcher.index.articles
        return sum(a.published is None and timeless.allow(a) for a in articles)

    def _id(self, question: Question, filters: Filters, limit: int) -> str:
        parts = (self._searcher.index.id, question.text, repr(filters), limit, self._thresholds)
        return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()
