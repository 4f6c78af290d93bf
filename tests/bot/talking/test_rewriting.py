import pytest

from bot.answering.names import Names, Slot, content_words
from bot.talking.rewriting import rewrite
from bot.talking.turn_words import read_turn
from corpus.glossary import load_glossary


@pytest.fixture(scope="module")
def names(lexicon) -> Names:
    """What finds names by the shipped glossary and dictionary."""
    return Names(load_glossary(), lexicon)


@pytest.mark.parametrize(
    ("before", "said", "meant"),
    [
        (
            "How many people went to HK FinTech Week 2025?",
            "and 2024",
            "How many people went to HK FinTech Week 2024?",
        ),
        ("How many users does PayMe have?", "n alipayhk?", "How many users does alipayhk have?"),
        (
            "When did the HKMA do a deal with the FCA?",
            "and with MAS",
            "When did the HKMA do a deal with the MAS?",
        ),
        (
            "how big was the second green bond",
            "and the first?",
            "how big was the first green bond",
        ),
        (
            "basic grant in the 2nd round of the subsidy?",
            "oops i meant the 1st round",
            "basic grant in the 1st round of the subsidy?",
        ),
        ("whats brazils pilot called", "and the thai one", "whats thai pilot called"),
        ("外匯基金2025年賺幾多？", "咁2019年呢？", "外匯基金2019年賺幾多？"),
        ("2023年有幾多宗？", "前一年呢？", "2022年有幾多宗？"),
        ("How many came in 2024?", "and the year before?", "How many came in 2023?"),
    ],
)
def test_what_a_turn_names_takes_the_place_of_its_like(names, before, said, meant):
    assert rewrite(read_turn(said), before, names)[0].text == meant


@pytest.mark.parametrize(
    ("before", "said", "meant"),
    [
        ("When was PayMe introduced?", "how many users?", "PayMe: how many users"),
        ("PayMe: how many users", "any fees?", "PayMe: any fees"),
        ("富途持有天星銀行幾多股權？", "邊個係主席", "富途 天星銀行: 邊個係主席"),
        ("What did Arup lose?", "how much in US dollars?", "Arup: how much in US dollars"),
        ("PayMe 收幾多錢？", "即係幾多港元", "PayMe: 即係幾多港元"),
    ],
)
def test_a_question_without_a_name_is_about_the_same_subject(names, before, said, meant):
    assert rewrite(read_turn(said), before, names)[0].text == meant


@pytest.mark.parametrize(
    ("before", "said", "meant"),
    [
        (
            "Which shops give a Mox customer 5 percent?",
            "how about the deposits",
            "Mox: deposits",
        ),
        ("富途持有天星銀行幾多股權？", "存款呢", "富途 天星銀行: 存款"),
    ],
)
def test_a_common_word_is_a_side_of_the_subject_and_no_other_one(names, before, said, meant):
    assert rewrite(read_turn(said), before, names)[0].text == meant


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("PayMe: does it work with Alipay", "PayMe"),
        ("people use PayMe: why", "PayMe"),
        ("retina pictures: which journal", "retina pictures"),
    ],
)
def test_a_subject_stays_while_it_is_asked_about(names, question, subject):
    assert names.subject(question) == subject


@pytest.mark.parametrize("said", ["is it better than ChatGPT", "佢係咪好過ChatGPT"])
def test_a_turn_that_points_back_is_not_taken_alone(names, said):
    (only,) = rewrite(read_turn(said), "What is PayMe?", names)
    assert only.text.startswith("PayMe: ")
    assert only.must == "ChatGPT"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It reaches 'MVP' stage", ["MVP"]),
        ("It is an MVP.", ["MVP"]),
        ("(MVP) or Web3.", ["MVP", "Web3"]),
        ("the MVP’s makers, AT&T", ["MVP’s", "AT&T"]),
        ("as in the U.S. and in D.C.", ["U.S.", "D.C."]),
    ],
)
def test_a_name_ends_before_the_marks_that_follow_it(names, text, found):
    assert names.in_text(text) == found


def test_a_pronoun_behind_a_name_means_that_name(names):
    assert rewrite(read_turn("what does HSBC charge for it"), "What is Mox?", names)[0].is_alone


def test_a_subject_does_not_grow_from_turn_to_turn(names):
    question = "When was PayMe introduced?"
    for said in ("how many users?", "and the fees, will they go down?", "who runs it?", "why?"):
        question = rewrite(read_turn(said), question, names)[0].text
    assert question.startswith("PayMe: ") or "PayMe" in question
    assert len(question) < 60


def test_a_question_that_names_its_own_subject_is_tried_alone_first(names):
    first, second = rewrite(read_turn("what is Mox's limit?"), "When did PayMe start?", names)
    assert (first.is_alone, second.is_alone) == (True, False)
    assert "Mox" in second.must


def test_a_change_of_topic_leaves_what_was_before(names):
    turn = read_turn("by the way, who is the chairman?")
    assert [one.text for one in rewrite(turn, "When did PayMe start?", names)] == [
        "who is the chairman"
    ]


@pytest.mark.parametrize(
    ("before", "said", "meant"),
    [
        ("when did it launch?", "sorry, FPS i mean", "when did FPS launch?"),
        ("幾時生效㗎？", "穩定幣條例", "穩定幣條例: 幾時生效㗎？"),
    ],
)
def test_what_was_open_is_filled_in(names, before, said, meant):
    assert rewrite(read_turn(said), before, names, is_open=True)[0].text == meant


def test_what_was_added_must_be_shown(names):
    assert rewrite(read_turn("and in Japan?"), "Who got the licences?", names)[0].must == "Japan"
    assert "tesla" in rewrite(read_turn("what about tesla?"), "Who runs HSBC?", names)[0].must
    assert rewrite(read_turn("and 2020?"), "How many in 2023?", names)[0].must == "2020"


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("How many did HSBC have in 2019?", [Slot.NAME, Slot.TIME]),
        ("the second phase in Singapore", [Slot.ORDINAL, Slot.PLACE]),
        ("what about toyota", [Slot.NAME]),
        ("brazils moon", [Slot.NAME]),
        ("which foreign unis", []),
        ("瑞士有冇", [Slot.NAME]),
        ("how many were there by then", [Slot.TIME]),
        ("is there a cap", []),
    ],
)
def test_names_times_and_ordinals_are_found(names, text, slots):
    assert [one.slot for one in names.find(text)] == slots


def test_words_that_any_question_has_are_no_content():
    assert content_words("how many users does it have") == ["users"]
    assert content_words("邊個係主席？") == ["主席"]
