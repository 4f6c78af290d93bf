"""`/sampan digest`: what is new, posted to a channel each day or week."""

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app.choices import offer
from bot.discord_app.client import SampanBot
from bot.discord_app.command_names import permission_names
from bot.discord_app.embeds import MAX_DESCRIPTION, article_line
from bot.discord_app.escaping import plain
from bot.discord_app.repeating import FAILURES, is_refusal
from bot.discord_app.server_log import language_in, tell_moderators
from bot.phrases import say
from bot.service.look_ups import (
    FreshForDigest,
    ProviderNames,
    ProvidersNamed,
    TopicNames,
    TopicsNamed,
)
from bot.service.new_articles import last_due, later_than
from bot.service.news import News
from bot.store.digests import Digest
from corpus.schema import Article

log = logging.getLogger(__name__)

_LINES = 15
_ROOM_FOR_MORE = 100
_NEEDED = ("view_channel", "send_messages", "embed_links")

Every = Literal["daily", "weekly", "off"]


class DigestCommands(commands.Cog):
    """A part of the commands for moderators."""

    _bot: SampanBot

    @app_commands.command(
        name=locale_str("digest"), description=locale_str("Post new articles to a channel at 9:00")
    )
    @app_commands.describe(
        channel=locale_str("A channel of this server"),
        every=locale_str("Each day, each Monday, or no more"),
        topic=locale_str("Only this topic"),
        provider=locale_str("Only this provider"),
        publish=locale_str("In an announcement channel, publish it to those who follow"),
    )
    async def digest(
        self,
        interaction: discord.Interaction[SampanBot],
        channel: discord.TextChannel,
        every: Every,
        topic: str | None = None,
        provider: str | None = None,
        publish: bool = False,
    ) -> None:
        """One for a channel; what was new before it was asked for is not told."""
        bot, language = interaction.client, interaction.client.language_for(interaction)
        digests = bot.journal.digests
        if topic:
            topic = (await bot.worker.look_up(TopicsNamed(name=topic)))[0]
        if provider:
            provider = (await bot.worker.look_up(ProvidersNamed(name=provider)))[0]
        await interaction.response.defer(thinking=True, ephemeral=True)
        if every == "off":
            await digests.remove(channel.guild.id, channel.id)
            text = say("digest_off", language).format(channel=channel.mention)
        else:
            now = time.time()
            chosen = Digest(
                guild_id=channel.guild.id,
                channel_id=channel.id,
                every=every,
                topic=topic,
                provider=provider,
                publishes=publish,
                told=now,
                tried=now,
            )
            await digests.set(chosen)
            lines = [describe_digest(chosen, language)]
            if publish and not channel.is_news():
                lines.append(say("digest_unpublished", language))
            if missing := _missing(channel, language):
                lines.append(say("missing_permission", language).format(permissions=missing))
            text = "\n".join(lines)
        await interaction.edit_original_response(content=text)

    @digest.autocomplete("topic")
    async def complete_topic(
        self, interaction: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Topics that hold what was typed."""
        return await offer(interaction.client.worker, TopicNames(typed=current))

    @digest.autocomplete("provider")
    async def complete_provider(
        self, interaction: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Providers that hold what was typed."""
        return await offer(interaction.client.worker, ProviderNames(typed=current))


def describe_digest(digest: Digest, language: str) -> str:
    """A digest in one line, for its moderators."""
    text = say(f"digest_{digest.every}", language).format(channel=f"<#{digest.channel_id}>")
    only = [plain(name, 100) for name in (digest.topic, digest.provider) if name]
    if only:
        text += f" ({say('filtered', language)}: {', '.join(only)})"
    return text


async def post_digests(bot: SampanBot, news: Sequence[News], now: float) -> None:
    """Post those that are due; whatever goes wrong with one is no matter of the others."""
    for digest in await bot.journal.digests.all():
        try:
            if digest.tried > now:  # the clock was set back
                await bot.journal.digests.note(replace(digest, tried=now))
            elif last_due(digest.every, now) > digest.tried:
                await _post(bot, digest, news, now)
        except FAILURES as error:
            log.warning("a digest is posted later: %s", error)


async def _post(bot: SampanBot, digest: Digest, news: Sequence[News], now: float) -> None:
    guild = bot.get_guild(digest.guild_id)
    if guild is None or guild.unavailable:
        return  # it is tried again when the server is back
    later = tuple(later_than(digest.told, news))
    fresh = await bot.worker.look_up(FreshForDigest(news=later, digest=digest, now=now))
    chosen = fresh.articles
    told = replace(digest, told=fresh.until, tried=now, failures=0)
    if not chosen:
        await bot.journal.digests.note(told)
        return
    channel, language = guild.get_channel(digest.channel_id), language_in(guild)
    if not isinstance(channel, discord.TextChannel):
        await _give_up(bot, guild, digest, now, say("digest_channel_gone", language))
        return
    if missing := _missing(channel, language):
        reason = say("missing_permission", language).format(permissions=missing)
        await _give_up(bot, guild, digest, now, reason)
        return
    await bot.journal.try_keeping(now)
    # Should the bot die before it notes this, Discord knows the message again.
    nonce = hashlib.blake2b(f"{channel.id} {fresh.until}".encode(), digest_size=8).hexdigest()
    try:
        with bot.asking.in_flight.one():
            embed = digest_embed(chosen, digest, language)
            message = await channel.send(embed=embed, nonce=nonce)
            await bot.journal.digests.note(told)
    except discord.HTTPException as error:
        if not is_refusal(error):
            raise
        await _give_up(bot, guild, digest, now, say("digest_refused", language))
        return
    if digest.publishes and channel.is_news():
        await _publish(message)


async def _publish(message: discord.Message) -> None:
    """Send it to the servers that follow; it stands where it is whatever comes of that."""
    try:
        await message.publish()
    except FAILURES as error:
        log.warning("a digest could not be published: %s", error)


async def _give_up(
    bot: SampanBot, guild: discord.Guild, digest: Digest, now: float, reason: str
) -> None:
    """Try again when it is due next, and tell the moderators the first time."""
    log.info("channel %s cannot be posted a digest to", digest.channel_id)
    await bot.journal.digests.note(replace(digest, tried=now, failures=digest.failures + 1))
    if not digest.failures:
        text = say("digest_failed", language_in(guild)).format(channel=f"<#{digest.channel_id}>")
        await tell_moderators(bot, guild, f"{text} {reason}")


def digest_embed(articles: Sequence[Article], digest: Digest, language: str) -> discord.Embed:
    """A line and a link for each, as many as fit, and how many there are besides."""
    embed = discord.Embed(
        title=say(f"digest_title_{digest.every}", language),
        description=list_articles(articles, language, most=_LINES),
    )
    only = ", ".join(name for name in (digest.topic, digest.provider) if name)
    return embed.set_footer(text=only[:500]) if only else embed


def list_articles(articles: Sequence[Article], language: str, *, most: int) -> str:
    """A line and a link for each, whole lines that fit one embed, and how many are left out."""
    lines: list[str] = []
    room = MAX_DESCRIPTION - _ROOM_FOR_MORE
    for article in articles[:most]:
        line = f"• {article_line(article, language)}"
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    left = len(articles) - len(lines)
    if left:
        lines.append(say("and_more", language).format(count=left))
    return "\n".join(lines)


def _missing(channel: discord.TextChannel, language: str) -> str:
    granted = channel.permissions_for(channel.guild.me)
    return permission_names([name for name in _NEEDED if not getattr(granted, name)], language)
