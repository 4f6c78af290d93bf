import pytest
from fakes import make_article

from bot.answering.excluded import Excluding
from corpus.glossary import Concept


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
    article = make_article("lund", f"Of Mox, OneConnect and Lund.\n\n{text}")
    part = (len(article.body) - len(text), len(article.body))
    found = Excluding(question).find(article, part)
    assert [text[slice(*span)] for span in found] == excluded


def test_an_office_beside_no_body_is_of_what_the_article_names():
    question = Excluding("Who is the CEO of Mox?")
    text = "Chief executive Ann spoke."
    mox, lund = make_article("lund", f"Mox grew. {text}"), make_article("lund", text)
    assert question.find(mox, (0, len(mox.body))) == []
    assert question.find(lund, (0, len(text))) == [(0, len(text))]
    assert not question.lacks_office([(lund, text), (mox, mox.body)])
    assert question.lacks_office([(lund, text), (mox, "Mox grew.")])
    assert not Excluding("Who is the CEO of Mox?").find(mox, (11, len(mox.body)))
    assert not Excluding("How much does the CEO earn?").lacks_office([(lund, "It rained.")])


def test_a_body_that_is_only_described_may_have_any_name():
    central_bank = Concept(name="central bank", subject="regulators", aliases=("central bank",))
    lund = make_article("lund", "CBL governor Ann spoke.")
    described = Excluding("Who is the governor of the central bank of Lund?", [central_bank])
    assert not described.lacks_office([(lund, lund.body)])


def test_a_sentence_without_a_time_is_of_that_which_its_article_begins_with():
    body = "Lund told of the first half of 2024.\n\nIts revenue was 5 crowns."
    lund = make_article("lund", body)
    part = (body.index("Its"), len(body))
    assert Excluding("Lund's revenue in the second half of 2024?").find(lund, part)
    assert not Excluding("Lund's revenue in the first half of 2024?").find(lund, part)


def test_in_chinese_the_body_is_what_stands_before_the_office():
    cyberport = Concept(name="Cyberport", subject="places", aliases=("Cyberport", "數碼港"))
    lund = make_article("lund", "Chief executive Ann spoke.")
    named = Excluding("邊個係數碼港嘅行政總裁？", [cyberport])
    assert not named.lacks_office([(lund, "數碼港行政總裁係安。")])
    assert named.lacks_office([(lund, lund.body)])
    other = Excluding("同數碼港簽約嗰間銀行嘅行政總裁係邊個？", [cyberport])
    assert not other.lacks_office([(lund, lund.body)])
    latin = Excluding("Mox嘅CEO係邊個？")
    assert latin.lacks_office([(lund, lund.body)])
