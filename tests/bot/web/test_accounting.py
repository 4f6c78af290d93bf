import io
import json
import logging
import re

import pytest

from bot.web.request_log import set_up_log


@pytest.fixture
def lines():
    """What is logged meanwhile, as the lines of JSON that an operator gets."""
    root, written = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    set_up_log()
    root.handlers[0].setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)


def test_a_request_is_one_line_without_its_question(web, lines):
    question = "When did the Commercial Data Interchange open?"
    response = web.post("/v1/answers", json={"question": question})
    (line,) = lines()
    assert line["event"] == "request"
    assert line["request"] == response.headers["x-request-id"]
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/answers", 200)
    assert line["took_ms"] > 0
    assert line["key"] is None
    assert "Interchange" not in json.dumps(line)


def test_paths_and_addresses_are_not_logged_and_keys_by_their_names(open_web, key_of, lines):
    client = open_web(listen="0.0.0.0:8000")
    client.get("/v1/articles/2022-10-24-cdi-goes-live", headers=key_of("reading-room"))
    client.get("/v1/search?q=secret")
    client.get("/secret")
    client.get("/healthz")
    told = lines()
    assert [line["route"] for line in told] == [
        "/v1/articles/{article_id:path}",
        "/v1/search",
        "none",
    ]
    assert [line["key"] for line in told] == ["reading-room", None, None]
    assert "203.0.113.7" not in json.dumps(told)
    assert "secret" not in json.dumps(told)


def test_what_is_logged_by_the_way_carries_the_id_of_the_request(web, monkeypatch, lines):
    async def fail(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr(web.app.state.shared.engine.asking, "ask", fail)
    web.post("/v1/answers", json={"question": "What is FPS?"}, headers={"X-Request-ID": "mine-1"})
    defect, request = lines()
    assert (defect["level"], defect["request"]) == ("error", "mine-1")
    assert "RuntimeError: broken" in defect["exception"]
    assert (request["request"], request["status"]) == ("mine-1", 500)


@pytest.mark.parametrize("sane", ["a", "3f2b-77.x_y", "A" * 64])
def test_a_sane_id_of_the_caller_is_taken_over(web, sane):
    assert web.get("/healthz", headers={"X-Request-ID": sane}).headers["x-request-id"] == sane


@pytest.mark.parametrize("odd", ["", "A" * 65, "a b", "é", '"x"', "-a", "\x1b[2J"])
def test_another_id_is_ours(web, odd):
    response = web.get("/healthz", headers={"X-Request-ID": odd.encode()})
    assert re.fullmatch(r"[0-9a-f]{16}", response.headers["x-request-id"])


def test_nothing_that_is_logged_acts_on_a_terminal(lines):
    logging.getLogger("bot.test").warning("a title: %s", "\x1b[2J\u202e\n{}")
    (line,) = lines()
    assert line["event"] == "a title: \x1b[2J\u202e\n{}"


def test_requests_answers_and_the_index_are_counted(open_web, key_of):
    client = open_web(listen="0.0.0.0:8000", public_page=True)
    for question in ("What is Project Ensemble?", "hello", "Who won the world cup of 1966?"):
        client.post("/v1/answers", json={"question": question})
    client.get("/v1/articles/one")
    client.get("/nowhere/1")
    client.get("/nowhere/2")
    response = client.get("/metrics", headers=key_of("prometheus"))
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    counts = dict(re.findall(r"^(\w+(?:\{.*\})?) (\S+)$", response.text, re.MULTILINE))
    answered = 'sampan_requests_total{method="POST",route="/v1/answers",status="200"}'
    assert counts[answered] == "3.0"
    assert counts['sampan_requests_total{method="GET",route="none",status="404"}'] == "2.0"
    assert counts['sampan_answers_total{verdict="answered"}'] == "1.0"
    assert counts['sampan_answers_total{verdict="not_found"}'] == "1.0"
    assert counts['sampan_answers_total{verdict="reply"}'] == "1.0"
    assert counts["sampan_answer_seconds_count"] == "3.0"
    assert counts["sampan_waiting_questions"] == "0.0"
    assert counts["sampan_articles"] == "160.0"
    assert counts["sampan_ready"] == "1.0"
    assert float(counts["sampan_index_age_seconds"]) > 0
