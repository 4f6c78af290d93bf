import json
from pathlib import Path

import training.messages
from bot.answering.asked_breadth import Breadth
from bot.talking.intents import Intent

_TESTS = Path(__file__).parents[1]
_MESSAGES = [
    json.loads(line)
    for line in (Path(training.messages.__file__).parent / "messages.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def test_each_message_says_what_it_is():
    assert {message["kind"] for message in _MESSAGES} == {*Intent, "question"}
    breadths = {message.get("breadth") for message in _MESSAGES}
    assert breadths == {*Breadth, "single", None}
    assert all(message["kind"] == "question" for message in _MESSAGES if "breadth" in message)


def test_none_stands_where_it_is_measured():
    measured = set()
    for path in (*_TESTS.glob("evaluation/*.jsonl"), _TESTS / "bot/talking/messages.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            measured |= {turn["text"] for turn in record.get("turns", ())}
            measured.add(record.get("question") or record.get("text"))
    assert len(measured) > 1000
    assert {message["text"] for message in _MESSAGES} & measured == set()
