"""What an index is asked, and what it finds."""

from dataclasses import dataclass

from corpus.glossary import Concept
from corpus.periods import Period
from corpus.schema import Article, Passage
from embeddings.reader import Reading
from embeddings.word_search import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the indexes are asked: a text, what is read in it, and the time that it is about.

    `near` are the ids of articles that it probably means, since they were spoken of before.
    """

    text: str
    concepts: tuple[Concept, ...]
    terms: tuple[Term, ...]
    unknown_names: tuple[str, ...] = ()
    """names in it that no passage has"""
    period: Period | None = None
    is_newest: bool = False
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """How one index found a passage: its place among all that it found, from 1, and its score."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found.

    `score` is the search's, orders the hits that it gives and means nothing else. `similarity` is
    the inner product of question and passage as encoded, before centring. `vector` and `words` are
    None where that index did not propose the passage. `also` holds the other articles of its group
    of duplicates. `in_period` says whether the article was published in the period that was asked
    about, or the passage names a time in it; None when no period was asked about. `nearness` is
    the part of the score that an article near the query has for that. `reading` is there once the
    passage was read together with the question, and `side` tells for which side of a comparison.
    """

    rank: int
    passage: Passage
    article: Article
    score: float
    similarity: float
    vector: Evidence | None
    words: Evidence | None
    also: tuple[Article, ...]
    in_period: bool | None = None
    nearness: float = 0.0
    reading: Reading | None = None
    side: int | None = None
