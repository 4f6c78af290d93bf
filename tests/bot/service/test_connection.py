"""What a bot makes of whatever a service may answer, or something else in its place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.errors import EndingError, QuestionError, ServiceAwayError, ServiceUnfitError
from bot.service.connection import Connection
from bot.service.elsewhere import Elsewhere
from bot.service.look_ups import Topics
from bot.service.wire import PREFIX, PROTOCOL_HEADER, VERSION_HEADER, protocol, write_error

_TOPICS = b'[[["Payments", 3]]]'


@asynccontextmanager
async def _serving(*answers: web.Response | None) -> AsyncIterator[tuple[Connection, list[str]]]:
    """A connection to a server that gives these answers in turn, the last one again and again.

    None breaks the connection off. What was asked for is listed.
    """
    asked: list[str] = []
    left = list(answers)

    async def answer(request: web.Request) -> web.Response:
        assert request.headers[PROTOCOL_HEADER] == protocol()
        asked.append(f"{request.headers.get('Authorization')} {request.path}")
        given = left.pop(0) if len(left) > 1 else left[0]
        if given is None:
            request.transport.abort()
            return web.Response()
        body, kind = given.body, given.content_type
        return web.Response(
            status=given.status, body=body, content_type=kind, headers=given.headers.copy()
        )

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    connection = Connection(f"http://127.0.0.1:{port}/", "sampan_key")
    try:
        yield connection, asked
    finally:
        await connection.close()
        await runner.cleanup()


def _raised(error: Exception) -> web.Response:
    return web.Response(status=422, body=write_error(error))


async def test_what_is_found_is_read_and_the_key_is_sent():
    async with _serving(web.Response(body=_TOPICS)) as (connection, asked):
        assert await connection.ask(Topics(), within_s=5) == [("Payments", 3)]
        assert asked == [f"Bearer sampan_key {PREFIX}Topics"]


@pytest.mark.parametrize(
    "first",
    [None, web.Response(status=503), web.Response(status=502), _raised(EndingError())],
    ids=["broken off", "503", "502", "ending"],
)
async def test_what_is_over_in_a_moment_is_asked_again(first):
    async with _serving(first, web.Response(body=_TOPICS)) as (connection, asked):
        assert await connection.ask(Topics(), within_s=5) == [("Payments", 3)]
        assert len(asked) == 2


async def test_nobody_waits_for_long_and_the_log_says_once_what_is_wrong(caplog):
    caplog.set_level("INFO")
    away = [web.Response(status=503)] * 8
    async with _serving(*away, web.Response(body=_TOPICS)) as (connection, asked):
        for _ in range(2):
            with pytest.raises(ServiceAwayError, match="answers with status 503"):
                await connection.ask(Topics(), within_s=5)
        assert len(asked) == 8
        assert await connection.ask(Topics(), within_s=5)
    said = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert len(said) == 2
    assert said[0].endswith("answers with status 503; it is tried again")
    assert said[1].endswith("answers again")


async def test_what_the_service_raised_is_raised_and_not_tried_again():
    refused = _raised(QuestionError("question_short", least=3))
    async with _serving(refused) as (connection, asked):
        with pytest.raises(QuestionError) as caught:
            await connection.ask(Topics(), within_s=5)
        assert caught.value.values == {"least": 3}
        assert len(asked) == 1


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (web.Response(status=401), "does not know the key SAMPAN_SERVICE_KEY"),
        (web.Response(status=403), "sampan keys add NAME --role bot"),
        (web.Response(status=404), "takes no requests of bots"),
        (web.Response(status=409, headers={VERSION_HEADER: "9.9"}), "is Sampan 9.9, and this bot"),
        (web.Response(body=b"<html>"), "is another Sampan"),
        (web.Response(body=b'[[["Payments"]]]'), "is another Sampan"),
        (web.Response(status=422, body=b"?"), "is another Sampan"),
    ],
    ids=["no key", "no role", "no such path", "other version", "a page", "other shape", "422"],
)
async def test_what_a_person_has_to_mend_is_one_sentence_without_the_key(answer, says):
    async with _serving(answer) as (connection, asked):
        with pytest.raises(ServiceUnfitError) as caught:
            await connection.ask(Topics(), within_s=5)
        assert says in str(caught.value)
        assert "sampan_key" not in str(caught.value)
        assert len(asked) == 1


@pytest.mark.parametrize("status", [302, 400, 413, 500])
async def test_a_failure_of_the_service_is_told_as_such(status):
    elsewhere = web.Response(status=status, headers={"Location": "http://127.0.0.1:9/"})
    async with _serving(elsewhere) as (connection, _):
        with pytest.raises(ServiceAwayError, match=f"failed with status {status}"):
            await connection.ask(Topics(), within_s=5)


async def test_an_address_where_nobody_is_is_told_within_seconds():
    elsewhere = Elsewhere("http://127.0.0.1:9", None)
    with pytest.raises(ServiceAwayError, match="cannot be reached"):
        await elsewhere.look_up(Topics())
    assert await elsewhere.examples.find("en") == ()
    await elsewhere.close()
