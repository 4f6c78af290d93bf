import numpy as np

from embeddings.fusion import fuse_scores


def test_the_best_words_of_each_language_count_alike():
    fused = fuse_scores(
        np.array([0.5, 0.5, 0.4], dtype=np.float32),
        np.array([8.0, 2.0, 4.0], dtype=np.float32),
        best_words=np.array([8.0, 2.0, 8.0], dtype=np.float32),
        weight=0.2,
    )
    np.testing.assert_allclose(fused, [0.7, 0.7, 0.5], rtol=1e-6)


def test_without_words_the_similarity_stays():
    similarities = np.array([0.3, -0.1], dtype=np.float32)
    nothing = np.zeros(2, dtype=np.float32)
    fused = fuse_scores(similarities, nothing, best_words=nothing, weight=0.2)
    assert fused.tolist() == similarities.tolist()
