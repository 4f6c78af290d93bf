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
            "How many shops were there by the end of December 2025?",
            "There were 3 by June 2025. On 3 May 2025 it had four. It had five at the end of 2025.",
            ["There were 3 by June 2025.", "On 3 May 2025 it had four."],
        ),
        (
            "2025年12月有幾多間舖？",
            "2025年6月有3間。2025年12月有5間。",
            ["2025年6月有3間。"],
        ),
        ("When in 2025 did it open?", "It opened in June 2025. It shut in May 2024.", []),
        ("How much did the 2023 budget give?", "The centre gets 3 crowns until 2026.", []),
        ("How many shops had it in June 2025 and July 2025?", "It had 3 in May 2025.", []),
    ],
)
def test_sentences_on_another_office_or_time_are_no_answers(question, text, excluded):
    assert [text[slice(*span)] for span in Excluding(question).find(text)] == excluded
