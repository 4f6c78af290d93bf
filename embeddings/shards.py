"""Parts of the passages, by the hash of their texts: each may be encoded by another machine."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.chunk import ChunkOptions, split_article
from corpus.schema import Article, search_text
from embeddings.encoder import Encoder
from embeddings.errors import EmbeddingError
from embeddings.vector_cache import VectorCache
from embeddings.vector_rows import key_of

_GATHERED = 64  # texts that are looked up in the cache, and encoded, together
_FORM = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """The texts whose hash lies in the `number`th of `count` equal ranges, counted from 1.

    Each text is in exactly one of them, on every machine and whatever else there is to encode.
    """

    number: int = 1
    count: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def holds(self, text: str) -> bool:
        """Whether a text is of this part."""
        start = int.from_bytes(key_of(text)[:8], "big")
        return start * self.count >> 64 == self.number - 1

    def split(self, count: int) -> "list[Shard]":
        """So many parts that are together this one."""
        before = (self.number - 1) * count
        return [Shard(number=before + n, count=self.count * count) for n in range(1, count + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """How many passages were of a part, and how many of them the cache did not have."""

    passages: int = 0
    encoded: int = 0

    def __add__(self, other: "Encoded") -> "Encoded":
        return Encoded(
            passages=self.passages + other.passages, encoded=self.encoded + other.encoded
        )


def parse_shard(text: str) -> Shard:
    """The third of eight for "3/8"; raises EmbeddingError for what names no part."""
    found = _FORM.fullmatch(text.strip())
    if not found or int(found[1]) > int(found[2]):
        raise EmbeddingError(f'"{text}" names no part; "3/8" would be the third of eight')
    return Shard(number=int(found[1]), count=int(found[2]))


def encode_shard(
    articles: Iterable[Article],
    *,
    shard: Shard,
    encoder: Encoder,
    options: ChunkOptions,
    cache: VectorCache,
    on_articles: Callable[[int], None] | None = None,
) -> Encoded:
    """Bring the vectors of one part of these articles' passages into the cache.

    Neither texts nor vectors are kept in memory. `on_articles` is told how many are done.
    """
    done = Encoded()
    for texts in gather_texts(
        articles, shard=shard, encoder=encoder, options=options, on_articles=on_articles
    ):
        missing = cache.find_missing(encoder, texts)
        cache.encode_passages(encoder, missing)
        done += Encoded(passages=len(texts), encoded=len(missing))
    return done


def gather_texts(
    articles: Iterable[Article],
    *,
    shard: Shard,
    encoder: Encoder,
    options: ChunkOptions,
    on_articles: Callable[[int], None] | None = None,
) -> Iterator[list[str]]:
    """What an encoder gets of these articles, as far as it is of the part, some at once.

    An article counts as done when what follows its last text is asked for.
    """
    texts: list[str] = []
    seen = 0
    for seen, article in enumerate(articles, start=1):
        passages = split_article(article, count_tokens=encoder.count_tokens, options=options)
        own = (search_text(article, passage) for passage in passages)
        texts.extend(text for text in own if shard.holds(text))
        if len(texts) >= _GATHERED:
            yield texts
            texts = []
            if on_articles:
                on_articles(seen)
    yield texts
    if on_articles:
        on_articles(seen)
