"""Reading the articles and building the index of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings
from corpus.errors import CorpusError
from corpus.load import Corpus, load_corpus
from corpus.problems import Problem
from corpus.starter import STARTER, find_source, name_source
from embeddings.build import BuildReport, build_index, build_lock
from embeddings.changes import Changes, compare_articles, indexed_articles
from embeddings.encoders import open_encoder
from embeddings.sources import read_sources
from embeddings.vector_cache import Progress

_READINGS_FILE = "readings.sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was read, and what an index of it would change."""

    sources: tuple[Path, ...]
    corpus: Corpus
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a build read, and what came of it."""

    sources: tuple[Path, ...]
    problems: tuple[Problem, ...]
    report: BuildReport


def plan_rebuild(settings: Settings, paths: Sequence[Path] = ()) -> Plan:
    """Read the paths, or what the index was built from last time; the index stays as it is.

    Raises CorpusError when no article is left.
    """
    sources = choose_sources(settings, paths)
    corpus = load_corpus(
        sources, cache=settings.home / _READINGS_FILE, own_fields=settings.fields_file
    )
    changes = compare_articles(indexed_articles(settings.index_folder), corpus.articles)
    return Plan(sources=tuple(sources), corpus=corpus, changes=changes)


def rebuild(
    settings: Settings,
    paths: Sequence[Path] = (),
    *,
    progress: Progress | None = None,
    on_wait: Callable[[], None] | None = None,
    on_plan: Callable[[Plan], None] | None = None,
) -> Rebuilt:
    """Bring the index up to date with the paths, or with what it was built from last time.

    `on_plan` is called before the index is changed, and may raise to prevent it. Raises CorpusError
    when no article is left.
    """
    encoder = open_encoder(settings.encoder)
    with build_lock(settings.index_folder, on_wait=on_wait):
        plan = plan_rebuild(settings, paths)
        if on_plan:
            on_plan(plan)
        if not plan.corpus.articles:
            raise CorpusError("no article is left to index; the index was not changed")
        report = build_index(
            plan.corpus.articles,
            folder=settings.index_folder,
            encoder=encoder,
            encoder_name=settings.encoder,
            sources=[name_source(path) for path in plan.sources if path.exists()],
            progress=progress,
        )
    return Rebuilt(sources=plan.sources, problems=tuple(plan.corpus.problems), report=report)


def choose_sources(settings: Settings, paths: Sequence[Path]) -> list[Path]:
    """What to index: the paths given, else the settings', else last time's, else the starter."""
    if paths or settings.articles:
        named = paths or settings.articles
        return [find_source(str(path)).expanduser().resolve() for path in named]
    return [find_source(name) for name in read_sources(settings.index_folder) or [STARTER]]
