from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from fakes import make_article, make_hit, make_question

from bot.answering.reading import ReadingOptions, read_hits
from corpus.schema import Passage
from embeddings.hits import Hit
from embeddings.reader import Reading
from embeddings.reader_input import PassageText
from embeddings.word_search import Term


class CountingReader:
    """Finds an answer where a word stands, as sure as it stands there often."""

    def __init__(self, word: str) -> None:
        self._word = word
        self.read_texts: list[str] = []

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        self.read_texts = [passage.text for passage in passages]
        return [self._rate(text) for text in self.read_texts]

    def _rate(self, text: str) -> Reading:
        score = np.array([3.0 * text.count(self._word) - 5.0], np.float32)
        return Reading(answers=float(score[0]), starts=score, ends=score, spans=[(0, len(text))])


def _hits(*bodies: str):
    articles = [make_article(f"a{n}", body) for n, body in enumerate(bodies)]
    return [
        replace(make_hit(article, 0.9 - 0.01 * n), rank=n + 1) for n, article in enumerate(articles)
    ]


def test_what_answers_comes_first_and_ranks_are_counted_again():
    hits = _hits("A bird.", "A bank.", "A bank and a bank.")
    read = read_hits(CountingReader("bank"), make_question("Which?"), hits, ReadingOptions())
    assert [hit.article.id for hit in read] == ["a2", "a1", "a0"]
    assert [hit.rank for hit in read] == [1, 2, 3]
    assert all(hit.reading for hit in read)


def test_the_searchs_score_counts_too():
    hits = _hits("A bank.", "A bank.")
    read = read_hits(CountingReader("bank"), make_question("Which?"), hits, ReadingOptions())
    assert [hit.article.id for hit in read] == ["a0", "a1"]


def test_only_the_best_are_read_and_the_others_follow():
    reader = CountingReader("bank")
    hits = _hits(*(f"Bird {n}." for n in range(6)), "A bank.")
    options = ReadingOptions(passages=3)
    read = read_hits(reader, make_question("Which?"), hits, options)
    assert reader.read_texts == ["Bird 0.", "Bird 1.", "Bird 2."]
    assert [hit.article.id for hit in read][3:] == ["a3", "a4", "a5", "a6"]
    assert [bool(hit.reading) for hit in read] == [True] * 3 + [False] * 4


def test_some_passages_of_each_language_are_read_however_late_they_come():
    reader = CountingReader("銀行")
    hits = _hits(*(f"Bird {n}." for n in range(9)), "銀行。", "雀鳥。", "又一間銀行。")
    options = ReadingOptions(passages=4, of_each_language=2)
    read = read_hits(reader, make_question("Which bank?"), hits, options)
    assert reader.read_texts == ["Bird 0.", "Bird 1.", "銀行。", "雀鳥。"]
    assert read[0].passage.text == "銀行。"
    assert len(read) == len(hits)


class ReaderBefore(CountingReader):
    """Keeps what stood before the passages that it read last."""

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        self.before = [passage.before for passage in passages]
        return super().read(question, passages)


def _hit_behind(before: str, text: str) -> list[Hit]:
    body = f"{before} {text}"
    passage = Passage(article_id="a0", start=len(before) + 1, end=len(body), text=text)
    return [replace(hit, passage=passage) for hit in _hits(body)]


def test_a_passage_is_read_with_what_stands_before_it():
    hits = _hit_behind("The bank opened.", "It closed.")
    reader = ReaderBefore("bank")
    read_hits(reader, make_question("Which?"), hits, ReadingOptions())
    assert reader.before == ["The bank opened."]
    read_hits(reader, make_question("Which?"), hits, ReadingOptions().hurried())
    assert reader.before == [""]


@pytest.mark.parametrize(
    ("before", "text", "is_read"),
    [
        ("Lund Bank opened in May.", "Oslo Bank hired 340 people.", False),
        ("Lund Bank opened in May.", "It hired 340 people, Oslo Bank none.", False),
        ("Lund Bank opened in May.", "Lund Bank hired 340 people.", True),
        ("Banks opened in May.", "Oslo Bank hired 340 people.", True),
        ("Many people came in May.", "Lund Bank hired 340.", True),
    ],
)
def test_what_alone_names_the_subject_is_not_read_before_another_ones_facts(before, text, is_read):
    weights = {"lund": 5.0, "bank": 2.0, "hire": 3.0, "peopl": 1.5}
    terms = tuple(
        Term(words=frozenset({word}), weight=weight, origin="question")
        for word, weight in weights.items()
    )
    question = make_question("How many people did Lund Bank hire?", terms=terms)
    reader = ReaderBefore("bank")
    read_hits(reader, question, _hit_behind(before, text), ReadingOptions())
    assert reader.before == [before if is_read else ""]


class WordOfQuestionReader(CountingReader):
    """Is as sure as the question has the word."""

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        return [self._rate(question) for _ in passages]


def test_what_was_spoken_of_is_read_with_the_words_that_were_said_too():
    question = make_question("Bird: which?", said="Which bank?", near=["a1"])
    read = read_hits(
        WordOfQuestionReader("bank"), question, _hits("A bird.", "A tree."), ReadingOptions()
    )
    assert {hit.article.id: hit.reading.answers for hit in read if hit.reading} == {
        "a1": -2.0,
        "a0": -5.0,
    }
