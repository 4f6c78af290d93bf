from datetime import date

import pytest

from bot.answering.question import join_follow_up, parse_day, parse_question
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
    question = parse_question(raw)
    assert (question.text, question.language) == (text, language)


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
        parse_question(raw)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-10", date(2024, 2, 10), date(2024, 2, 10)),
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
    "text",
    [
        "And in Singapore?",
        "what about insurers",
        "When did it start?",
        "who runs them",
        "why?",
        "咁邊間最早？",
        "佢哋幾時開業？",
        "那邊又如何？",
        "还有谁参加了？",
    ],
)
def test_a_question_that_leans_on_the_last_one_gets_it_in_front(text):
    previous = ["Older question?", "What is the sandbox in Hong Kong?"]
    assert join_follow_up(text, previous) == f"What is the sandbox in Hong Kong? {text}"
    assert join_follow_up(text, []) == text


@pytest.mark.parametrize(
    "text",
    [
        "Which companies got the first virtual bank licences?",
        "What is FPS?",
        "what is the fee",
        "什麼是轉數快？",
        "而家有幾多間虛擬銀行？",
        "Is there a rule for stablecoins in Hong Kong?",
        "Why did HSBC launch PayMe in Hong Kong?",
        "How does Mox protect its customers, and does it pay interest?",
        "How many banks joined the Commercial Data Interchange in 2022?",
        "香港首批虛擬銀行牌照是在哪一年發出的？",
    ],
)
def test_a_question_that_stands_alone_stays_alone(text):
    assert join_follow_up(text, ["What is FPS?"]) == text


def test_a_long_follow_up_keeps_what_it_is_about():
    joined = join_follow_up("and it?", ["FPS " + "x" * 1000])
    assert len(joined) <= 1000
    assert joined.startswith("FPS ")
    assert joined.endswith(" and it?")


@pytest.mark.parametrize(
    "text", ["how many merchants?", "有幾多商戶？", "what does it cost a year"]
)
def test_what_is_announced_as_a_follow_up_may_name_nothing(text):
    joined = join_follow_up(text, ["What is AlipayHK?"], is_announced=True)
    assert joined == f"What is AlipayHK? {text}"


@pytest.mark.parametrize("text", ["how many merchants take PayMe?", "PayMe 有幾多商戶？"])
def test_what_names_something_stands_alone_even_then(text):
    assert join_follow_up(text, ["What is AlipayHK?"], is_announced=True) == text
