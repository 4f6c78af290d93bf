"""Any text: amounts are read without an error, in time, and as they stand in the text."""

import time

import pytest
from fuzz.inputs import fuzzed
from hypothesis import strategies as st

from bot.answering.amount_text import say_amount
from bot.writing.opposites import is_opposite
from bot.writing.stated import find_stated
from corpus.amounts import Likeness, compare_amounts, find_amounts, find_numbers

_PIECES = (
    "HK$ US$ $ ¥ ₩ S$ 元 港元 億 萬 千 百 十 兆 一 二 兩 三 〇 成 半 多 餘 逾 約 百分之 分之 至 ½ "
    "- – ~ , . % + / : 0 1 9 12 1,200 2024 million billion hundred two half and a to or between "
    "- minus 負 3/4 ¾ one in four half quarter H1 上半年 季 星期 early before since 前 後 from "
    "由 halved 數 幾 hundreds several dozens of a day 每日 months 個月 or more 以上 以下 "
    "doubled fell rose 升 跌 third first bn k bps points times 倍 fold 家 銀行 users 用戶 "
    "年 月 日 第 over up 不超過 １ ９"
).split()
_TEXTS = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from([*_PIECES, " "]), max_size=25).map("".join)
)


@fuzzed(_TEXTS)
def test_amounts_stand_in_the_text_and_read_again_alike(text):
    for find in (find_amounts, find_numbers):
        amounts = find(text)
        assert [a.start for a in amounts] == sorted(a.start for a in amounts)
        for amount in amounts:
            assert 0 <= amount.start < amount.end <= len(text)
            assert amount.value >= 0
            assert amount.value < 10**40
            assert compare_amounts(amount, amount) is not Likeness.DIFFERENT
            again = find_numbers(text[amount.start : amount.end])
            assert amount.value in {one.value for one in again}
            for language in ("en", "zh-Hant", "zh-Hans"):
                assert say_amount(amount, text[amount.start : amount.end], language)


@fuzzed(st.tuples(_TEXTS, _TEXTS))
def test_any_two_texts_can_be_compared(texts):
    one, other = texts
    for first in find_amounts(one):
        for second in find_amounts(other):
            assert compare_amounts(first, second) is compare_amounts(second, first)
    given_there = find_stated(other)
    mine = find_stated(one)
    for amount in mine.amounts:
        given_there.has_amount(amount)
        assert mine.has_amount(amount)
    for day in mine.days:
        given_there.has_day(day)
    given_there.has_numbers(mine)
    given_there.has_times(mine)
    given_there.is_swapped_in(mine)
    is_opposite(mine.text, given_there.text)
    assert mine.has_numbers(mine)
    assert mine.has_times(mine)
    assert not is_opposite(mine.text, mine.text)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "1",
            "億",
            "一",
            "十",
            "1,000",
            "1.",
            "1億",
            "一萬",
            "hundred ",
            "one ",
            "two hundred and ",
        ),
        *(
            "a ",
            "half a ",
            "HK$",
            "HK$1",
            "HK$1 to ",
            "1-",
            "1–2",
            "第",
            "第一",
            "百分之",
            "三分之一",
        ),
        *(
            "over ",
            "no more than ",
            "1 to 2 or ",
            "多",
            "1多",
            "½",
            "１",
            "，1",
            "double",
            "1 ",
            "1\n",
        ),
        *(
            "from 1% ",
            "-",
            "-1 ",
            "1/2",
            "數百",
            "hundreds of ",
            "rose ",
            "one in ",
            "第三季",
            "halved ",
        ),
        *("between ", "1月", "2024年", "14 and ", "from 1 to 2 million ", "1 more banks "),
    ],
)
def test_long_text_is_read_in_time(piece):
    text = (piece * 4_000)[:4_000]
    started = time.process_time()
    find_amounts(text)
    find_stated(text)
    assert time.process_time() - started < 5  # it is linear: less than 1 when a core is free


@pytest.mark.parametrize("digits", [25, 4_300, 20_000])
def test_a_number_longer_than_any_is_no_amount(digits):
    for text in (f"HK${'7' * digits} was paid", f"{'七' * digits}間銀行", f"0.{'7' * digits}%"):
        assert find_amounts(text) == ()


def test_an_amount_beyond_all_is_none_in_every_language():
    for text in (f"over HK${'9' * 24} billion trillion", f"超過{'9' * 24}萬億億港元"):
        for amount in find_amounts(text):
            for language in ("en", "zh-Hant", "zh-Hans"):
                assert say_amount(amount, text, language)
