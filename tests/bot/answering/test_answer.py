from dataclasses import replace

import pytest
from fakes import make_question

from bot.answering.answer import Answer
from bot.answering.asked_breadth import Breadth
from bot.answering.asked_kind import Kind
from bot.answering.confidence import Verdict

_COUNT = frozenset({Kind.COUNT})


@pytest.fixture
def marked(answer) -> Answer:
    """An answer of which the reader is sure."""
    question = make_question("How many?", kinds=_COUNT)
    return replace(answer, question=question, quotes=(replace(answer.quotes[0], span=(8, 15)),))


def test_an_amount_answers_by_itself(marked):
    assert marked.short_answer == "450,000"


def test_what_is_not_sure_has_no_short_answer(answer, marked):
    assert answer.short_answer is None
    assert replace(marked, verdict=Verdict.UNSURE).short_answer is None
    assert replace(marked, verdict=Verdict.NOT_FOUND, quotes=()).short_answer is None


@pytest.mark.parametrize("kinds", [frozenset(), frozenset({Kind.REASON})])
def test_an_explanation_has_no_short_answer(marked, kinds):
    asked = make_question("Why?", kinds=kinds)
    assert replace(marked, question=asked).short_answer is None


def test_a_comparison_has_no_short_answer(marked):
    asked = replace(make_question("More than before?", kinds=_COUNT), breadth=Breadth.COMPARISON)
    assert replace(marked, question=asked).short_answer is None


def test_the_span_is_that_of_the_text_shown(marked):
    quote = replace(marked.quotes[0], start=100, end=125, span=(108, 115))
    assert quote.text[slice(*quote.span_in_text)] == "450,000"
