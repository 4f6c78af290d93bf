"""Starting the Discord bot, and keeping it until it is told to leave.

What only a person can mend ends the bot with one sentence: the token, the index, commands that
Discord refuses. An absent network does not: a machine whose network comes up late, or a Discord
that is out of order, needs patience and no hand.
"""

import asyncio
import contextlib
import itertools
import logging
import signal
from pathlib import Path

import discord
from aiohttp import ClientError

from bot.discord_app.client import SampanBot
from bot.errors import DiscordError, SettingsError
from bot.service.answer_source import AnswerSource
from bot.service.collector import settle_memory
from bot.settings import Settings
from bot.store.journal_file import open_journal
from bot.store.writable import check_writable

log = logging.getLogger(__name__)

_TOKEN = "SAMPAN_DISCORD_TOKEN"
_WRONG_TOKEN = "Discord does not know this token; reset it in the developer portal"
_CONTENT = "SAMPAN_MESSAGE_CONTENT"
_NO_INTENT = (
    "Discord does not let the bot read messages; switch on the Message Content intent in the"
    " developer portal under Bot, or take this setting away"
)
_WAITS_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_EVENTS = "discord.py: "  # what discord.py calls the tasks of its events
_ALIVE_FILE = "bot.alive"
_ALIVE_EVERY_S = 15.0
_TOKEN_REFUSED = 4004  # the gateway's code for it
_TOO_MANY, _SERVER_ERROR = 429, 500
_UNREACHABLE = (OSError, ClientError, discord.HTTPException, discord.GatewayNotFound)


def run_bot(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; raises AppError when the bot cannot start."""
    if settings.discord_token is None:
        raise SettingsError(_TOKEN, "is not set; docs/discord.md says where to get it")
    check_writable(settings.home)
    worker = _open(settings)
    settle_memory()
    asyncio.run(_serve(worker, settings, settings.discord_token.get_secret_value()))


def _open(settings: Settings) -> AnswerSource:
    """The service that the settings name, or an index of one's own."""
    if settings.service_url is None:
        from bot.service.worker import Worker

        return Worker(settings)
    from bot.service.elsewhere import open_elsewhere

    return open_elsewhere(settings)


async def _serve(worker: AnswerSource, settings: Settings, token: str) -> None:
    leaving = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leaving.set)
    async with open_journal(settings.home, keeps_text=settings.keep_questions) as journal:
        try:
            if not await _started(worker, leaving):
                return
            for wait_s in itertools.chain(_WAITS_S, itertools.repeat(_WAITS_S[-1])):
                bot = SampanBot(worker, journal, settings)
                try:
                    await _stay(bot, worker, token, leaving)
                    return
                except _UNREACHABLE as error:
                    reason = getattr(error, "strerror", None) or type(error).__name__
                    log.warning(
                        "Discord cannot be reached (%s); trying again in %.0f s", reason, wait_s
                    )
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(leaving.wait(), wait_s)
                    return
        finally:
            await worker.close()


async def _started(worker: AnswerSource, leaving: asyncio.Event) -> bool:
    """Whether it can answer by now; not if it was told to leave before."""
    starting = asyncio.create_task(worker.start())
    parting = asyncio.create_task(leaving.wait())
    await asyncio.wait({starting, parting}, return_when=asyncio.FIRST_COMPLETED)
    parting.cancel()
    if starting.done():
        await starting
        return True
    starting.cancel()
    return False


async def _stay(bot: SampanBot, worker: AnswerSource, token: str, leaving: asyncio.Event) -> None:
    """Be on Discord until told to leave; raises DiscordError where waiting would not help."""
    alive = bot.home / _ALIVE_FILE
    worker.on_new_index = lambda: bot.dispatch("new_index")
    async with bot:
        serving = asyncio.create_task(bot.start(token))
        parting = asyncio.create_task(leaving.wait())
        beside = [
            asyncio.create_task(worker.follow_index()),
            asyncio.create_task(worker.follow_sources()),
            asyncio.create_task(bot.memory.forget_expired()),
            asyncio.create_task(_show_alive(bot, alive)),
        ]
        try:
            await asyncio.wait({serving, parting}, return_when=asyncio.FIRST_COMPLETED)
            if not serving.done():
                await bot.end()
                serving.cancel()  # should it still be waiting for the gateway
            with contextlib.suppress(asyncio.CancelledError):
                await serving
        except discord.LoginFailure as error:
            raise DiscordError(f"{_TOKEN}: {_WRONG_TOKEN}") from error
        except discord.PrivilegedIntentsRequired as error:
            raise DiscordError(f"{_CONTENT}: {_NO_INTENT}") from error
        except discord.ConnectionClosed as error:
            if error.code == _TOKEN_REFUSED:
                raise DiscordError(f"{_TOKEN}: {_WRONG_TOKEN}") from error
            raise DiscordError(f"Discord closed the connection for good: {error}") from error
        except discord.HTTPException as error:
            if error.status == _TOO_MANY or error.status >= _SERVER_ERROR:
                raise  # it passes
            raise DiscordError(f"Discord refuses the bot: {error}") from error
        finally:
            for task in (parting, *beside):
                task.cancel()
            await _end_events()
            with contextlib.suppress(OSError):
                await asyncio.to_thread(alive.unlink, missing_ok=True)


async def _end_events() -> None:
    """Let nothing that Discord has told last be worked on when the journal is closed."""
    named = [task for task in asyncio.all_tasks() if task.get_name().startswith(_EVENTS)]
    for task in named:
        task.cancel()
    await asyncio.gather(*named, return_exceptions=True)


async def _show_alive(bot: SampanBot, path: Path) -> None:
    """Touch a file while every shard is connected and the event loop runs."""
    while True:
        await bot.wait_until_ready()
        if not any(shard.is_closed() for shard in bot.shards.values()):
            with contextlib.suppress(OSError):  # a full disk is no reason to stop
                await asyncio.to_thread(path.touch)
        await asyncio.sleep(_ALIVE_EVERY_S)
