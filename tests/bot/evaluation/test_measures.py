import math

import pytest

from bot.evaluation.known_questions import KnownQuestion
from bot.evaluation.measures import Outcome, evaluate


def _question(
    id: str, *articles: str, kind="factoid", needs=(("23 banks",),), key="", language="en"
):
    return KnownQuestion(
        id=id,
        question="How many?",
        language=language,
        kind=kind,
        articles=articles,
        needs=needs if articles else (),
        key=key,
        key_article=articles[0] if articles else "",
    )


def _measure(questions, outcomes, *, groups=None, languages=None):
    return evaluate(questions, outcomes, groups=groups or {}, languages=languages or {})


def _outcome(*articles: str, verdict: str = "answered", quotes=()):
    return Outcome(verdict=verdict, articles=articles, quotes=quotes)


def test_ranking_figures_are_those_computed_by_hand():
    questions = [_question("1", "a", "b"), _question("2", "c")]
    outcomes = {"1": _outcome("x", "a", "y", "b"), "2": _outcome("c")}
    found = _measure(questions, outcomes).overall
    ideal = 1 + 1 / math.log2(3)
    gained = 1 / math.log2(3) + 1 / math.log2(5)
    assert found["ndcg@10"] == pytest.approx((gained / ideal + 1) / 2, abs=1e-4)
    assert found["success@1"] == 0.5
    assert found["success@5"] == 1
    assert found["mrr@10"] == pytest.approx(0.75)
    assert found["questions"] == 2


def test_a_duplicate_of_a_right_article_is_right_once():
    groups = {"a": "a", "a2": "a"}
    outcomes = {"1": _outcome("a2", "a", "x")}
    found = _measure([_question("1", "a")], outcomes, groups=groups).overall
    assert (found["success@1"], found["ndcg@10"]) == (1, 1)


def test_nothing_found_counts_as_nothing():
    found = _measure([_question("1", "a")], {"1": _outcome(verdict="not_found")}).overall
    assert (found["ndcg@10"], found["success@5"], found["false_refusal"]) == (0, 0, 1)


def test_facts_are_looked_for_in_any_case_width_and_mark_up():
    questions = [_question("1", "a", needs=(("HK$5", "2３ Banks"), ("銀行",)))]
    outcomes = {"1": _outcome("a", quotes=("There were **23\nbanks**.", "> 銀\u2f8f".upper()))}
    found = _measure(questions, outcomes).overall
    assert (found["full"], found["some"], found["facts"]) == (1, 1, 1)


def test_a_part_of_the_facts_is_some_and_not_full():
    questions = [_question("1", "a", needs=(("one",), ("two",), ("three",), ("four",)))]
    found = _measure(questions, {"1": _outcome("a", quotes=("One.", "Three."))}).overall
    assert (found["full"], found["some"], found["facts"]) == (0, 1, 0.5)
    assert (found["firm_and_full"], found["firm_but_bad"]) == (0, 0)


def test_what_is_firm_is_bad_without_a_fact_or_an_answer():
    questions = [_question("1", "a"), _question("2", "a"), _question("3", "a"), _question("4")]
    outcomes = {
        "1": _outcome("a", quotes=("23 banks.",)),
        "2": _outcome("a", quotes=("It rained.",)),
        "3": _outcome("a", verdict="unsure", quotes=("23 banks.",)),
        "4": _outcome("a", quotes=("23 banks.",)),
    }
    found = _measure(questions, outcomes).overall
    assert found["firm_and_full"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["unsure"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["firm_but_bad"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["false_answer"] == 1


def test_the_deciding_sentence_is_looked_for_in_the_first_quote_alone():
    questions = [_question(id, "a", key="It has **23** banks.") for id in ("1", "2", "3")]
    outcomes = {
        "1": _outcome("a", quotes=("So it is. It has 23 banks. They opened.", "No.")),
        "2": _outcome("a", quotes=("No.", "It has 23 banks.")),
        "3": _outcome("a"),
    }
    assert _measure(questions, outcomes).overall["key_first"] == pytest.approx(1 / 3, abs=1e-4)


def test_directions_go_from_the_question_to_the_article_that_decides():
    questions = [
        _question("1", "a"),
        _question("2", "b", language="zh-Hant"),
        _question("3", "b", language="mixed"),
        _question("4", language="en"),
    ]
    outcomes = {question.id: _outcome("a") for question in questions}
    found = _measure(questions, outcomes, languages={"a": "zh-Hans", "b": "en"})
    assert {name: part["questions"] for name, part in found.by_direction.items()} == {
        "en→zh": 1,
        "zh→en": 1,
        "mixed→en": 1,
    }
    assert found.by_direction["en→zh"]["success@1"] == 1


def test_refusals_and_false_answers_are_shares_of_their_own_questions():
    questions = [
        _question("1", "a"),
        _question("2", "a"),
        _question("3", kind="unanswerable"),
        _question("4", kind="unanswerable", language="zh-Hant"),
    ]
    outcomes = {
        "1": _outcome("a"),
        "2": _outcome(verdict="not_found"),
        "3": _outcome("x"),
        "4": _outcome(verdict="unsure"),
    }
    found = _measure(questions, outcomes)
    assert (found.overall["false_refusal"], found.overall["false_answer"]) == (0.5, 0.5)
    assert found.by_language["zh-Hant"]["false_answer"] == 0
    assert found.by_language["zh-Hant"]["ndcg@10"] is None
    assert found.by_kind["unanswerable"]["questions"] == 2
