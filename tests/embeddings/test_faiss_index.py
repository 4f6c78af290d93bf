import numpy as np
import pytest
from full_disk import full_from
from hypothesis import given
from hypothesis import strategies as st

from embeddings import faiss_index
from embeddings.encoder import to_unit_rows
from embeddings.faiss_index import FaissIndex, kind_of


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
    ((rows, scores),) = _build(vectors).search(query[None], k, allowed=allowed)

    products = vectors @ query
    expected = [row for row in np.argsort(-products, kind="stable") if allowed[row]][:k]
    assert rows.tolist() == expected
    np.testing.assert_allclose(scores, products[expected], atol=1e-5)


def test_equal_scores_are_ordered_by_row():
    vectors = np.ones((5, 4), dtype=np.float32) / 2
    ((rows, _),) = _build(vectors).search(vectors[:1], 5)
    assert rows.tolist() == [0, 1, 2, 3, 4]


def test_nothing_allowed_and_nothing_indexed_give_nothing():
    vectors = np.eye(4, dtype=np.float32)
    ((rows, scores),) = _build(vectors).search(vectors[:1], 3, allowed=np.zeros(4, bool))
    assert (rows.size, scores.size) == (0, 0)
    ((rows, _),) = _build(vectors[:0]).search(vectors[:1], 3)
    assert rows.size == 0


def test_it_is_the_same_after_saving(tmp_path):
    vectors = np.eye(4, dtype=np.float32)
    _build(vectors).save(tmp_path / "faiss")
    found = FaissIndex.load(tmp_path / "faiss").search(vectors[[2, 0]], 1)
    assert [rows.tolist() for rows, _ in found] == [[2], [0]]


@pytest.mark.parametrize("missing", [1, 5_000])
def test_a_full_disk_is_told_even_if_only_the_end_is_missing(tmp_path, missing):
    index = _build(np.eye(64, dtype=np.float32))
    path = tmp_path / "index.faiss"
    index.save(path)
    with (
        full_from(path.stat().st_size - missing),
        pytest.raises(OSError, match="too large|written whole"),
    ):
        index.save(path)


def test_many_vectors_are_found_by_the_cells_that_they_lie_in(tmp_path, monkeypatch):
    monkeypatch.setattr(faiss_index, "EXACT_UP_TO", 1_000)
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(100, 16))
    near = centres[rng.integers(100, size=6_000)] + 0.5 * rng.normal(size=(6_000, 16))
    vectors = to_unit_rows(near.astype(np.float32))
    _build(vectors).save(tmp_path / "faiss")
    index = FaissIndex.load(tmp_path / "faiss")
    assert kind_of(len(vectors)).startswith("IVF")
    assert not index.is_exact
    queries = vectors[:50]
    allowed = rng.random(6_000) < 0.1
    for mask in (None, allowed):
        products = queries @ vectors.T
        if mask is not None:
            products[:, ~mask] = -2
        best = np.argsort(-products, axis=1)[:, :10]
        found = index.search(queries, 20, allowed=mask)
        shares = [
            len(set(rows.tolist()) & set(wanted.tolist())) / 10
            for (rows, _), wanted in zip(found, best, strict=True)
        ]
        assert np.mean(shares) > 0.97
        if mask is not None:
            assert all(mask[rows].all() for rows, _ in found)


def _build(vectors: np.ndarray) -> FaissIndex:
    """In two batches, trained on all."""
    half = len(vectors) // 2
    return FaissIndex.build(len(vectors), [vectors[:half], vectors[half:]], vectors)
