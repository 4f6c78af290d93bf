"""The text that an OpenAI-compatible server streams, within bounds, whatever it sends."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from aiohttp import (
    ClientConnectionError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    StreamReader,
)

from bot.errors import WriterError

Message = Mapping[str, str]

# Some hundred words, each in a chunk of some hundred bytes, with room to spare.
_MAX_BYTES = 1_000_000
_MAX_LINE = 100_000
_MAX_TOKENS = 300
_TRIES = 3
_PAUSE_S = 0.5
_WORTH_A_TRY = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Where a language model answers, by which name and key, and how long it may take."""

    url: str
    name: str
    key: str | None = field(default=None, repr=False)
    timeout_s: float
    at_once: int = 8


async def stream_text(model: Model, messages: Sequence[Message]) -> AsyncGenerator[str]:
    """Pieces of what the model answers, as they come.

    Raises WriterError or aiohttp's errors when there is no answer, or none within bounds, and
    TimeoutError. The time runs while the consumer is away too; only our own waiting is interrupted.
    """
    until = asyncio.get_running_loop().time() + model.timeout_s
    is_heard = False
    # Of the environment it takes proxies, and what ~/.netrc has for the address; no cookie.
    async with ClientSession(
        auto_decompress=False, trust_env=True, cookie_jar=DummyCookieJar(), timeout=ClientTimeout()
    ) as session:
        async with asyncio.timeout_at(until):
            response = await _ask(session, model, messages)
        async with response, aclosing(_data(response.content)) as events:
            while True:
                async with asyncio.timeout_at(until):
                    data = await anext(events, None)
                if data is None:
                    break
                text = _text_of(data)
                is_heard = is_heard or text is not None
                if text:
                    yield text
    if not is_heard:
        raise WriterError("what is at the language model's address is none")


async def _ask(session: ClientSession, model: Model, messages: Sequence[Message]) -> ClientResponse:
    """A response that streams; asks again where that may help."""
    for further in reversed(range(_TRIES)):
        try:
            response = await _post(session, model, messages)
        except ClientConnectionError:
            if not further:
                raise
        else:
            if response.status == 200:
                break
            response.close()
            if not further or response.status not in _WORTH_A_TRY:
                raise WriterError(f"the language model answered with status {response.status}")
        await asyncio.sleep(_PAUSE_S)
    if response.headers.get("Content-Encoding", "identity") != "identity":
        # We asked for none: what is small on its way may be huge when it is unpacked.
        response.close()
        raise WriterError("the language model's answer is compressed")
    return response


async def _post(
    session: ClientSession, model: Model, messages: Sequence[Message]
) -> ClientResponse:
    headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
    if model.key:
        headers["Authorization"] = f"Bearer {model.key}"
    return await session.post(
        f"{model.url.rstrip('/')}/chat/completions",
        json={
            "model": model.name,
            "messages": messages,
            "stream": True,
            "temperature": 0,
            "seed": 0,
            "max_tokens": _MAX_TOKENS,
        },
        headers=headers,
        # The quotes and the key are for this address alone.
        allow_redirects=False,
    )


async def _data(content: StreamReader) -> AsyncGenerator[bytes]:
    """What stands behind "data:" on each line of a stream, up to its end mark."""
    async with aclosing(_lines(content)) as lines:
        async for line in lines:
            name, _, data = line.strip().partition(b":")
            if name != b"data":
                continue
            if data.strip() == b"[DONE]":
                return
            yield data


async def _lines(content: StreamReader) -> AsyncGenerator[bytes]:
    """The lines of a stream; raises WriterError if one, or all together, are too long."""
    rest, size = bytearray(), 0
    async for piece in content.iter_any():
        size += len(piece)
        *lines, last = piece.split(b"\n")
        for line in lines:
            yield bytes(rest) + line
            rest.clear()
        rest += last
        if size > _MAX_BYTES or len(rest) > _MAX_LINE:
            raise WriterError("the language model's answer is too long")
    yield bytes(rest)


def _text_of(data: bytes) -> str | None:
    """The text of a chunk, "" where it has none, or None where it is beside the answer.

    Raises WriterError for what is no chunk.
    """
    try:
        chunk = json.loads(data)
    except (ValueError, RecursionError):
        raise WriterError("the language model's answer is no JSON") from None
    choices = _get(chunk, "choices", list)
    if not choices:
        return None
    delta = _get(choices[0], "delta", dict)
    return (_get(delta, "content", str) or "") if delta else ""


def _get(value: object, name: str, kind: type[Any]) -> Any:
    """A field of this kind, or None where it is missing or null."""
    if not isinstance(value, dict):
        raise WriterError("the language model's answer has another shape")
    found = value.get(name)
    if found is not None and not isinstance(found, kind):
        raise WriterError(f"the language model's answer has another kind of {name}")
    return found
