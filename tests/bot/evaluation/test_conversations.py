import json
from pathlib import Path

import pytest

from bot.evaluation.conversations import (
    evaluate_conversations,
    is_conversations,
    read_conversations,
)
from embeddings.errors import QuestionFileError

_FOLDER = Path(__file__).parents[2] / "evaluation"
_TURNS = [
    {"by": "a", "text": "when did <:fps:12> FPS launch?", "expect": "answer", "needs": [["2018"]]},
    {"by": "a", "text": "and in Mongolia?", "expect": "refuse"},
    {"by": "b", "text": "thx", "expect": "social"},
    {"by": "a", "text": "source?", "expect": "source"},
    {"by": "a", "text": "tell me more", "expect": "more"},
    {"by": "a", "text": "in Chinese please", "expect": "translate"},
]


def _write(path, *records):
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_turns_are_measured_by_what_they_are_met_with(service, tmp_path):
    file = _write(
        tmp_path / "talk.jsonl",
        {"id": "1", "turns": _TURNS},
        {"id": "2", "turns": [{"by": "a", "text": "when did it launch?", "expect": "clarify"}]},
        {"id": "3", "turns": [{"by": "a", "text": "hello", "expect": "answer", "needs": [["x"]]}]},
    )
    assert is_conversations(file)
    found = evaluate_conversations(service.talk, read_conversations(file))
    assert found.figures["first_full"] == 0.5  # a greeting is no answer
    right = ("not_firm", "refused", "social", "source", "more", "translate", "clarify")
    assert {name: found.figures[name] for name in right} == dict.fromkeys(right, 1.0)
    assert found.figures["next_full"] is None
    assert found.figures["turns"] == len(found.turns) == 8


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[]", "line 1 is no conversation"),
        ('{"id": "1", "turns": [{"by": "a", "text": "b"}]}', "line 1 is no conversation"),
        ('{"id": "1", "turns": [{"by": "a", "text": "b", "expect": "tea"}]}', "line 1"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(tmp_path, line, says):
    path = tmp_path / "talk.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(QuestionFileError, match=says):
        read_conversations(path)


def test_conversations_are_met_as_they_should_be(service):
    """A part of the conversations, as all of them take a minute."""
    known = read_conversations(_FOLDER / "conversations.jsonl")
    figures = evaluate_conversations(service.talk, known[::5]).figures
    assert figures["first_full"] >= 0.7
    assert figures["next_full"] >= 0.65
    assert figures["not_firm"] >= 0.9
    assert figures["social"] >= 0.75
