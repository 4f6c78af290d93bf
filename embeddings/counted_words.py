"""The words of each passage and how often it has each, as a generation has them on disk.

A build takes them from here for passages that it knows, instead of cutting their texts again.
"""

from collections.abc import Sequence
from pathlib import Path

import marisa_trie
import numpy as np
import numpy.typing as npt

from embeddings.generation_files import map_array
from embeddings.word_index import WORDS_FILE

COUNTED_FOLDER = "counted"
ENDS_FILE = "ends.npy"
NUMBERS_FILE = "numbers.npy"
COUNTS_FILE = "counts.npy"

MOST_COUNTED = 65_535
"""A word that stands more often in one passage counts as often as this."""

Ints = npt.NDArray[np.int64]


class CountedWords:
    """Row r has the words `numbers[ends[r]:ends[r + 1]]`, ascending, and their counts beside them.

    Memory-mapped.
    """

    def __init__(self, folder: Path) -> None:
        self._words = marisa_trie.Trie()
        self._words.mmap(str(folder / WORDS_FILE))
        counted = folder / COUNTED_FOLDER
        self._ends: Ints = map_array(counted / ENDS_FILE)
        self._numbers: npt.NDArray[np.uint32] = map_array(counted / NUMBERS_FILE)
        self._counts: npt.NDArray[np.uint16] = map_array(counted / COUNTS_FILE)

    def __len__(self) -> int:
        """How many words there are."""
        return len(self._words)

    def word(self, number: int) -> str:
        """The word with this number."""
        word: str = self._words.restore_key(number)
        return word

    def read(self, rows: Sequence[int]) -> tuple[Ints, Ints, Ints]:
        """The words of these rows by number, how often each stands there; how many each row has."""
        starts = self._ends[np.array(rows)]
        sizes = self._ends[np.array(rows) + 1] - starts
        before = np.cumsum(sizes) - sizes
        places = np.arange(sizes.sum()) + np.repeat(starts - before, sizes)
        return self._numbers[places].astype(np.int64), self._counts[places].astype(np.int64), sizes
