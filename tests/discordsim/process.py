"""The bot's own process, pointed at the simulator without a change to its code."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from discordsim.errors import DriverError
from discordsim.gateway import Gateway
from discordsim.interactions import Interactions
from discordsim.settings import Settings

_HOOK_FOLDER = Path(__file__).parent / "hook"
_LINE_LIMIT = 1 << 20
_READY_EVENT_S = 2.3  # discord.py calls on_ready 2 s after the last guild came


@dataclass(frozen=True, slots=True, kw_only=True)
class _Launch:
    command: Sequence[str]
    cwd: str | Path | None
    env: Mapping[str, object]
    token_var: str
    timeout: float
    echo: bool
    net: str


class BotProcess(Interactions, Gateway):
    """Starts, watches and stops the bot; `bot_log` holds (t, line) of all that it printed."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.process: asyncio.subprocess.Process | None = None
        self.bot_log: list[tuple[float, str]] = []
        self._reader: asyncio.Task[None] | None = None
        self._launch: _Launch | None = None

    def said(self, since: float = 0.0) -> str:
        """What the bot printed; `since` in simulator seconds."""
        return "\n".join(line for t, line in self.bot_log if t >= since)

    @property
    def exit_code(self) -> int | None:
        """The bot's exit code, or None while it runs or if it was never started."""
        return self.process.returncode if self.process is not None else None

    def env(
        self,
        token_var: str = "DISCORD_TOKEN",
        base: Mapping[str, str] | None = None,
        *,
        net: str = "log",
    ) -> dict[str, str]:
        """The environment for an unmodified discord.py; not for Python's -S, -I or -E.

        `net` says what becomes of connections beyond this machine: 'log', 'block', or '' (nothing).
        """
        environment = dict(os.environ if base is None else base)
        environment["DISCORD_SIM_URL"] = self.url
        environment["DISCORD_SIM_NET"] = net
        environment["PYTHONPATH"] = _first_on_path(environment.get("PYTHONPATH"))
        environment["PYTHONUNBUFFERED"] = "1"
        environment[token_var] = self.token
        return environment

    async def start_bot(
        self,
        command: Sequence[str],
        *,
        cwd: str | Path | None = None,
        env: Mapping[str, object] | None = None,
        token_var: str = "DISCORD_TOKEN",
        commands: int = 0,
        timeout: float = 60.0,
        echo: bool = False,
        net: str = "log",
    ) -> asyncio.subprocess.Process:
        """Run the bot; returns once it is connected and has registered so many commands."""
        self._launch = _Launch(
            command=command,
            cwd=cwd,
            env=dict(env or {}),
            token_var=token_var,
            timeout=timeout,
            echo=echo,
            net=net,
        )
        return await self._start(self._launch, commands=commands)

    async def _start(self, launch: _Launch, *, commands: int) -> asyncio.subprocess.Process:
        environment = self.env(launch.token_var, net=launch.net)
        environment |= {name: str(value) for name, value in launch.env.items()}
        if "PYTHONPATH" in launch.env:
            environment["PYTHONPATH"] = _first_on_path(str(launch.env["PYTHONPATH"]))
        identified, synced = self.identifies, len(self.command_syncs)
        process = await asyncio.create_subprocess_exec(
            *launch.command,
            cwd=launch.cwd,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            limit=_LINE_LIMIT,
        )
        self.process = process
        self._reader = asyncio.create_task(self._read(process, echo=launch.echo))

        def is_ready() -> bool:
            has_commands = len(self.command_syncs) > synced and len(self.commands()) >= commands
            is_up = self.identifies > identified and self.connected
            return is_up and (not commands or has_commands)

        await self.wait_until(lambda: process.returncode is not None or is_ready(), launch.timeout)
        if process.returncode is not None or not is_ready():
            await asyncio.sleep(0.2)  # its last words may be on their way
            raise DriverError(
                f"the bot did not get ready (exit {process.returncode}, "
                f"identifies {self.identifies - identified}, commands {len(self.commands())})\n"
                + "\n".join(line for _, line in self.bot_log[-40:])
            )
        return process

    async def _read(self, process: asyncio.subprocess.Process, *, echo: bool) -> None:
        while True:
            try:
                raw = await process.stdout.readline()
            except ValueError:  # the line is too long; what follows it is read on
                continue
            if not raw:
                break
            line = raw.decode(errors="replace").rstrip("\r\n")
            self.bot_log.append((self.now(), line))
            self.notify()
            if echo:
                print("bot|", line, file=sys.stderr, flush=True)
        await process.wait()
        self.notify()

    async def stop_bot(
        self, sig: signal.Signals = signal.SIGTERM, timeout: float = 8.0
    ) -> int | None:
        """Stop the bot, in the end by force; gives its exit code."""
        process, self.process = self.process, None
        if process is None:
            return None
        if process.returncode is None:
            _signal(process, sig)
            try:
                await asyncio.wait_for(process.wait(), timeout)
            except TimeoutError:
                _signal(process, getattr(signal, "SIGKILL", sig))
                await process.wait()
        if self._reader is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._reader, 2.0)
        return process.returncode

    async def restart_bot(self, sig: signal.Signals = signal.SIGTERM) -> asyncio.subprocess.Process:
        """Stop the bot and start it again; messages, commands and the guild stay."""
        if self._launch is None:
            raise DriverError("the bot was never started")
        await self.stop_bot(sig)
        return await self._start(self._launch, commands=0)

    @property
    def network_attempts(self) -> list[str]:
        """Connections that the bot tried to make beyond this machine (Python sockets only)."""
        marks = ("discordsim: NETWORK", "discordsim: BLOCKED")
        return [line for _, line in self.bot_log if line.startswith(marks)]

    async def wait_ready(self, timeout: float = 60.0, *, on_ready: bool = False) -> None:
        """Return when the bot is connected; `on_ready` waits for its own event too."""
        if not await self.wait_until(lambda: self.connected, timeout):
            raise DriverError("the bot did not connect")
        if on_ready:
            await asyncio.sleep(_READY_EVENT_S)

    async def wait_commands(self, count: int = 1, timeout: float = 60.0) -> None:
        """Return when the bot has registered so many commands."""
        if not await self.wait_until(lambda: len(self.commands()) >= count, timeout):
            raise DriverError(f"only {len(self.commands())} commands registered")


def _first_on_path(path: str | None) -> str:
    return os.pathsep.join([str(_HOOK_FOLDER), *([path] if path else [])])


def _signal(process: asyncio.subprocess.Process, sig: signal.Signals) -> None:
    """Signal the bot and what it started; where there are no process groups, only the bot."""
    with contextlib.suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, sig)
        else:
            process.terminate()
