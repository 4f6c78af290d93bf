import pytest

from bot.answering.excluded import Excluding


@pytest.mark.parametrize(
    ("question", "text", "excluded"),
    [
        (
            "Who is the CFO of Mox?",
            "Chief executive Ann spoke. The CFO, Bo, did not. It rained.",
            ["Chief executive Ann spoke."],
        ),
        (
            "Who is the CEO of OneConnect?",
            "Lufax chairman and chief executive Cho spoke. The CEO, Ann, did not.",
            ["Lufax chairman and chief executive Cho spoke."],
        ),
        ("Lufax嘅行政總裁係邊個", "Lufax chief executive Cho spoke.", []),
        ("平安嘅行政總裁係邊個", "Lufax chief executive Cho spoke.", []),
        (
            "What did the CFO of Mox say?",
            "Chief executive Ann spoke. The CFO, Bo, did not.",
            [],
        ),
        (
            "What was its revenue in the second half of 2023?",
            "It took 5 crowns in the first half of 2023. Profit in 2023 was 1 crown. It grew.",
            ["It took 5 crowns in the first half of 2023."],
        ),
        (
            "2025年第四季賺幾多？",
            "2025年第三季賺3元。2025年第四季賺5元。",
            ["2025年第三季賺3元。"],
        ),
        ("How many shops by the end of 2025?", "There were 3 in June 2024.", []),
        ("When in 2025 did it open?", "It opened in June 2025. It shut in May 2024.", []),
        ("How much did the 2023 budget give?", "The centre gets 3 crowns until 2026.", []),
        ("How many in Q1 2025 and Q2 2025?", "It had 3 in the third quarter of 2024.", []),
    ],
)
def test_sentences_on_another_office_or_time_are_no_answers(question, text, excluded):
    assert [text[slice(*span)] for span in Excluding(question).find(text)] == excluded


@pytest.mark.parametrize(
    ("question", "text", "planned"),
    [
        (
            "金管局批出了幾張牌照？",
            "收到36份申請，目標是3月批出第一批，但數量會很少。",
            ["目標是3月批出第一批，"],
        ),
        (
            "How many jobs did Lund cut?",
            "Lund cut 3 jobs; it expects to cut 5 more.",
            [" it expects to cut 5 more."],
        ),
        ("How many jobs does Lund plan to cut?", "It plans to cut 5.", []),
        ("Why did Lund cut jobs?", "It wants to save money.", []),
        ("How much does it cost?", "It will cost 5 crowns.", []),
    ],
)
def test_plans_are_found_where_it_is_asked_what_came_of_them(question, text, planned):
    assert [text[slice(*span)] for span in Excluding(question).find_planned(text)] == planned
