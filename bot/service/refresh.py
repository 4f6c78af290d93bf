"""Fetching the sources and bringing the index up to date for the bot, in a process of its own.

Whatever an article or a site does to the process that reads it, the bot goes on answering from the
old index.
"""

import asyncio
import contextlib
import json
import logging
import math
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from bot.errors import EndingError, UserError
from bot.service.rebuilding import Rebuilt
from bot.settings import Settings
from bot.settings_file import CONFIG
from bot.settings_wording import PREFIX, variable_of
from corpus.problems import Problem
from embeddings.build import BuildReport

log = logging.getLogger(__name__)

_EVERY_S = 300.0
# Discord lets the bot tell a result for 15 minutes. What was encoded by then is kept in the cache,
# so that the next refresh goes on from there.
_LIMIT_S = 840.0
_GRACE_S = 2.0
_NICENESS = 10
_FIRST_OUT_OF_MEMORY = "500"  # of 1000; the bot itself stays at 0
_LINES_LOGGED = 20
_DONE = (0, 1)  # 1: done, but an article was skipped or a source failed
# Neither is needed there, and what is not there cannot leak.
_SECRETS = {"discord_token", "llm_key", "service_key"}


Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What fetching gave: the ids of articles that are news, and of sources that failed."""

    news: tuple[str, ...]
    failed: tuple[str, ...]


class Refresher:
    """Runs "sampan index" and "sampan refresh" for the bot, one at a time.

    Any server's moderators may ask for the first, but not too often. While it runs and when it
    fails, the old index serves.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._at_work = asyncio.Lock()
        self._ended_at = -math.inf
        self._leaving = asyncio.Event()

    async def refresh(self) -> Rebuilt:
        """Read the sources again; raises UserError when that is not possible or goes wrong."""
        if self._at_work.locked():
            raise UserError("refreshing")
        wait_s = self._ended_at + _EVERY_S - time.monotonic()
        if wait_s > 0:
            raise UserError("refreshed_lately", minutes=math.ceil(wait_s / 60))
        async with self._at_work:
            rebuilt = await self._run("index", _parse_rebuilt)
            self._ended_at = time.monotonic()
            return rebuilt

    async def fetch(self) -> Fetched:
        """Fetch the sources that are due, and index what is new; raises UserError likewise."""
        if self._at_work.locked():
            raise UserError("refreshing")
        async with self._at_work:
            return await self._run("refresh", _parse_fetched)

    async def end(self) -> None:
        """Stop the process that reads, if there is one: its refresh raises EndingError."""
        self._leaving.set()
        async with self._at_work:
            pass

    async def _run(self, command: str, parse: Callable[[bytes], Outcome]) -> Outcome:
        if self._leaving.is_set():
            raise EndingError
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", command, "--json"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=_environment(self._settings),
                start_new_session=True,
            )
        except OSError as error:
            log.warning("the process that reads the articles cannot be started: %s", error)
            raise UserError("refresh_failed") from error
        said = asyncio.create_task(process.communicate())
        leaving = asyncio.create_task(self._leaving.wait())
        try:
            _yield_to_others(process.pid)
            await asyncio.wait(
                {said, leaving}, timeout=_LIMIT_S, return_when=asyncio.FIRST_COMPLETED
            )
            has_ended = said.done()
        finally:
            leaving.cancel()
            await _stop(process)
            said.cancel()
        if has_ended:
            status = process.returncode or 0
            stdout, stderr = said.result()
            return await asyncio.to_thread(_read_outcome, command, parse, status, stdout, stderr)
        if self._leaving.is_set():
            raise EndingError
        log.warning("reading the articles took longer than %.0f s and was stopped", _LIMIT_S)
        raise UserError("refresh_slow", minutes=math.ceil(_LIMIT_S / 60))


def _environment(settings: Settings) -> dict[str, str]:
    """The same settings for another process, without the secrets but what opens the index."""
    environment = {name: value for name, value in os.environ.items() if not _is_ours(name)}
    left_out = _SECRETS | {"index_token"}
    chosen = settings.model_dump(mode="json", exclude=left_out, exclude_none=True)
    if settings.index_token:
        chosen["index_token"] = settings.index_token.get_secret_value()
    for name, value in chosen.items():
        text = value if isinstance(value, str) else json.dumps(value)
        environment[variable_of(name)] = text
    # Named empty, they win over what the settings file says.
    return environment | {variable_of(name): "" for name in _SECRETS}


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX) and name != CONFIG


def _yield_to_others(pid: int) -> None:
    """Let a process wait behind the bot for the processor, and die before it for want of memory.

    The bound on its processor time holds even when the bot is killed and cannot stop it.
    """
    import resource  # no system without it runs the bot, but it may run "sampan index"

    with contextlib.suppress(OSError):  # it may have ended already; the last two are Linux's
        os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, 0) + _NICENESS)
        if hasattr(resource, "prlimit"):
            bound_s = int(_LIMIT_S) * (os.cpu_count() or 1)
            _, most = resource.prlimit(pid, resource.RLIMIT_CPU)
            if most == resource.RLIM_INFINITY or most > bound_s:
                resource.prlimit(pid, resource.RLIMIT_CPU, (bound_s, bound_s))
        Path(f"/proc/{pid}/oom_score_adj").write_text(_FIRST_OUT_OF_MEMORY, encoding="ascii")


async def _stop(process: asyncio.subprocess.Process) -> None:
    """End a process and all that it started: with time to tidy up, then by force."""
    for number in (signal.SIGINT, signal.SIGKILL):
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _GRACE_S)


def _read_outcome(
    command: str, parse: Callable[[bytes], Outcome], status: int, stdout: bytes, stderr: bytes
) -> Outcome:
    """What the command says it did; raises UserError, and leaves the details to the log."""
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    for line in lines[-_LINES_LOGGED:]:
        log.warning("sampan %s: %s", command, line)
    if status in _DONE:
        try:
            return parse(stdout)
        except (ValueError, TypeError, KeyError) as error:
            # Python itself ends with 1 when a defect goes uncaught.
            raise UserError("refresh_failed") from error
    log.warning("the process that reads the articles ended with status %s", status)
    raise UserError("refresh_failed" if status > 0 else "refresh_died")


def _parse_rebuilt(text: bytes) -> Rebuilt:
    values = json.loads(text)
    report = {field.name: values[field.name] for field in fields(BuildReport)}
    for name in ("added", "changed", "removed"):
        report[name] = tuple(report[name])
    return Rebuilt(
        sources=tuple(Path(source) for source in values["sources"]),
        problems=tuple(
            Problem(path=p["path"], reason=p["reason"], fate=p["fate"]) for p in values["problems"]
        ),
        report=BuildReport(**report),
    )


def _parse_fetched(text: bytes) -> Fetched:
    values = json.loads(text)
    return Fetched(news=tuple(values["news"]), failed=tuple(values["failed"]))
