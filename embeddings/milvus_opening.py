"""Opening what readers follow in Milvus."""

from embeddings.milvus_connection import Milvus, Place
from embeddings.milvus_index import MilvusIndex
from embeddings.milvus_schema import Generation, generation_in

_TIMEOUT_S = 5.0  # for one search: an answer asks for several, and may take 20 s


def open_milvus(place: Place, *, fingerprint: str | None) -> MilvusIndex:
    """The generation that readers follow there.

    Raises BackendError where there is none or Milvus is away, and IndexMismatchError when it was
    built with another encoder than the one of this fingerprint, if one is given.
    """
    return open_followed(Milvus(place, timeout_s=_TIMEOUT_S), fingerprint=fingerprint)


def open_followed(milvus: Milvus, *, fingerprint: str | None) -> MilvusIndex:
    """The same, asked over a connection that then belongs to the index."""
    try:
        return MilvusIndex(milvus, _followed(milvus), fingerprint=fingerprint)
    except BaseException:
        milvus.close()
        raise


def followed_id(place: Place) -> str:
    """The id of the generation that readers follow; raises BackendError."""
    milvus = Milvus(place, timeout_s=_TIMEOUT_S)
    try:
        return _followed(milvus).id
    finally:
        milvus.close()


def _followed(milvus: Milvus) -> Generation:
    collection = milvus.followed()
    generation = collection and generation_in(milvus.place.name, collection)
    if not generation:
        raise milvus.error("holds nothing yet", 'run "sampan index" where the articles are')
    return generation
