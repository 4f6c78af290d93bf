from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.named_periods import find_periods
from corpus.periods import Period


def _days(text: str) -> list[tuple[str, str, str]]:
    return [
        (text[named.start : named.end], str(named.period.since), str(named.period.until))
        for named in find_periods(text)
    ]


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("on 12 May 2024", "2024-05-12", "2024-05-12"),
        ("on May 3rd, 2024", "2024-05-03", "2024-05-03"),
        ("on 2024-08-03", "2024-08-03", "2024-08-03"),
        ("2023年2月3日", "2023-02-03", "2023-02-03"),
        ("in July 2025", "2025-07-01", "2025-07-31"),
        ("Feb. 2024", "2024-02-01", "2024-02-29"),
        ("喺2026年2月嗰陣", "2026-02-01", "2026-02-28"),
        ("Q1 2026", "2026-01-01", "2026-03-31"),
        ("2026 Q4", "2026-10-01", "2026-12-31"),
        ("the third quarter of 2025", "2025-07-01", "2025-09-30"),
        ("2024年第二季", "2024-04-01", "2024-06-30"),
        ("first half of 2024", "2024-01-01", "2024-06-30"),
        ("2025 H2", "2025-07-01", "2025-12-31"),
        ("2025年上半年", "2025-01-01", "2025-06-30"),
        ("early 2026", "2026-01-01", "2026-04-30"),
        ("mid-2024", "2024-05-01", "2024-08-31"),
        ("end of 2027", "2027-09-01", "2027-12-31"),
        ("2026年初", "2026-01-01", "2026-04-30"),
        ("2024年秋天", "2024-09-01", "2024-11-30"),
        ("the 2023-24 budget", "2023-04-01", "2024-03-31"),
        ("since 2019.", "2019-01-01", "2019-12-31"),
        ("2019's licences", "2019-01-01", "2019-12-31"),
        ("二零二五年", "2025-01-01", "2025-12-31"),
        ("二零二五年十二月三日", "2025-12-03", "2025-12-03"),
        ("3Q24", "2024-07-01", "2024-09-30"),
        ("2024年Q3", "2024-07-01", "2024-09-30"),
        ("2024年首季", "2024-01-01", "2024-03-31"),
        ("2024's second half", "2024-07-01", "2024-12-31"),
        ("first nine months of 2024", "2024-01-01", "2024-09-30"),
        ("2024年首三季", "2024-01-01", "2024-09-30"),
        ("FY2023/24", "2023-04-01", "2024-03-31"),
        ("2024/2025", "2024-04-01", "2025-03-31"),
        ("二零二三／二四財政年度", "2023-04-01", "2024-03-31"),
        ("FY24", "2024-01-01", "2024-12-31"),
        ("the year ended 31 March 2024", "2023-04-01", "2024-03-31"),
        ("截至2024年3月31日止年度", "2023-04-01", "2024-03-31"),
        ("six months ended 30 June 2024", "2024-01-01", "2024-06-30"),
        ("截至2024年6月30日止六個月", "2024-01-01", "2024-06-30"),
        ("2022-2023財政年度", "2022-04-01", "2023-03-31"),
        ("二零二二至二三年度", "2022-04-01", "2023-03-31"),
        ("2024's Q3", "2024-07-01", "2024-09-30"),
        ("2020-2022", "2020-01-01", "2022-12-31"),
        ("in the 2010s", "2010-01-01", "2019-12-31"),
        ("the early 2020s", "2020-01-01", "2023-12-31"),
        ("2020's licences", "2020-01-01", "2020-12-31"),
        ("2010年代", "2010-01-01", "2019-12-31"),
        ("九十年代", "1990-01-01", "1999-12-31"),
    ],
)
def test_a_named_time_is_found(text, since, until):
    assert [found[1:] for found in _days(text)] == [(since, until)]


@pytest.mark.parametrize(
    "text",
    [
        "HK$2000",
        "HK$ 2000",
        "2,000 firms",
        "20249",
        "2019.5",
        "token2049",
        "1850",
        "2024%",
        "FPS",
        "HKD 2020",
        "2024萬",
        "2024家",
        "H264",
        "1234-2020",
    ],
)
def test_other_numbers_are_no_times(text):
    assert find_periods(text) == []


def test_impossible_days_are_not_found():
    assert _days("31 February 2024") == [("February 2024", "2024-02-01", "2024-02-29")]


def test_several_come_in_order():
    assert [found[0] for found in _days("from May 2019 to 2021")] == ["May 2019", "2021"]


@given(st.text(alphabet="年月日季度上半初20193546 -/MayQHearlyİß", max_size=40))
def test_no_text_breaks_it(text):
    for named in find_periods(text):
        assert 0 <= named.start < named.end <= len(text)
        assert named.period.since <= named.period.until


def test_open_periods_overlap_what_lies_on_their_side():
    since = Period(since=date(2024, 3, 1))
    assert since.overlaps(Period(since=date(2025, 1, 1), until=date(2025, 1, 1)))
    assert not since.overlaps(Period(until=date(2024, 2, 29)))
    assert since.overlaps(Period(until=date(2024, 3, 1)))


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("2024", "2024", True),
        ("12 May 2024", "May 2024", True),
        ("Q2 2024", "H1 2024", False),
        ("May 2024", "2024", False),
        ("FY2023/24", "2023", False),
        ("May 2024", "June 2024", False),
    ],
)
def test_what_adds_up_over_a_quarter_is_of_no_other_time(one, other, may_be):
    first, second = (find_periods(text)[0].period for text in (one, other))
    assert first.may_be(second) is second.may_be(first) is may_be
