"""What an encoder and a re-ranker are."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]

BUNDLED = "multilingual-e5-small"


class Encoder(Protocol):
    """Turns texts into vectors of unit length that can be compared by their inner product.

    `encode_queries` and `encode_passages` give a float32 matrix of shape (len(texts), dim), row
    for row. Two encoders with one `fingerprint` give the same vectors.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> Matrix: ...

    def encode_passages(self, texts: Sequence[str]) -> Matrix: ...

    def count_tokens(self, text: str) -> int:
        """How many tokens of the encoder's window the text takes."""
        ...


class Reranker(Protocol):
    """Reads a query together with each passage."""

    def rate(self, query: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers the query; the higher, the better."""
        ...


def to_unit_rows(rows: Matrix) -> Matrix:
    """Each row at length 1; a row of zeros stays as it is."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Matrix = (rows / np.maximum(norms, 1e-12)).astype(np.float32)
    return unit
