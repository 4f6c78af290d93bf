"""Search by words, compared with the formula and with brute force."""

import math
import sys

import numpy as np
import pytest
from full_disk import full_from
from hypothesis import given, settings
from hypothesis import strategies as st
from word_indexes import build_words

from embeddings import postings, word_index_writing
from embeddings.counted_words import CountedWords
from embeddings.postings import WeightedTerm
from embeddings.word_index_writing import WordIndexWriter

_PASSAGES = [
    "bank licence bank".split(),
    "payment system".split(),
    "bank payment profit loss".split(),
    [],
]
_WORDS = "abcdefgh"


def _bm25(word: str, passages: list[list[str]], *, k1: float = 1.2, b: float = 0.75):
    """The formula of Lucene for one word."""
    lengths = [max(len(passage), 1) for passage in passages]
    average = sum(lengths) / len(passages)
    holders = sum(word in other for other in passages)
    idf = math.log(1 + (len(passages) - holders + 0.5) / (holders + 0.5))
    counts = [passage.count(word) for passage in passages]
    return np.array(
        [
            idf * count / (count + k1 * (1 - b + b * length / average))
            for count, length in zip(counts, lengths, strict=True)
        ]
    )


def _term(index, words, weight=1.0):
    numbers = [index.number(word) for word in words]
    return WeightedTerm(words=tuple(n for n in numbers if n is not None), weight=weight)


@pytest.mark.parametrize("query", [["bank"], ["payment", "bank"], ["profit", "unknown"]])
def test_scores_are_those_of_the_formula(query, tmp_path):
    index = build_words(tmp_path, _PASSAGES)
    expected = sum(_bm25(word, _PASSAGES) for word in query)
    terms = [_term(index, [word]) for word in query]
    scores = index.passages.score(terms, np.arange(4))
    np.testing.assert_allclose(scores, expected, rtol=1e-5)


def test_a_rare_word_tells_more_than_a_common_one(tmp_path):
    index = build_words(tmp_path, _PASSAGES)
    assert index.rarity("unknown") == 0
    assert index.highest == index.rarity("licence") or index.highest >= index.rarity("profit")
    assert index.rarity("system") > index.rarity("bank") > 0


def test_no_passages_have_no_words(tmp_path):
    index = build_words(tmp_path, [])
    assert (index.rarity("bank"), index.highest) == (0, 0)
    assert index.passages.find([], 5).rows.tolist() == []


def test_words_of_known_rows_are_as_they_were_given(tmp_path):
    passages = [*_PASSAGES, ["bank"] * 70_000, "保險 bank".split()]
    build_words(tmp_path / "first", passages)
    known = CountedWords(tmp_path / "first" / "words")
    build_words(tmp_path / "wanted", [["new"], *passages[4:], *passages[:3], ["bank", "new"]])
    writer = WordIndexWriter(tmp_path / "again", known)
    writer.add(["new"])
    writer.add_known([4, 5])
    writer.add_known([0, 1, 2])
    writer.add_known([])
    writer.add(["bank", "new"])
    writer.finish(np.arange(7, dtype=np.int32))
    for path in (tmp_path / "wanted" / "words").rglob("*.*"):
        again = tmp_path / "again" / path.relative_to(tmp_path / "wanted" / "words")
        assert again.read_bytes() == path.read_bytes()


@settings(max_examples=150, deadline=None)
@given(
    data=st.data(),
    passages=st.lists(st.lists(st.sampled_from(_WORDS), max_size=8), min_size=1, max_size=40),
    k=st.integers(0, 12),
)
def test_the_best_are_those_of_brute_force(data, passages, k, tmp_path_factory):
    size = len(passages)
    articles = sorted(data.draw(st.lists(st.integers(0, 9), min_size=size, max_size=size)))
    families = [data.draw(st.sampled_from([0, 1, 2]), label="family") for _ in range(10)]
    groups = data.draw(
        st.lists(
            st.tuples(
                st.lists(st.sampled_from(_WORDS + "x"), min_size=1, max_size=3, unique=True),
                st.sampled_from([1.0, 0.3]),
            ),
            max_size=5,
        )
    )
    allowed = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    by_article = np.array([families[article] for article in articles], dtype=np.uint16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_index_writing, "_BATCH", data.draw(st.sampled_from([1, 7, 1_000])))
        index = build_words(
            tmp_path_factory.mktemp("words"), passages, articles=articles, families=by_article
        )
        terms = [_term(index, words, weight) for words, weight in groups]
        found = index.passages.find(terms, k, allowed=allowed)
        best = index.articles.find(terms, 0)
    columns = [
        weight * np.max([_bm25(word, passages) for word in words], axis=0)
        for words, weight in groups
    ]
    scores = np.sum(columns, axis=0) if columns else np.zeros(size)
    rows = [row for row in np.argsort(-scores, kind="stable") if scores[row] > 0 and allowed[row]]
    np.testing.assert_allclose(found.scores, scores[rows[:k]], rtol=1e-4)
    np.testing.assert_allclose(scores[found.rows], scores[rows[:k]], rtol=1e-4)
    assert allowed[found.rows].all()
    for family in range(len(found.by_family)):
        own = [scores[row] for row in rows if by_article[row] == family]
        assert found.by_family[family] == pytest.approx(max(own, default=0), rel=1e-4)
    held = np.array(articles)
    of_articles = {
        article: sum(column[held == article].max() for column in columns)
        for article in set(articles)
    }
    wanted = np.array(sorted(set(articles)))
    np.testing.assert_allclose(
        index.articles.score(terms, wanted), [of_articles[one] for one in wanted], rtol=1e-4
    )
    for family in range(len(best.by_family)):
        own = [s for article, s in of_articles.items() if families[article] == family]
        assert best.by_family[family] == pytest.approx(max(own, default=0), rel=1e-4)


def test_words_that_very_many_rows_have_add_to_the_rows_that_lead(tmp_path, monkeypatch):
    rng = np.random.default_rng(3)
    common = [["common", "usual"][: rng.integers(1, 3)] for _ in range(60_000)]
    for row in range(0, 60_000, 500):
        common[row] = [*common[row], "rare", *["common"] * int(rng.integers(0, 4))]
    index = build_words(tmp_path, common)
    terms = [_term(index, [word]) for word in ("common", "usual", "rare")]
    monkeypatch.setattr(postings, "_ADDED", 100)
    monkeypatch.setattr(postings, "_MOST_ADDED", 1_000)
    found = index.passages.find(terms, 50)
    scores = index.passages.score(terms, np.arange(len(common)))
    assert found.rows.tolist() == np.argsort(-scores, kind="stable")[:50].tolist()
    assert found.by_family[0] == scores.max()
    # Where the rare words are in too few rows, others are brought in.
    assert len(index.passages.find(terms, 500).rows) == 500


def test_a_full_disk_is_told_where_the_words_are_written(tmp_path):
    rng = np.random.default_rng(5)
    writer = word_index_writing.WordIndexWriter(tmp_path / "words")
    writer.add(["".join(rng.choice(list("abcdefgh"), size=40)) for _ in range(200)])
    with full_from(3_000), pytest.raises(OSError, match="too large"):
        writer.finish(np.zeros(1, dtype=np.int32))
    assert (tmp_path / "words" / "words.trie").stat().st_size <= 3_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can set room aside")
def test_there_is_room_for_an_array_before_it_is_filled(tmp_path):
    path = tmp_path / "rows.npy"
    array = word_index_writing._create(path, 100_000, np.int32)
    assert path.stat().st_blocks * 512 >= path.stat().st_size > array.nbytes
