import numpy as np

from embeddings.fusion import fuse_scores


def _numbers(*values: float):
    return np.array(values, dtype=np.float32)


def test_the_best_words_of_each_language_count_alike():
    fused = fuse_scores(_numbers(0.5, 0.5, 0.4), (0.2, _numbers(8, 2, 4), _numbers(8, 2, 8)))
    np.testing.assert_allclose(fused, [0.7, 0.7, 0.5], rtol=1e-6)


def test_each_score_adds_its_own_share():
    ones, found = _numbers(1, 1), _numbers(1, 0)
    fused = fuse_scores(_numbers(0, 0), (0.2, found, ones), (0.3, ones, ones))
    np.testing.assert_allclose(fused, [0.5, 0.3], rtol=1e-6)


def test_without_words_the_similarity_stays():
    similarities, nothing = _numbers(0.3, -0.1), _numbers(0, 0)
    assert fuse_scores(similarities, (0.2, nothing, nothing)).tolist() == similarities.tolist()
