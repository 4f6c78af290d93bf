import pytest

from bot.answering.asked_kind import Kind, gives, wanted_kinds, wants_definition


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("When did FPS start?", {Kind.TIME}),
        ("邊年開始？", {Kind.TIME}),
        ("How many banks joined?", {Kind.COUNT}),
        ("有幾多間銀行參加？", {Kind.COUNT}),
        ("how much did it raise", {Kind.MONEY}),
        ("how much public money went in?", {Kind.MONEY}),
        ("how much space is there", {Kind.NUMBER}),
        ("一張牌照要幾錢？", {Kind.MONEY}),
        ("how much of the firm do they own?", {Kind.SHARE}),
        ("使用率係幾多？", {Kind.SHARE}),
        ("率先推出的是什麼？", set()),
        ("max refund per certificate?", {Kind.NUMBER}),
        ("一日最多可以用幾多泰銖？", {Kind.NUMBER}),
        ("who's in charge?", {Kind.NAME}),
        ("邊間銀行最先開業？", {Kind.NAME}),
        ("有邊幾種語言？", {Kind.NAME}),
        ("Which banks joined and when?", {Kind.NAME, Kind.TIME}),
        ("why was it shut down", {Kind.REASON}),
        ("點解要關？", {Kind.REASON}),
        ("Tell me about sandboxes", set()),
    ],
)
def test_the_words_of_a_question_tell_what_it_wants(question, kinds):
    assert wanted_kinds(question) == kinds


@pytest.mark.parametrize(
    ("kind", "sentence", "other"),
    [
        (Kind.TIME, "It opened in September 2018.", "It opened at last."),
        (Kind.TIME, "去年三月啟用。", "系統已經啟用。"),
        (Kind.NUMBER, "Some 24 experts drew it up.", "Experts drew it up in May 2024."),
        (Kind.NUMBER, "有逾三百間商戶。", "商戶支持。"),
        (Kind.NAME, "The firm was founded by Norman Chan.", "The firm was founded there."),
        (Kind.NAME, "組長由卓永興擔任。", "當日天氣很好。"),
        (Kind.REASON, "It closed because of overlap.", "It closed."),
    ],
)
def test_a_sentence_gives_a_kind_or_does_not(kind, sentence, other):
    assert gives(sentence, frozenset({kind})) == 1
    assert gives(other, frozenset({kind})) == 0


@pytest.mark.parametrize(
    ("kind", "sentence", "other"),
    [
        (Kind.MONEY, "It raised HK$300 million.", "It has 300 members."),
        (Kind.MONEY, "虧損約1.8億港元。", "客戶增加79%。"),
        (Kind.SHARE, "They hold roughly 95% of it.", "They hold 95 shares of it."),
        (Kind.COUNT, "Of 33 applicants eight were left.", "It costs HK$33."),
    ],
)
def test_a_number_of_another_kind_than_asked_for_counts_half(kind, sentence, other):
    assert gives(sentence, frozenset({kind})) == 1
    assert gives(other, frozenset({kind})) == 0.5


def test_no_kind_is_given_by_nothing():
    assert not gives("In 2018, Norman Chan counted 24.", frozenset())


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("What is MAS?", True),
        ("what's the faster payment system", True),
        ("轉數快係咩？", True),
        ("什麼是轉數快？", True),
        ("轉數快是甚麼", True),
        ("What is the fee of FPS?", False),
        ("What are the five parts of Fintech 2025?", False),
        ("When did FPS start?", False),
        ("What did MAS say, and when?", False),
        ("轉數快幾時推出？", False),
    ],
)
def test_whether_it_is_asked_what_something_is(question, is_asked):
    assert wants_definition(question) is is_asked
