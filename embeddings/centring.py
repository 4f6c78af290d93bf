"""Vectors without what they say about their language.

An encoder puts texts of one language near each other whatever they are about, so that a few Chinese
passages crowd out the English ones that answer a Chinese question. Taking each language's mean away
mends most of it (language identity removal: Yang et al. 2021, "A Simple and Effective Method To
Eliminate the Self Language Bias in Multilingual Representations").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.encoder import Matrix, to_unit_rows

_PRIOR_ROWS = 5  # how many rows at the overall mean each language's mean is drawn towards


@dataclass(frozen=True, slots=True)
class LanguageMeans:
    """One mean vector for each language family, and the overall one for any other."""

    overall: Matrix
    by_family: dict[str, Matrix]

    def centre(self, rows: Matrix, families: Sequence[str]) -> Matrix:
        """Rows of shape (n, dim) minus their family's mean, at unit length again."""
        means = [self.by_family.get(family, self.overall) for family in families]
        if not means:
            return rows
        return to_unit_rows(rows - np.stack(means))


class MeanOfRows:
    """Takes unit rows, batch after batch, and gives their means.

    Those of a family with few rows lean on the overall mean. Without that a lone passage would
    equal its own mean, and vanish.
    """

    def __init__(self, names: Sequence[str], dim: int) -> None:
        self._names = names
        self._sums = np.zeros((len(names), dim), dtype=np.float64)
        self._counts = np.zeros(len(names), dtype=np.int64)

    def add(self, rows: Matrix, families: npt.NDArray[np.uint16]) -> None:
        """Rows of shape (n, dim), and the place of each row's family among the names."""
        for code in range(len(self._names)):
            own = rows[families == code]
            self._sums[code] += own.sum(axis=0, dtype=np.float64)
            self._counts[code] += len(own)

    def means(self) -> LanguageMeans:
        """The means of all rows so far; zero where there are none."""
        overall = self._sums.sum(axis=0) / max(int(self._counts.sum()), 1)
        totals = self._sums + _PRIOR_ROWS * overall
        by_family = totals / (self._counts + _PRIOR_ROWS)[:, None]
        return LanguageMeans(
            overall=overall.astype(np.float32),
            by_family=dict(zip(self._names, by_family.astype(np.float32), strict=True)),
        )


def family_of(language: str) -> str:
    """ "zh" for both Chinese scripts; other tags stand for themselves."""
    return language.partition("-")[0]
