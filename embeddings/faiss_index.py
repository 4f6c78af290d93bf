"""Exact search by inner product in FAISS; the only use of faiss."""

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.encoder import Matrix
from embeddings.filters import Mask

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


class FaissIndex:
    """Vectors by row number."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Matrix) -> "FaissIndex":
        """An index over unit rows of shape (n, dim)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "FaissIndex":
        """What `save` wrote."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        faiss.write_index(self._index, str(path))

    def search(self, query: Matrix, k: int, *, allowed: Mask | None = None) -> tuple[Rows, Scores]:
        """The k rows nearest to a vector of shape (dim,) among the allowed ones, best first.

        Fewer come back when fewer are allowed. Equal scores are ordered by row.
        """
        params = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            params = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        k = min(k, self._index.ntotal)
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, rows = self._index.search(query.reshape(1, -1), k, params=params)
        found = rows[0] >= 0  # short lists are padded with -1
        order = np.lexsort((rows[0][found], -scores[0][found]))
        return rows[0][found][order], scores[0][found][order]

    def vectors(self, rows: Rows) -> Matrix:
        """The stored vectors of these rows, shape (len(rows), dim)."""
        found: Matrix = self._index.reconstruct_batch(rows)
        return found
