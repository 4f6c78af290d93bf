"""Merging what several searches found: pure functions.

A fused score orders hits of one question and means nothing else.
"""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]


def fuse_scores(similarities: Scores, *others: tuple[float, Scores, Scores]) -> Scores:
    """Similarities plus the weighted share that each other score has of the best in its language.

    Each of `others` is a weight, scores, and for each of them the best in its language, so that
    neither language loses for having other words than the question. All arrays have one entry a
    candidate.
    """
    fused = similarities.astype(np.float32)
    for weight, scores, best in others:
        shares = np.zeros_like(fused)
        np.divide(scores, best, out=shares, where=best > 0)
        fused += weight * shares
    return fused
