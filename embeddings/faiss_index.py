"""Search by vectors in FAISS (Douze et al. 2024, "The Faiss library"); the only use of faiss.

Few vectors are compared one by one. Of many, those in the nearest cells of an inverted file are
(Sivic and Zisserman 2003), each number kept in 8 bits; what this finds is scored exactly by its
caller, who has the vectors themselves.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.encoder import Matrix

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

EXACT_UP_TO = 50_000
"""So many vectors are compared one by one: it takes two cores some 6 ms."""

_CELLS_PER_ROOT = 4  # cells for n vectors: so many times the root of n
_TRAINED_ON = 40  # vectors for each cell
_ROUNDS = 10
_SEED = 1
_CELLS_READ = 192
_BATCH = 50_000


class FaissIndex:
    """Vectors by row number; may be shared by threads."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        self._inverted = faiss.try_extract_index_ivf(index)

    @property
    def is_exact(self) -> bool:
        """Whether scores and ranks are those of the vectors themselves."""
        return self._inverted is None

    @classmethod
    def build(cls, size: int, batches: Iterable[Matrix], sample: Matrix) -> "FaissIndex":
        """An index over `size` unit rows, given batch after batch, and a sample of them."""
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        index = faiss.index_factory(sample.shape[1], kind_of(size), faiss.METRIC_INNER_PRODUCT)
        if not index.is_trained:
            _train(index, sample)
        for batch in batches:
            index.add(np.ascontiguousarray(batch))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "FaissIndex":
        """What `save` wrote; a large one stays on disk."""
        # One query at a time gains nothing from threads, and waits for them where cores are busy.
        faiss.omp_set_num_threads(1)
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def save(self, path: Path) -> None:
        """Write the index to one file; raises OSError."""
        # What FAISS writes itself may lack its end, unsaid, where the disk is full.
        try:
            with path.open("wb") as file:
                faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))
        except RuntimeError as error:
            raise OSError(f"{path.name} could not be written whole") from error

    def search(
        self, queries: Matrix, k: int, *, allowed: Mask | None = None
    ) -> list[tuple[Rows, Scores]]:
        """For each query the k nearest rows among the allowed ones, best first.

        `queries` has shape (n, dim). Fewer rows come back when fewer are allowed. Equal scores are
        ordered by row.
        """
        k = min(k, self._index.ntotal)
        if k == 0:
            return [(np.empty(0, np.int64), np.empty(0, np.float32)) for _ in queries]
        params = self._parameters(allowed)
        scores, rows = self._index.search(np.ascontiguousarray(queries), k, params=params)
        return [_in_order(*pair) for pair in zip(rows, scores, strict=True)]

    def _parameters(self, allowed: Mask | None) -> faiss.SearchParameters | None:
        chosen = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            chosen = faiss.IDSelectorBitmap(bits)
        if self._inverted is None:
            return faiss.SearchParameters(sel=chosen) if chosen else None
        cells = _CELLS_READ
        if allowed is not None:  # the fewer are allowed, the farther apart they lie
            cells = int(cells * len(allowed) / max(int(allowed.sum()), 1))
        cells = min(cells, self._inverted.nlist)
        return faiss.SearchParametersIVF(sel=chosen, nprobe=cells)


def kind_of(size: int) -> str:
    """The index that is built over so many vectors, as FAISS names it."""
    return f"IVF{_cells(size)},SQ8" if size > EXACT_UP_TO else "Flat"


def sample_size(size: int) -> int:
    """How many of so many vectors an index is trained on."""
    return min(size, _TRAINED_ON * _cells(size)) if size > EXACT_UP_TO else 1


def _cells(size: int) -> int:
    return int(_CELLS_PER_ROOT * size**0.5)


def _train(index: faiss.Index, sample: Matrix) -> None:
    inverted = faiss.extract_index_ivf(index)
    inverted.cp.niter = _ROUNDS
    inverted.cp.seed = _SEED
    inverted.cp.spherical = True
    index.train(np.ascontiguousarray(sample))


def _in_order(rows: Rows, scores: Scores) -> tuple[Rows, Scores]:
    found = rows >= 0  # short lists are padded with -1
    order = np.lexsort((rows[found], -scores[found]))
    return rows[found][order], scores[found][order]
