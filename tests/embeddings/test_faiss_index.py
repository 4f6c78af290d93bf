import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoder import to_unit_rows
from embeddings.faiss_index import FaissIndex


@given(
    seed=st.integers(0, 10_000),
    size=st.integers(1, 60),
    k=st.integers(1, 80),
    share=st.floats(0, 1),
)
def test_it_finds_what_brute_force_finds_among_the_allowed(seed, size, k, share):
    rng = np.random.default_rng(seed)
    vectors = to_unit_rows(rng.normal(size=(size, 16)).astype(np.float32))
    query = vectors[rng.integers(size)]
    allowed = rng.random(size) < share
    rows, scores = FaissIndex.build(vectors).search(query, k, allowed=allowed)

    products = vectors @ query
    expected = [row for row in np.argsort(-products, kind="stable") if allowed[row]][:k]
    assert rows.tolist() == expected
    np.testing.assert_allclose(scores, products[expected], atol=1e-5)


def test_equal_scores_are_ordered_by_row():
    vectors = np.ones((5, 4), dtype=np.float32) / 2
    rows, _ = FaissIndex.build(vectors).search(vectors[0], 5)
    assert rows.tolist() == [0, 1, 2, 3, 4]


def test_nothing_allowed_and_nothing_indexed_give_nothing():
    vectors = np.eye(4, dtype=np.float32)
    rows, scores = FaissIndex.build(vectors).search(vectors[0], 3, allowed=np.zeros(4, bool))
    assert (rows.size, scores.size) == (0, 0)
    empty = FaissIndex.build(np.empty((0, 4), dtype=np.float32))
    assert empty.search(vectors[0], 3)[0].size == 0


def test_it_is_the_same_after_saving(tmp_path):
    vectors = np.eye(4, dtype=np.float32)
    FaissIndex.build(vectors).save(tmp_path / "faiss")
    loaded = FaissIndex.load(tmp_path / "faiss")
    assert loaded.vectors(np.array([2, 0])) == pytest.approx(vectors[[2, 0]])
