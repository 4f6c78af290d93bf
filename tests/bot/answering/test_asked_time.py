from datetime import date

import pytest

from bot.answering.asked_time import parse_times

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("what happened last week", "2026-11-09", "2026-11-15"),
        ("上星期有咩新聞", "2026-11-09", "2026-11-15"),
        ("上個禮拜", "2026-11-09", "2026-11-15"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("今個月", "2026-11-01", "2026-11-30"),
        ("news of yesterday", "2026-11-21", "2026-11-21"),
        ("尋日", "2026-11-21", "2026-11-21"),
        ("last quarter", "2026-07-01", "2026-09-30"),
        ("last year's losses", "2025-01-01", "2025-12-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("in the past 6 months", "2026-05-22", "2026-11-22"),
        ("過去兩年", "2024-11-22", "2026-11-22"),
        ("3個月前", "2026-08-01", "2026-08-31"),
        ("two years ago", "2024-01-01", "2024-12-31"),
        ("since March", "2026-03-01", None),
        ("news since Monday", "2026-11-16", None),
        ("after July 2024", "2024-07-01", None),
        ("2023年以來", "2023-01-01", None),
        ("before the licences of 2019", None, "2018-12-31"),
        ("2019年之前", None, "2018-12-31"),
        ("as of mid-2024", None, "2024-08-31"),
        ("by end 2027", None, "2027-12-31"),
        ("2027年底前", None, "2027-12-31"),
        ("截至2024年8月", None, "2024-08-31"),
        ("between 2019 and 2021", "2019-01-01", "2021-12-31"),
        ("from 2020 to 2022", "2020-01-01", "2022-12-31"),
        ("money raised from investors in 2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_question_names_a_period(text, since, until):
    period = parse_times(text, today=SUNDAY).period
    assert period is not None
    assert (str(period.since), str(period.until)) == (str(since), str(until))


@pytest.mark.parametrize(
    "text", ["What is FPS?", "since when can I pay?", "this may change", "two quarters ago"]
)
def test_a_question_may_name_none(text):
    assert parse_times(text, today=SUNDAY).period is None


@pytest.mark.parametrize(
    "text", ["latest figures", "而家幾多間", "最新", "how many so far", "目前"]
)
def test_the_newest_may_be_wanted(text):
    assert parse_times(text, today=SUNDAY).is_newest


@pytest.mark.parametrize("text", ["what is known", "How does it work?", "轉數快係咩"])
def test_age_does_not_matter_otherwise(text):
    assert not parse_times(text, today=SUNDAY).is_newest
