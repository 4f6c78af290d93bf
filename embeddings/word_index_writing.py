"""Passages' words → the files of a word index, with memory for the words but not for passages."""

import os
import shutil
import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import marisa_trie
import numpy as np
import numpy.typing as npt

from embeddings.counted_words import (
    COUNTED_FOLDER,
    COUNTS_FILE,
    ENDS_FILE,
    MOST_COUNTED,
    NUMBERS_FILE,
    CountedWords,
)
from embeddings.postings import (
    HIGHEST_FILE,
    OFFSETS_FILE,
    ROWS_FILE,
    SCORES_FILE,
    Scores,
)
from embeddings.word_index import ARTICLES_FOLDER, PASSAGES_FOLDER, WORDS_FILE

_K1, _B = 1.2, 0.75
_BATCH = 1_000_000  # pairs of a word and a row that are worked on at once
_SPOOL_FOLDER = "spool"

Ints = npt.NDArray[np.int64]


class WordIndexWriter:
    """Takes the words of one passage after another, then writes the index into an empty folder.

    The score of a word for a passage is Lucene's BM25: with N passages, n of which have the word,
    and the passage's length relative to the mean length l, for a word that stands there f times
    ln(1 + (N - n + .5) / (n + .5)) * f / (f + k1 (1 - b + b l)).

    Words of passages that are `known` need not be given again.
    """

    def __init__(self, folder: Path, known: CountedWords | None = None) -> None:
        self._folder = folder
        self._known = known
        # Our number of each word that is known, below zero until a passage has it.
        self._ours = np.full(len(known) if known else 0, -1, dtype=np.int64)
        self._spool = folder / _SPOOL_FOLDER
        self._spool.mkdir(parents=True)
        self._numbers: dict[str, int] = {}
        self._lengths: list[int] = []
        self._pairs = array("I")  # word, row and count, one after the other
        self._spooled = 0

    def add(self, words: Sequence[str]) -> None:
        """The words of the next passage, in any order."""
        row = len(self._lengths)
        counted = Counter(words)
        self._lengths.append(sum(min(count, MOST_COUNTED) for count in counted.values()))
        numbers = self._numbers
        for word, count in counted.items():
            number = numbers.setdefault(word, len(numbers))
            self._pairs.extend((number, row, min(count, MOST_COUNTED)))
        if len(self._pairs) >= 3 * _BATCH:
            self._flush()

    def add_known(self, rows: Sequence[int]) -> None:
        """The words of the next passages, which are known by these rows."""
        if not rows:
            return
        if self._known is None:
            raise ValueError("no words are known")
        words, counts, sizes = self._known.read(rows)
        for word in np.unique(words[self._ours[words] < 0]).tolist():
            self._ours[word] = self._numbers.setdefault(self._known.word(word), len(self._numbers))
        first = len(self._lengths)
        owners = np.repeat(np.arange(first, first + len(sizes)), sizes)
        pairs = np.stack((self._ours[words], owners, counts), axis=1)
        self._pairs.frombytes(pairs.astype(np.uint32).tobytes())
        lengths = np.bincount(owners - first, weights=counts, minlength=len(sizes))
        self._lengths.extend(lengths.astype(np.int64).tolist())
        if len(self._pairs) >= 3 * _BATCH:
            self._flush()

    def finish(self, article_rows: npt.NDArray[np.int32]) -> None:
        """Write the index, given the article of each passage."""
        self._flush()
        final = self._write_words()
        pairs = _Spool(self._spool, self._spooled, final)
        counts = pairs.count(len(final))
        (self._folder / PASSAGES_FOLDER).mkdir()
        passages = _Draft(self._folder / PASSAGES_FOLDER, counts)
        self._fill(pairs, passages, counts)
        _write_counted(self._folder / COUNTED_FOLDER, pairs, int(counts.sum()), len(self._lengths))
        shutil.rmtree(self._spool)
        passages.write_highest()
        (self._folder / ARTICLES_FOLDER).mkdir()
        passages.merge(article_rows, self._folder / ARTICLES_FOLDER).write_highest()

    def _flush(self) -> None:
        if self._pairs:
            pairs = np.frombuffer(self._pairs, dtype=np.uint32).reshape(-1, 3)
            np.save(self._spool / f"{self._spooled}.npy", pairs)
            self._spooled += 1
            self._pairs = array("I")

    def _write_words(self) -> Ints:
        """Write the words; gives for each number of ours the word's number in the trie."""
        trie = marisa_trie.Trie(self._numbers)
        # What the trie itself cannot write it tells by no OSError.
        (self._folder / WORDS_FILE).write_bytes(trie.tobytes())
        final = np.empty(len(self._numbers), dtype=np.int64)
        for word, number in self._numbers.items():
            final[number] = trie[word]
        self._numbers.clear()
        return final

    def _fill(self, pairs: "_Spool", draft: "_Draft", counts: Ints) -> None:
        size = len(self._lengths)
        lengths = np.maximum(np.array(self._lengths, dtype=np.float64), 1)
        norms = _K1 * (1 - _B + _B * lengths / (lengths.mean() if size else 1.0))
        rarity = np.log1p((size - counts + 0.5) / (counts + 0.5))
        places = draft.offsets[:-1].copy()
        for word, row, count in pairs:
            # Stable: the rows of a word stay in their order.
            order = np.argsort(word, kind="stable")
            word, row, count = word[order], row[order], count[order]
            starts = np.flatnonzero(np.diff(word, prepend=-1))
            sizes = np.diff(starts, append=len(word))
            within = np.arange(len(word)) - np.repeat(starts, sizes)
            at = places[word] + within
            places[word[starts]] += sizes
            draft.rows[at] = row
            draft.scores[at] = rarity[word] * count / (count + norms[row])


class _Spool:
    """The pairs that were written, batch after batch, under the words' final numbers."""

    def __init__(self, folder: Path, batches: int, final: Ints) -> None:
        self._folder = folder
        self._batches = batches
        self._final = final

    def __iter__(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        for number in range(self._batches):
            pairs = np.load(self._folder / f"{number}.npy").astype(np.int64)
            yield self._final[pairs[:, 0]], pairs[:, 1], pairs[:, 2]

    def count(self, words: int) -> Ints:
        """How many rows have each word."""
        counts = np.zeros(words, dtype=np.int64)
        for word, _, _ in self:
            counts += np.bincount(word, minlength=words)
        return counts


def _write_counted(folder: Path, pairs: _Spool, size: int, rows: int) -> None:
    """The same pairs, so many of so many rows, for the next build: each row's words in order."""
    folder.mkdir()
    ends = np.zeros(rows + 1, dtype=np.int64)
    with (
        _begin(folder / NUMBERS_FILE, size, np.uint32) as numbers,
        _begin(folder / COUNTS_FILE, size, np.uint16) as counts,
    ):
        for word, row, count in pairs:
            order = np.lexsort((word, row))
            numbers.write(word[order].astype(np.uint32).tobytes())
            counts.write(count[order].astype(np.uint16).tobytes())
            first = int(row[0])  # rows come in order
            sizes = np.bincount(row - first)
            ends[first + 1 : first + 1 + len(sizes)] += sizes
    np.save(folder / ENDS_FILE, np.cumsum(ends))


def _begin(path: Path, size: int, kind: type[np.generic]) -> BinaryIO:
    """The file of an array, to be written from its beginning to its end."""
    file = path.open("wb")
    about = {"descr": np.dtype(kind).str, "fortran_order": False, "shape": (size,)}
    np.lib.format.write_array_header_1_0(file, about)
    return file


class _Draft:
    """Postings that are being written."""

    def __init__(self, folder: Path, counts: Ints) -> None:
        self._folder = folder
        self.offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        np.save(folder / OFFSETS_FILE, self.offsets)
        size = int(self.offsets[-1])
        self.rows = _create(folder / ROWS_FILE, size, np.int32)
        self.scores = _create(folder / SCORES_FILE, size, np.float32)

    def write_highest(self) -> None:
        """The best score of each word."""
        highest = np.zeros(len(self.offsets) - 1, dtype=np.float32)
        for first, last in self._batches():
            start, end = self.offsets[first], self.offsets[last]
            starts = self.offsets[first:last] - start
            highest[first:last] = np.maximum.reduceat(self.scores[start:end], starts)
        np.save(self._folder / HIGHEST_FILE, highest)

    def merge(self, into: npt.NDArray[np.int32], folder: Path) -> "_Draft":
        """The same of the rows that these rows belong to: the best score of each counts."""
        parts = list(self._merged(into))
        counts = np.concatenate([np.empty(0, dtype=np.int64), *(part[0] for part in parts)])
        draft = _Draft(folder, counts)
        at = 0
        for _, rows, scores in parts:
            draft.rows[at : at + len(rows)] = rows
            draft.scores[at : at + len(rows)] = scores
            at += len(rows)
        return draft

    def _merged(
        self, into: npt.NDArray[np.int32]
    ) -> Iterator[tuple[Ints, npt.NDArray[np.int32], Scores]]:
        """For runs of words how many rows each has, then the rows and their scores."""
        for first, last in self._batches():
            place = slice(self.offsets[first], self.offsets[last])
            word = np.repeat(np.arange(first, last), np.diff(self.offsets[first : last + 1]))
            row = into[self.rows[place]]
            starts = np.flatnonzero(
                (np.diff(word, prepend=-1) != 0) | (np.diff(row, prepend=-1) != 0)
            )
            counts = np.bincount(word[starts] - first, minlength=last - first)
            yield counts, row[starts], np.maximum.reduceat(self.scores[place], starts)

    def _batches(self) -> Iterator[tuple[int, int]]:
        """Runs of words that have about a batch of rows together, or one word that has more."""
        first, words = 0, len(self.offsets) - 1
        while first < words:
            last = int(np.searchsorted(self.offsets, self.offsets[first] + _BATCH, side="right"))
            last = min(max(last - 1, first + 1), words)
            yield first, last
            first = last


def _create(path: Path, size: int, kind: type[np.generic]) -> npt.NDArray[Any]:
    """An array in a file, to be filled."""
    if size == 0:  # cannot be mapped
        np.save(path, np.empty(0, dtype=kind))
        return np.empty(0, dtype=kind)
    array = np.lib.format.open_memmap(path, mode="w+", dtype=kind, shape=(size,))
    # A disk that is full would end the process when the array is filled.
    if sys.platform == "linux":
        with path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
    return array
