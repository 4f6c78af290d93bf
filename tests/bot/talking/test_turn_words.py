import pytest

from bot.talking.turn_words import read_turn


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("ok and how many users?", "how many users"),
        ("no, i meant the bakery", "the bakery"),
        ("咁邊間最早？", "邊間最早"),
        ("sorry, the rye bread i mean pls", "the rye bread"),
        ("and", "and"),
        ("澳門呢？", "澳門"),
    ],
)
def test_words_that_only_tie_a_turn_to_others_are_left_out(said, left):
    assert read_turn(said).text == left


@pytest.mark.parametrize(
    "said",
    [
        "who runs it",
        "any fees?",
        "is there a cap",
        "幾時開業？",
        "捉到人未",
        "佢賺緊錢定蝕緊",
        "name two",
    ],
)
def test_a_question_asks(said):
    assert read_turn(said).asks


@pytest.mark.parametrize("said", ["and in 2025?", "the second one?", "咁澳門呢？", "穩定幣條例"])
def test_what_only_names_something_asks_nothing_itself(said):
    assert not read_turn(said).asks


@pytest.mark.parametrize(
    ("said", "topic", "left"),
    [
        ("ok back to the bakery, how many ovens", "the bakery", "how many ovens"),
        ("and going back to Amy, whats her success rate", "Amy", "whats her success rate"),
        ("返去麵包店，有幾多個爐", "麵包店", "有幾多個爐"),
    ],
)
def test_a_turn_says_what_it_returns_to(said, topic, left):
    turn = read_turn(said)
    assert (turn.topic, turn.text) == (topic, left)


def test_a_turn_may_name_first_what_it_asks_about():
    turn = read_turn("and boston dynamics, how many robots do they sell")
    assert (turn.lead, turn.rest) == ("boston dynamics", "how many robots do they sell")


@pytest.mark.parametrize("said", ["轉個話題，邊個係主席", "by the way, who is the chairman?"])
def test_a_change_of_topic_is_heard(said):
    turn = read_turn(said)
    assert turn.is_change
    assert turn.text in ("邊個係主席", "who is the chairman")


@pytest.mark.parametrize(
    ("said", "is_for_yes_or_no"),
    [
        ("is it free", True),
        ("有冇分店㗎", True),
        ("who runs it", False),
        ("邊度有分店", False),
        ("name two", False),
        ("the second one?", False),
    ],
)
def test_what_is_asked_for_yes_or_no_is_told(said, is_for_yes_or_no):
    assert read_turn(said).asks_whether is is_for_yes_or_no


@pytest.mark.parametrize(("said", "points"), [("is there a fee", False), ("who works there", True)])
def test_there_points_somewhere_unless_it_only_opens(said, points):
    assert read_turn(said).has_pronoun is points
