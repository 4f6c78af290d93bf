"""Where the index is that answers: on this machine, or in the Milvus that the settings name.

Whoever indexes has both. While Milvus is away, the last generation on this machine answers.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.settings import Settings
from corpus.article_store import ArticleStore
from corpus.databases import make_private_folder
from embeddings.errors import BackendError, EmbeddingError
from embeddings.index import (
    current_generation,
    open_articles,
    open_index,
    open_store,
    published_at,
)
from embeddings.passage_index import PassageIndex

if TYPE_CHECKING:
    from embeddings.milvus_connection import Place
    from embeddings.milvus_index import MilvusIndex
    from embeddings.vector_cache import Progress

log = logging.getLogger(__name__)

_COPIES = "milvus"  # the folder of the articles that look-ups need on a machine without them


@dataclass(frozen=True, slots=True)
class IndexInUse:
    """A generation by its id, and the address of the Milvus that holds it; None: this machine.

    Here one that was damaged may be built again under the same id.
    """

    address: str | None
    id: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """What answers, and the articles that look-ups are made in."""

    passages: PassageIndex
    store: ArticleStore
    in_use: IndexInUse


def newest_index(settings: Settings) -> IndexInUse:
    """What `open_newest` would open; raises EmbeddingError where nothing can be."""
    place = _place_of(settings)
    if place:
        from embeddings.milvus_opening import followed_id

        try:
            return IndexInUse(place.address, followed_id(place))
        except BackendError:
            if not _has_local(settings):
                raise
    folder = settings.index_folder
    return IndexInUse(None, current_generation(folder).name, published_at(folder))


def open_newest(settings: Settings, *, fingerprint: str) -> OpenIndex:
    """The newest index, in Milvus where the settings name one and it answers.

    Raises EmbeddingError where none can be opened.
    """
    place = _place_of(settings)
    if place is None:
        return open_local(settings, fingerprint=fingerprint)
    from embeddings.milvus_opening import open_milvus

    try:
        index = open_milvus(place, fingerprint=fingerprint)
        store = _articles_of(settings, index)
    except BackendError as error:
        return open_instead(settings, error, fingerprint=fingerprint)
    return OpenIndex(index, store, IndexInUse(place.address, index.id))


def open_local(settings: Settings, *, fingerprint: str) -> OpenIndex:
    """The generation on this machine; raises EmbeddingError."""
    local = open_index(settings.index_folder, fingerprint=fingerprint)
    return OpenIndex(local, local.store, IndexInUse(None, local.id, local.published_at))


def open_instead(settings: Settings, error: BackendError, *, fingerprint: str) -> OpenIndex:
    """The generation on this machine, instead of one that cannot be used; said in the log.

    Raises the error where there is no other.
    """
    try:
        opened = open_local(settings, fingerprint=fingerprint)
    except EmbeddingError:
        raise error from None
    log.warning("%s; until then the last index on this machine answers", error)
    return opened


def open_newest_articles(settings: Settings) -> ArticleStore:
    """The articles for look-ups alone: those on this machine, else a copy of those in Milvus."""
    place = _place_of(settings)
    if place is None or _has_local(settings):
        return open_articles(settings.index_folder)
    from embeddings.milvus_opening import open_milvus

    index = open_milvus(place, fingerprint=None)
    try:
        return _articles_of(settings, index)
    finally:
        index.close()


def publish_newest(settings: Settings, *, fingerprint: str, progress: "Progress | None") -> None:
    """Bring the Milvus that the settings name, if any, to the generation on this machine."""
    place = _place_of(settings)
    if place is None:
        return
    from embeddings.milvus_publishing import publish

    generation = current_generation(settings.index_folder)
    local = open_index(settings.index_folder, fingerprint=fingerprint)
    publish(local, generation, place, fingerprint=fingerprint, progress=progress)


def describe_milvus(settings: Settings) -> str:
    """What the Milvus that the settings name holds; raises EmbeddingError."""
    from embeddings.milvus_opening import open_milvus

    place = _place_of(settings)
    if place is None:
        return "none is set"
    index = open_milvus(place, fingerprint=None)
    try:
        return (
            f"{index.size:,} passages of {len(index.articles):,} articles at {index.place}, "
            f"published {index.published_at:%Y-%m-%d %H:%M} UTC"
        )
    finally:
        index.close()


def _place_of(settings: Settings) -> "Place | None":
    if settings.index is None:
        return None
    from embeddings.milvus_connection import Place

    token = settings.index_token
    return Place(
        address=settings.index,
        token=token.get_secret_value() if token else None,
        name=settings.index_name,
    )


def _has_local(settings: Settings) -> bool:
    try:
        current_generation(settings.index_folder)
    except EmbeddingError:
        return False
    return True


def _articles_of(settings: Settings, index: "MilvusIndex") -> ArticleStore:
    """The articles of a generation: its own on this machine, else a copy, made once."""
    from embeddings.milvus_copy import copy_articles

    local = settings.index_folder / index.id
    if local.is_dir():
        try:
            return open_store(local)
        except EmbeddingError:
            log.warning("the articles in %s cannot be read; a copy is made", local)
    folder = settings.home / _COPIES
    make_private_folder(folder)
    return copy_articles(index, folder)
