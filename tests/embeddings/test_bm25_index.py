import math

import numpy as np
import pytest

from embeddings.bm25_index import Bm25Index

_PASSAGES = [
    "bank licence bank".split(),
    "payment system".split(),
    "bank payment profit loss".split(),
    [],
]


def _bm25(query: list[str], passages: list[list[str]], *, k1: float = 1.2, b: float = 0.75):
    """The formula of Lucene, word by word."""
    average = sum(map(len, passages)) / len(passages)
    for passage in passages:
        score = 0.0
        for word in query:
            holders = sum(word in other for other in passages)
            idf = math.log(1 + (len(passages) - holders + 0.5) / (holders + 0.5))
            count = passage.count(word)
            score += idf * count / (count + k1 * (1 - b + b * len(passage) / average))
        yield score


@pytest.mark.parametrize("query", [["bank"], ["payment", "bank"], ["profit", "unknown"]])
def test_scores_are_those_of_the_formula(query):
    # An empty passage is indexed as one unknown word.
    expected = list(_bm25(query, [passage or ["\x00"] for passage in _PASSAGES]))
    np.testing.assert_allclose(Bm25Index.build(_PASSAGES).scores(query), expected, rtol=1e-5)


def test_unknown_words_score_nothing():
    index = Bm25Index.build(_PASSAGES)
    assert index.scores(["unknown"]).tolist() == [0, 0, 0, 0]
    assert index.scores([]).tolist() == [0, 0, 0, 0]
    assert index.rarity("unknown") == 0


def test_a_rare_word_weighs_more_than_a_common_one():
    index = Bm25Index.build(_PASSAGES)
    assert index.rarity("profit") > index.rarity("payment")


def test_passages_without_any_word_can_be_indexed():
    assert Bm25Index.build([[], []]).scores(["bank"]).tolist() == [0, 0]


def test_it_is_the_same_after_saving(tmp_path):
    index = Bm25Index.build(_PASSAGES)
    index.save(tmp_path / "bm25")
    loaded = Bm25Index.load(tmp_path / "bm25")
    assert loaded.size == 4
    assert loaded.scores(["bank"]).tolist() == index.scores(["bank"]).tolist()
    assert loaded.rarity("bank") == index.rarity("bank")
