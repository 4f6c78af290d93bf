"""`/sampan channel | limit | quota`: how questions in a channel are answered, and how many."""

from typing import Literal

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app.choices import AUTOMATIC, language_choices, offer
from bot.discord_app.client import SampanBot
from bot.discord_app.escaping import plain
from bot.phrases import say
from bot.service.look_ups import ProviderNames, ProvidersNamed, TopicNames, TopicsNamed
from bot.service.shares import LIMIT, QUOTA
from bot.store.server_choices import ChannelSettings

_MOST_A_MINUTE, _MOST_A_DAY = 60, 10_000

AnyChannel = discord.TextChannel | discord.VoiceChannel | discord.ForumChannel
Length = Literal["short", "normal", "long"]


class DecisionCommands(commands.Cog):
    """A part of the commands for moderators; what is left out is as if never set."""

    _bot: SampanBot

    channel = app_commands.Group(
        name=locale_str("channel", text="in one channel"),
        description=locale_str("How I answer in a channel"),
    )

    @channel.command(name=locale_str("topic"), description=locale_str("Keep to a topic there"))
    @app_commands.describe(
        channel=locale_str("A channel of this server"), topic=locale_str("Only this topic")
    )
    async def channel_topic(
        self,
        interaction: discord.Interaction[SampanBot],
        channel: AnyChannel,
        topic: str | None = None,
    ) -> None:
        """Unless whoever asks gives conditions of their own."""
        name = None
        if topic:
            name = (await self._bot.worker.look_up(TopicsNamed(name=topic)))[0]
        await self._decide(interaction, channel, "topic", name)

    @channel.command(
        name=locale_str("provider"), description=locale_str("Keep to a provider there")
    )
    @app_commands.describe(
        channel=locale_str("A channel of this server"), provider=locale_str("Only this provider")
    )
    async def channel_provider(
        self,
        interaction: discord.Interaction[SampanBot],
        channel: AnyChannel,
        provider: str | None = None,
    ) -> None:
        """Unless whoever asks gives conditions of their own."""
        name = None
        if provider:
            name = (await self._bot.worker.look_up(ProvidersNamed(name=provider)))[0]
        await self._decide(interaction, channel, "provider", name)

    @channel.command(
        name=locale_str("language"), description=locale_str("The language I speak there")
    )
    @app_commands.describe(
        channel=locale_str("A channel of this server"),
        choice=locale_str("Instead of the language of a question"),
    )
    @app_commands.choices(choice=language_choices())
    async def channel_language(
        self, interaction: discord.Interaction[SampanBot], channel: AnyChannel, choice: str
    ) -> None:
        """To whoever chose none for themselves."""
        value = None if choice == AUTOMATIC else choice
        await self._decide(interaction, channel, "language", value)

    @channel.command(
        name=locale_str("length"), description=locale_str("How many sentences I quote there")
    )
    @app_commands.describe(
        channel=locale_str("A channel of this server"), length=locale_str("One, three or six")
    )
    async def channel_length(
        self, interaction: discord.Interaction[SampanBot], channel: AnyChannel, length: Length
    ) -> None:
        """At most so many."""
        await self._decide(interaction, channel, "length", length if length != "normal" else None)

    @app_commands.command(
        name=locale_str("limit"),
        description=locale_str("How many questions a member of a role may ask in a minute"),
    )
    @app_commands.describe(
        role=locale_str("The highest limit of a member's roles counts"),
        questions=locale_str("Left out: no limit but my operator's"),
    )
    @app_commands.rename(questions=locale_str("number"))
    async def limit(
        self,
        interaction: discord.Interaction[SampanBot],
        role: discord.Role,
        questions: app_commands.Range[int, 1, _MOST_A_MINUTE] | None = None,
    ) -> None:
        """@everyone's holds for whoever has no other."""
        await self._set_number(interaction, f"{LIMIT}{role.id}", questions)
        language = self._bot.language_for(interaction)
        text = describe_limit(role.id, questions, language)
        await interaction.edit_original_response(content=text)

    @app_commands.command(
        name=locale_str("quota"),
        description=locale_str("How many questions this server may ask in a day"),
    )
    @app_commands.describe(questions=locale_str("Left out: no limit but my operator's"))
    @app_commands.rename(questions=locale_str("number"))
    async def quota(
        self,
        interaction: discord.Interaction[SampanBot],
        questions: app_commands.Range[int, 1, _MOST_A_DAY] | None = None,
    ) -> None:
        """Any 24 hours, counted since my start."""
        await self._set_number(interaction, QUOTA, questions)
        text = describe_quota(questions, self._bot.language_for(interaction))
        await interaction.edit_original_response(content=text)

    @channel_topic.autocomplete("topic")
    async def complete_channel_topic(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Topics that hold what was typed."""
        return await offer(self._bot.worker, TopicNames(typed=current))

    @channel_provider.autocomplete("provider")
    async def complete_channel_provider(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Providers that hold what was typed."""
        return await offer(self._bot.worker, ProviderNames(typed=current))

    async def _decide(
        self,
        interaction: discord.Interaction[SampanBot],
        channel: AnyChannel,
        name: str,
        value: str | None,
    ) -> None:
        servers, guild_id = self._bot.journal.servers, channel.guild.id
        await interaction.response.defer(thinking=True, ephemeral=True)
        await servers.set_channel_setting(guild_id, channel.id, name, value)
        chosen = servers.channel_settings(guild_id, channel.id)
        text = describe_channel(channel.id, chosen, self._bot.language_for(interaction))
        await interaction.edit_original_response(content=text)

    async def _set_number(
        self, interaction: discord.Interaction[SampanBot], name: str, value: int | None
    ) -> None:
        servers, guild_id = self._bot.journal.servers, interaction.guild_id or 0
        await interaction.response.defer(thinking=True, ephemeral=True)
        if value is None:
            await servers.drop_setting(guild_id, name)
        else:
            await servers.set_setting(guild_id, name, str(value))


def describe_channel(channel_id: int, chosen: ChannelSettings, language: str) -> str:
    """How a channel is answered in, in one line."""
    parts = [plain(name, 100) for name in (chosen.topic, chosen.provider) if name]
    parts += [say("own_name", chosen.language)] if chosen.language else []
    parts.append(say(f"length_{chosen.length}", language))
    return f"<#{channel_id}>: {', '.join(parts)}"


def describe_limit(role_id: int, questions: object, language: str) -> str:
    """What members of a role may ask, in one line."""
    phrase = "role_unlimited" if questions is None else "role_limit"
    return say(phrase, language).format(role=f"<@&{role_id}>", count=questions)


def describe_quota(questions: object, language: str) -> str:
    """What a server may ask, in one line."""
    phrase = "no_quota" if questions is None else "quota"
    return say(phrase, language).format(count=questions)
