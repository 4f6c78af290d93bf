"""Vectors without what they say about their language.

An encoder puts texts of one language near each other whatever they are about, so that a few Chinese
passages crowd out the English ones that answer a Chinese question. Taking each language's mean away
mends most of it (language identity removal: Yang et al. 2021, "A Simple and Effective Method To
Eliminate the Self Language Bias in Multilingual Representations").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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


def measure_means(rows: Matrix, families: Sequence[str]) -> LanguageMeans:
    """The means of unit rows; those of a family with few rows lean on the overall mean.

    Without that a lone passage would equal its own mean, and vanish.
    """
    if not len(rows):
        zero = np.zeros(rows.shape[1], dtype=np.float32)
        return LanguageMeans(overall=zero, by_family={})
    overall = rows.mean(axis=0)
    labels = np.asarray(families)
    by_family = {}
    for family in sorted(set(families)):
        own = rows[labels == family]
        total = own.sum(axis=0) + _PRIOR_ROWS * overall
        by_family[family] = (total / (len(own) + _PRIOR_ROWS)).astype(np.float32)
    return LanguageMeans(overall=overall.astype(np.float32), by_family=by_family)


def family_of(language: str) -> str:
    """ "zh" for both Chinese scripts; other tags stand for themselves."""
    return language.partition("-")[0]
