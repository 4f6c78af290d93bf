import base64
import json

import pytest

from bot.web.languages import language_asked

_TOLD = {"type", "title", "status", "detail", "instance", "code"}
# A mark whose number is larger than any moment.
_BEHIND_ALL = base64.urlsafe_b64encode(b"[1" + b"0" * 400 + b', "x"]').decode()


def _post(web, content, path="/v1/answers", **headers):
    return web.post(path, content=content, headers={"Content-Type": "application/json", **headers})


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({}, 422, "question is missing."),
        ({"question": ""}, 422, "question is empty."),
        ({"question": "   "}, 422, "The question is empty; write what you would like to know."),
        ({"question": "ab"}, 422, "The question is too short; write at least 3 characters."),
        ({"question": 3}, 422, "question should be a text."),
        ({"question": None}, 422, "question should be a text."),
        ({"question": "x" * 1001}, 422, "question is too long; at most 1000 characters are read."),
        ({"question": "What?", "limit": 0}, 422, "limit should be at least 1."),
        ({"question": "What?", "limit": 11}, 422, "limit should be at most 10."),
        ({"question": "What?", "limit": "3"}, 422, "limit should be a whole number."),
        ({"question": "What?", "limit": True}, 422, "limit should be a whole number."),
        ({"question": "What?", "limit": 2.5}, 422, "limit should be a whole number."),
        ({"question": "What?", "any_time": "yes"}, 422, "any_time should be true or false."),
        (
            {"question": "What?", "answer_in": "fr"},
            422,
            "answer_in should be one of these: 'en', 'zh-Hant', 'zh-Hans'.",
        ),
        ({"question": "What?", "lmit": 3}, 422, "lmit is not known here."),
        ({"question": "What?", "filters": []}, 422, "filters should be a JSON object."),
        (
            {"question": "What?", "filters": {"topics": "AI"}},
            422,
            "filters.topics should be a list.",
        ),
        (
            {"question": "What?", "filters": {"topics": ["AI"] * 21}},
            422,
            "filters.topics has too many entries; at most 20 are read.",
        ),
        (
            {"question": "What?", "filters": {"topics": ["Bankng"]}},
            422,
            'No article has the topic "Bankng". Similar: Banking.',
        ),
        (
            {"question": "What?", "filters": {"since": "soon"}},
            422,
            '"soon" is no date; write 2019, 2019-03, 2019-03-28, "June 2019" or "last month".',
        ),
        (
            {"question": "What?", "filters": {"since": "2025", "until": "2024"}},
            422,
            "2025-01-01 to 2024-12-31 is no span of time.",
        ),
        (
            {"question": "What?", "conversation": "1"},
            422,
            "conversation is not as it should be; /openapi.json says how.",
        ),
        ([], 422, "The body should be a JSON object."),
    ],
)
def test_what_is_wrong_with_a_question_is_a_plain_sentence(web, body, status, says):
    response = web.post("/v1/answers", json=body)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, problem["detail"]) == (status, says)
    assert problem.keys() == _TOLD
    assert problem["instance"] == response.headers["x-request-id"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "no_body"),
        (b"null", 422, "not_object"),
        (b'"What is FPS?"', 422, "not_object"),
        (b"{", 400, "not_json"),
        (b'{"question": "What is FPS?"', 400, "not_json"),
        (b"\xff\xfe\x00", 400, "not_json"),
        (b"[" * 16_000, 400, "not_json"),
        (b'{"question":' * 1300, 400, "not_json"),
        (b'{"question": "What is FPS?", "limit": NaN}', 422, "field_no_number"),
        (b'{"question": "What is FPS?", "limit": Infinity}', 422, "field_no_number"),
        (b'{"question": "What is FPS?", "limit": 1e999}', 422, "field_no_number"),
        (b'{"question": "What is FPS?", "limit": ' + b"9" * 4000 + b"}", 422, "field_too_large"),
        (b'{"question": "What is FPS?", "limit": ' + b"9" * 9000 + b"}", 400, "not_json"),
        (b'{"question": "What is \\ud800 FPS?"}', 422, "field_wrong"),
        (b'{"question": "What is FPS?", "\\ud800": 1}', 422, "field_wrong"),
        (b'{"question": "What is FPS?", "a": {"b": [[[1]]]}}', 422, "field_unknown"),
        (b'{"question": {"question": {}}}', 422, "field_no_text"),
        (b'{"question": "What is FPS?", "filters": {"since": {}}}', 422, "field_no_text"),
    ],
)
def test_a_hostile_body_is_refused_and_never_a_defect(web, content, status, code):
    response = _post(web, content)
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_is_not_sent_as_json_is_refused(web, kind):
    """So that no page of another site can ask in a visitor's name without leave."""
    response = web.post(
        "/v1/answers", content=b'{"question": "What is FPS?"}', headers={"Content-Type": kind}
    )
    assert (response.status_code, response.json()["code"]) == (415, "not_json_type")


def test_nul_and_control_characters_are_a_question_like_any_other(web):
    content = json.dumps({"question": "What is\0 FPS\x1b[2J\u202e?"}).encode()
    assert _post(web, content).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/nothing", 404, "no_such_path"),
        ("/v1/answers", 405, "no_such_method"),
        ("/v1/articles/no-such-article", 404, "no_article"),
        ("/v1/articles/%ff%00/x", 404, "no_article"),
        ("/v1/why/0f3a5c7e9b21", 404, "no_answer"),  # an id as the terminal has them
        ("/v1/why/0123456789abcdef", 404, "no_answer"),
        ("/v1/about?language=fr", 422, "field_not_one_of"),
        ("/v1/search", 422, "field_missing"),
        ("/v1/search?q=%20", 422, "question_empty"),
        ("/v1/search?q=cdi&k=many", 422, "field_no_number"),
        ("/v1/search?q=cdi&page=2", 422, "field_unknown"),
        ("/v1/search?q=%ed%a0%80%ff", 422, "question_wordless"),
        ("/v1/articles?after=%ff", 422, "field_wrong"),
        ("/v1/articles?after=W10", 422, "field_wrong"),
        ("/v1/articles?after=bnVsbA", 422, "field_wrong"),
        (f"/v1/articles?after={_BEHIND_ALL}", 422, "field_wrong"),
        ("/v1/articles?provider=nobody", 422, "no_such_name"),
    ],
)
def test_what_is_asked_at_a_wrong_address_is_told(web, path, status, code):
    response = web.get(path)
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-HK", "zh-Hant"),
        ("zh-TW,zh;q=0.8", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("yue", "zh-Hant"),
        ("zh", "zh-Hans"),
        ("zh-CN,en;q=0.5", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("fr-FR, zh-MO;q=0.2, en;q=0.1", "zh-Hant"),
        ("en;q=0.5, zh-SG;q=0.7", "zh-Hans"),
        ("en;q=0, zh-HK;q=0.1", "zh-Hant"),
        ("de, fr", "en"),
        ("*", "en"),
        ("zh-HK;q=x, , ;;;, en-\0", "en"),
        ("zh-HK;q=0.1," * 5000, "zh-Hant"),
    ],
)
def test_the_language_of_a_sentence_is_the_one_preferred(header, language):
    assert language_asked(header) == language


def test_a_problem_is_told_in_the_language_asked_for(web):
    headers = {"Accept-Language": "zh-CN"}
    problem = web.post("/v1/answers", json={"question": "?"}, headers=headers).json()
    assert problem["detail"] == "问题没有文字；请用中文或英文提问。"


def test_a_defect_is_told_by_its_reference_and_by_nothing_else(web, monkeypatch, caplog):
    async def fail(*_):
        raise RuntimeError("/home/operator/secret What is FPS?")

    monkeypatch.setattr(web.app.state.shared.engine.asking, "ask", fail)
    response = web.post("/v1/answers", json={"question": "What is FPS?"})
    assert (response.status_code, response.json()["code"]) == (500, "defect")
    assert response.headers["x-request-id"] in response.json()["detail"]
    assert "secret" not in response.text
    assert "a request ended in a defect" in caplog.text
