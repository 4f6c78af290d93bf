"""A model's server may send anything: little of it is read, and nothing but text comes out."""

import gzip
import json
import time

import pytest
from aiohttp import ClientError
from model_server import ModelServer

from bot.errors import WriterError
from bot.writing.model_stream import Model, stream_text

_GOOD = {"choices": [{"index": 0, "delta": {"content": "Good. "}}]}
_WRONG = (0, 1.5, True, "text", [], [[]], [None], ["x"], {}, {"x": 1}, None)
_MB = b"a" * 2**20


def _event(chunk: object) -> bytes:
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


_DONE = b"data: [DONE]\n\n"


def _plays(*pieces, status=200, **headers):
    """Answers with these bytes; a number is how long to wait."""

    def play(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        for piece in pieces:
            time.sleep(piece) if isinstance(piece, float) else handler.wfile.write(piece)

    return play


def _endless(piece, sent, *, pause_s=0.0):
    """Writes a piece again and again until nobody reads, and counts the bytes."""

    def play(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while sum(sent) < 64 * 2**20:
                handler.wfile.write(piece)
                sent.append(len(piece))
                time.sleep(pause_s)
        except OSError:
            return

    return play


def _raw(*pieces):
    """Writes these bytes in place of a response."""

    def play(handler):
        try:
            for piece in pieces:
                handler.wfile.write(piece)
        except OSError:
            return

    return play


async def _read(server, *, timeout_s=5.0) -> list[str]:
    model = Model(url=server.url, name="tiny", key="sk-secret", timeout_s=timeout_s)
    return [text async for text in stream_text(model, [{"role": "user", "content": "Hello"}])]


async def _fails(script, *, timeout_s=5.0) -> None:
    failures = (WriterError, ClientError, TimeoutError)
    with ModelServer(script) as server, pytest.raises(failures) as raised:
        await _read(server, timeout_s=timeout_s)
    assert "sk-secret" not in str(raised.value)


def _chunks_with_something_wrong():
    for wrong in _WRONG:
        yield wrong
        yield {"choices": wrong}
        yield {"choices": [wrong]}
        yield {"choices": [{"delta": wrong}]}
        yield {"choices": [{"delta": {"content": wrong}}]}


@pytest.mark.parametrize("chunk", [*_chunks_with_something_wrong()], ids=json.dumps)
async def test_a_field_of_any_kind_is_text_or_an_error(chunk):
    with ModelServer(_plays(_event(_GOOD), _event(chunk), _event(_GOOD), _DONE)) as server:
        got = []
        model = Model(url=server.url, name="tiny", timeout_s=5.0)
        try:
            async for text in stream_text(model, []):
                got.append(text)  # noqa: PERF401 - what came before an error counts
        except WriterError:
            assert got == ["Good. "]
        else:
            assert [text for text in got if text != "text"] == ["Good. ", "Good. "]


@pytest.mark.parametrize(
    "pieces",
    [
        (b"data: " + json.dumps(_GOOD).encode(),),
        (b": a comment\n\nevent: x\nid: 1\n", _event(_GOOD), _event({"choices": []})),
        (_event(_GOOD).replace(b"\n", b"\r\n"), _DONE, b"data: nonsense\n\n"),
        (_event(_GOOD)[:20], 0.05, _event(_GOOD)[20:]),
        (_event(_GOOD).replace(b"data: ", b"data:"),),
        (_event({"choices": [{"delta": {"role": "assistant", "content": None}}]}), _event(_GOOD)),
        (_event(_GOOD), _event({"choices": [{"finish_reason": "stop"}], "usage": None})),
    ],
)
async def test_what_servers_do_is_understood(pieces):
    with ModelServer(_plays(*pieces, Content_Type="text/plain")) as server:
        assert await _read(server) == ["Good. "]


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (_DONE,),
        (b"data: " + b"[" * 50_000,),
        (b'data: {"choices": ' + b"9" * 50_000 + b"}\n\n",),
        (b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n',),
        (b"\xff\xfe\x00\n" * 100,),
        (json.dumps({"choices": [{"message": {"content": "Good."}}]}).encode(),),
        (b"<html><body>It works!</body></html>\n",),
    ],
)
async def test_what_is_no_stream_of_a_model_is_an_error(pieces):
    await _fails(_plays(*pieces, Content_Type="text/html"))


@pytest.mark.parametrize(
    "piece",
    [
        _MB,
        b"data: " + _MB + b"\n\n",
        b": still there\n\n" * 1000,
        _event({"choices": [{"delta": {}}]}) * 1000,
        b"\n" * 10_000,
        b"\r" * 10_000,
    ],
    ids=["a line", "long events", "comments", "empty events", "empty lines", "returns"],
)
async def test_of_an_endless_answer_little_is_read(piece):
    sent: list[int] = []
    await _fails(_endless(piece, sent), timeout_s=20.0)
    assert sum(sent) < 16 * 2**20  # most of which waits in the buffers of the two sockets


@pytest.mark.parametrize("piece", [b"d", b": x\n", _event({"choices": []})])
async def test_a_slow_answer_ends_with_its_time(piece):
    started = time.monotonic()
    await _fails(_endless(piece, [], pause_s=0.02), timeout_s=0.5)
    assert time.monotonic() - started < 30  # it is endless; a busy machine is late


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(status):
    with ModelServer(["Good. "]) as elsewhere:
        await _fails(_plays(status=status, Location=f"{elsewhere.url}/chat/completions"))
    assert elsewhere.requests == []


@pytest.mark.parametrize("status", [101, 201, 204, 206, 400, 401, 403, 404, 418, 500, 503, 599])
async def test_only_200_is_an_answer(status):
    await _fails(_plays(_event(_GOOD), _DONE, status=status))


async def test_a_compressed_answer_is_not_unpacked():
    bomb = gzip.compress(b"data: " + b"a" * 20_000_000)
    await _fails(_plays(bomb, Content_Encoding="gzip"))


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (b"\x00\xff" * 1000,),
        (b"HTTP/1.1 200 OK\r\n", b"X-Long: ", *[_MB] * 10),
        (b"HTTP/1.1 200 OK\r\n", *[b"X-Many: 1\r\n"] * 100_000),
        (b"HTTP/1.1 200 ", *[_MB] * 10),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", _event(_GOOD)[:5]),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", _event(_GOOD)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n", _MB),
    ],
    ids=["nothing", "noise", "header", "headers", "status", "short", "negative", "chunk"],
)
async def test_what_is_no_response_is_an_error(pieces):
    await _fails(_raw(*pieces))


async def test_endless_interim_responses_end_with_their_time():
    await _fails(_raw(*[b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000] * 1000), timeout_s=1.0)
