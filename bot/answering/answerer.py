"""A question → an answer: exact excerpts with their sources, or a plain "not found"."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.answering.agreement import AgreementLimits, AmountComparer
from bot.answering.answer import Answer, Quote, Source, answer_id
from bot.answering.asked_kind import wants_definition
from bot.answering.confidence import Calibration, Verdict
from bot.answering.excerpts import Excerpt, ExcerptWeights, choose_excerpts
from bot.answering.excluded import Excluding
from bot.answering.findings import Finding
from bot.answering.nearness import NearFinder
from bot.answering.news import NewsFinder, lead_with, open_articles
from bot.answering.question import Question, QuestionReader
from bot.answering.quoting import quote_excerpts
from bot.answering.reading import ReadingOptions, find_naming, merge_sides, read_hits
from bot.answering.refusal import Reason, explain_doubt, explain_refusal
from bot.answering.signals import Signals, measure_signals
from bot.errors import QuestionError
from bot.identity import Identity, introduce
from corpus.dates import today_in_hong_kong
from corpus.glossary import Glossary
from corpus.schema import Article
from corpus.sentences import split_sentences
from embeddings.classifier import Classifier
from embeddings.filters import Filters
from embeddings.hits import Hit
from embeddings.reader import Reader
from embeddings.search import Searcher

MAX_LIMIT = 10
DEFAULT_LIMIT = 3
MAX_HITS = 40
_TITLES = 10  # of the best hits are looked at to see what the articles are about


class Answerer:
    """Answers questions from one index; may be shared by threads."""

    def __init__(
        self,
        searcher: Searcher,
        calibration: Calibration,
        *,
        reader: Reader | None = None,
        breadths: Classifier | None = None,
        reading: ReadingOptions | None = None,
        excerpt_weights: ExcerptWeights | None = None,
        agreement_limits: AgreementLimits | None = None,
        identity: Identity | None = None,
        today: Callable[[], date] = today_in_hong_kong,
    ) -> None:
        self._searcher = searcher
        self._calibration = calibration
        self._reader = reader
        self._identity = identity or introduce()
        self._reading = reading or ReadingOptions()
        self._excerpt_weights = excerpt_weights or ExcerptWeights()
        self._questions = QuestionReader(searcher, breadths=breadths, today=today)
        index = searcher.index
        self._newest = index.newest_day
        self._news = NewsFinder(index, searcher.glossary)
        self._near = NearFinder(searcher.glossary, index.rarity, highest=index.highest_rarity)
        self._comparer = AmountComparer(searcher.glossary, index.rarity, agreement_limits)

    @property
    def calibration(self) -> Calibration:
        """What decides between verdicts."""
        return self._calibration

    @property
    def groups(self) -> Mapping[str, str]:
        """For each article id the leader of its group of duplicates."""
        return self._searcher.index.stories

    @property
    def articles(self) -> Sequence[Article]:
        """The articles that it answers from."""
        return self._searcher.index.articles

    def answer(
        self,
        raw: str,
        *,
        filters: Filters | None = None,
        limit: int = DEFAULT_LIMIT,
        said: str = "",
        near: Sequence[str] = (),
        allows: Callable[[Hit], bool] | None = None,
        answer_in: str | None = None,
        calibration: Calibration | None = None,
        is_hurried: bool = False,
        any_time: bool = False,
    ) -> Answer:
        """The answer with at most `limit` quotes, decided by another calibration if one is given.

        Where the question was understood from what a person `said` before others, `near` are the
        articles that it is probably about, and only passages that it `allows` are read. Fewer are
        read if it is hurried, which takes half the time. Where `any_time` is fine, a time that it
        names is not heeded. Raises QuestionError for no real question.
        """
        if not 1 <= limit <= MAX_LIMIT:
            raise QuestionError("no_limit", most=MAX_LIMIT)
        started = time.perf_counter()
        filters = filters or Filters()
        calibration = calibration or self._calibration
        question = self._questions.read(
            raw, said=said, near=near, answer_in=answer_in, any_time=any_time
        )
        reader = self._reader
        hits = self._search(question, filters)
        if allows:
            hits = [hit for hit in hits if allows(hit)]
        named = find_naming(question, hits) if wants_definition(question.text) else []
        ranks = {hit.rank for hit in named}
        hits = [*named, *(hit for hit in hits if hit.rank not in ranks)]
        news = self._news.find(question, filters, limit=limit)
        if news:
            question, hits = lead_with(news, question, hits)
        elif reader and hits:
            options = self._reading.hurried() if is_hurried else self._reading
            sides = [
                self._questions.read(side, near=near, answer_in=answer_in, any_time=any_time)
                for side in (() if allows else question.sides)
            ]
            read = [read_hits(reader, side, self._search(side, filters), options) for side in sides]
            hits = (
                merge_sides(read, hits, options)
                if any(read)
                else read_hits(reader, question, hits, options)
            )
        excerpts = (
            open_articles(news)
            if news
            else choose_excerpts(question, hits, limit=limit, weights=self._excerpt_weights)
        )
        signals = self._measure(question, hits, excerpts) if hits else {}
        confidence = calibration.probability(signals) if hits else 0.0
        if news:  # whatever they say is what was asked for
            verdict, confidence = Verdict.ANSWERED, max(confidence, calibration.answer_from)
        else:
            verdict, confidence = _decide(question, excerpts, confidence, calibration)
        if verdict is Verdict.NOT_FOUND and named:
            verdict = Verdict.UNSURE  # what the articles name is not "nothing found"
        sources: tuple[Source, ...] = ()
        quotes: tuple[Quote, ...] = ()
        reasons: tuple[Reason, ...] = ()
        nearest: tuple[Article, ...] = ()
        if verdict is Verdict.NOT_FOUND:
            words = self._searcher.unknown_words(question.query)
            reasons = explain_refusal(
                question, hits, self._newest, identity=self._identity, words=words
            )
            nearest = self._near.find(question.concepts, hits)
        else:
            sources, quotes = quote_excerpts(excerpts, hits)
            if verdict is Verdict.UNSURE:
                shown: dict[str, str] = {}
                for quote in quotes:
                    shown[quote.article_id] = f"{shown.get(quote.article_id, '')}\n{quote.text}"
                words = () if question.concepts else self._searcher.unknown_words(question.query)
                reasons = explain_doubt(question, hits, shown, words=words)
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
            nearest=nearest,
            took_ms=round(1000 * (time.perf_counter() - started), 1),
        )

    def _search(self, question: Question, filters: Filters) -> list[Hit]:
        return self._searcher.search(question.query, k=MAX_HITS, filters=filters)

    def _measure(
        self, question: Question, hits: Sequence[Hit], excerpts: Sequence[Excerpt]
    ) -> Signals:
        found = {hit.article.id: hit.article for hit in hits[:_TITLES]}
        has_our_subject = is_about(self._searcher.glossary, list(found.values()))
        return measure_signals(question, hits, excerpts, has_our_subject=has_our_subject)

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
        return self._searcher.index.count_undated(replace(filters, since=None, until=None))

    def _id(
        self,
        question: Question,
        filters: Filters,
        limit: int,
        calibration: Calibration,
    ) -> str:
        decided_by = replace(calibration, examples=())
        index_id = self._searcher.index.id
        parts = [index_id, question.text, filters, question.times, limit, decided_by]
        parts += [question.query.near] if question.query.near else []
        return answer_id(*parts)


def _decide(
    question: Question, excerpts: Sequence[Excerpt], confidence: float, calibration: Calibration
) -> tuple[Verdict, float]:
    """The verdict about what is shown, and the probability that goes with it."""
    verdict = calibration.decide(confidence) if excerpts else Verdict.NOT_FOUND
    if verdict is Verdict.UNSURE and question.is_unheard_of:
        return Verdict.NOT_FOUND, 0.0
    shown = ((one.article, one.article.body[one.start : one.end]) for one in excerpts)
    if verdict is Verdict.ANSWERED and Excluding(question.text, question.concepts).lacks_office(
        shown
    ):
        return Verdict.UNSURE, calibration.unsure_from
    return verdict, confidence


def is_about(glossary: Glossary, articles: Sequence[Article]) -> bool:
    """Whether most titles name something of the glossary."""
    return 2 * sum(bool(glossary.find(article.title)) for article in articles) > len(articles)
