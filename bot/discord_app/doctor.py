"""What may be wrong on Discord's side: token, intents, commands, permissions."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import discord
from discord import app_commands

from bot.discord_app.client import SampanBot
from bot.discord_app.command_names import permission_names
from bot.discord_app.command_sync import names_of
from bot.discord_app.repeating import FAILURES
from bot.errors import AnswerTimeoutError
from bot.service.answer_source import AnswerSource
from bot.service.doctor import Finding
from bot.settings import Settings
from bot.store.journal import Journal
from bot.store.journal_file import JOURNAL_FILE, open_journal

_TIMEOUT_S = 20.0
_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    read_message_history=True,
)
_CONTENT = "gateway_message_content"
_TO_ANSWER = ("view_channel", "send_messages", "embed_links", "read_message_history")
_TO_OPEN_THREADS = ("create_public_threads", "send_messages_in_threads")


def examine_discord(settings: Settings) -> list[Finding]:
    """Asks Discord with the bot's token; needs no gateway and changes nothing."""
    if settings.discord_token is None:
        return [
            Finding(
                check="discord token",
                is_ok=False,
                says="SAMPAN_DISCORD_TOKEN is not set",
                remedy="docs/discord.md says where to get the bot's token",
            )
        ]
    return asyncio.run(_examine(settings, settings.discord_token.get_secret_value()))


async def _examine(settings: Settings, token: str) -> list[Finding]:
    try:
        async with (
            asyncio.timeout(_TIMEOUT_S),
            discord.Client(intents=discord.Intents.none()) as client,
        ):
            await client.login(token)
            return await _ask_discord(client, settings) + await _ask_about_channels(
                client, settings
            )
    except discord.LoginFailure:
        return [
            Finding(
                check="discord token",
                is_ok=False,
                says="Discord does not know it",
                remedy="reset it in the developer portal and set SAMPAN_DISCORD_TOKEN anew",
            )
        ]
    except TimeoutError as error:
        raise AnswerTimeoutError(_TIMEOUT_S) from error
    except FAILURES as error:
        return [
            Finding(
                check="discord",
                is_ok=False,
                says=f"cannot be asked: {type(error).__name__}",
                remedy="see whether this machine reaches Discord, then try again",
            )
        ]


async def _ask_discord(client: discord.Client, settings: Settings) -> list[Finding]:
    application = await client.application_info()
    invite = discord.utils.oauth_url(
        application.id, permissions=_PERMISSIONS, scopes=("bot", "applications.commands")
    )
    guilds = await client.http.get_guilds(limit=200)
    flags = application.flags
    privileged = [
        name
        for name in ("gateway_presence", "gateway_guild_members", _CONTENT)
        if getattr(flags, name) or getattr(flags, f"{name}_limited")
    ]
    findings = [
        Finding(check="discord token", is_ok=True, says=f"is that of {application.name}"),
        _compare_intents(privileged, settings),
        await _compare_commands(client, settings),
        Finding(check="discord invite", is_ok=True, says=invite),
    ]
    if not guilds:
        remedy = "open the address above and choose a server"
        findings.append(
            Finding(check="discord servers", is_ok=False, says="the bot is in none", remedy=remedy)
        )
    for guild in guilds:
        granted = discord.Permissions(int(guild["permissions"]))
        missing = _missing(granted, [name for name, is_wanted in _PERMISSIONS if is_wanted])
        findings.append(
            Finding(
                check=f"discord server {guild['name']}",
                is_ok=not missing,
                says=f"lacks {missing}" if missing else "all permissions are there",
                remedy="grant them to the bot's role, or invite it again" if missing else "",
            )
        )
    return findings


def _compare_intents(granted: Sequence[str], settings: Settings) -> Finding:
    """Whether the application has the privileged intents that it needs, and no others."""
    needed = {_CONTENT} if settings.message_content else set()
    spare = [name for name in granted if name not in needed]
    if not needed.issubset(granted):
        return Finding(
            check="discord intents",
            is_ok=False,
            says="SAMPAN_MESSAGE_CONTENT is set, and the Message Content intent is off",
            remedy="switch it on in the developer portal under Bot, or take the setting away",
        )
    says = "the Message Content intent is on" if needed else "none is needed"
    if spare:
        says += f"; {', '.join(spare)} could be switched off"
    elif not needed:
        says = "no privileged one is switched on, and none is needed"
    return Finding(check="discord intents", is_ok=True, says=says)


async def _compare_commands(client: discord.Client, settings: Settings) -> Finding:
    """Whether Discord has our commands, all of them and no others."""
    registered = names_of(await app_commands.CommandTree(client).fetch_commands())
    # A bot that never connects knows its commands too, and none of them is called.
    answers = cast(AnswerSource, SimpleNamespace(examples=None))
    bot = SampanBot(answers, cast(Journal, None), settings)
    await bot.load_features()
    ours = names_of(bot.tree.get_commands())
    says = [f"{len(registered & ours)} are registered"]
    if ours - registered:
        says.append(f"missing {', '.join(sorted(ours - registered))}")
    if registered - ours:
        says.append(f"not ours {', '.join(sorted(registered - ours))}")
    is_ok = registered == ours
    return Finding(
        check="discord commands",
        is_ok=is_ok,
        says="; ".join(says),
        remedy="" if is_ok else 'start the bot anew, it sends them: "sampan bot"',
    )


async def _ask_about_channels(client: discord.Client, settings: Settings) -> list[Finding]:
    """What keeps the bot from answering in the channels that moderators chose."""
    if not (settings.home / JOURNAL_FILE).exists():
        return []
    findings: list[Finding] = []
    async with open_journal(settings.home) as journal:
        for entry in await client.http.get_guilds(limit=200):
            guild_id = int(entry["id"])
            chosen = journal.servers.channels(guild_id)
            if chosen:
                has_threads = journal.servers.setting(guild_id, "threads") == "on"
                needed = (*_TO_ANSWER, *(_TO_OPEN_THREADS if has_threads else ()))
                guild = await client.fetch_guild(guild_id)
                findings += await _examine_channels(client, guild, chosen, needed)
    return findings


async def _examine_channels(
    client: discord.Client, guild: discord.Guild, chosen: Sequence[int], needed: Sequence[str]
) -> list[Finding]:
    if client.user is None:
        return []
    me = await guild.fetch_member(client.user.id)
    channels = {channel.id: channel for channel in await guild.fetch_channels()}
    findings = []
    for channel_id in chosen:
        channel = channels.get(channel_id)
        check = f"discord channel {channel or channel_id} of {guild}"
        if channel is None:
            says, remedy = "is gone or hidden from the bot", "let the bot view it, or remove it"
            findings.append(Finding(check=check, is_ok=False, says=says, remedy=remedy))
            continue
        missing = _missing(channel.permissions_for(me), needed)
        findings.append(
            Finding(
                check=check,
                is_ok=not missing,
                says=f"lacks {missing}" if missing else "can be answered in",
                remedy="grant them to the bot's role in that channel" if missing else "",
            )
        )
    return findings


def _missing(granted: discord.Permissions, needed: Sequence[str]) -> str:
    """The permissions that are needed and not granted, in the words of Discord's settings."""
    if granted.administrator:
        return ""
    return permission_names([name for name in needed if not getattr(granted, name)], "en")
