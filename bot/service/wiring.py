"""Where objects are put together from the settings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.answering.answerer import Answerer
from bot.answering.confidence import Calibration
from bot.answering.names import Names
from bot.answering.question import parse_day
from bot.errors import QuestionError
from bot.identity import Identity, introduce
from bot.service.calibrations import load_calibration
from bot.service.index_place import (
    IndexInUse,
    open_instead,
    open_newest,
    open_newest_articles,
)
from bot.settings import Settings
from bot.talking.covering import Coverage
from bot.talking.facts import CorpusFacts
from bot.talking.following import Following
from bot.talking.listening import Listening
from bot.talking.talk import Talk
from corpus.catalogue import Catalogue
from corpus.dates import today_in_hong_kong
from corpus.glossary import Glossary, load_glossary
from corpus.lexicon import Lexicon, open_lexicon
from corpus.starter import find_source, starter_folder
from embeddings.classifier import Classifier, open_classifier
from embeddings.encoder import Encoder, Reranker
from embeddings.encoders import open_encoder, open_reader, open_reranker
from embeddings.errors import BackendError, EmbeddingError
from embeddings.filters import Filters
from embeddings.hits import Hit
from embeddings.reader import Reader
from embeddings.search import Searcher
from embeddings.sources import read_sources

if TYPE_CHECKING:
    from bot.writing.writer import Writer

_LANGUAGES = ("en", "zh", "zh-Hant", "zh-Hans")


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """What reads questions and passages whatever the index is: opened once, and kept."""

    encoder: Encoder
    reader: Reader
    reranker: Reranker | None
    lexicon: Lexicon
    breadths: Classifier | None = None
    message_kinds: Classifier | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Answers and look-ups over one generation of the index."""

    answerer: Answerer
    talk: Talk
    identity: Identity
    catalogue: Catalogue
    models: Models
    glossary: Glossary
    index: IndexInUse
    published_at: datetime

    @property
    def index_id(self) -> str:
        """The id of the generation."""
        return self.index.id

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
        today = today_in_hong_kong()
        filters = Filters(
            since=parse_day(since, today=today) if since else None,
            until=parse_day(until, is_end=True, today=today) if until else None,
            providers=tuple(p for name in providers for p in self.catalogue.providers_named(name)),
            topics=tuple(t for name in topics for t in self.catalogue.topics_named(name)),
            languages=tuple(languages),
        )
        if filters.since and filters.until and filters.since > filters.until:
            raise QuestionError("no_span", since=filters.since, until=filters.until)
        return filters

    def search(self, text: str, *, k: int, filters: Filters) -> list[Hit]:
        """The k passages that answer best, the reader's judgement of the first ones included.

        They are those that an answer is chosen from. Raises QuestionError for no real question.
        """
        return list(self.answerer.answer(text, filters=filters).hits[:k])


def open_models(settings: Settings) -> Models:
    """All of them; raises EncoderError and LexiconError."""
    encoder = open_encoder(settings.encoder)
    return Models(
        encoder=encoder,
        reader=open_reader(encoder),
        reranker=open_reranker(settings.reranker) if settings.reranker else None,
        lexicon=open_lexicon(settings.home),
        breadths=open_classifier("breadth", encoder),
        message_kinds=open_classifier("kind", encoder),
    )


def open_service(
    settings: Settings,
    *,
    models: Models | None = None,
    calibration: Calibration | None = None,
    instead_of: BackendError | None = None,
) -> Service:
    """Everything that answers, over the index in use.

    With the models that are open already, and with a calibration other than the encoder's own;
    over the index on this machine `instead_of` one that failed.
    """
    models = models or open_models(settings)
    fingerprint = models.encoder.fingerprint
    if instead_of:
        opened = open_instead(settings, instead_of, fingerprint=fingerprint)
    else:
        opened = open_newest(settings, fingerprint=fingerprint)
    index = opened.passages
    glossary = load_glossary(*settings.glossary)
    catalogue = Catalogue(opened.store, glossary)
    identity = introduce_corpus(settings, catalogue)
    searcher = Searcher(index, models.encoder, glossary, models.lexicon, models.reranker)
    answerer = Answerer(
        searcher,
        calibration or choose_calibration(settings, fingerprint),
        reader=models.reader,
        breadths=models.breadths,
        identity=identity,
    )
    names = Names(glossary, models.lexicon)
    coverage = Coverage(glossary, models.lexicon, index)
    return Service(
        answerer=answerer,
        talk=Talk(
            answerer,
            Following(names, coverage),
            names,
            Listening(names, models.message_kinds, searcher.encode, name=identity.name),
            facts=CorpusFacts.of(catalogue, index.published_at),
            identity=identity,
        ),
        identity=identity,
        catalogue=catalogue,
        models=models,
        glossary=glossary,
        index=opened.in_use,
        published_at=index.published_at,
    )


def introduce_corpus(settings: Settings, catalogue: Catalogue) -> Identity:
    """What the settings say of name, subject and greeting, and what can be told of the articles."""
    try:
        sources = read_sources(settings.index_folder)
    except EmbeddingError:  # told where the index is built
        sources = []
    return introduce(
        settings.name,
        subject=settings.subject,
        greeting=settings.greeting,
        topics=[topic for topic, _ in catalogue.topics()],
        is_starter=bool(sources) and all(find_source(name) == starter_folder() for name in sources),
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

    encoder = service.models.encoder
    grounding = Grounding(encoder, service.glossary, min_similarity=settings.llm_similarity)
    model = Model(
        url=settings.llm_url,
        name=settings.llm_model or "",
        key=settings.llm_key.get_secret_value() if settings.llm_key else None,
        timeout_s=settings.llm_timeout_s,
    )
    return Writer(model, grounding)


def open_catalogue(settings: Settings) -> Catalogue:
    """The articles of the index in use; needs neither encoder nor vectors."""
    return Catalogue(open_newest_articles(settings), load_glossary(*settings.glossary))
