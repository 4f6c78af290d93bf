import json

import pytest

from bot.evaluation.known_questions import read_questions
from embeddings.errors import QuestionFileError

_GOOD = {
    "id": "1",
    "question": "How many?",
    "language": "en",
    "kind": "factoid",
    "articles": ["a"],
    "needs": [["23"], ["banks", "licences"]],
    "key": {"article": "a", "sentence": "It has 23 banks."},
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
        ([json.dumps({**_GOOD, "needs": ["23"]})], 'line 1: "needs" should be a list of lists'),
        ([json.dumps({**_GOOD, "needs": [[]]})], 'line 1: "needs" should be a list of lists'),
        ([json.dumps({**_GOOD, "key": "It has."})], 'line 1: "key" should have the texts'),
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


def test_facts_and_the_deciding_sentence_are_read(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(_GOOD))
    (question,) = read_questions(path)
    assert question.needs == (("23",), ("banks", "licences"))
    assert (question.key, question.key_article) == ("It has 23 banks.", "a")


@pytest.mark.parametrize(("answers", "needs"), [(["23", "24"], (("23", "24"),)), ([], ())])
def test_without_facts_any_of_the_answers_will_do(tmp_path, answers, needs):
    path = tmp_path / "questions.jsonl"
    fields = {name: value for name, value in _GOOD.items() if name not in ("needs", "key")}
    path.write_text(json.dumps({**fields, "answers": answers}))
    (question,) = read_questions(path)
    assert (question.needs, question.key) == (needs, "")
