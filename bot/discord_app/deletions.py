"""Channels and roles that are deleted: nothing is kept of them, also when the bot was away."""

import logging

import discord
from aiohttp import ClientError
from discord.ext import commands

from bot.discord_app.client import SampanBot
from bot.discord_app.meant import UNASKED
from bot.discord_app.server_log import SETTING as LOG_SETTING
from bot.discord_app.server_log import language_in, tell_moderators
from bot.errors import NotKeptError
from bot.phrases import say
from bot.service.shares import LIMIT

log = logging.getLogger(__name__)


class DeletionsCog(commands.Cog):
    """Forgets what moderators decided of a channel or a role that is gone."""

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone."""
        try:
            await self._forget_channels(channel.guild, {channel.id})
        except NotKeptError:
            log.warning("channel %s is forgotten at the next start", channel.id, exc_info=True)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Nobody has a role any more that is gone."""
        try:
            await self._bot.journal.servers.drop_setting(role.guild.id, f"{LIMIT}{role.id}")
        except NotKeptError:
            log.warning("role %s is forgotten at the next start", role.id, exc_info=True)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Some may have gone while the bot was away."""
        for guild in self._bot.guilds:
            await self._look_through(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Or while the server was."""
        await self._look_through(guild)

    async def _look_through(self, guild: discord.Guild) -> None:
        if guild.unavailable:
            return
        try:
            missing = [id for id in await self._kept(guild.id) if guild.get_channel(id) is None]
            await self._forget_channels(guild, {id for id in missing if await self._is_gone(id)})
            servers = self._bot.journal.servers
            roles = {str(role.id) for role in guild.roles}
            for role_id in servers.settings_named(guild.id, LIMIT):
                if role_id not in roles:
                    await servers.drop_setting(guild.id, f"{LIMIT}{role_id}")
        except NotKeptError:
            log.warning("what is gone of server %s is forgotten later", guild.id, exc_info=True)

    async def _kept(self, guild_id: int) -> list[int]:
        """The channels of a server that something was decided of."""
        servers = self._bot.journal.servers
        ids = {*servers.channels(guild_id), *servers.set_channels(guild_id)}
        ids |= {digest.channel_id for digest in await self._bot.journal.digests.of_server(guild_id)}
        named = [*servers.settings_named(guild_id, UNASKED), servers.setting(guild_id, LOG_SETTING)]
        return sorted(ids | {int(id) for id in named if id and id.isdecimal()})

    async def _is_gone(self, channel_id: int) -> bool:
        """Asked of Discord, as what moderators decided would not come back."""
        try:
            await self._bot.fetch_channel(channel_id)
        except discord.NotFound:
            return True
        except (discord.DiscordException, ClientError, OSError) as error:
            log.info("whether channel %s is gone is not known: %s", channel_id, error)
        return False

    async def _forget_channels(self, guild: discord.Guild, ids: set[int]) -> None:
        journal, servers = self._bot.journal, self._bot.journal.servers
        had_chosen = bool(servers.channels(guild.id))
        for id in sorted(ids):
            await servers.drop_channel(guild.id, id)
            await servers.drop_setting(guild.id, f"{UNASKED}{id}")
            if servers.setting(guild.id, LOG_SETTING) == str(id):
                await servers.drop_setting(guild.id, LOG_SETTING)
            await journal.digests.remove(guild.id, id)
        if had_chosen and not servers.channels(guild.id):
            await tell_moderators(self._bot, guild, say("chosen_gone", language_in(guild)))


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(DeletionsCog(bot))
