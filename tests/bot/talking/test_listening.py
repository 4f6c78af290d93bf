import json
from pathlib import Path

import pytest

from bot.evaluation.known_questions import UNANSWERABLE, read_questions
from bot.talking.intents import Intent

_MESSAGES = [
    json.loads(line)
    for line in Path(__file__).with_name("messages.jsonl").read_text(encoding="utf-8").splitlines()
]
_SETS = Path(__file__).parents[2] / "evaluation"


@pytest.fixture(scope="module")
def hear(service):
    return service.talk._listening.hear


def test_most_small_talk_is_heard_in_words_that_no_saying_has(hear):
    chatter = [message["text"] for message in _MESSAGES if not message["is_question"]]
    missed = [text for text in chatter if hear(text).question or not hear(text).intents]
    assert len(missed) <= 0.1 * len(chatter)


def test_no_question_is_taken_for_small_talk(hear):
    asked = [message["text"] for message in _MESSAGES if message["is_question"]]
    for name in ("dev", "second", "third"):
        known = read_questions(_SETS / f"{name}.jsonl")
        asked += [one.question for one in known if one.kind != UNANSWERABLE]
    assert [text for text in asked if not hear(text).question] == []


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("have you had lunch already", Intent.GREETING),
        ("much obliged, that spared me a call", Intent.THANKS),
        ("係囉 我都覺得", Intent.ASSENT),
        ("could you maybe put that into english for me", Intent.IN_ENGLISH),
        ("畀條原文嘅link我吖", Intent.SOURCE),
    ],
)
def test_what_was_said_is_told_by_its_meaning(hear, said, intent):
    assert intent in hear(said, may_go_on=True).intents


@pytest.mark.parametrize(
    "said",
    ["and HSBC?", "in 2023", "no i meant the telco", "when exactly?", "邊個負責"],
)
def test_what_may_go_on_from_an_answer_is_no_small_talk(hear, said):
    assert hear(said, may_go_on=True).question == said
