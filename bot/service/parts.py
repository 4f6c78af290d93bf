"""Encoding a part of the articles here, and bringing together what machines encoded apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.service.rebuilding import Plan, plan_rebuild
from bot.service.spreading import Spread, cache_of, encode_spread
from bot.settings import Settings
from corpus.databases import make_private_folder
from corpus.errors import CorpusError
from corpus.problems import Problem
from embeddings.encoders import open_encoder
from embeddings.shards import Encoded, Shard
from embeddings.vector_cache import Merged, Progress, VectorCache


@dataclass(frozen=True, slots=True, kw_only=True)
class PartEncoded:
    """What was read, and how much of it was of the part."""

    shard: Shard
    articles: int
    problems: tuple[Problem, ...]
    encoded: Encoded


def encode_part(
    settings: Settings,
    paths: Sequence[Path] = (),
    *,
    shard: Shard,
    spread: Spread | None = None,
    progress: Progress | None = None,
    on_plan: Callable[[Plan], None] | None = None,
) -> PartEncoded:
    """Bring the vectors of one part of what `choose_sources` gives into the home's cache.

    The index stays as it is. `on_plan` is called with what was read. Raises CorpusError when there
    is no article.
    """
    encoder = open_encoder(settings.encoder)
    plan = plan_rebuild(settings, paths)
    if on_plan:
        on_plan(plan)
    articles = plan.corpus.articles
    if not articles:
        raise CorpusError("there is no article to encode")
    encoded = encode_spread(
        settings,
        articles,
        count=len(articles),
        encoder=encoder,
        spread=spread or Spread(),
        shard=shard,
        progress=progress,
    )
    problems = tuple(plan.corpus.problems)
    return PartEncoded(shard=shard, articles=len(articles), problems=problems, encoded=encoded)


def open_cache(settings: Settings) -> VectorCache:
    """The home's vectors; made where there are none. Raises EmbeddingError."""
    make_private_folder(settings.home)
    return VectorCache(cache_of(settings))


def merge_vectors(settings: Settings, path: Path) -> Merged:
    """Copy what another machine's cache file has into the home's; raises EmbeddingError."""
    return open_cache(settings).merge(path.expanduser())
