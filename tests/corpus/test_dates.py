import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import (
    HONG_KONG,
    find_published,
    is_dateline,
    is_time_of_issue,
    is_uncertain_day,
    parse_published,
    read_date,
)

MARCH_3 = datetime(2026, 3, 3, tzinfo=HONG_KONG)


@pytest.mark.parametrize(
    "text",
    [
        "March 3, 2026",
        "Mar. 3 2026",
        "3rd March, 2026",
        "2026-03-03",
        "2026/3/3",
        "2026年3月3日",
        " 2026 年 3 月 3 日 ",
        "2026-03-03T00:00:00",
        "2026-03-03T00:00:00+08:00",
        date(2026, 3, 3),
        datetime(2026, 3, 3),
    ],
)
def test_a_date_is_read_however_it_is_written_and_is_hong_kongs(text):
    assert parse_published(text) == MARCH_3


@pytest.mark.parametrize(
    "text",
    [
        "2026.03.03",
        "2026. 3. 3",
        "2026-3-3",
        "20260303",
        20260303,
        "3 Mar 2026",
        "3-Mar-2026",
        "3rd of March, 2026",
        "2026 March 3",
        "Tuesday 3rd March 2026",
        "Tue, March 3rd, 2026",
        "2026年03月03日（星期二）",
        "２０２６年３月３日",
        "2026年3月3號",
        "二〇二六年三月三日",
        "二零二六年三月三日",
        "民國115年3月3日",
        "2026-W10-2",
        "[[2026-03-03]]",
        "Published: 3 March 2026",
        "發佈日期：2026年3月3日",
        "Tue 03/03/2026",
        "03/03/2026",
        date(2026, 3, 3),
    ],
)
def test_a_day_is_read_in_every_spelling(text):
    found = read_date(text)
    assert (found.moment, found.is_month_only, found.has_time) == (MARCH_3, False, False)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-03 16:20",
        "2026/3/3 16:20",
        "2026-3-3T16:20",
        "2026-03-03 16:20:00 +0800",
        "2026-03-03T08:20:00Z",
        "2026-03-03T08:20:00.000Z",
        "2026-03-03T16:20:00+08:00[Asia/Hong_Kong]",
        "2026-03-03 08:20 UTC",
        "2026-03-03 03:20 EST",
        "2026-03-03 16:20 CST",
        "2026-03-03 16:20 UTC+8",
        "2026-03-03 HKT 16:20",
        "20260303T162000+0800",
        "202603031620",
        "Tue, 03 Mar 2026 08:20:00 GMT",
        "Tue, 3 Mar 2026 16:20:00 +0800",
        "Tue Mar  3 16:20:00 2026",
        "Tue Mar 3 16:20:00 HKT 2026",
        "Tue Mar 03 2026 16:20:00 GMT+0800 (Hong Kong Standard Time)",
        "March 3, 2026 4:20 PM",
        "March 3, 2026 at 4.20pm",
        "Mar 3, 2026, 4:20 pm HKT",
        "Tuesday 3rd March 2026 at 16:20 HKT",
        "16:20, 3 March 2026",
        "2026年3月3日 16:20",
        "2026年3月3日 下午4:20",
        "2026年3月3日下午4時20分",
        "2026年3月3日（星期二）16時20分",
        1772526000,
        1772526000000,
        "1772526000",
        1772526000.0,
    ],
)
def test_a_time_is_read_in_every_spelling_and_moments_are_compared_as_such(text):
    found = read_date(text)
    assert found.moment == MARCH_3.replace(hour=16, minute=20)
    assert found.has_time


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("12 am", 0),
        ("12:00 pm", 12),
        ("上午12:00", 0),
        ("凌晨1時", 1),
        ("晚上8點", 20),
        ("7pm", 19),
    ],
)
def test_halves_of_the_day_are_told_apart(text, hour):
    assert read_date(f"2026-03-03 {text}").moment == MARCH_3.replace(hour=hour)


@pytest.mark.parametrize(
    "text",
    ["2026-03", "2026/03", "03/2026", "March 2026", "Mar. 2026", "2026年3月", "二〇二六年三月"],
)
def test_where_no_day_is_known_the_month_is(text):
    found = read_date(text)
    assert (found.moment, found.is_month_only) == (MARCH_3.replace(day=1), True)
    assert parse_published(text) is None


@pytest.mark.parametrize("text", ["05/03/2024", "5-3-2024", "05.03.2024", "05/03/2024 10:00"])
def test_a_day_that_could_be_a_month_is_none_and_known_as_such(text):
    assert read_date(text) is None
    assert is_uncertain_day(text)


@pytest.mark.parametrize("text", ["13/03/2024", "03/13/2024"])
def test_a_number_above_twelve_is_the_day(text):
    assert parse_published(text) == datetime(2024, 3, 13, tzinfo=HONG_KONG)
    assert not is_uncertain_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026",
        "2026-W10",
        "2026-13",
        "99/99/2026",
        "March 3rd",
        "2026-03-03 and 2026-03-04",
        "3 March 2026 - 4 March 2026",
        "2026-03-03 25:00",
        "2026-03-03 10:00 +99:00",
        "Q1 2026",
        "spring 2026",
        "5 March 26",
        "x" * 100_000,
        12345,
        1e300,
        float("nan"),
    ],
)
def test_what_is_no_certain_date_is_none(text):
    assert read_date(text) is None
    assert not is_uncertain_day(text)


def test_a_time_with_an_offset_keeps_it():
    assert parse_published("2021-12-24T01:41:00Z") == datetime(2021, 12, 24, 1, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2024-02-30",
        "February 30, 2024",
        "soon",
        "5 years ago",
        "April 15th",
        "",
        ["2024-02-03"],
        20240230,
        202402,
        True,
        None,
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        date(1, 1, 1),
    ],
)
def test_what_is_no_date_of_an_article_gives_none(value):
    assert parse_published(value) is None


@given(st.datetimes() | st.datetimes(timezones=st.timezones()) | st.text())
def test_whatever_is_read_has_a_day_in_hong_kong(value):
    published = parse_published(value)
    if published:
        assert published.astimezone(HONG_KONG).date()


@pytest.mark.parametrize(
    "text",
    [
        "The Bay Courier reported on March 3, 2026, that a bank opened on March 1, 2026.",
        "A title\n\nMarch 3, 2026\n\nA bank opened.",
        "Published: 3 March 2026",
        "發佈日期：2026年3月3日",
        "Posted on March 3, 2026. Later:\nreported on 2026-03-03",
    ],
)
def test_a_plain_text_is_dated_where_it_says_so(text):
    assert find_published(text) == MARCH_3


@pytest.mark.parametrize(
    "text",
    [
        "A bank opened on March 3, 2026.",
        "in topic •  3 years ago  (edited)",
        "He spoke on April 15th.",
        "Published March 3, 2026\nUpdated March 5, 2026",
        "Reported on February 30, 2026",
        "",
    ],
)
def test_a_plain_text_without_a_certain_date_is_undated(text):
    assert find_published(text) is None


def test_a_line_of_thousands_of_dates_is_read_in_seconds():
    began = time.process_time()
    assert find_published("March 3, 2026 " * 30_000) is None
    assert time.process_time() - began < 5


def test_a_dateline_holds_a_date_and_nothing_else():
    assert is_dateline(" **March 3, 2026** ")
    assert not is_dateline("On March 3, 2026")


@pytest.mark.parametrize(
    "line",
    [
        "Ends/Tuesday, March 3, 2026",
        "Tuesday, 3 March 2026",
        "2026年3月3日（星期二）",
        "2026-03-03 16:20",
        "3 March 2026 | 4:20 PM",
    ],
)
def test_closing_lines_of_releases_and_times_are_datelines(line):
    assert is_dateline(line)
    assert parse_published(line) or find_published(line)
    assert not is_dateline(f"{line} in Central")


@pytest.mark.parametrize(
    "text",
    [
        "A bank opens\n\nEnds/Tuesday, March 3, 2026\nIssued at HKT 16:20\n\nNNNN",
        "銀行開業\n\n完\n\n2026年3月3日（星期二）\n香港時間16時20分",
    ],
)
def test_the_time_of_issue_below_a_closing_line_belongs_to_it(text):
    assert find_published(text) == MARCH_3.replace(hour=16, minute=20)


def test_a_time_of_issue_says_nothing_else():
    assert is_time_of_issue("Issued at HKT 16:20")
    assert is_time_of_issue("香港時間16時20分")
    assert not is_time_of_issue("Issued at 16:20 in Central")
    assert not is_time_of_issue("香港時間下午四時公布")
