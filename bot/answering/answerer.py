"""Hits → an answer: exact sentences with their sources, or a plain "not found"."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.answering.agreement import AgreementLimits, AmountComparer
from bot.answering.answer import Answer, Quote, Source
from bot.answering.confidence import Calibration, Verdict
from bot.answering.excerpts import QuoteWeights, choose_excerpts
from bot.answering.findings import Finding
from bot.answering.question import Question, QuestionReader
from bot.answering.refusal import Reason, explain_refusal
from bot.answering.signals import measure_signals
from bot.errors import QuestionError
from corpus.dates import today_in_hong_kong
from corpus.schema import Article
from corpus.text import split_sentences
from embeddings.filters import Filters
from embeddings.search import Hit, Searcher

MAX_LIMIT = 10
DEFAULT_LIMIT = 3
_HITS = 40


class Answerer:
    """Answers questions from one index; may be shared by threads."""

    def __init__(
        self,
        searcher: Searcher,
        calibration: Calibration,
        *,
        quote_weights: QuoteWeights | None = None,
        agreement_limits: AgreementLimits | None = None,
        today: Callable[[], date] = today_in_hong_kong,
    ) -> None:
        self._searcher = searcher
        self._calibration = calibration
        self._quote_weights = quote_weights or QuoteWeights()
        self._reader = QuestionReader(searcher, today=today)
        days = [article.published_on for article in searcher.index.articles]
        self._newest = max((day for day in days if day), default=None)
        self._comparer = AmountComparer(
            searcher.glossary, searcher.index.bm25.rarity, agreement_limits
        )

    @property
    def calibration(self) -> Calibration:
        """What decides between verdicts."""
        return self._calibration

    @property
    def groups(self) -> dict[str, str]:
        """For each article id the leader of its group of duplicates."""
        return self._searcher.index.groups

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that it answers from."""
        return tuple(self._searcher.index.articles)

    def answer(
        self,
        raw: str,
        *,
        filters: Filters | None = None,
        limit: int = DEFAULT_LIMIT,
        leans_on: str = "",
        answer_in: str | None = None,
        calibration: Calibration | None = None,
    ) -> Answer:
        """The answer with at most `limit` quotes, decided by another calibration if one is given.

        `leans_on` is the question before this one, where it cannot stand alone. Raises
        QuestionError for no real question.
        """
        if not 1 <= limit <= MAX_LIMIT:
            raise QuestionError("no_limit", most=MAX_LIMIT)
        started = time.perf_counter()
        filters = filters or Filters()
        calibration = calibration or self._calibration
        question = self._reader.read(raw, leans_on=leans_on, answer_in=answer_in)
        hits = self._searcher.search(question.query, k=_HITS, filters=filters)
        signals = measure_signals(question, hits) if hits else {}
        confidence = calibration.probability(signals) if hits else 0.0
        verdict = calibration.decide(confidence)
        sources: tuple[Source, ...] = ()
        quotes: tuple[Quote, ...] = ()
        reasons: tuple[Reason, ...] = ()
        if verdict is Verdict.NOT_FOUND:
            reasons = explain_refusal(question, hits, self._newest)
        else:
            sources, quotes = self._quote(question, hits, limit)
        return Answer(
            id=self._id(question, filters, limit, calibration),
            question=question,
            verdict=verdict,
            quotes=quotes,
            sources=sources,
            confidence=round(confidence, 4),
            signals=signals,
            reasons=reasons,
            filters=filters,
            undated_left_out=self._count_undated(filters),
            hits=tuple(hits),
            findings=self._compare(question, hits, quotes),
            took_ms=round(1000 * (time.perf_counter() - started), 1),
        )

    def _quote(
        self, question: Question, hits: Sequence[Hit], limit: int
    ) -> tuple[tuple[Source, ...], tuple[Quote, ...]]:
        """Quotes, best first, and their sources, numbered as they first come."""
        choices = choose_excerpts(question, hits, limit=limit, weights=self._quote_weights)
        also = {hit.article.id: hit.also for hit in hits}
        sources: dict[str, Source] = {}
        for choice in choices:
            id = choice.article.id
            if id not in sources:
                sources[id] = Source(number=len(sources) + 1, article=choice.article, also=also[id])
        quotes = tuple(
            Quote(
                source=sources[choice.article.id].number,
                article_id=choice.article.id,
                start=choice.start,
                end=choice.end,
                text=choice.article.body[choice.start : choice.end],
            )
            for choice in choices
        )
        return tuple(sources.values()), quotes

    def _compare(
        self, question: Question, hits: Sequence[Hit], quotes: Sequence[Quote]
    ) -> tuple[Finding, ...]:
        if not quotes:
            return ()
        bodies = {hit.article.id: hit.article.body for hit in hits}
        quoted = {
            (quote.article_id, start): quote.source
            for quote in quotes
            for start, _ in split_sentences(bodies[quote.article_id], (quote.start, quote.end))
        }
        return self._comparer.compare(question, hits, quoted)

    def _count_undated(self, filters: Filters) -> int:
        """How many articles a condition on dates leaves out for having no date."""
        if not (filters.since or filters.until):
            return 0
        timeless = replace(filters, since=None, until=None)
        articles = self._searcher.index.articles
        return sum(a.published is None and timeless.allow(a) for a in articles)

    def _id(
        self, question: Question, filters: Filters, limit: int, calibration: Calibration
    ) -> str:
        decided_by = replace(calibration, examples=())
        parts = (self._searcher.index.id, question.text, filters, question.times, limit, decided_by)
        return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()
