"""Merging what two searches found: pure functions.

A fused score orders hits of one question and means nothing else.
"""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]


def fuse_scores(
    similarities: Scores, word_scores: Scores, *, best_words: Scores, weight: float
) -> Scores:
    """Similarity plus the weighted share that a word score has of the best one in its language.

    All arrays have one entry a candidate; `best_words` holds the highest word score of the
    candidate's language, so that neither language loses for having other words than the question.
    """
    shares = np.zeros_like(word_scores)
    np.divide(word_scores, best_words, out=shares, where=best_words > 0)
    return (similarities + weight * shares).astype(np.float32)
