"""The Discord bot: intents, cogs, command sync, the last-resort error handler, a graceful end."""

import asyncio
import hashlib
import json
import logging
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import discord
from discord import app_commands
from discord.ext import commands

from bot.desk import Desk
from bot.errors import AnswerTimeoutError, BusyError, DiscordError, SettingsError, TooOftenError
from bot.limits import RateLimit
from bot.localisation import CommandTranslator
from bot.phrases import language_of, say
from bot.settings import Settings
from corpus.errors import AppError

log = logging.getLogger(__name__)

_STATE_FILE = "discord.json"
_QUESTIONS, _WINDOW_S = 10, 60.0
_GRACE_S = 20.0


class SampanBot(commands.AutoShardedBot):
    """Answers from the desk; needs no privileged intent and pings nobody."""

    def __init__(self, desk: Desk, state_path: Path) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_messages = True
        intents.dm_messages = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            tree_cls=_Tree,
        )
        self.desk = desk
        self.rate_limit = RateLimit(_QUESTIONS, _WINDOW_S)
        self._state_path = state_path
        self._translator = CommandTranslator()
        self._answering = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def setup_hook(self) -> None:
        from bot.articles_cog import ArticlesCog
        from bot.ask_cog import AskCog

        await self.tree.set_translator(self._translator)
        await self.add_cog(AskCog(self))
        await self.add_cog(ArticlesCog(self))
        await self._sync_commands()

    async def on_ready(self) -> None:
        log.info("ready as %s in %s servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """Leave messages to the cogs; there are no commands with a prefix."""

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Marks an answer that a graceful end waits for."""
        self._answering += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._answering -= 1
            if not self._answering:
                self._idle.set()

    async def end(self) -> None:
        """Finish the answers in flight, then leave."""
        log.info("ending; %s answers in flight", self._answering)
        try:
            async with asyncio.timeout(_GRACE_S):
                await self._idle.wait()
        except TimeoutError:
            log.warning("gave up waiting for %s answers", self._answering)
        await self.close()

    async def _sync_commands(self) -> None:
        """Send the commands to Discord if they are not the ones that were sent last."""
        payload = [
            await command.get_translated_payload(self.tree, self._translator)
            for command in self.tree.walk_commands()
            if command.parent is None
        ] + [
            await menu.get_translated_payload(self.tree, self._translator)
            for menu in self.tree.get_commands(type=discord.AppCommandType.message)
        ]
        text = json.dumps([self.application_id, payload], sort_keys=True)
        digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        try:
            known = json.loads(self._state_path.read_text("utf-8")).get("commands")
        except (OSError, ValueError, AttributeError):
            known = None
        if known == digest:
            return
        await self.tree.sync()
        draft = self._state_path.with_suffix(".new")
        draft.write_text(json.dumps({"commands": digest}), "utf-8")
        draft.replace(self._state_path)
        log.info("sent %s commands to Discord", len(payload))


class _Tree(app_commands.CommandTree[SampanBot]):
    async def on_error(
        self, interaction: discord.Interaction[SampanBot], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the user in one sentence, in private where nothing was shown yet."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        sentence = sentence_for(cause, language_of(str(interaction.locale)))
        try:
            if interaction.response.is_done():
                await interaction.edit_original_response(content=sentence)
            else:
                await interaction.response.send_message(sentence, ephemeral=True)
        except discord.HTTPException:
            log.warning("an interaction could not be told of its error", exc_info=True)


def sentence_for(error: BaseException, language: str) -> str:
    """What a user is told of an error: never its own text unless we wrote it."""
    if isinstance(error, BusyError):
        return say("busy", language)
    if isinstance(error, TooOftenError):
        return say("too_often", language).format(seconds=max(1, round(error.wait_s)))
    if isinstance(error, AnswerTimeoutError):
        return say("slow", language)
    if isinstance(error, AppError):
        return discord.utils.escape_markdown(discord.utils.escape_mentions(str(error)))[:1900]
    reference = secrets.token_hex(4)
    log.error("defect %s", reference, exc_info=error)
    return say("defect", language).format(reference=reference)


def run_bot(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; raises AppError when the bot cannot start."""
    if settings.discord_token is None:
        reason = "is not set; the README says where to get the bot's token"
        raise SettingsError("SAMPAN_DISCORD_TOKEN", reason)
    desk = Desk(settings)
    asyncio.run(_serve(desk, settings.discord_token.get_secret_value(), settings.home))


async def _serve(desk: Desk, token: str, home: Path) -> None:
    bot = SampanBot(desk, home / _STATE_FILE)
    loop = asyncio.get_running_loop()
    ending: set[asyncio.Task[None]] = set()
    loop.add_signal_handler(signal.SIGTERM, lambda: ending.add(loop.create_task(bot.end())))
    follower = loop.create_task(desk.follow_index())
    try:
        async with bot:
            await bot.start(token)
    except discord.LoginFailure as error:
        reason = "Discord does not know this token; reset it in the developer portal"
        raise DiscordError(f"SAMPAN_DISCORD_TOKEN: {reason}") from error
    finally:
        follower.cancel()
        await desk.close()
