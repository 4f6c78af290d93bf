from datetime import date

import pytest

from bot.answering.asked_time import parse_times
from corpus.periods import Period

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
        ("before the licences of 2019", None, "2019-12-31"),
        ("2019年之前", None, "2018-12-31"),
        ("as of mid-2024", None, "2024-08-31"),
        ("by end 2027", None, "2027-12-31"),
        ("2027年底前", None, "2027-12-31"),
        ("截至2024年8月", None, "2024-08-31"),
        ("between 2019 and 2021", "2019-01-01", "2021-12-31"),
        ("from 2020 to 2022", "2020-01-01", "2022-12-31"),
        ("money raised from investors in 2025", "2025-01-01", "2025-12-31"),
        # Counted back.
        ("二十年前", "2006-01-01", "2006-12-31"),
        ("twenty years ago", "2006-01-01", "2006-12-31"),
        ("a decade ago", "2016-01-01", "2016-12-31"),
        ("十二個月前", "2025-11-01", "2025-11-30"),
        ("十五日前", "2026-11-07", "2026-11-07"),
        ("半年前", "2026-05-01", "2026-05-31"),
        ("half a year ago", "2026-05-01", "2026-05-31"),
        ("一年半前", "2025-05-01", "2025-05-31"),
        ("two and a half years ago", "2024-05-01", "2024-05-31"),
        ("two quarters ago", "2026-04-01", "2026-06-30"),
        ("more than two years ago", None, "2024-12-31"),
        ("less than a year ago", "2025-01-01", "2026-11-22"),
        ("二十多年前", None, "2006-12-31"),
        ("不到一年前", "2025-01-01", "2026-11-22"),
        ("in the past decade", "2016-11-22", "2026-11-22"),
        ("over the past 18 months", "2025-05-22", "2026-11-22"),
        ("over the last two years", "2024-11-22", "2026-11-22"),
        ("in the past year", "2025-11-22", "2026-11-22"),
        ("over the last month", "2026-10-22", "2026-11-22"),
        ("過去半年", "2026-05-22", "2026-11-22"),
        ("last half year", "2026-01-01", "2026-11-22"),
        ("近三年", "2023-11-22", "2026-11-22"),
        ("過去四個季度", "2025-11-22", "2026-11-22"),
        ("in the last 48 hours", "2026-11-20", "2026-11-22"),
        ("大前年", "2023-01-01", "2023-12-31"),
        ("前年", "2024-01-01", "2024-12-31"),
        ("明年", "2027-01-01", "2027-12-31"),
        ("後年", "2028-01-01", "2028-12-31"),
        ("next year", "2027-01-01", "2027-12-31"),
        ("下個月", "2026-12-01", "2026-12-31"),
        ("上上個月", "2026-09-01", "2026-09-30"),
        ("上上星期", "2026-11-02", "2026-11-08"),
        ("上星期三", "2026-11-11", "2026-11-11"),
        ("last weekend", "2026-11-14", "2026-11-15"),
        ("前日", "2026-11-20", "2026-11-20"),
        ("the day before yesterday", "2026-11-20", "2026-11-20"),
        # Parts of a year that is not written beside them.
        ("first half of this year", "2026-01-01", "2026-06-30"),
        ("今年上半年", "2026-01-01", "2026-06-30"),
        ("上半年", "2026-01-01", "2026-06-30"),
        ("2023年上半年", "2023-01-01", "2023-06-30"),
        ("2025上半年", "2025-01-01", "2025-06-30"),
        ("去年第四季", "2025-10-01", "2025-12-31"),
        ("the third quarter of last year", "2025-07-01", "2025-09-30"),
        ("in the third quarter", "2026-07-01", "2026-09-30"),
        ("since last March", "2026-03-01", None),
        ("last December", "2025-12-01", "2025-12-31"),
        ("in May last year", "2025-05-01", "2025-05-31"),
        ("去年五月", "2025-05-01", "2025-05-31"),
        ("去年5月3日", "2025-05-03", "2025-05-03"),
        ("early last year", "2025-01-01", "2025-04-30"),
        ("去年底", "2025-09-01", "2025-12-31"),
        ("which banks may this year open", "2026-01-01", "2026-12-31"),
        ("本財政年度", "2026-04-01", "2027-03-31"),
        ("last financial year", "2025-04-01", "2026-03-31"),
        # Ranges.
        ("2020年到2022年", "2020-01-01", "2022-12-31"),
        ("2020至2022年", "2020-01-01", "2022-12-31"),
        ("2020-2022", "2020-01-01", "2022-12-31"),
        ("二零二零年至二零二二年", "2020-01-01", "2022-12-31"),
        ("from March to May 2024", "2024-03-01", "2024-05-31"),
        ("from March to May", "2026-03-01", "2026-05-31"),
        ("3月至5月", "2026-03-01", "2026-05-31"),
        ("November 2023 to February", "2023-11-01", "2024-02-29"),
        ("2024年3月至5月", "2024-03-01", "2024-05-31"),
        ("January–March 2025", "2025-01-01", "2025-03-31"),
        ("2024年3月5日至9日", "2024-03-05", "2024-03-09"),
        ("the 2010s", "2010-01-01", "2019-12-31"),
        ("from the beginning of 2023 to the end of 2024", "2023-01-01", "2024-12-31"),
        # What "before", "by" and 前 mean.
        ("before the end of 2024", None, "2024-12-31"),
        ("by the end of 2024", None, "2024-12-31"),
        ("by the end of this year", None, "2026-12-31"),
        ("before Christmas 2024", None, "2024-12-31"),
        ("2020年前", None, "2019-12-31"),
        ("after 2019 and before 2022", "2019-01-01", "2021-12-31"),
        ("2019年後、2022年前", "2019-01-01", "2021-12-31"),
        ("2030年或之前", None, "2030-12-31"),
        ("Since the launch of FPS in 2018", "2018-01-01", None),
        ("between 2019 and now", "2019-01-01", None),
        ("in the six months to June 2024", "2024-01-01", "2024-06-30"),
        ("how did Q3 2024 compare with Q2", "2024-07-01", "2024-09-30"),
        ("Q3 compared with Q2 2024", "2024-04-01", "2024-09-30"),
        ("2024年第二季同第三季", "2024-04-01", "2024-09-30"),
        ("the past year and a half", "2025-05-22", "2026-11-22"),
        ("呢個月", "2026-11-01", "2026-11-30"),
        ("5 to 9 May 2024", "2024-05-05", "2024-05-09"),
        ("Jan-Mar 2024", "2024-01-01", "2024-03-31"),
        ("2024年前三季", "2024-01-01", "2024-09-30"),
        ("2019年前海", "2019-01-01", "2019-12-31"),
        ("2020 onwards", "2020-01-01", None),
        ("from 2020 to now", "2020-01-01", None),
    ],
)
def test_a_question_names_a_period(text, since, until):
    period = parse_times(text, today=SUNDAY).period
    assert period is not None
    assert (str(period.since), str(period.until)) == (str(since), str(until))


@pytest.mark.parametrize(
    "text",
    [
        "What is FPS?",
        "since when can I pay?",
        "this may change",
        "may and june are names",
        # Not sure which year or how long ago is meant.
        "a few years ago",
        "several months ago",
        "in the last few years",
        "幾年前",
        "數十年前",
        "兩三年前",
        "幾十年前",
        "before December",
        "12月前",
        "3月5日前",
        "by the end of March",
        "年底前",
        "in two years",
        "未來三年",
        "over the years",
        "the second half of the programme",
        "the first quarter of the century",
        # Other words with the same characters.
        "網上月費",
        "基本年費",
        "以上年期",
        "以前年度",
        "目前日圓匯率",
        "上周年慶",
        "說明年報",
        "每月一次",
        "三個月期",
        "兩年計劃",
        "年初一",
        "五年計劃",
        "2024家銀行",
        "HKD 2020",
        "3個前端",
    ],
)
def test_a_question_may_name_none(text):
    assert parse_times(text, today=SUNDAY).period is None


def test_a_part_of_the_year_that_has_not_begun_is_not_guessed():
    may = date(2026, 5, 10)
    assert parse_times("下半年", today=may).period is None
    assert parse_times("in the fourth quarter", today=may).period is None
    since = parse_times("since December", today=may).period
    assert since is not None
    assert str(since.since) == "2025-12-01"
    assert parse_times("last half year", today=may).period == Period(
        since=date(2025, 7, 1), until=may
    )


@pytest.mark.parametrize(
    "text", ["latest figures", "而家幾多間", "最新", "how many so far", "目前"]
)
def test_the_newest_may_be_wanted(text):
    assert parse_times(text, today=SUNDAY).is_newest


@pytest.mark.parametrize("text", ["what is known", "How does it work?", "轉數快係咩"])
def test_age_does_not_matter_otherwise(text):
    assert not parse_times(text, today=SUNDAY).is_newest
