import pytest

from bot.service.conversation import leaning


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
    assert leaning(text, previous) == "What is the sandbox in Hong Kong?"
    assert leaning(text, []) == ""


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
    assert leaning(text, ["What is FPS?"]) == ""


@pytest.mark.parametrize(
    "text", ["how many merchants?", "有幾多商戶？", "what does it cost a year"]
)
def test_what_is_announced_as_a_follow_up_may_name_nothing(text):
    before = "What is AlipayHK?"
    assert leaning(text, [before], is_announced=True) == before


@pytest.mark.parametrize("text", ["how many merchants take PayMe?", "PayMe 有幾多商戶？"])
def test_what_names_something_stands_alone_even_then(text):
    assert leaning(text, ["What is AlipayHK?"], is_announced=True) == ""
