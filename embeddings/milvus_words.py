"""Search by words in Milvus, exact as on disk: what it proposes is scored here, by the same scores.

Where any of several words may answer, Milvus can only add them all up, which is never less than the
best of them. So what it proposes is read down to where nothing further could still be better.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import marisa_trie
import numpy as np
import numpy.typing as npt

from embeddings.milvus_connection import ROWS_AT_MOST, Milvus
from embeddings.milvus_filters import both, quote
from embeddings.passage_index import Rows, Scores, WordGroup
from embeddings.postings import Best, WeightedTerm

_LEAST = 32  # rows that are asked for
_MORE = 4  # times as many, each time that those did not do
_ROUNDING = 1e-5  # sums may differ by so much of them


@dataclass(frozen=True, slots=True)
class RowWords:
    """The words of a row, by number, and the score that each gives it."""

    words: npt.NDArray[np.int64]
    scores: Scores

    @classmethod
    def of(cls, pairs: Mapping[int, float]) -> "RowWords":
        """What Milvus has of it."""
        return cls(
            np.fromiter(pairs.keys(), np.int64, len(pairs)),
            np.fromiter(pairs.values(), np.float32, len(pairs)),
        )


ReadWords = Callable[[Sequence[int]], Sequence[RowWords]]


class Vocabulary:
    """The words of a generation, with what the best of each is worth: two files, left on disk."""

    def __init__(self, words: Path, highest: Path) -> None:
        self._words = marisa_trie.Trie()
        self._words.mmap(str(words))
        self._highest: Scores = np.load(highest, mmap_mode="r")

    @property
    def highest_of_all(self) -> float:
        """The best score that any word alone gives a passage."""
        return float(self._highest.max(initial=0.0))

    def rarity(self, word: str) -> float:
        """The best score that the word alone gives a passage, 0 if none has it."""
        number = self._words.get(word)
        return 0.0 if number is None else float(self._highest[number])

    def terms(self, groups: Sequence[WordGroup]) -> list[WeightedTerm]:
        """What is known of what is asked for."""
        found = []
        for group in groups:
            numbers = (self._words.get(word) for word in group.words)
            known = tuple(number for number in numbers if number is not None)
            if known:
                found.append(WeightedTerm(words=known, weight=group.weight))
        return found


def score(terms: Sequence[WeightedTerm], rows: Sequence[RowWords]) -> Scores:
    """The score of each of these rows: for each term the best word that it has."""
    total = np.zeros(len(rows), dtype=np.float32)
    asked = np.array(sorted({word for term in terms for word in term.words}), dtype=np.int64)
    if not len(asked) or not rows:
        return total
    words = np.concatenate([row.words for row in rows])
    scores = np.concatenate([row.scores for row in rows])
    owner = np.repeat(np.arange(len(rows)), [len(row.words) for row in rows])
    column = np.minimum(np.searchsorted(asked, words), len(asked) - 1)
    has = asked[column] == words
    table = np.zeros((len(rows), len(asked)), dtype=np.float32)
    table[owner[has], column[has]] = scores[has]
    for term in terms:
        columns = np.searchsorted(asked, sorted(set(term.words)))
        total += np.float32(term.weight) * table[:, columns].max(axis=1)
    return total


class WordSearch:
    """Finds rows of one collection by words, each language family for itself."""

    def __init__(
        self, milvus: Milvus, collection: str, families: Iterable[str], read: ReadWords
    ) -> None:
        self._milvus = milvus
        self._collection = collection
        self._families = sorted(families)
        self._read = read

    def find(self, terms: Sequence[WeightedTerm], k: int, *, where: str) -> Best:
        """The k best allowed rows; equal ones by row. And the best score of each family."""
        by_family = np.zeros(len(self._families), dtype=np.float32)
        if not terms:
            return Best(np.empty(0, np.int64), np.empty(0, np.float32), by_family)
        limits = [max(_LEAST, 2 * k)] * len(self._families)
        found = [self._propose(terms, family, where, limits[0]) for family in self._families]
        while True:
            rows = np.concatenate([proposed.rows for proposed in found])
            scores = np.concatenate([proposed.scores for proposed in found])
            least = np.partition(scores, len(scores) - k)[-k] if 0 < k < len(scores) else -1.0
            short = [
                n
                for n, proposed in enumerate(found)
                if limits[n] < ROWS_AT_MOST and not proposed.is_enough(least if k else None)
            ]
            if not short:
                break
            for n in short:
                limits[n] = min(_MORE * limits[n], ROWS_AT_MOST)
                found[n] = self._propose(terms, self._families[n], where, limits[n])
        for n, proposed in enumerate(found):
            by_family[n] = proposed.scores.max(initial=0.0)
        first = np.lexsort((rows, -scores))[:k]
        return Best(rows[first], scores[first], by_family)

    def _propose(
        self, terms: Sequence[WeightedTerm], family: str, where: str, limit: int
    ) -> "_Proposed":
        query: dict[int, float] = {}
        for term in terms:
            for word in set(term.words):
                query[word] = query.get(word, 0.0) + term.weight
        (nearest,) = self._milvus.search(
            self._collection,
            "words",
            [query],
            limit,
            where=both(f"family == {quote(family)}", where),
        )
        ahead = nearest.scores[-1] if len(nearest.keys) == limit else 0.0
        return _Proposed(
            np.array(nearest.keys, dtype=np.int64), score(terms, self._read(nearest.keys)), ahead
        )


@dataclass(frozen=True, slots=True)
class _Proposed:
    """Rows of a family with their scores; no other has a higher one than `ahead`."""

    rows: Rows
    scores: Scores
    ahead: float

    def is_enough(self, least: float | None) -> bool:
        """Whether no other row is the best, or scores `least`, where that is asked for."""
        ahead = self.ahead * (1 + _ROUNDING)
        if not ahead:
            return True
        return ahead < self.scores.max(initial=0.0) and (least is None or ahead < least)
