import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.centring import LanguageMeans, MeanOfRows, family_of
from embeddings.encoder import to_unit_rows


def measure_means(rows: np.ndarray, families: list[str]) -> LanguageMeans:
    """In two batches, as a build does."""
    names = sorted(set(families))
    codes = np.array([names.index(family) for family in families], dtype=np.uint16)
    measured = MeanOfRows(names, rows.shape[1])
    half = len(rows) // 2
    measured.add(rows[:half], codes[:half])
    measured.add(rows[half:], codes[half:])
    return measured.means()


def _rows(seed: int, families: list[str]) -> np.ndarray:
    rng = np.random.default_rng(seed)
    offsets = {"en": 3 * np.eye(8)[0], "zh": 3 * np.eye(8)[1], "und": np.zeros(8)}
    rows = [rng.normal(size=8) + offsets[family] for family in families]
    return to_unit_rows(np.array(rows, dtype=np.float32).reshape(-1, 8))


@given(
    seed=st.integers(0, 1000),
    families=st.lists(st.sampled_from(["en", "zh", "und"]), min_size=2, max_size=12),
)
def test_every_centred_row_has_length_one(seed, families):
    rows = _rows(seed, families)
    centred = measure_means(rows, families).centre(rows, families)
    np.testing.assert_allclose(np.linalg.norm(centred, axis=1), 1, atol=1e-4)


def test_languages_no_longer_lie_apart():
    families = ["en"] * 200 + ["zh"] * 100
    rows = _rows(0, families)
    centred = measure_means(rows, families).centre(rows, families)
    before = rows[:200].mean(axis=0) @ rows[200:].mean(axis=0)
    after = centred[:200].mean(axis=0) @ centred[200:].mean(axis=0)
    spread = np.linalg.norm(rows[:200].mean(axis=0) - rows[200:].mean(axis=0))
    gap = np.linalg.norm(centred[:200].mean(axis=0) - centred[200:].mean(axis=0))
    assert gap < spread / 5
    assert abs(after) < abs(before)


def test_a_lone_passage_of_its_language_keeps_its_meaning():
    families = ["en"] * 20 + ["zh"]
    rows = _rows(1, families)
    centred = measure_means(rows, families).centre(rows, families)
    assert centred[-1] @ rows[-1] > 0.5


def test_a_language_without_passages_is_centred_by_the_overall_mean():
    rows = _rows(2, ["en"] * 5)
    means = measure_means(rows, ["en"] * 5)
    query = rows[:1]
    np.testing.assert_allclose(
        means.centre(query, ["zh"]), to_unit_rows(query - rows.mean(axis=0)), atol=1e-6
    )


def test_no_rows_give_means_of_zero():
    empty = np.empty((0, 8), dtype=np.float32)
    means = measure_means(empty, [])
    assert means.centre(empty, []).shape == (0, 8)
    assert means.overall.tolist() == [0] * 8


@pytest.mark.parametrize(("tag", "family"), [("zh-Hant", "zh"), ("zh-Hans", "zh"), ("en", "en")])
def test_both_chinese_scripts_are_one_family(tag, family):
    assert family_of(tag) == family
