"""What a generation is in Milvus: four collections, named after it.

NAME_<id>            the passages: their vectors, their words, and what filters ask
NAME_<id>_articles   the articles: their words, and what look-ups ask
NAME_<id>_texts      the records of articles and some files, in pieces
NAME                 the alias that readers follow: NAME_<id> of the generation in use

A passage's words are a sparse vector: at each word's number the BM25 score that it gives the
passage, as the index on disk has it. An inner product is then the same score as there, in one scale
over all segments and machines, and each word may count as much as a question wants.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

TEXT_BYTES = 65_535
"""What Milvus holds in one text."""

PIECE = 16_000
"""Characters of a record in one row: at most four bytes each."""

_NAME_BYTES = 1024
_NAMES = 256  # topics of one article that filters know
_EXACT_UP_TO = 50_000  # vectors: so many are compared one by one
_GRAPH = {"M": 16, "efConstruction": 200}
_LEAST_SEEN = 64


class Kind(Enum):
    """What a field holds."""

    KEY = auto()
    WHOLE = auto()
    NUMBER = auto()
    TEXT = auto()
    TEXTS = auto()
    VECTOR = auto()
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its sizes, and the index over it if it has one."""

    name: str
    kind: Kind
    sizes: Mapping[str, int] = field(default_factory=dict)
    index: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """The names of the collections of one generation."""

    name: str
    id: str

    @property
    def passages(self) -> str:
        """The one that readers follow."""
        return f"{self.name}_{self.id}"

    @property
    def articles(self) -> str:
        """Of articles."""
        return f"{self.passages}_articles"

    @property
    def texts(self) -> str:
        """Of pieces of text."""
        return f"{self.passages}_texts"

    @property
    def collections(self) -> tuple[str, ...]:
        """All, in the order in which they are made; the last one is dropped first."""
        return self.passages, self.articles, self.texts


def generation_in(name: str, collection: str) -> Generation | None:
    """The generation that a collection belongs to; None if it is not ours."""
    match = re.fullmatch(rf"{re.escape(name)}_([0-9a-f]{{16}})(_articles|_texts)?", collection)
    return Generation(name, match[1]) if match else None


def passage_fields(dim: int, size: int) -> list[Field]:
    """The columns of so many passages."""
    return [
        Field("row", Kind.KEY),
        Field("article", Kind.WHOLE, index=_SORTED),
        Field("start", Kind.WHOLE),
        Field("end", Kind.WHOLE),
        _text("headings"),
        Field("length", Kind.NUMBER),  # of the vector, when it was centred
        Field("newness", Kind.NUMBER),
        *_filtered(),
        Field("centred", Kind.VECTOR, {"dim": dim}, _index_of_vectors(size)),
        _WORDS,
    ]


def article_fields() -> list[Field]:
    """The columns of articles."""
    return [
        Field("row", Kind.KEY),
        _text("id", index=_INVERTED),
        _text("story", index=_INVERTED),
        Field("members", Kind.WHOLE),  # of its story
        Field("first", Kind.WHOLE),  # the rows of its passages: from here,
        Field("behind", Kind.WHOLE),  # up to here
        Field("place", Kind.WHOLE, index=_SORTED),  # from the newest to the oldest, from 1
        Field("extent", Kind.TEXT, {"max_length": _NAME_BYTES}),
        _text("naming"),
        *_filtered(),
        _WORDS,
    ]


def text_fields() -> list[Field]:
    """The columns of pieces; Milvus wants a vector in each collection."""
    return [
        Field("row", Kind.KEY),
        Field("owner", Kind.WHOLE, index=_SORTED),
        _text("text"),
        Field("unused", Kind.VECTOR, {"dim": 2}, _FLAT),
    ]


def search_options(size: int, limit: int) -> dict[str, int]:
    """How far a search goes among so many vectors for so many rows."""
    return {"ef": max(2 * limit, _LEAST_SEEN)} if size > _EXACT_UP_TO else {}


def shorten(names: Sequence[str]) -> list[str]:
    """Names as they are kept for filters."""
    return [cut(name, _NAME_BYTES) for name in names[:_NAMES]]


def cut(text: str, most: int = TEXT_BYTES) -> str:
    """The beginning of a text that is no longer than so many bytes."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


_FLAT = {"index_type": "FLAT", "metric_type": "IP"}
_INVERTED = {"index_type": "INVERTED"}
_SORTED = {"index_type": "INVERTED"}
_WORDS = Field(
    "words",
    Kind.WORDS,
    index={"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"},
)


def _index_of_vectors(size: int) -> Mapping[str, object]:
    if size <= _EXACT_UP_TO:
        return _FLAT
    return {"index_type": "HNSW", "metric_type": "IP", "params": _GRAPH}


def _text(name: str, *, index: Mapping[str, object] | None = None) -> Field:
    return Field(name, Kind.TEXT, {"max_length": TEXT_BYTES}, index)


def _filtered() -> list[Field]:
    """What filters ask of passages and of articles."""
    return [
        Field("family", Kind.TEXT, {"max_length": _NAME_BYTES}, _INVERTED),
        Field("day", Kind.WHOLE, index=_SORTED),  # counted as dates are; 0: not known
        Field("provider", Kind.TEXT, {"max_length": _NAME_BYTES}, _INVERTED),
        _names("topics"),
        _names("languages"),
    ]


def _names(name: str) -> Field:
    return Field(name, Kind.TEXTS, {"max_capacity": _NAMES, "max_length": _NAME_BYTES})
