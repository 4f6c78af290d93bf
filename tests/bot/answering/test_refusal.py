from datetime import date

import pytest
from fakes import make_article, make_hit, make_question

from bot.answering.asked_time import Times
from bot.answering.refusal import explain_refusal, find_unknown_words
from bot.answering.wording import say_reasons
from corpus.periods import Period
from embeddings.word_search import Term

TERMS = [Term(words=frozenset({"bank"}), weight=1.0, origin="question")]
LAST_WEEK = Times(period=Period(since=date(2026, 11, 9), until=date(2026, 11, 15)))


@pytest.fixture
def hits():
    return [make_hit(make_article("loans", "The bank lends."), 0.5, in_period=False)]


def _explain(text, hits, *, language="en", times=LAST_WEEK, terms=TERMS):
    question = make_question(text, terms=terms, times=times)
    reasons = explain_refusal(question, hits, date(2026, 6, 12))
    return say_reasons(reasons, language)


def test_what_no_article_mentions_is_named(hits):
    assert _explain("Which bank lends in Tokyo?", hits).startswith(
        "No article that I know mentions “Tokyo”. "
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


def test_only_names_of_some_length_are_unknown():
    assert find_unknown_words("Is the Bank in Tokyo on FX rain?", TERMS) == ["Tokyo"]
