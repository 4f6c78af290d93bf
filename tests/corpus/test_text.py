import time
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import (
    count_scripts,
    fold_key,
    fold_line,
    normalise_body,
    script_of,
    to_simplified,
)


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


@given(st.text() | st.text(st.sampled_from("aZ1 é“я中銀㐀䶿\u4db5鿯鿼カ한\U0001f600")))
def test_scripts_are_counted_letter_by_letter(text):
    assert count_scripts(text) == Counter(filter(None, map(script_of, text)))


@pytest.mark.parametrize(
    ("text", "simplified"),
    [("銀行 “pay” 2024", "银行 “pay” 2024"), ("It’s paid é", "It’s paid é"), ("a\ud800", "a?")],
)
def test_only_chinese_is_made_simple(text, simplified):
    assert to_simplified(text) == simplified


@pytest.mark.parametrize(
    ("text", "line"),
    [(" a\tb\r\nc\x00d\x1f \rE ", "a b cd E"), (" a\tb\r\nc\x00d\x1f \rÉ\u200b ", "a b cd É")],
)
def test_a_line_is_folded_alike_with_and_without_letters_beyond_ascii(text, line):
    assert fold_line(text) == line
