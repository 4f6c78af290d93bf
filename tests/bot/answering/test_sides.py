import time

import pytest

from bot.answering.answer import Answer
from bot.answering.names import Names
from bot.answering.sides import ask_of_sides
from corpus.glossary import load_glossary


@pytest.fixture(scope="module")
def names(lexicon) -> Names:
    return Names(load_glossary(), lexicon)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "PayMe or AlipayHK, which has more users?",
            ("PayMe , which has more users?", "AlipayHK, which has more users?"),
        ),
        (
            "did more people come in 2024 than 2023?",
            ("did more people come in 2024 ?", "did more people come in 2023?"),
        ),
        (
            "phase 1 vs phase 2, how many pilots in each",
            ("phase 1 , how many pilots in each", "phase 2, how many pilots in each"),
        ),
        (
            "how much bigger was the third bond than the first one",
            (
                "how much bigger was the third bond than the",
                "how much bigger was the bond than the first one",
            ),
        ),
        ("PayMe 定 AlipayHK 多人用？", ("PayMe 多人用？", "AlipayHK 多人用？")),
        (
            "Taylor Swift vs Kanye West, who sold more?",
            ("Taylor Swift , who sold more?", "Kanye West, who sold more?"),
        ),
        ("compare ZA Bank with Mox", ("compare ZA Bank", "compare Mox")),
        (
            "difference between Type 1 and Type 9 licences",
            ("difference between Type 1 licences", "difference between Type 9 licences"),
        ),
        ("第一期同第二期差幾多？", ("第一期 差幾多？", "第二期差幾多？")),
    ],
)
def test_each_side_is_asked_for_without_the_other(names, question, sides):
    assert ask_of_sides(question, names) == sides


@pytest.mark.parametrize(
    "question",
    [
        "what is the difference?",
        "有咩分別？",
        "",
        "PayMe and",
        "轉數快比較安全嗎",
        "滙豐對客戶有咩不同收費",
    ],
)
def test_no_sides_are_made_up(names, question):
    assert ask_of_sides(question, names) == ()


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        (
            "SFC 同 HKMA 嘅 generative AI circular 有咩分別？",
            {
                "2024-11-12-sfc-circular-generative-ai-language-models",
                "2024-08-27-hkma-genai-consumer-protection",
            },
        ),
        (
            "hashkey or osl - which one raised more from investors in 2025?",
            {"2025-12-17-hashkey-falls-below-ipo-price", "2025-07-25-osl-raises-us300-million"},
        ),
    ],
)
def test_both_sides_are_shown(service, question, articles):
    answer: Answer = service.answerer.answer(question)
    assert {quote.article_id for quote in answer.quotes} >= articles


@pytest.mark.parametrize(
    "question",
    [
        "a." * 250 + " Zz" * 160 + " vs ?",
        "-" * 500 + " Zz" * 160 + " vs ?",
        "x" * 500 + " or" * 160,
    ],
)
def test_no_question_takes_for_ever(names, question):
    started = time.perf_counter()
    ask_of_sides(question[:1000], names)
    assert time.perf_counter() - started < 1


def test_a_comparison_with_nothing_on_one_side_is_a_question(service):
    assert service.answerer._questions.read("HSBC vs ...?").sides == ()
