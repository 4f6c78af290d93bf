"""Encoding that others do: processes of this machine, or a cluster."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bot.settings import Settings
from corpus.chunk import ChunkOptions
from corpus.databases import make_private_folder
from corpus.schema import Article
from embeddings.build import CACHE_FILE
from embeddings.encoder import Encoder
from embeddings.encoders import open_encoder
from embeddings.shards import Encoded, Shard, encode_shard
from embeddings.vector_cache import Progress, VectorCache


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How many encode beside each other, and on which cluster, if not on this machine.

    Without a number a cluster encodes on all its cores, and this machine in one process, which uses
    all cores too.
    """

    workers: int | None = None
    cluster: str | None = None

    @property
    def is_any(self) -> bool:
        """Whether others than this process encode."""
        return self.cluster is not None or (self.workers or 1) > 1


def cache_of(settings: Settings) -> Path:
    """Where the vectors are kept."""
    return settings.home / CACHE_FILE


def encode_spread(
    settings: Settings,
    articles: Iterable[Article],
    *,
    count: int,
    encoder: Encoder,
    spread: Spread,
    shard: Shard | None = None,
    progress: Progress | None = None,
) -> Encoded:
    """Bring the vectors of these `count` articles, or of their part, into the home's cache.

    Raises EmbeddingError; what was encoded until then is kept.
    """
    remaining = iter(articles)
    first = next(remaining, None)
    if first is None:
        return Encoded()  # nobody need be started
    articles = chain((first,), remaining)
    make_private_folder(settings.home)
    shard, options = shard or Shard(), ChunkOptions()

    def tell(done: int) -> None:
        if progress:
            progress(done, count)

    if spread.cluster is not None:
        from embeddings.cluster import encode_on_cluster  # which needs what is not always there

        return encode_on_cluster(
            articles,
            address=spread.cluster,
            workers=spread.workers,
            open_encoder=open_encoder,
            encoder_name=settings.encoder,
            encoder=encoder,
            options=options,
            cache=VectorCache(cache_of(settings)),
            shard=shard,
            on_articles=tell,
        )
    if spread.is_any:
        from embeddings.workers import encode_by_workers

        return encode_by_workers(
            articles,
            workers=spread.workers or 1,
            folder=settings.home,
            open_encoder=open_encoder,
            encoder_name=settings.encoder,
            options=options,
            cache=cache_of(settings),
            shard=shard,
            on_articles=tell,
        )
    return encode_shard(
        articles,
        shard=shard,
        encoder=encoder,
        options=options,
        cache=VectorCache(cache_of(settings)),
        on_articles=tell,
    )
