"""Where objects are put together from the settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.answers import Answerer, Thresholds
from bot.errors import QuestionError
from bot.question import parse_day
from bot.settings import Settings
from corpus.catalogue import Catalogue
from corpus.glossary import load_glossary
from corpus.load import starter_folder
from embeddings.encoder import open_encoder
from embeddings.errors import EmbeddingError
from embeddings.filters import Filters
from embeddings.index import current_generation, open_index, read_articles
from embeddings.manifest import read_manifest
from embeddings.search import Searcher

_LANGUAGES = ("en", "zh", "zh-Hant", "zh-Hans")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Answers and look-ups over one generation of the index."""

    answerer: Answerer
    catalogue: Catalogue
    index_id: str
    published_at: datetime

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
                raise QuestionError(f"The language must be one of {', '.join(_LANGUAGES)}.")
        filters = Filters(
            since=parse_day(since) if since else None,
            until=parse_day(until, is_end=True) if until else None,
            providers=tuple(p for name in providers for p in self.catalogue.providers_named(name)),
            topics=tuple(t for name in topics for t in self.catalogue.topics_named(name)),
            languages=tuple(languages),
        )
        if filters.since and filters.until and filters.since > filters.until:
            raise QuestionError(f"{filters.since} to {filters.until} is no span of time.")
        return filters


def open_service(settings: Settings) -> Service:
    """Everything that answers, over the index in use."""
    encoder = open_encoder(settings.encoder)
    index = open_index(settings.index_folder, fingerprint=encoder.fingerprint)
    glossary = load_glossary(*settings.glossary)
    thresholds = Thresholds(answer_from=settings.answer_from, unsure_from=settings.unsure_from)
    return Service(
        answerer=Answerer(Searcher(index, encoder, glossary), thresholds),
        catalogue=Catalogue(index.articles, glossary),
        index_id=index.id,
        published_at=index.published_at,
    )


def open_catalogue(settings: Settings) -> Catalogue:
    """The articles of the index in use; needs neither encoder nor vectors."""
    generation = current_generation(settings.index_folder)
    read_manifest(generation)
    return Catalogue(read_articles(generation)[0], load_glossary(*settings.glossary))


def choose_sources(settings: Settings, paths: Sequence[Path]) -> list[Path]:
    """What to index: the paths given, else the settings', else last time's, else the starter."""
    if paths or settings.articles:
        return [path.expanduser().resolve() for path in paths or settings.articles]
    try:
        manifest = read_manifest(current_generation(settings.index_folder))
    except EmbeddingError:
        return [starter_folder()]
    return [Path(source) for source in manifest.sources]
