from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from fakes import make_article

from corpus.schema import Passage
from embeddings import reader as reader_module
from embeddings.errors import EncoderError
from embeddings.reader import BundledReader, Reading
from embeddings.reader_input import (
    BEFORE_TOKENS,
    PASSAGE_TOKENS,
    QUESTION_TOKENS,
    PassageText,
    lay_out,
    text_before,
)
from embeddings.tokens import Tokens

_HEADING = "Launch of the Harbour payment system (2021-04-01)"
_TEXT = (
    "The Harbour payment system went live on 1 April 2021. It was built by Pier Software, and"
    " twelve banks use it. Merchants pay no fee in the first year."
)
_PASSAGE = PassageText(heading=_HEADING, text=_TEXT)
_CHINESE = "海港支付系統於二零二一年四月一日啟用，由碼頭軟件公司開發，十二間銀行採用。"


@pytest.fixture(scope="module")
def reader() -> BundledReader:
    return BundledReader()


def _make_reading(starts: list[float], ends: list[float]) -> Reading:
    """A passage whose tokens have two characters each."""
    return Reading(
        answers=0.0,
        starts=np.array(starts, np.float32),
        ends=np.array(ends, np.float32),
        spans=[(2 * n, 2 * n + 2) for n in range(len(starts))],
    )


def test_the_best_span_ends_no_sooner_than_it_starts():
    reading = _make_reading([0, 1, 5, 0], [9, 2, 1, 3])
    assert reading.best_span((0, 8)) == (4.5, (0, 2))
    assert reading.best_span((2, 8)) == (4.0, (4, 8))


def test_a_part_has_only_spans_of_its_own():
    reading = _make_reading([0, 1, 5, 0], [9, 2, 1, 3])
    assert reading.best_span((2, 6)) == (3.0, (4, 6))
    assert reading.best_span((3, 5)) == (float("-inf"), (3, 5))
    assert reading.best_span((8, 20)) == (float("-inf"), (8, 20))


def test_a_span_has_a_greatest_length():
    size = 60
    reading = _make_reading([9.0] + [0.0] * (size - 1), [0.0] * (size - 1) + [9.0])
    score, (start, end) = reading.best_span((0, 2 * size))
    assert score == 4.5
    assert end - start <= 2 * 48


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did the Harbour payment system start?", "1 April 2021"),
        ("who built the harbour payment system", "Pier Software"),
        ("海港支付系統由邊間公司開發？", "Pier Software"),
    ],
)
def test_the_words_that_answer_are_found(reader, question, words):
    (reading,) = reader.read(question, [_PASSAGE])
    _, (start, end) = reading.best_span((0, len(_TEXT)))
    assert words in _TEXT[start:end]


def test_an_english_question_is_answered_in_chinese(reader):
    question = "When did the Harbour payment system start?"
    (reading,) = reader.read(question, [PassageText(heading="海港支付系統啟用", text=_CHINESE)])
    _, (start, end) = reading.best_span((0, len(_CHINESE)))
    assert "二零二一年四月一日" in _CHINESE[start:end]


def test_a_passage_that_answers_is_told_from_one_that_does_not(reader):
    passages = [
        _PASSAGE,
        PassageText(heading="A robot walks", text="A robot walked in a park on Sunday."),
    ]
    right, wrong = reader.read("How many banks use the Harbour payment system?", passages)
    assert right.answers > wrong.answers
    missing, _ = reader.read("Who is the chairman of the Harbour payment system?", passages)
    assert right.answers > missing.answers


def test_what_stands_before_tells_who_it_is(reader):
    question = "How many branches does Lantern Bank have?"
    text = "It has 34 branches, and its rival 12."
    known, other = (
        reader.read(question, [PassageText(heading="Two banks", text=text, before=before)])[0]
        for before in ("Lantern Bank was founded in 1988.", "Harbour Bank was founded in 1988.")
    )
    assert known.answers > other.answers


def test_threads_may_share_the_reader(reader):
    questions = ["When did it start?", "Who built it?", "How many banks use it?"] * 4

    def read(question: str) -> float:
        return reader.read(question, [_PASSAGE])[0].answers

    with ThreadPoolExecutor(4) as executor:
        together = list(executor.map(read, questions))
    alone = BundledReader()
    assert [alone.read(question, [_PASSAGE])[0].answers for question in questions] == together


def test_what_was_read_last_is_not_read_again(reader, monkeypatch):
    other = PassageText(heading=_HEADING, text=_TEXT, before="It rained.")
    first = reader.read("When did it open?", [_PASSAGE, other])
    monkeypatch.setattr(reader, "_body", None)
    assert reader.read("When did it open?", [other, _PASSAGE]) == first[::-1]
    with pytest.raises(AttributeError):
        reader.read("When did it close?", [_PASSAGE])


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "。", "a" * 100_000, "字 " * 9000])
def test_any_text_can_be_read(reader, text):
    (asked,) = reader.read(text, [_PASSAGE])
    (read,) = reader.read("When?", [PassageText(heading=text, text=text, before=text)])
    assert np.isfinite([asked.answers, read.answers]).all()
    assert all(0 <= start <= end <= len(text) for start, end in read.spans)


def test_no_passage_gives_no_reading(reader):
    assert reader.read("When?", []) == []


def test_what_is_too_long_is_cut():
    tokens = Tokens(ids=[7] * 900, spans=[(n, n + 1) for n in range(900)])
    laid = lay_out(list(range(100, 300)), [8] * 300, tokens)
    assert len(laid.ids) <= 512
    assert len(laid.spans) == PASSAGE_TOKENS
    before = list(range(300, 900))
    crowded = lay_out(list(range(100, 300)), [8] * 300, tokens, before)
    assert len(crowded.ids) == 512
    assert crowded.spans == laid.spans  # the passage comes first
    led = lay_out([9], [8], Tokens(ids=[7], spans=[(0, 1)]), before)
    assert led.ids[led.first - BEFORE_TOKENS - 1 : led.first] == [*before[-BEFORE_TOKENS:], 2]
    assert led.ids[led.first :] == [7, 2]
    assert laid.ids[1 : QUESTION_TOKENS + 1] == [*range(100, 132), *range(268, 300)]
    assert laid.ids[laid.first] == 7


def test_what_stands_before_a_passage_is_the_end_of_what_the_article_says_there():
    body = f"It opened.\n\n{'It rained. ' * 80}\n\nIt closed."
    article = make_article("a", body)
    first, last = (
        Passage(article_id="a", start=at, end=len(body), text=body[at:])
        for at in (0, body.index("It closed"))
    )
    assert text_before(article, first) == ""
    assert text_before(article, last).endswith("It rained.")
    assert "It opened." not in text_before(article, last)


def test_a_changed_file_is_refused(monkeypatch, tmp_path):
    other = tmp_path / "reader.onnx"
    other.write_bytes(b"other")
    monkeypatch.setattr(reader_module, "_SHA256", {other: "0" * 64})
    with pytest.raises(EncoderError, match="is not the file we know; install Sampan again"):
        BundledReader()
    other.unlink()
    with pytest.raises(EncoderError, match="is missing; install Sampan again"):
        BundledReader()
