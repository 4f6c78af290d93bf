import pytest

from bot.answering.asked_breadth import Breadth, find_breadth
from bot.answering.asked_kind import wanted_kinds


@pytest.mark.parametrize(
    ("question", "breadth"),
    [
        ("What are the four pillars of the plan?", Breadth.LIST),
        ("name the 3 labs that opened in 2021", Breadth.LIST),
        ("邊四間銀行加入咗？", Breadth.LIST),
        ("計劃有哪些措施？", Breadth.LIST),
        ("Octopus vs PayMe, who has more users?", Breadth.COMPARISON),
        ("how does the second plan differ from the first", Breadth.COMPARISON),
        ("兩個計劃有咩分別？", Breadth.COMPARISON),
        ("tell me about tokenised deposits", Breadth.OVERVIEW),
        ("what's going on with e-HKD", Breadth.OVERVIEW),
        ("香港虛擬銀行最新發展", Breadth.OVERVIEW),
        ("When did the sandbox start?", None),
        ("latest number of sandbox users", None),
        ("轉數快幾時推出？", None),
        ("", None),
    ],
)
def test_the_words_tell_whether_several_things_are_wanted(question, breadth):
    assert find_breadth(question, wanted_kinds(question), {}) is breadth


@pytest.mark.parametrize(
    ("question", "breadth"),
    [
        ("hk insurtech landscape nowadays", Breadth.OVERVIEW),
        ("catch me up on digital green bonds", Breadth.OVERVIEW),
        ("點睇香港虛擬銀行依家嘅狀況", Breadth.OVERVIEW),
        ("how do the first and the second sandbox stack up", Breadth.COMPARISON),
        ("how many virtual banks are there", None),
        ("when did the stablecoin rules start", None),
    ],
)
def test_the_meaning_tells_what_no_words_do(service, question, breadth):
    assert service.answerer._questions.read(question).breadth is breadth
