"""Where objects are put together from the settings."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answering.answerer import DEFAULT_LIMIT, Answer, Answerer
from bot.answering.confidence import Calibration, load_calibration
from bot.answering.question import parse_day
from bot.errors import QuestionError, TraceError
from bot.settings import Settings
from bot.store.traces import keep_trace, make_trace
from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from corpus.glossary import Glossary, load_glossary
from corpus.lexicon import open_lexicon
from corpus.load import STARTER, Problem, find_source, load_corpus, name_source
from embeddings.build import BuildReport, build_index, build_lock, read_sources
from embeddings.encoder import Encoder, open_encoder, open_reranker
from embeddings.filters import Filters
from embeddings.index import open_articles, open_index
from embeddings.search import Searcher
from embeddings.vector_cache import Progress

if TYPE_CHECKING:
    from bot.writing.writer import Writer

log = logging.getLogger(__name__)

_LANGUAGES = ("en", "zh", "zh-Hant", "zh-Hans")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Answers and look-ups over one generation of the index."""

    answerer: Answerer
    catalogue: Catalogue
    encoder: Encoder
    glossary: Glossary
    index_id: str
    published_at: datetime
    home: Path

    def answer(
        self,
        question: str,
        filters: Filters,
        *,
        limit: int = DEFAULT_LIMIT,
        keep_text: bool = False,
    ) -> Answer:
        """The answer, and its trace kept for "sampan why", with the question if `keep_text`."""
        answer = self.answerer.answer(question, filters=filters, limit=limit)
        trace = make_trace(answer, self.answerer.calibration, index_id=self.index_id)
        try:
            keep_trace(self.home, trace, with_text=keep_text)
        except TraceError as error:
            log.warning("an answer cannot be looked into later: %s", error)
        return answer

    def make_filters(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        providers: Sequence[str] = (),
        topics: Sequence[str] = (),
        languages: Sequence[str] = (),
    ) -> Filters:
        """Filters from what a person typed; raises AppError for names and days that are none."""
        for language in languages:
            if language not in _LANGUAGES:
                raise QuestionError("no_language", languages=", ".join(_LANGUAGES))
        filters = Filters(
            since=parse_day(since) if since else None,
            until=parse_day(until, is_end=True) if until else None,
            providers=tuple(p for name in providers for p in self.catalogue.providers_named(name)),
            topics=tuple(t for name in topics for t in self.catalogue.topics_named(name)),
            languages=tuple(languages),
        )
        if filters.since and filters.until and filters.since > filters.until:
            raise QuestionError("no_span", since=filters.since, until=filters.until)
        return filters


def open_service(settings: Settings, *, calibration: Calibration | None = None) -> Service:
    """Everything that answers, over the index in use, with a calibration other than its own."""
    encoder = open_encoder(settings.encoder)
    index = open_index(settings.index_folder, fingerprint=encoder.fingerprint)
    glossary = load_glossary(*settings.glossary)
    lexicon = open_lexicon(settings.home)
    reranker = open_reranker(settings.reranker) if settings.reranker else None
    return Service(
        answerer=Answerer(
            Searcher(index, encoder, glossary, lexicon, reranker),
            calibration or choose_calibration(settings, encoder.fingerprint),
        ),
        catalogue=Catalogue(index.articles, glossary, groups=index.groups),
        encoder=encoder,
        glossary=glossary,
        index_id=index.id,
        published_at=index.published_at,
        home=settings.home,
    )


def choose_calibration(settings: Settings, fingerprint: str) -> Calibration:
    """What was fitted for the encoder, with the thresholds that the settings give."""
    chosen = load_calibration(settings.home, fingerprint)
    unsure_from = settings.unsure_from
    if unsure_from is None:
        unsure_from = min(chosen.unsure_from, settings.answer_from or 1.0)
    answer_from = settings.answer_from
    if answer_from is None:
        answer_from = max(chosen.answer_from, unsure_from)
    return replace(chosen, answer_from=answer_from, unsure_from=unsure_from)


def open_writer(settings: Settings, service: Service) -> "Writer | None":
    """The language model that the settings name, or None.

    Only then are its client and its checks imported.
    """
    if settings.llm_url is None:
        return None
    from bot.writing.grounding import Grounding
    from bot.writing.model_stream import Model
    from bot.writing.writer import Writer

    grounding = Grounding(service.encoder, service.glossary, min_similarity=settings.llm_similarity)
    model = Model(
        url=settings.llm_url,
        name=settings.llm_model or "",
        key=settings.llm_key.get_secret_value() if settings.llm_key else None,
        timeout_s=settings.llm_timeout_s,
    )
    return Writer(model, grounding)


def open_catalogue(settings: Settings) -> Catalogue:
    """The articles of the index in use; needs neither encoder nor vectors."""
    articles, groups = open_articles(settings.index_folder)
    return Catalogue(articles, load_glossary(*settings.glossary), groups=groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a build read, and what came of it."""

    sources: tuple[Path, ...]
    problems: tuple[Problem, ...]
    report: BuildReport


def rebuild(
    settings: Settings,
    paths: Sequence[Path] = (),
    *,
    progress: Progress | None = None,
    on_wait: Callable[[], None] | None = None,
    on_problem: Callable[[Problem], None] | None = None,
) -> Rebuilt:
    """Bring the index up to date with the paths, or with what it was built from last time.

    Each problem is told as soon as it is known. Raises CorpusError when no article is left.
    """
    encoder = open_encoder(settings.encoder)
    with build_lock(settings.index_folder, on_wait=on_wait):
        sources = choose_sources(settings, paths)
        corpus = load_corpus(sources)
        for problem in corpus.problems:
            if on_problem:
                on_problem(problem)
        if not corpus.articles:
            raise CorpusError("no article is left to index; the index was not changed")
        report = build_index(
            corpus.articles,
            folder=settings.index_folder,
            encoder=encoder,
            encoder_name=settings.encoder,
            sources=[name_source(path) for path in sources if path.exists()],
            progress=progress,
        )
    return Rebuilt(sources=tuple(sources), problems=tuple(corpus.problems), report=report)


def choose_sources(settings: Settings, paths: Sequence[Path]) -> list[Path]:
    """What to index: the paths given, else the settings', else last time's, else the starter."""
    if paths or settings.articles:
        return [path.expanduser().resolve() for path in paths or settings.articles]
    return [find_source(name) for name in read_sources(settings.index_folder) or [STARTER]]
