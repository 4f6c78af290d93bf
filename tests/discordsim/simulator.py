"""The simulator: one Discord with one guild, for one bot."""

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from discordsim.command_driver import CommandDriver
from discordsim.message_driver import MessageDriver
from discordsim.permissions import EVERYONE_PERMISSIONS, perms
from discordsim.process import BotProcess
from discordsim.rest import Rest
from discordsim.settings import Settings
from discordsim.wire import PRIVILEGED_INTENTS

_SPEC_VARIABLE = "DISCORD_SIM_SPEC"
_HOST = "127.0.0.1"
_MAX_BODY = 64 * 1024 * 1024


class DiscordSim(CommandDriver, MessageDriver, BotProcess, Rest):
    """One simulated Discord; use as `async with DiscordSim() as sim:`.

    The environment variable DISCORD_SIM_SPEC, or `spec`, may name Discord's OpenAPI document; then
    every request and answer is checked against it too. Times are in seconds.

    Each class above it holds one theme and uses only those below it: what users do, the bot's
    process, the REST API and the gateway, the world, the judge, the clock.
    """

    def __init__(
        self,
        *,
        token: str | None = None,
        guild_id: str | int | None = None,
        application_id: str | int | None = None,
        bot_name: str = "testbot",
        guild_name: str = "Test Guild",
        channels: Sequence[str] = ("general", "help"),
        privileged: Iterable[str] = PRIVILEGED_INTENTS,
        bot_permissions: int = EVERYONE_PERMISSIONS,
        everyone_permissions: int = EVERYONE_PERMISSIONS | perms("MENTION_EVERYONE"),
        strict: bool = True,
        rate_limits: bool = True,
        deadline: float = 3.0,
        token_life: float = 900.0,
        latency: float = 0.0,
        settle: float = 0.5,
        late_grace: float = 2.0,
        heartbeat_interval: float = 41.25,
        spec: str | Path | None = None,
        self_check: bool = True,
        locale: str = "en-US",
        shards: int = 1,
    ) -> None:
        spec = spec or os.environ.get(_SPEC_VARIABLE)
        super().__init__(
            Settings(
                token=token,
                guild_id=guild_id,
                application_id=application_id,
                bot_name=bot_name,
                guild_name=guild_name,
                channels=tuple(channels),
                privileged=frozenset(privileged),
                bot_permissions=bot_permissions,
                everyone_permissions=everyone_permissions,
                strict=strict,
                rate_limits=rate_limits,
                deadline=deadline,
                token_life=token_life,
                latency=latency,
                settle=settle,
                late_grace=late_grace,
                heartbeat_interval=heartbeat_interval,
                spec=Path(spec) if spec else None,
                self_check=self_check,
                locale=locale,
                shards=shards,
            )
        )
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_MAX_BODY)
        app.router.add_get("/gateway/", self.serve_gateway)
        app.router.add_get("/gateway", self.serve_gateway)
        app.router.add_route("*", "/api/{tail:.*}", self.serve_rest)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, _HOST, 0).start()
        self.url = f"http://{_HOST}:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop_bot()
        self.cancel_timers()
        for connection in list(self.connections):
            connection.send(None)
            with contextlib.suppress(ConnectionError, RuntimeError, TimeoutError):
                await connection.socket.close(code=1001)
        await self._runner.cleanup()
