from datetime import date

import pytest
from fakes import make_article, make_hit, make_question

from bot.answering.asked_kind import Kind
from bot.answering.asked_time import Times
from bot.answering.refusal import explain_doubt, explain_refusal
from bot.answering.wording import say_reasons
from bot.identity import introduce
from corpus.periods import Period
from embeddings.word_search import Term

TERMS = [Term(words=frozenset({"bank"}), weight=1.0, origin="question")]
LAST_WEEK = Times(period=Period(since=date(2026, 11, 9), until=date(2026, 11, 15)))


@pytest.fixture
def hits():
    return [make_hit(make_article("loans", "The bank lends."), 0.5, in_period=False)]


def _explain(text, hits, *, language="en", times=LAST_WEEK, terms=TERMS):
    names = [name for name in ("Tokyo", "比亞迪") if name in text]
    question = make_question(text, terms=terms, times=times, unknown_names=names)
    reasons = explain_refusal(question, hits, date(2026, 6, 12), identity=introduce())
    return say_reasons(reasons, language)


def test_what_no_article_mentions_is_named(hits):
    assert _explain("Which bank lends in Tokyo?", hits).startswith(
        "No article that I know mentions “Tokyo”. "
    )


def test_words_that_no_article_has_are_named_behind_names(hits):
    question = make_question("Tokyo oyster", unknown_names=["Tokyo"])
    reasons = explain_refusal(question, hits, None, identity=introduce(), words=["oyster"])
    assert say_reasons(reasons, "en").startswith(
        "No article that I know mentions “Tokyo”, “oyster”. "
    )


def test_chinese_names_that_no_article_mentions_are_named_as_chinese_is_written(hits):
    assert _explain("比亞迪借咗幾多？", hits, language="zh-Hant").startswith(
        "我所知的文章都沒有提及「比亞迪」。"
    )


def test_a_time_without_articles_is_named_with_the_newest(hits):
    assert _explain("bank", hits).startswith(
        "I found nothing about this from or about 2026-11-09 – 2026-11-15."
        " My newest article is of 2026-06-12."
    )


def test_otherwise_it_is_said_plainly_and_in_the_questions_language(hits):
    assert _explain("bank", hits, times=Times()).startswith("I found nothing about this")
    assert _explain("銀行", hits, times=Times(), language="zh-Hant").startswith("我所知的文章中")


def test_conditions_that_nothing_meets_are_the_reason():
    assert _explain("bank", []) == "No article meets these conditions."


def _doubt(text, hits, shown, *, times=None, terms=TERMS, kinds=frozenset()):
    names = [name for name in ("Tokyo", "比亞迪") if name in text]
    question = make_question(text, terms=terms, times=times, kinds=kinds, unknown_names=names)
    return say_reasons(explain_doubt(question, hits, {"loans": " ".join(shown)}), "en")


def test_an_uncertain_answer_names_what_no_article_mentions(hits):
    shown = ["The bank lends."]
    assert _doubt("Which bank lends in Tokyo?", hits, shown) == (
        "No article that I know mentions “Tokyo”."
    )
    assert _doubt("bank", hits, shown, times=LAST_WEEK).startswith(
        "I found nothing about this from"
    )


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (Kind.TIME, "These sentences give no time for it."),
        (Kind.MONEY, "These sentences give no amount of money for it."),
        (Kind.COUNT, "These sentences give no such number."),
        (Kind.REASON, ""),
        (Kind.NAME, ""),
    ],
)
def test_an_uncertain_answer_names_the_kind_of_thing_that_is_missing(hits, kind, says):
    assert _doubt("bank", hits, ["The bank lends."], kinds=frozenset({kind})) == says


def test_an_uncertain_answer_tells_that_nobody_is_named_in_the_office_asked_for(hits):
    says = "These sentences name nobody in that office."
    assert _doubt("Who is the bank's CFO?", hits, ["Its CEO is Ann."]) == says
    assert _doubt("Who is the bank's CEO?", hits, ["Its CEO is Ann."]) == ""


def test_no_time_and_no_amount_is_said_to_be_missing_where_there_is_any_number(hits):
    shown = ["The bank is open from 9 a.m. to 5 p.m., and 12隻熊貓 came."]
    for kind in (Kind.TIME, Kind.MONEY, Kind.COUNT):
        assert _doubt("bank", hits, shown, kinds=frozenset({kind})) == ""


def test_what_is_shown_of_the_time_asked_about_is_not_said_to_be_missing():
    shown = make_hit(make_article("loans", "The bank lends."), 0.4, in_period=True)
    other = make_hit(make_article("other", "The bank sleeps."), 0.5, in_period=False)
    assert _doubt("bank", [other, shown], ["The bank lends."], times=LAST_WEEK) == ""


def test_nothing_is_said_to_be_missing_that_is_shown(hits):
    shown = ["The bank lends.", "In 2019 it lent HK$3 million to 40 firms because of rain."]
    kinds = frozenset({Kind.TIME, Kind.MONEY, Kind.COUNT, Kind.REASON})
    assert _doubt("bank", hits, shown, kinds=kinds) == ""
