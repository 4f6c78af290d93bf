import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import HONG_KONG, find_published, is_dateline, parse_published

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
        20240203,
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
    began = time.monotonic()
    assert find_published("March 3, 2026 " * 30_000) is None
    assert time.monotonic() - began < 5


def test_a_dateline_holds_a_date_and_nothing_else():
    assert is_dateline(" **March 3, 2026** ")
    assert not is_dateline("On March 3, 2026")
