import asyncio
import contextlib
import socket
import threading
import time

import pytest
import uvicorn

from bot.web import protocol


async def _app(scope, receive, send):
    """Answers as soon as it is told something."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


@pytest.fixture
def port(monkeypatch):
    """Where a server listens that waits half a second for the head of a request."""
    monkeypatch.setattr(protocol, "_HEAD_S", 0.5)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(
            _app, http=protocol.BoundedProtocol, lifespan="off", log_config=None, ws="none"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=asyncio.run, args=(server.serve([listening]),))
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


def _connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def _is_closed_soon(client):
    started = time.monotonic()
    assert client.recv(100) == b""
    return time.monotonic() - started < 15


@pytest.mark.parametrize("beginning", [b"", b"GET / HTTP/1.1\r\nHost: local"])
def test_whoever_does_not_finish_a_head_is_not_waited_for(port, beginning):
    with _connect(port) as client:
        client.sendall(beginning)
        assert _is_closed_soon(client)


def test_nor_is_who_sends_a_little_now_and_then(port):
    with _connect(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        started = time.monotonic()
        with contextlib.suppress(OSError):  # it was closed
            while time.monotonic() - started < 20:
                client.sendall(b"X-Slow: yes\r\n")
                time.sleep(0.05)
        assert time.monotonic() - started < 15


def test_the_head_after_an_answer_has_the_same_time(port):
    whole = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with _connect(port) as client:
        for _ in range(2):
            client.sendall(whole)
            assert client.recv(1000).startswith(b"HTTP/1.1 204")
        client.sendall(whole[:10])
        assert _is_closed_soon(client)


def test_a_body_has_a_time_of_its_own(port):
    with _connect(port) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n12")
        time.sleep(1.2)
        client.sendall(b"34")
        assert client.recv(1000).startswith(b"HTTP/1.1 204")


def test_a_head_without_an_end_is_refused(port):
    with _connect(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 100_000)
        assert client.recv(1000).startswith(b"HTTP/1.1 400")
