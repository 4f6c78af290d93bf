import pytest

from bot.writing.stated import find_stated
from corpus.days import Day


def _amounts(text):
    return {(int(amount.value), amount.unit) for amount in find_stated(text).amounts}


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("1,200 = 1200 = １２００", {(1200, "")}),
        ("HK$1.2bn, HK$1.2 billion and 12億港元", {(1_200_000_000, "HKD")}),
        ("US$11.2 million, 1,120萬美元", {(11_200_000, "USD")}),
        ("二百萬用戶", {(2_000_000, "")}),
        ("5%, 5 per cent, 百分之五", {(5, "%")}),
        ("三成", {(30, "%")}),
        ("three banks, 三家銀行", {(3, "")}),
        ("twenty-five firms", {(25, "")}),
        ("the first licences, 首批牌照, 第一批", {(1, "th")}),
        ("one of them, 一個, 一直, 三藩市, 5G, GPT4", set()),
        ("HK$10,000 a day", {(10_000, "HKD")}),
    ],
)
def test_amounts_are_read_without_their_spelling(text, amounts):
    assert _amounts(text) == amounts


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("28 September 2016", {(2016, 9, 28)}),
        ("Sept. 28, 2016", {(2016, 9, 28)}),
        ("2016-09-28", {(2016, 9, 28)}),
        ("２０１６年９月２８日", {(2016, 9, 28)}),
        ("二〇一六年九月", {(2016, 9, None)}),
        ("in 2016", {(2016, None, None)}),
        ("on May 3 they may go", {(None, 5, 3)}),
        ("14 and 15 April 2025", {(2025, 4, 14), (2025, 4, 15)}),
        ("2025年4月14日及15日", {(2025, 4, 14), (2025, 4, 15)}),
        ("HK$2000, 2,024 firms, 2030 million", set()),
    ],
)
def test_days_are_read_as_far_as_they_are_given(text, days):
    assert {(day.year, day.month, day.day) for day in find_stated(text).days} == days


def test_a_vaguer_day_is_within_a_fuller_one():
    full = Day(year=2016, month=9, day=28)
    assert Day(year=2016, month=9, day=None).is_within(full)
    assert not full.is_within(Day(year=2016, month=9, day=None))
    assert not Day(year=2016, month=8, day=None).is_within(full)
