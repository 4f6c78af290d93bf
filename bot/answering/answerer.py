"""Hits → an answer: exact sentences with their sources, or a plain "not found"."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.answering.agreement import AmountComparer, Finding
from bot.answering.asked_kind import wanted_kinds
from bot.answering.asked_time import Times, describe_period, parse_times
from bot.answering.confidence import Calibration, Verdict
from bot.answering.excerpts import choose_sentences
from bot.answering.question import Question, parse_question
from bot.answering.refusal import Reason, explain_refusal, say_reasons
from bot.answering.signals import Signals, measure_signals
from bot.errors import QuestionError
from bot.phrases import say
from corpus.dates import today_in_hong_kong
from corpus.periods import Period
from corpus.schema import Article
from corpus.text import fold_line
from embeddings.filters import Filters
from embeddings.search import Hit, Searcher
from embeddings.word_search import Term

MAX_LIMIT = 10
DEFAULT_LIMIT = 3
_HITS = 40


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
    def reason(self) -> str | None:
        """Why there is no answer, in the question's language; None where there is one."""
        return say_reasons(self.reasons, self.question.language) if self.reasons else None

    @property
    def text(self) -> str:
        """The quotes with their numbers, or why there are none."""
        return self.reason or " ".join(f"{quote.text} [{quote.source}]" for quote in self.quotes)

    @property
    def conditions(self) -> str:
        """What the answer was limited to and what time was asked about, on one line, or ""."""
        language = self.question.language
        parts = []
        if self.filters:
            span = Period(since=self.filters.since, until=self.filters.until)
            names = (
                describe_period(span) if span != Period() else "",
                *self.filters.providers,
                *self.filters.topics,
                *self.filters.languages,
            )
            only = ", ".join(fold_line(name) for name in names if name)
            left_out = self.undated_left_out
            note = f" ({left_out} {say('left_out', language)})" if left_out else ""
            parts.append(f"{say('filtered', language)}: {only}{note}")
        wishes = [describe_period(self.times.period)] if self.times.period else []
        wishes += [say("newest_first", language)] if self.times.is_newest else []
        if wishes:
            parts.append(f"{say('asked_time', language)}: {', '.join(wishes)}")
        return "; ".join(parts)

    @property
    def nearest(self) -> tuple[Article, ...]:
        """The articles of the best hits, each once."""
        return tuple({hit.article.id: hit.article for hit in self.hits}.values())


class Answerer:
    """Answers questions from one index; may be shared by threads."""

    def __init__(
        self,
        searcher: Searcher,
        calibration: Calibration,
        *,
        today: Callable[[], date] = today_in_hong_kong,
    ) -> None:
        self._searcher = searcher
        self._calibration = calibration
        self._today = today
        days = [article.published_on for article in searcher.index.articles]
        self._newest = max((day for day in days if day), default=None)
        self._comparer = AmountComparer(searcher.glossary, searcher.index.bm25.idf)

    @property
    def calibration(self) -> Calibration:
        """What decides between verdicts."""
        return self._calibration

    def with_calibration(self, calibration: Calibration) -> "Answerer":
        """The same over the same index, deciding by another calibration."""
        return Answerer(self._searcher, calibration, today=self._today)

    @property
    def groups(self) -> dict[str, str]:
        """For each article id the leader of its group of duplicates."""
        return self._searcher.index.groups

    def answer(
        self, raw: str, *, filters: Filters | None = None, limit: int = DEFAULT_LIMIT
    ) -> Answer:
        """The answer with at most `limit` quotes; raises QuestionError for no real question."""
        if not 1 <= limit <= MAX_LIMIT:
            raise QuestionError("no_limit", most=MAX_LIMIT)
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
        terms = self._searcher.words.terms(question.text)
        glossary = self._searcher.glossary
        signals = measure_signals(question.text, hits, terms, glossary) if hits else {}
        confidence = self._calibration.probability(signals) if hits else 0.0
        verdict = self._calibration.decide(confidence)
        sources: tuple[Source, ...] = ()
        quotes: tuple[Quote, ...] = ()
        reasons: tuple[Reason, ...] = ()
        if verdict is Verdict.NOT_FOUND:
            reasons = explain_refusal(question, times, hits, terms, self._newest)
        else:
            sources, quotes = self._quote(question, hits, terms, limit)
        return Answer(
            id=self._id(question, filters, times, limit),
            question=question,
            verdict=verdict,
            quotes=quotes,
            sources=sources,
            confidence=round(confidence, 4),
            signals=signals,
            reasons=reasons,
            filters=filters,
            times=times,
            undated_left_out=self._count_undated(filters),
            hits=tuple(hits),
            findings=self._compare(question, hits, terms, quotes),
            took_ms=round(1000 * (time.perf_counter() - started), 1),
        )

    def _quote(
        self, question: Question, hits: Sequence[Hit], terms: Sequence[Term], limit: int
    ) -> tuple[tuple[Source, ...], tuple[Quote, ...]]:
        """Quotes in the order of their sources, and in reading order within one."""
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
        self,
        question: Question,
        hits: Sequence[Hit],
        terms: Sequence[Term],
        quotes: Sequence[Quote],
    ) -> tuple[Finding, ...]:
        if not quotes:
            return ()
        quoted = {(quote.article_id, quote.start): quote.source for quote in quotes}
        return self._comparer.compare(question.text, terms, hits, quoted)

    def _count_undated(self, filters: Filters) -> int:
        """How many articles a condition on dates leaves out for having no date."""
        if not (filters.since or filters.until):
            return 0
        timeless = replace(filters, since=None, until=None)
        articles = self._searcher.index.articles
        return sum(a.published is None and timeless.allow(a) for a in articles)

    def _id(self, question: Question, filters: Filters, times: Times, limit: int) -> str:
        calibration = replace(self._calibration, examples=())
        parts = (self._searcher.index.id, question.text, filters, times, limit, calibration)
        return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()
