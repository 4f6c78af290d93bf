import asyncio
import json

import pytest

from bot.answering.as_json import answer_to_json
from bot.web import answers

_QUESTION = "When did the Commercial Data Interchange open?"


def _ask(web, question=_QUESTION, **more):
    return web.post("/v1/answers", json={"question": question, **more})


def _stream(web, question=_QUESTION, **more):
    with web.stream(
        "POST",
        "/v1/answers",
        json={"question": question, **more},
        headers={"Accept": "text/event-stream"},
    ) as response:
        text = response.read().decode()
    events = [block.splitlines() for block in text.split("\n\n") if block]
    return response, [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in events
    ]


def test_an_answer_is_all_that_programs_get_of_it(web, service):
    answer = _ask(web).json()
    expected = answer_to_json(service.answerer.answer(_QUESTION))
    assert answer["short_answer"] == "24 October 2022"
    assert (answer["kind"], answer["written"]) == ("answer", [])
    assert {name: answer[name] for name in expected if name not in ("id", "took_ms")} == {
        name: value for name, value in expected.items() if name not in ("id", "took_ms")
    }
    assert answer["id"] != expected["id"]  # which anybody could work out from the question


def test_small_talk_gets_a_reply_with_questions_to_choose_from(web):
    reply = _ask(web, "hello").json()
    assert reply["kind"] == "reply"
    assert len(reply["choices"]) == 3
    assert "verdict" not in reply


def test_the_same_may_be_asked_twice_at_once_and_often(web):
    conversation = _ask(web).json()["conversation"]
    assert [_ask(web, conversation=conversation).status_code for _ in range(2)] == [200, 200]


def test_what_is_not_known_is_said_to_be_not_found(web):
    answer = _ask(web, "Who won the football world cup of 1966?").json()
    assert (answer["verdict"], answer["quotes"]) == ("not_found", [])
    assert answer["reason"]


def test_a_conversation_goes_on_by_its_id(web):
    first = _ask(web, "How many virtual bank licences were granted in 2019?").json()
    told = _ask(web, "who got the first ones?", conversation=first["conversation"]).json()
    assert told["conversation"] == first["conversation"]
    assert "virtual bank" in told["question"].lower()
    other = _ask(web, "who got the first ones?").json()
    assert other["conversation"] != first["conversation"]
    assert "virtual bank" not in json.dumps(other.get("question", ""))


def test_conditions_limit_what_is_quoted(web):
    filters = {"since": "2025", "providers": ["hkma"]}
    answer = _ask(web, "What did the HKMA say about stablecoins?", filters=filters).json()
    names = ["HKMA", "香港金融管理局"]
    assert answer["filters"] == {"since": "2025-01-01", "providers": names}
    assert all(source["provider"] in names for source in answer["sources"])


@pytest.mark.parametrize("question", [_QUESTION, "hello"])
def test_what_is_streamed_is_what_is_sent_at_once(web, question):
    response, events = _stream(web, question)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    at_once = _ask(web, question).json()
    assert [name for name, _ in events] == [at_once["kind"], "end"]
    assert events[0][1].keys() == at_once.keys()
    assert events[0][1]["text"] == at_once["text"]


def test_what_cannot_be_asked_is_a_problem_even_where_a_stream_is_wanted(web):
    response = web.post(
        "/v1/answers",
        json={"question": "?!"},
        headers={"Accept": "text/event-stream", "Accept-Language": "fr, zh-HK;q=0.8, en;q=0.5"},
    )
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "問題沒有文字；請用中文或英文發問。"
    assert response.json()["code"] == "question_wordless"


class _Writer:
    """Writes what it is given, and notes when it is told to stop."""

    def __init__(self, *sentences, then=None):
        self._sentences = sentences
        self._then = then
        self.is_stopped = False

    async def write(self, answer):
        try:
            for sentence in self._sentences:
                yield sentence
            if self._then:
                await self._then()
        finally:
            self.is_stopped = True


def _let_write(web, monkeypatch, writer):
    monkeypatch.setattr(web.app.state.shared.engine.worker, "writer", writer)


def test_what_a_language_model_writes_comes_sentence_by_sentence(web, monkeypatch):
    _let_write(web, monkeypatch, _Writer("It opened in 2022. [1]", "在2022年。 [1]"))
    _, events = _stream(web)
    assert [name for name, _ in events] == ["answer", "written", "written", "end"]
    assert events[1][1] == {"sentence": "It opened in 2022. [1]"}
    assert _ask(web).json()["written"] == ["It opened in 2022. [1]", "在2022年。 [1]"]


def test_a_model_that_fails_takes_nothing_of_the_answer(web, monkeypatch):
    async def fail():
        raise ConnectionError

    _let_write(web, monkeypatch, _Writer("It opened in 2022. [1]", then=fail))
    _, events = _stream(web)
    assert [name for name, _ in events] == ["answer", "written", "end"]


def test_what_goes_wrong_behind_the_answer_is_an_event(web, monkeypatch):
    async def fail(*_):
        raise RuntimeError("a secret")

    monkeypatch.setattr(web.app.state.shared.engine.asking, "_show_written", fail)
    _, events = _stream(web)
    assert [name for name, _ in events] == ["answer", "error"]
    assert (events[1][1]["status"], events[1][1]["code"]) == (500, "defect")
    assert "secret" not in str(events)


def test_a_silent_stream_gives_signs_of_life(web, monkeypatch):
    monkeypatch.setattr(answers, "_SIGN_OF_LIFE_S", 0.02)
    _let_write(web, monkeypatch, _Writer(then=lambda: asyncio.sleep(0.1)))
    with web.stream(
        "POST",
        "/v1/answers",
        json={"question": _QUESTION},
        headers={"Accept": "text/event-stream"},
    ) as response:
        blocks = response.read().decode().split("\n\n")
    assert ": still writing" in blocks
    assert blocks[-2].startswith("event: end")


def test_whoever_leaves_ends_the_writing(web, monkeypatch):
    writer = _Writer("It opened in 2022. [1]", then=lambda: asyncio.sleep(60))
    _let_write(web, monkeypatch, writer)
    body = json.dumps({"question": _QUESTION}).encode()
    headers = {
        "Host": "localhost",
        "Content-Type": "application/json",
        "Accept": answers.STREAM_TYPE,
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "method": "POST",
        "path": "/v1/answers",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
        "scheme": "http",
    }

    async def ask_and_leave():
        has_begun = asyncio.Event()
        is_sent = False

        async def receive():
            nonlocal is_sent
            if not is_sent:
                is_sent = True
                return {"type": "http.request", "body": body}
            await has_begun.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if message.get("body", b"").startswith(b"event: written"):
                has_begun.set()

        await web.app(scope, receive, send)
        for _ in range(100):
            if writer.is_stopped:
                return
            await asyncio.sleep(0.05)

    web.portal.call(ask_and_leave)
    assert writer.is_stopped
