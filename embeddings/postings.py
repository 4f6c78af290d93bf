"""Which rows have which words, and how well they score for each: memory-mapped.

The best rows for several words are found from the most telling word to the least. Up to so many
rows that is exact; beyond, a word that many rows have only adds to the rows that lead by the words
before it, and brings in no new ones ("continue" of Moffat and Zobel 1996, "Self-indexing inverted
files for fast text retrieval").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from embeddings.generation_files import map_array

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Families = npt.NDArray[np.uint16]
_OfRows = TypeVar("_OfRows", Rows, npt.NDArray[np.int32])

OFFSETS_FILE = "offsets.npy"
ROWS_FILE = "rows.npy"
SCORES_FILE = "scores.npy"
HIGHEST_FILE = "highest.npy"

_ADDED = 200_000
"""So many pairs of a word and a row are added up; rarer words come first."""
_MOST_ADDED = 1_000_000
"""So many where fewer rows than are wanted have been found: few of them are allowed."""
_COMPLETED = 500
"""So many rows of each family are then given what the other words add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedTerm:
    """Words, by number, any of which a row may have: the best one counts, `weight` times."""

    words: tuple[int, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Best:
    """The best rows, best first, with their scores; and the highest score of each family."""

    rows: Rows
    scores: Scores
    by_family: Scores


class Postings:
    """Rows and scores by word number; may be shared by threads.

    Word w has `rows[offsets[w]:offsets[w + 1]]`, ascending, and the scores beside them, of which
    `highest[w]` is the best. `families` gives the family of each row, counted from 0.
    """

    def __init__(
        self,
        *,
        offsets: npt.NDArray[np.int64],
        rows: npt.NDArray[np.int32],
        scores: Scores,
        highest: Scores,
        families: Families,
    ) -> None:
        self._offsets = offsets
        self._rows = rows
        self._scores = scores
        self._highest = highest
        self._families = families
        self._count = int(families.max(initial=0)) + 1

    @classmethod
    def load(cls, folder: Path, families: Families) -> "Postings":
        """The files of a folder, which stay on disk."""
        return cls(
            offsets=map_array(folder / OFFSETS_FILE),
            rows=map_array(folder / ROWS_FILE),
            scores=map_array(folder / SCORES_FILE),
            highest=map_array(folder / HIGHEST_FILE),
            families=families,
        )

    def highest(self, word: int) -> float:
        """The best score that a word alone gives a row."""
        return float(self._highest[word])

    def highest_of_all(self) -> float:
        """The best score that any word alone gives a row."""
        return float(self._highest.max(initial=0.0))

    def score(self, terms: Sequence[WeightedTerm], rows: Rows) -> Scores:
        """The score of each of these rows, shape (len(rows),): 0 where none of the words is."""
        wanted = rows.astype(np.int32)  # as they are kept: else all of a word's rows are converted
        total = np.zeros(len(rows), dtype=np.float32)
        for term in terms:
            total += self._score_of(term, wanted)
        return total

    def find(self, terms: Sequence[WeightedTerm], k: int, *, allowed: Mask | None = None) -> Best:
        """The k best of the allowed rows that have any of the words; equal ones by row."""
        seen = _Seen(self._families, self._count)
        rest = sorted(terms, key=self._most, reverse=True)
        read = 0  # pairs of a word and a row, allowed or not
        while rest and read < (_ADDED if seen.size >= k else _MOST_ADDED):
            term = rest.pop(0)
            read += sum(len(self._of(word)[0]) for word in term.words)
            seen.add([self._allowed_of(word, allowed) for word in term.words], term.weight)
        rows, scores = seen.leading(max(k, _COMPLETED)) if rest else seen.all()
        scores = scores + self.score(rest, rows)
        by_family = [
            scores[self._families[rows] == family].max(initial=0.0) for family in range(self._count)
        ]
        first = np.lexsort((rows, -scores))[:k]
        return Best(rows[first], scores[first], np.array(by_family, dtype=np.float32))

    def _most(self, term: WeightedTerm) -> float:
        return term.weight * max((self.highest(word) for word in term.words), default=0.0)

    def _of(self, word: int) -> tuple[npt.NDArray[np.int32], Scores]:
        start, end = self._offsets[word : word + 2]
        return self._rows[start:end], self._scores[start:end]

    def _allowed_of(self, word: int, allowed: Mask | None) -> tuple[npt.NDArray[np.int32], Scores]:
        rows, scores = self._of(word)
        if allowed is None:
            return rows, scores
        return _only(allowed[rows], rows, scores)

    def _score_of(self, term: WeightedTerm, wanted: npt.NDArray[np.int32]) -> Scores:
        best = np.zeros(len(wanted), dtype=np.float32)
        for word in term.words:
            rows, scores = self._of(word)
            if len(rows):
                places = np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)
                np.maximum(best, np.where(rows[places] == wanted, scores[places], 0.0), out=best)
        return best * np.float32(term.weight)


class _Seen:
    """Scores added up by row, and which rows have any: `size` of them."""

    def __init__(self, families: Families, count: int) -> None:
        self._scores = np.zeros(len(families), dtype=np.float32)
        self._of_term = np.zeros(len(families), dtype=np.float32)
        self._new: list[Rows] = []
        self._families = families
        self._count = count
        self.size = 0

    def add(self, found: Sequence[tuple[npt.NDArray[np.int32], Scores]], weight: float) -> None:
        """Add to each row the best of what the words of one term give it."""
        # NumPy converts rows of 32 bits whenever they are used.
        each = [(rows.astype(np.intp), scores) for rows, scores in found]
        if len(each) > 1:
            for rows, scores in each:
                self._of_term[rows] = np.maximum(self._of_term[rows], scores)
        for rows, scores in each:
            if len(each) > 1:
                scores = self._of_term[rows]
                self._of_term[rows] = 0.0  # the next word that a row has gives it nothing more
                rows, scores = _only(scores > 0, rows, scores)
            before = self._scores[rows]
            self._new.append(rows.compress(before == 0))
            self.size += len(self._new[-1])
            self._scores[rows] = before + np.float32(weight) * scores

    def all(self) -> tuple[Rows, Scores]:
        """The rows, and their scores."""
        rows = np.concatenate([np.empty(0, dtype=np.int64), *self._new])
        return rows, self._scores[rows]

    def leading(self, count: int) -> tuple[Rows, Scores]:
        """So many rows of each family, those of the highest scores, and these."""
        rows, scores = self.all()
        families = self._families[rows]
        kept = [_highest(np.flatnonzero(families == f), scores, count) for f in range(self._count)]
        chosen = np.sort(np.concatenate(kept))
        return rows[chosen], scores[chosen]


def _only(chosen: Mask, rows: _OfRows, scores: Scores) -> tuple[_OfRows, Scores]:
    """The chosen of some rows and scores; indexing by a mask takes four times as long."""
    return rows.compress(chosen), scores.compress(chosen)


def _highest(places: Rows, scores: Scores, count: int) -> Rows:
    """Of these places so many with the highest scores, of equal ones those that come first."""
    if len(places) <= count:
        return places
    held = scores[places]
    lowest = np.partition(held, len(places) - count)[len(places) - count]
    above = places.compress(held > lowest)
    return np.concatenate([above, places.compress(held == lowest)[: count - len(above)]])
