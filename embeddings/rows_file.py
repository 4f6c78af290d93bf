"""Rows of numbers in half precision in one .npy file: written in batches, read where they lie."""

import os
import weakref
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from embeddings.encoder import Matrix


class RowsFile:
    """Grows by rows of shape (n, dim); complete at the end of its block as a context manager."""

    def __init__(self, path: Path, dim: int) -> None:
        self._file = path.open("wb")
        self._dim = dim
        self._rows = 0
        self._write_header()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._file:
            if kind is None:
                # NumPy leaves room in the header for the first number to grow.
                self._file.seek(0)
                self._write_header()

    def add(self, rows: Matrix) -> None:
        """Behind those that were added before."""
        self._file.write(np.ascontiguousarray(rows, dtype="<f2").tobytes())
        self._rows += len(rows)

    def _write_header(self) -> None:
        np.lib.format.write_array_header_1_0(
            self._file,
            {"descr": "<f2", "fortran_order": False, "shape": (self._rows, self._dim)},
        )


class RowsReader:
    """Reads rows of such a file without mapping it: what was read does not stay in memory.

    May be shared by threads.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            np.lib.format.read_magic(file)
            shape, _, self._kind = np.lib.format.read_array_header_1_0(file)
            self._start = file.tell()
        self.size, self.dim = shape
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def read(self, rows: npt.NDArray[np.int64]) -> Matrix:
        """These rows as float32, shape (len(rows), dim)."""
        found = np.empty((len(rows), self.dim), dtype=self._kind)
        width = self.dim * self._kind.itemsize
        # Rows that follow each other are read together.
        starts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
        ends = np.append(starts, len(rows))[1:]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=False):
            place = self._start + int(rows[start]) * width
            raw = os.pread(self._file, (end - start) * width, place)
            found[start:end] = np.frombuffer(raw, dtype=self._kind).reshape(-1, self.dim)
        return found.astype(np.float32)
