"""What may be wrong on Discord's side: token, intents, commands, permissions."""

import asyncio

import discord

from bot.doctor import Finding
from bot.errors import AnswerTimeoutError
from bot.settings import Settings

_TIMEOUT_S = 20.0
_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    read_message_history=True,
)


def examine_discord(settings: Settings) -> list[Finding]:
    """Asks Discord with the bot's token; needs no gateway and changes nothing."""
    if settings.discord_token is None:
        return [
            Finding(
                check="discord token",
                is_ok=False,
                says="SAMPAN_DISCORD_TOKEN is not set",
                remedy="the README says where to get the bot's token",
            )
        ]
    return asyncio.run(_examine(settings.discord_token.get_secret_value()))


async def _examine(token: str) -> list[Finding]:
    try:
        async with (
            asyncio.timeout(_TIMEOUT_S),
            discord.Client(intents=discord.Intents.none()) as client,
        ):
            await client.login(token)
            return await _ask_discord(client)
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
    except (discord.HTTPException, OSError) as error:
        return [
            Finding(
                check="discord",
                is_ok=False,
                says=f"cannot be asked: {type(error).__name__}",
                remedy="see whether this machine reaches Discord, then try again",
            )
        ]


async def _ask_discord(client: discord.Client) -> list[Finding]:
    application = await client.application_info()
    invite = discord.utils.oauth_url(
        application.id, permissions=_PERMISSIONS, scopes=("bot", "applications.commands")
    )
    commands = await client.http.get_global_commands(application.id)
    guilds = await client.http.get_guilds(limit=200)
    flags = application.flags
    privileged = [
        name
        for name in ("gateway_presence", "gateway_guild_members", "gateway_message_content")
        if getattr(flags, name) or getattr(flags, f"{name}_limited")
    ]
    findings = [
        Finding(check="discord token", is_ok=True, says=f"is that of {application.name}"),
        Finding(
            check="discord intents",
            is_ok=True,
            says=f"none is needed; {', '.join(privileged)} could be switched off"
            if privileged
            else "no privileged one is switched on, and none is needed",
        ),
        Finding(
            check="discord commands",
            is_ok=bool(commands),
            says=f"{len(commands)} are registered",
            remedy="" if commands else 'start the bot once: "sampan bot"',
        ),
        Finding(check="discord invite", is_ok=True, says=invite),
    ]
    if not guilds:
        remedy = "open the address above and choose a server"
        findings.append(
            Finding(check="discord servers", is_ok=False, says="the bot is in none", remedy=remedy)
        )
    for guild in guilds:
        granted = discord.Permissions(int(guild["permissions"]))
        missing = [name for name, wanted in _PERMISSIONS if wanted and not getattr(granted, name)]
        if granted.administrator:
            missing = []
        findings.append(
            Finding(
                check=f"discord server {guild['name']}",
                is_ok=not missing,
                says=f"lacks {', '.join(missing)}" if missing else "all permissions are there",
                remedy="grant them to the bot's role, or invite it again" if missing else "",
            )
        )
    return findings
