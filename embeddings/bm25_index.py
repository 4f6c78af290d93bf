"""Search by words: BM25 (Robertson and Zaragoza 2009) in bm25s."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

_K1, _B = 1.2, 0.75
_NO_WORD = "\x00"  # bm25s cannot index passages that all have no words


class Bm25Index:
    """Scores of every passage for a list of words."""

    def __init__(self, engine: bm25s.BM25) -> None:
        self._engine = engine

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> "Bm25Index":
        """An index over the tokens of each passage."""
        listed = [list(tokens) or [_NO_WORD] for tokens in passages]
        # Numbered in order: left to itself the library numbers words as its process hashes them.
        words = sorted({word for tokens in listed for word in tokens})
        numbers = {word: number for number, word in enumerate(words)}
        engine = bm25s.BM25(k1=_K1, b=_B)
        ids = [[numbers[word] for word in tokens] for tokens in listed]
        engine.index((ids, numbers), show_progress=False)
        return cls(engine)

    @classmethod
    def load(cls, folder: Path) -> "Bm25Index":
        """What `save` wrote."""
        return cls(bm25s.BM25.load(folder))

    def save(self, folder: Path) -> None:
        """Write the index into a folder of its own."""
        self._engine.save(folder, show_progress=False)

    @property
    def size(self) -> int:
        """How many passages are indexed."""
        return int(self._engine.scores["num_docs"])

    @property
    def highest(self) -> float:
        """The rarity of the rarest word."""
        return float(self._engine.scores["data"].max(initial=0.0))

    def scores(self, tokens: Sequence[str]) -> npt.NDArray[np.float32]:
        """The BM25 score of each passage, shape (size,): 0 where none of the words occurs."""
        known = [token for token in tokens if token in self._engine.vocab_dict]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        found: npt.NDArray[np.float32] = self._engine.get_scores(known)
        return found

    def rarity(self, token: str) -> float:
        """How much a word tells: the best BM25 score that it alone gives a passage, 0 if unknown.

        The rarer a word, the higher.
        """
        number = self._engine.vocab_dict.get(token)
        if number is None:
            return 0.0
        start, end = self._engine.scores["indptr"][number : number + 2]
        return float(self._engine.scores["data"][start:end].max(initial=0.0))
