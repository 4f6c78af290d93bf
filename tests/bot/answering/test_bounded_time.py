from datetime import date

import pytest

from bot.answering.asked_time import parse_times
from corpus.periods import Period

_TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        # What ends a year that is named.
        ("the last week of 2023", "2023-12-25", "2023-12-31"),
        ("in the last two weeks of 2023", "2023-12-18", "2023-12-31"),
        ("the last month of 2023", "2023-12-01", "2023-12-31"),
        ("over the last month of 2023", "2023-12-01", "2023-12-31"),
        ("the last quarter of 2023", "2023-10-01", "2023-12-31"),
        ("2023年最後一個星期", "2023-12-25", "2023-12-31"),
        ("2023年最後兩個月", "2023-11-01", "2023-12-31"),
        # What "not before" and its like leave.
        ("not before 2024", "2024-01-01", None),
        ("no earlier than 2024", "2024-01-01", None),
        ("不早於2024年", "2024-01-01", None),
        ("no later than June 2024", None, "2024-06-30"),
        ("not after 2024", None, "2024-12-31"),
        ("不遲於2024年6月", None, "2024-06-30"),
        ("up to and including 2023", None, "2023-12-31"),
        ("早於2019年", None, "2018-12-31"),
        # What is left where a time is excluded.
        ("not in 2023 but in 2024", "2024-01-01", "2024-12-31"),
        ("from 2020 to 2024 except 2023", "2020-01-01", "2024-12-31"),
        ("2024年嘅三月", "2024-03-01", "2024-03-31"),
        ("2024年的8月", "2024-08-01", "2024-08-31"),
        ("2024年的8月3日", "2024-08-03", "2024-08-03"),
        ("2024年8月到而家", "2024-08-01", None),
        ("In 2030", "2030-01-01", "2030-12-31"),
        ("2030年", "2030-01-01", "2030-12-31"),
        ("on 31/12/2024", "2024-12-31", "2024-12-31"),
        ("on 12/31/2024", "2024-12-31", "2024-12-31"),
        ("on 3/6/2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_bounds_and_ends_of_years(text, since, until):
    days = [day and date.fromisoformat(day) for day in (since, until)]
    assert parse_times(text, today=_TODAY).period == Period(since=days[0], until=days[1])


@pytest.mark.parametrize(
    "text",
    [
        "2024年上個月",
        "users except 2023",
        "years other than 2024",
        "除了2023年",
        "2023年除外",
        "除2023年以外",
        "What is Vision 2030?",
        "the Fintech 2030 plan",
        "金融科技2030",
    ],
)
def test_what_is_excluded_unsure_or_a_name_is_no_period(text):
    assert parse_times(text, today=_TODAY).period is None
