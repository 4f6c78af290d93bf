import asyncio

import pytest

from bot.web import gate
from bot.web.gate import MAX_BODY, Gate


def _chunks(size):
    for _ in range(size // 1024):
        yield b" " * 1024


def test_a_body_that_is_said_to_be_large_is_refused_before_it_is_read(web):
    response = web.post(
        "/v1/answers",
        content=b" " * (MAX_BODY + 1),
        headers={"Content-Type": "application/json"},
    )
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert response.headers["connection"] == "close"


def test_a_body_of_unknown_length_is_read_up_to_the_limit(web):
    kind = {"Content-Type": "application/json"}
    response = web.post("/v1/answers", content=_chunks(MAX_BODY + 1024), headers=kind)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    response = web.post("/v1/answers", content=_chunks(MAX_BODY), headers=kind)
    assert (response.status_code, response.json()["code"]) == (400, "not_json")


async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(gate, "_BODY_S", 0.05)
    sent = []

    async def app(scope, receive, send):
        await receive()

    async def receive():
        await asyncio.sleep(10)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    with pytest.raises(gate.ProblemError) as raised:
        await Gate(app, is_local=False)(scope, receive, send)
    assert (raised.value.status_code, raised.value.phrase) == (408, "too_slow")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("LOCALHOST:9999", 200),
        ("[::1]:8000", 200),
        ("127.8.8.8", 200),
        ("evil.example", 403),
        ("evil.example:8000", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("[::1].evil.example]", 403),
        ("192.168.1.5:8000", 403),
        ("0.0.0.0:8000", 403),
        ("", 403),
    ],
)
def test_on_this_machine_no_other_name_is_answered_to(web, host, status):
    """A page may lead a browser here under its own name, and would read what we answer."""
    response = web.get("/healthz", headers={"Host": host})
    assert response.status_code == status
    assert status == 200 or response.json()["code"] == "host_unknown"


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_on_this_machine_no_proxy_is_let_through_that_is_not_named(web, header):
    response = web.get("/v1/about", headers={header: "203.0.113.7"})
    assert (response.status_code, response.json()["code"]) == (403, "proxy_unknown")


def test_no_other_site_may_read_what_is_answered_unless_it_is_named(web, open_web):
    asked = {"Origin": "https://intranet.example"}
    assert "access-control-allow-origin" not in web.get("/v1/about", headers=asked).headers
    client = open_web(cors=["https://intranet.example/"], listen="0.0.0.0:80", public_page=True)
    response = client.get("/v1/about", headers=asked)
    assert response.headers["access-control-allow-origin"] == "https://intranet.example"
    other = client.get("/v1/about", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    before = {**asked, "Access-Control-Request-Method": "POST"}
    leave = client.options("/v1/answers", headers=before)
    assert leave.headers["access-control-allow-origin"] == "https://intranet.example"


def test_every_response_tells_the_browser_to_be_careful(web):
    for path in ("/v1/about", "/v1/nothing", "/healthz"):
        headers = web.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert web.get("/v1/about").headers["cache-control"] == "no-store"
