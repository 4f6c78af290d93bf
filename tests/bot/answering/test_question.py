from datetime import date

import pytest

from bot.answering.question import language_in, parse_day, parse_text
from bot.errors import QuestionError


@pytest.mark.parametrize(
    ("raw", "text", "language"),
    [
        ("  When did\n FPS start? ", "When did FPS start?", "en"),
        ("轉數快幾時推出？", "轉數快幾時推出？", "zh-Hant"),
        ("转数快什么时候推出？", "转数快什么时候推出？", "zh-Hans"),
        ("HKMA 嗰個 sandbox 係咩", "HKMA 嗰個 sandbox 係咩", "zh-Hant"),
        ("a\u202eb\u200bc", "abc", "en"),
        ("fps", "fps", "en"),
        ("牌照", "牌照", "zh-Hant"),
    ],
)
def test_a_question_is_one_line_in_one_language(raw, text, language):
    assert (parse_text(raw), language_in(text)) == (text, language)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("", "is empty"),
        (" \n\t\u200b", "is empty"),
        ("x" * 20_000, "has 20,000 characters; at most 1,000"),
        ("?!… —", "has no words"),
        ("🙂🙂🙂", "has no words"),
        ("ab", "too short"),
    ],
)
def test_what_is_no_question_is_told_why(raw, says):
    with pytest.raises(QuestionError, match=says):
        parse_text(raw)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-10", date(2024, 2, 10), date(2024, 2, 10)),
        ("2024/2/10", date(2024, 2, 10), date(2024, 2, 10)),
    ],
)
def test_a_year_or_month_means_its_first_or_last_day(text, first, last):
    assert parse_day(text) == first
    assert parse_day(text, is_end=True) == last


@pytest.mark.parametrize("text", ["", "soon", "2023-02-30", "2023-13", "20190101", "1/2/2019"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(QuestionError, match="no date|not a day"):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("last year", date(2025, 1, 1), date(2025, 12, 31)),
        ("June 2024", date(2024, 6, 1), date(2024, 6, 30)),
        ("2024年6月", date(2024, 6, 1), date(2024, 6, 30)),
        ("二零二四年六月", date(2024, 6, 1), date(2024, 6, 30)),
        ("上個月", date(2026, 10, 1), date(2026, 10, 31)),
        ("yesterday", date(2026, 11, 25), date(2026, 11, 25)),
        ("尋日", date(2026, 11, 25), date(2026, 11, 25)),
        ("Today", date(2026, 11, 26), date(2026, 11, 26)),
        ("the end of 2024", date(2024, 9, 1), date(2024, 12, 31)),
        ("30 June 2024", date(2024, 6, 30), date(2024, 6, 30)),
        ("last 3 months", date(2026, 8, 26), date(2026, 11, 26)),
        ("2024 Q2", date(2024, 4, 1), date(2024, 6, 30)),
    ],
)
def test_a_day_is_named_as_in_questions(text, first, last):
    today = date(2026, 11, 26)
    assert parse_day(text, today=today) == first
    assert parse_day(text, is_end=True, today=today) == last


def test_a_time_with_an_open_end_gives_the_other():
    today = date(2026, 11, 26)
    assert parse_day("since March", today=today) == date(2026, 3, 1)
    assert parse_day("before 2020", is_end=True, today=today) == date(2019, 12, 31)
    with pytest.raises(QuestionError, match="no date"):
        parse_day("since March", is_end=True, today=today)


@pytest.mark.parametrize(
    "text", ["soon", "the budget of 2024", "2023 or 2024", "1/2/2019", "2024-13-01", "x" * 5000]
)
def test_what_says_more_or_less_than_a_time_is_refused(text):
    with pytest.raises(QuestionError, match="no date|not a day"):
        parse_day(text, today=date(2026, 11, 26))
