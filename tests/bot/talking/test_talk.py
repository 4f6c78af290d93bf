"""What people say one after the other, over the starter corpus."""

from dataclasses import replace

import pytest

from bot.answering.answer import Answer
from bot.answering.confidence import Verdict
from bot.talking.history import is_shown, shown_in
from bot.talking.reply import Reply
from bot.talking.several import split_questions
from corpus.text import has_han

_FPS = "When did the Faster Payment System launch?"


@pytest.fixture(scope="module")
def asked(service):
    """The answer to a first question, and the exchange that it leaves."""
    return service.talk.respond(_FPS)


@pytest.mark.parametrize("said", ["and in Japan?", "what about Tesla?", "澳門呢？", "and 2031?"])
def test_what_the_articles_do_not_say_is_not_answered_with_what_was_said_before(
    service, asked, said
):
    spoken = service.talk.respond(said, [asked.exchange])
    assert spoken.said.verdict is Verdict.NOT_FOUND
    assert spoken.said.quotes == ()


@pytest.mark.parametrize("said", ["кто это", "ما هو", "שלום מה זה"])
def test_what_cannot_be_read_is_no_question_asked_again(service, asked, said):
    spoken = service.talk.respond(said, [asked.exchange])
    assert spoken.said.verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("how many shops take alipayhk", "does it charge shops a commission"),
        ("how many people use payme", "is it good"),
        ("how much is the basic grant in the second poc subsidy", "what number do i call to apply"),
    ],
)
def test_what_has_none_of_the_words_that_are_asked_is_no_sure_answer(service, first, said):
    spoken = service.talk.respond(said, [service.talk.respond(first).exchange])
    assert spoken.said.verdict is not Verdict.ANSWERED


def test_another_subject_is_not_answered_by_what_hardly_fits(service, asked):
    spoken = service.talk.respond("whats tesla doing with ai", [asked.exchange])
    assert spoken.said.verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize("said", ["how does it work", "how old is it"])
def test_what_may_be_asked_of_us_is_asked_of_what_was_answered(service, said):
    payme = service.talk.respond("How many people use PayMe?").exchange
    assert isinstance(service.talk.respond(said).said, Reply)
    assert service.talk.respond(said, [payme]).said.question.text == f"PayMe: {said}"


@pytest.mark.parametrize(
    "said", ["how do you work", "what topics", "who are you", "how many articles"]
)
def test_what_is_asked_of_us_stays_so(service, asked, said):
    assert isinstance(service.talk.respond(said, [asked.exchange]).said, Reply)


def test_what_an_answer_names_is_not_asked_of_us(service):
    visas = service.talk.respond("How fast are visas under TechTAS?").exchange
    spoken = service.talk.respond("which fields", [visas]).said
    assert "biotechnology" in " ".join(quote.text for quote in spoken.quotes)


def test_a_refusal_names_what_was_added(service, asked):
    refusal = service.talk.respond("and in Mongolia?", [asked.exchange]).said
    assert "Mongolia" in str([reason.values for reason in refusal.reasons])


def test_a_turn_is_about_what_was_asked_last(service):
    first = service.talk.respond("When was PayMe introduced in Hong Kong?")
    spoken = service.talk.respond("how many users", [first.exchange])
    assert "two million users" in " ".join(quote.text for quote in spoken.said.quotes)
    assert spoken.said.question.text.endswith(": how many users")
    assert spoken.said.question.said == "how many users"


def test_each_person_has_their_own_line_of_thought(service):
    fps = service.talk.respond(_FPS).exchange
    mox = replace(service.talk.respond("What is Mox?").exchange, is_own=False)
    spoken = service.talk.respond("who runs it?", [fps, mox])
    assert spoken.said.question.text.startswith("Faster Payment System")
    other = service.talk.respond("who runs it?", [replace(fps, is_own=False), mox])
    assert other.said.question.text.startswith("Mox")


def test_a_reply_means_what_it_replies_to(service, asked):
    spoken = service.talk.respond("who runs it?", [asked.exchange], followed="What is Mox?")
    assert spoken.said.question.text.startswith("Mox")
    # Nobody else's words become part of this person's line of thought.
    assert spoken.exchange is None


def test_more_is_nothing_that_was_shown(service, asked):
    exchange, shown = asked.exchange, shown_in(asked.said)
    for _ in range(2):
        spoken = service.talk.respond("tell me more", [exchange])
        assert isinstance(spoken.said, Answer)
        for id, span in shown_in(spoken.said):
            assert not is_shown(id, span, shown)
        bodies = {source.article.id: source.article.body for source in spoken.said.sources}
        for quote in spoken.said.quotes:
            assert bodies[quote.article_id][quote.start : quote.end] == quote.text
        shown, exchange = (*shown, *shown_in(spoken.said)), spoken.exchange


def test_more_is_told_of_what_is_returned_to(service, asked):
    mox = service.talk.respond("Who runs Mox?").exchange
    spoken = service.talk.respond("back to the faster payment system, more", [asked.exchange, mox])
    assert spoken.exchange.question == _FPS


def test_an_answer_is_given_in_another_language_or_said_to_have_none(service, asked):
    spoken = service.talk.respond("in Chinese please", [asked.exchange]).said
    assert spoken.question.answer_in == "zh-Hant"
    says_none = any(reason.phrase == "none_in_chinese" for reason in spoken.reasons)
    assert says_none or all(has_han(quote.text) for quote in spoken.quotes)


def test_a_shorter_answer_is_its_deciding_sentence(service, asked):
    shorter = service.talk.respond("shorter please", [asked.exchange]).said
    assert len(shorter.quotes) == 1
    assert "17 September 2018" in shorter.quotes[0].text
    assert len(shorter.quotes[0].text) <= len(asked.said.quotes[0].text)


@pytest.mark.parametrize("said", ["source?", "are you sure?", "出處？"])
def test_where_it_comes_from_is_told_by_its_articles(service, asked, said):
    reply = service.talk.respond(said, [asked.exchange]).said
    assert isinstance(reply, Reply)
    assert reply.articles[0].id == asked.said.sources[0].article.id


def test_a_fact_about_what_was_said_is_no_doubt_about_it(service):
    first = service.talk.respond("What did CUHK build to detect Alzheimer's disease?").exchange
    spoken = service.talk.respond("how accurate is it?", [first]).said
    assert isinstance(spoken, Answer)
    assert "80%" in " ".join(quote.text for quote in spoken.quotes)


def test_small_talk_is_no_subject(service, asked):
    thanks = service.talk.respond("thanks!", [asked.exchange])
    assert isinstance(thanks.said, Reply)
    assert thanks.exchange is None


@pytest.mark.parametrize("said", ["許正宇是誰？", "余偉文係邊個？", "孙东是谁？"])
def test_a_person_is_a_name_although_no_dictionary_has_it(service, said):
    assert isinstance(service.talk.respond(said).said, Answer)


@pytest.mark.parametrize("said", ["when did it launch?", "幾時生效㗎？", "who is in charge of it"])
def test_a_question_that_names_nothing_is_asked_back(service, said):
    spoken = service.talk.respond(said)
    assert isinstance(spoken.said, Reply)
    assert 1 <= len(spoken.said.choices) <= 2
    assert not spoken.exchange.is_answered


def test_what_was_meant_may_be_said_afterwards(service):
    open_question = service.talk.respond("when did it launch?").exchange
    spoken = service.talk.respond("sorry, fps i mean", [open_question]).said
    assert spoken.question.text == "when did fps launch?"
    assert spoken.verdict is Verdict.ANSWERED


def test_a_turn_that_follows_nothing_says_so(service):
    assert isinstance(service.talk.respond("and in Japan?").said, Reply)
    assert isinstance(service.talk.respond("Mox?").said, Answer)


def test_several_questions_are_each_answered_or_named(service):
    spoken = service.talk.respond(f"{_FPS} How many people play cricket in Peru?").said
    assert "17 September 2018" in spoken.quotes[0].text
    assert spoken.verdict is Verdict.UNSURE
    assert "cricket" in str(spoken.reasons[0].values)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("When did it start? Who runs it?", ["When did it start?", "Who runs it?"]),
        ("有幾多個項目？邊個公布㗎", ["有幾多個項目？", "邊個公布㗎"]),
        ("FPS? when did it start?", []),
        ("When did it start?", []),
        ("a? b? c? d?", []),
    ],
)
def test_a_message_is_split_where_each_part_asks(text, parts):
    assert split_questions(text) == parts
