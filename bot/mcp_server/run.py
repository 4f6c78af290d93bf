"""Serving assistants: over stdin and stdout, or over HTTP."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any

import uvicorn
from mcp.server.auth.settings import AuthSettings
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import AnyHttpUrl

from bot.errors import SettingsError
from bot.mcp_server.keys import KeyVerifier
from bot.mcp_server.server import Assistants
from bot.network import parse_listen
from bot.service.collector import settle_memory
from bot.service.desk import Desk
from bot.service.worker import Worker
from bot.settings import Settings
from bot.store.keys import read_keys

log = logging.getLogger(__name__)

_OPTION = "--http"
_MOST_BYTES = 65_536  # of a request
_LEAVE_S = 5


def serve_stdio(settings: Settings) -> None:
    """Answer whoever started this process, until they close its stdin."""
    # The thread that waits for stdin cannot be woken, and nothing is lost by ending at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    worker = _open(settings)
    log.info("an assistant is answered on stdin and stdout")
    asyncio.run(_serve_stdio(worker, settings))


def serve_http(settings: Settings, address: str) -> None:
    """Answer at /mcp of an address, "127.0.0.1:8765", until stopped; raises SettingsError.

    Where other machines reach the address, whoever asks needs a key.
    """
    try:
        host, port = parse_listen(address)
    except ValueError as error:
        raise SettingsError(_OPTION, str(error)) from error
    is_local = is_of_this_machine(host)
    if not is_local and not read_keys(settings.home):
        raise SettingsError(
            _OPTION, f'{address} is reached by others; make a key first: "sampan keys add NAME"'
        )
    # uvicorn raises the signal again that it has obeyed, and the end is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _listen(host, port) as listening:
        asyncio.run(_serve_http(_open(settings), settings, listening, is_local=is_local))


def is_of_this_machine(host: str) -> bool:
    """Whether no other machine can reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    """Where requests arrive; raises SettingsError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise SettingsError(_OPTION, f"{host}:{port} cannot be used ({reason})") from error


def _open(settings: Settings) -> Worker:
    """Opened before anybody is answered; raises AppError where there is nothing to answer from."""
    logging.getLogger("mcp").setLevel(logging.WARNING)  # it tells of every request
    worker = Worker(settings)
    settle_memory()
    return worker


async def _serve_stdio(worker: Worker, settings: Settings) -> None:
    async with _serving(worker, settings) as server, stdio_server() as (given, told):
        await server.run(given, told, server.create_initialization_options())


async def _serve_http(
    worker: Worker, settings: Settings, listening: socket.socket, *, is_local: bool
) -> None:
    host, port = listening.getsockname()[:2]
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    names = [address, f"localhost:{port}"]
    # A page in a browser may not reach it under a name of its own; elsewhere it lacks the key.
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=is_local,
        allowed_hosts=names,
        allowed_origins=[f"http://{name}" for name in names],
    )
    issuer = AuthSettings(issuer_url=AnyHttpUrl(f"http://{address}"), resource_server_url=None)
    async with _serving(worker, settings) as server:
        app = server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            max_request_body_size=_MOST_BYTES,
            transport_security=security,
            auth=None if is_local else issuer,
            token_verifier=None if is_local else KeyVerifier(settings.home),
        )
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_LEAVE_S,
        )
        log.info("assistants are answered at http://%s/mcp", address)
        await uvicorn.Server(config).serve(sockets=[listening])


@asynccontextmanager
async def _serving(worker: Worker, settings: Settings) -> AsyncIterator[Server[Any]]:
    """A server that answers from the newest index."""
    following = asyncio.create_task(worker.follow_index())
    try:
        yield await Assistants(Desk(worker, settings), settings).make_server()
    finally:
        following.cancel()
        await worker.close()
