import json
import math

import pytest

from bot.evaluation.measures import KnownQuestion, Outcome, evaluate, read_questions
from embeddings.errors import QuestionFileError


def _question(id: str, *articles: str, kind: str = "factoid", answers=("23 banks",), language="en"):
    return KnownQuestion(
        id=id,
        question="How many?",
        language=language,
        kind=kind,
        articles=articles,
        answers=answers if articles else (),
    )


def _outcome(*articles: str, verdict: str = "answered", quotes=()):
    return Outcome(verdict=verdict, articles=articles, quotes=quotes)


def test_ranking_figures_are_those_computed_by_hand():
    questions = [_question("1", "a", "b"), _question("2", "c")]
    outcomes = {"1": _outcome("x", "a", "y", "b"), "2": _outcome("c")}
    found = evaluate(questions, outcomes, groups={}).overall
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
    found = evaluate([_question("1", "a")], outcomes, groups=groups).overall
    assert (found["success@1"], found["ndcg@10"]) == (1, 1)


def test_nothing_found_counts_as_nothing():
    found = evaluate([_question("1", "a")], {"1": _outcome(verdict="not_found")}, groups={}).overall
    assert (found["ndcg@10"], found["success@5"], found["false_refusal"]) == (0, 0, 1)


def test_answers_are_looked_for_in_any_case_and_width():
    questions = [_question("1", "a", answers=("HK$5", "2３ Banks"))]
    outcomes = {"1": _outcome("a", quotes=("There were 23 banks.",))}
    assert evaluate(questions, outcomes, groups={}).overall["answer_in_quotes"] == 1


def test_topics_and_comparisons_have_no_answer_string():
    questions = [_question("1", "a", kind="topic"), _question("2", "a", kind="compare")]
    outcomes = {"1": _outcome("a"), "2": _outcome("a")}
    assert evaluate(questions, outcomes, groups={}).overall["answer_in_quotes"] is None


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
    found = evaluate(questions, outcomes, groups={})
    assert (found.overall["false_refusal"], found.overall["false_answer"]) == (0.5, 0.5)
    assert found.by_language["zh-Hant"]["false_answer"] == 0
    assert found.by_language["zh-Hant"]["ndcg@10"] is None
    assert found.by_kind["unanswerable"]["questions"] == 2


_GOOD = {
    "id": "1",
    "question": "How many?",
    "language": "en",
    "kind": "factoid",
    "articles": ["a"],
    "answers": ["23"],
}


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "holds no question"),
        (["nonsense"], "line 1 is not JSON"),
        (["[1]"], "line 1 is not a JSON object"),
        ([json.dumps(_GOOD), json.dumps(_GOOD)], 'the id "1" stands twice'),
        ([json.dumps({**_GOOD, "kind": 3})], 'line 1: "kind" should be text'),
        ([json.dumps({**_GOOD, "articles": "a"})], 'line 1: "articles" should be a list'),
    ],
)
def test_a_bad_file_is_told_with_the_line(tmp_path, lines, says):
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines))
    with pytest.raises(QuestionFileError, match=says):
        read_questions(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(QuestionFileError, match="none.jsonl: cannot be read"):
        read_questions(tmp_path / "none.jsonl")
