import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import fold_key, fold_line, normalise_body, script_of


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold_key(fold_key(text)) == fold_key(text)
    assert fold_line(fold_line(text)) == fold_line(text)
    assert normalise_body(normalise_body(text)) == normalise_body(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("穩定幣", "稳定币"),
        ("E-HKD", "e hkd"),
        ("ＨＫＭＡ", "hkma"),
        ("Bay\u200b  Bank", "bay bank"),
    ],
)
def test_spellings_of_one_name_meet_when_folded(one, other):
    assert fold_key(one) == fold_key(other)


def test_a_title_loses_marks_that_turn_the_writing_direction():
    assert fold_line("\u202eBay\u202c \u200fBank\u0007") == "Bay Bank"


@pytest.mark.parametrize(
    ("character", "script"),
    [("a", "LATIN"), ("Ｂ", "LATIN"), ("銀", "HAN"), ("ბ", "GEORGIAN"), ("1", ""), ("。", "")],
)
def test_a_letter_has_a_script(character, script):
    assert script_of(character) == script


def test_a_letter_has_at_most_thirty_marks_and_long_runs_take_no_time():
    marked = "a" + "\u0301\u0323" * 200_000
    started = time.process_time()
    body = normalise_body(marked)
    assert time.process_time() - started < 2
    assert len(body) <= 31
    assert normalise_body("e\u0301") == "é"
    assert normalise_body("क" + "\u093c\u093e") == unicodedata.normalize("NFC", "क\u093c\u093e")
