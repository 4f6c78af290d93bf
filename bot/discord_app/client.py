"""The Discord client: intents, limits of what it may do, and the features that it loads by name."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.discord_app.command_names import CommandTranslator
from bot.discord_app.command_sync import sync_commands
from bot.discord_app.tell import tell_error
from bot.phrases import language_of
from bot.service.answer_source import AnswerSource
from bot.service.asking import Asking
from bot.service.memory import Memory
from bot.service.shares import Shares
from bot.settings import Settings
from bot.store.journal import Journal

log = logging.getLogger(__name__)

FEATURES = (
    "answers",
    "asking",
    "messages",
    "articles",
    "moderation",
    "deletions",
    "privacy",
    "notices",
    "joining",
    "watches",
    "newsroom",
    "components",
)

_GRACE_S = 20.0

FormHandler = Callable[["discord.Interaction[SampanBot]", re.Match[str], str], Awaitable[None]]
"""Does what a form was sent for: takes the match of its custom id, and what was typed."""

AnyButton = TypeVar("AnyButton", bound=type[ui.DynamicItem[Any]])


class SampanBot(commands.AutoShardedBot):
    """Answers by the service; needs no privileged intent, pings nobody, and knows no feature.

    `reads_content` says that its operator lets it read messages that do not mention it.
    """

    def __init__(self, worker: AnswerSource, journal: Journal, settings: Settings) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_messages = True
        intents.dm_messages = True
        intents.message_content = settings.message_content
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            tree_cls=_Tree,
        )
        self.worker = worker
        self.journal = journal
        self.home = settings.home
        self.reads_content = settings.message_content
        self.memory = Memory(journal)
        self.examples = worker.examples
        self.shares = Shares(journal)
        self.asking = Asking(worker, settings, memory=self.memory, examples=self.examples)
        self.buttons: list[re.Pattern[str]] = []
        self.forms: list[tuple[re.Pattern[str], FormHandler]] = []
        _guard_parsers(self._connection.parsers)

    async def setup_hook(self) -> None:
        translator = CommandTranslator(self.worker.identity)
        await self.tree.set_translator(translator)
        await self.load_features()
        translator.fill_descriptions(self.tree)
        await sync_commands(self.tree, translator, self.journal)

    async def load_features(self) -> None:
        """Load every feature: its commands, and the buttons and forms that it registers."""
        for name in FEATURES:
            await self.load_extension(f"{__package__}.{name}")

    def add_button(self, button: AnyButton) -> None:
        """Let a feature's button or menu be used, now and on messages of earlier starts."""
        self.add_dynamic_items(button)
        self.buttons.append(button.__discord_ui_compiled_template__)

    def add_form(self, template: re.Pattern[str], handler: FormHandler) -> None:
        """Let a feature's form be sent, whenever it was opened."""
        self.forms.append((template, handler))

    def language_for(self, interaction: discord.Interaction["SampanBot"]) -> str:
        """The language to speak to somebody: what they chose, or that of their Discord."""
        chosen = self.journal.languages.of(interaction.user.id)
        return chosen or language_of(str(interaction.locale))

    def is_chosen(self, guild_id: int | None, channel: object) -> bool:
        """Whether the bot may speak up in a channel: in all of them until some are chosen."""
        chosen = self.journal.servers.channels(guild_id) if guild_id else []
        return not chosen or self.is_chosen_by_name(guild_id, channel)

    def is_chosen_by_name(self, guild_id: int | None, channel: object) -> bool:
        """Whether a channel was chosen, or what a thread belongs to, or the category of either."""
        chosen = self.journal.servers.channels(guild_id) if guild_id else []
        return not {getattr(channel, "id", None), *above(channel)}.isdisjoint(chosen)

    def server_of(self, interaction: discord.Interaction["SampanBot"]) -> int | None:
        """The server that somebody is in, if the bot is a member of it.

        Whoever installed the bot for themselves may use it in any other server, which decided
        nothing and of which nothing is kept.
        """
        guild_id = interaction.guild_id
        return guild_id if guild_id and self.get_guild(guild_id) else None

    async def on_ready(self) -> None:
        log.info("ready as %s in %s servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """Leave messages to the features; there are no commands with a prefix."""

    async def end(self) -> None:
        """Finish the answers in flight, then leave; asked again, it changes nothing."""
        if await self.asking.in_flight.end(self.worker.end_refresh, grace_s=_GRACE_S):
            await self.close()


def above(channel: object) -> list[int]:
    """The channel that a thread belongs to, and the category of either, as far as they are known.

    Nothing else is asked of a thread itself: it raises where its channel is unknown.
    """
    parent = getattr(channel, "parent", None) if isinstance(channel, discord.Thread) else channel
    category = getattr(parent, "category_id", None)
    return [id for id in (getattr(channel, "parent_id", None), category) if id is not None]


class _Tree(app_commands.CommandTree[SampanBot]):
    async def on_error(
        self, interaction: discord.Interaction[SampanBot], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the user in one sentence, in private where nothing was shown yet."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await tell_error(interaction, cause)


def _guard_parsers(parsers: dict[str, Callable[[Any], None]]) -> None:
    """Let an event of a shape that the library cannot read be logged, and not end the process."""

    def guard(name: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
        def parse_guarded(data: Any) -> None:
            try:
                parse(data)
            except Exception:
                log.exception("a %s event from Discord could not be read", name)

        return parse_guarded

    for name, parse in list(parsers.items()):
        parsers[name] = guard(name, parse)
