"""Reading the articles and building the index of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.service.index_place import publish_newest
from bot.service.spreading import Spread, encode_spread
from bot.settings import Settings
from corpus.errors import CorpusError
from corpus.problems import Problem
from corpus.schema import Article
from corpus.sources.registry import FETCHED_FOLDER
from corpus.starter import STARTER, find_source, name_source
from embeddings.build import BuildReport, build_index, build_lock
from embeddings.changes import Changes, compare_with_index
from embeddings.encoders import open_encoder
from embeddings.errors import EmbeddingError
from embeddings.sources import read_sources
from embeddings.vector_cache import Progress

if TYPE_CHECKING:
    from corpus.load import Corpus

READINGS_FILE = "readings.sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was read, and what an index of it would change."""

    sources: tuple[Path, ...]
    corpus: "Corpus"
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a build read, and what came of it."""

    sources: tuple[Path, ...]
    problems: tuple[Problem, ...]
    report: BuildReport


def plan_rebuild(
    settings: Settings,
    paths: Sequence[Path] = (),
    *,
    also: Sequence[Path] = (),
    without: Sequence[Path] = (),
) -> Plan:
    """Read what `choose_sources` gives; the index stays as it is."""
    from corpus.load import load_corpus  # all that reads files, which a bot has no use for

    sources = choose_sources(settings, paths, also=also, without=without)
    corpus = load_corpus(
        [path for path in sources if not _is_still_empty(settings, path)],
        cache=settings.home / READINGS_FILE,
        own_fields=settings.fields_file,
        leave_out=settings.home,
    )
    changes = compare_with_index(settings.index_folder, corpus.articles)
    return Plan(sources=tuple(sources), corpus=corpus, changes=changes)


def rebuild(
    settings: Settings,
    paths: Sequence[Path] = (),
    *,
    also: Sequence[Path] = (),
    without: Sequence[Path] = (),
    progress: Progress | None = None,
    on_wait: Callable[[], None] | None = None,
    on_plan: Callable[[Plan], None] | None = None,
    spread: Spread | None = None,
) -> Rebuilt:
    """Bring the index up to date with what `choose_sources` gives, and the Milvus that is set.

    What is new in it is encoded by those whom `spread` names, if any, before it is built.
    `on_plan` is called before the index is changed, and may raise to prevent it. Raises CorpusError
    when no article is left.
    """
    encoder = open_encoder(settings.encoder)
    with build_lock(settings.index_folder, on_wait=on_wait):
        plan = plan_rebuild(settings, paths, also=also, without=without)
        if on_plan:
            on_plan(plan)
        if not plan.corpus.articles:
            raise CorpusError("no article is left to index; the index was not changed")

        def encode_ahead(articles: Iterable[Article]) -> None:
            encode_spread(
                settings,
                articles,
                count=len(plan.corpus.articles),
                encoder=encoder,
                spread=spread or Spread(),
                progress=progress,
            )

        report = build_index(
            plan.corpus.articles,
            folder=settings.index_folder,
            encoder=encoder,
            encoder_name=settings.encoder,
            sources=[
                _name(settings, path)
                for path in plan.sources
                if path.exists() or _is_fetched(settings, path)
            ],
            progress=progress,
            ahead=encode_ahead if spread and spread.is_any else None,
        )
        publish_newest(settings, fingerprint=encoder.fingerprint, progress=progress)
    return Rebuilt(sources=plan.sources, problems=tuple(plan.corpus.problems), report=report)


def choose_sources(
    settings: Settings,
    paths: Sequence[Path],
    *,
    also: Sequence[Path] = (),
    without: Sequence[Path] = (),
) -> list[Path]:
    """What to index: the paths given, else the settings' and what was fetched, else last time's.

    With `also` besides and not `without`; the starter corpus where nothing else was ever named.
    """
    if paths:
        chosen = _find_all(paths)
    elif settings.articles:
        chosen = _find_all(settings.articles) + _fetched_last_time(settings)
    else:
        chosen = last_sources(settings) or ([] if also else [find_source(STARTER)])
    return [path for path in dict.fromkeys((*chosen, *also)) if path not in without]


def last_sources(settings: Settings) -> list[Path]:
    """What the index was last built from; nothing when it never was. Raises EmbeddingError."""
    start = f"{FETCHED_FOLDER}/"
    return [
        settings.home / name if name.startswith(start) else find_source(name)
        for name in read_sources(settings.index_folder)
    ]


def _name(settings: Settings, path: Path) -> str:
    """How a source is remembered: what was fetched moves with the home."""
    if _is_fetched(settings, path):
        return path.relative_to(settings.home).as_posix()
    return name_source(path)


def _find_all(paths: Sequence[Path]) -> list[Path]:
    return [find_source(str(path)).expanduser().resolve() for path in paths]


def _fetched_last_time(settings: Settings) -> list[Path]:
    """The fetched folders in the index; all that there are where what it holds is not known."""
    try:
        return [path for path in last_sources(settings) if _is_fetched(settings, path)]
    except EmbeddingError:
        return sorted((settings.home / FETCHED_FOLDER).glob("[!.]*"))


def _is_fetched(settings: Settings, path: Path) -> bool:
    return path.parent == settings.home / FETCHED_FOLDER


def _is_still_empty(settings: Settings, path: Path) -> bool:
    """Whether it is for what will be fetched, and nothing was yet: no reason to complain."""
    return _is_fetched(settings, path) and not any(path.glob("*.md"))
