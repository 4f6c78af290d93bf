"""Coming to a server and leaving it: three first steps, and nothing left behind."""

import logging

import discord
from discord.ext import commands

from bot.discord_app.client import SampanBot
from bot.discord_app.repeating import FAILURES
from bot.discord_app.server_log import language_in, may_write, tell_moderators
from bot.errors import NotKeptError
from bot.phrases import say

log = logging.getLogger(__name__)


class WelcomeCog(commands.Cog):
    """Says once how to begin, and deletes what was stored of a server that it left."""

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Tell the moderators; where they cannot be reached, the owner."""
        language = language_in(guild)
        read = "privacy_all_read" if self._bot.reads_content else "privacy_few_read"
        text = say("welcome", language).format(reads=say(read, language))
        try:
            if await tell_moderators(self._bot, guild, text):
                return
            channel = guild.system_channel
            if channel is not None and may_write(channel):
                await channel.send(text)
            elif guild.owner_id is not None:
                owner = await self._bot.fetch_user(guild.owner_id)
                await owner.send(text)
        except FAILURES as error:
            log.info("server %s could not be welcomed: %s", guild.id, error)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed; the library tells otherwise of a server that is away for a while."""
        await self._forget(guild.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """The bot may have been removed from a server while it was away."""
        try:
            stored = await self._bot.journal.servers_stored()
        except NotKeptError:
            log.warning("servers that were left are forgotten later", exc_info=True)
            return
        for guild_id in sorted(stored - {guild.id for guild in self._bot.guilds}):
            try:
                await self._bot.fetch_guild(guild_id)  # asked again, as nothing brings it back
            except (discord.NotFound, discord.Forbidden):
                await self._forget(guild_id)
            except FAILURES as error:
                log.info("whether server %s was left is not known: %s", guild_id, error)

    async def _forget(self, guild_id: int) -> None:
        try:
            await self._bot.journal.forget_server(guild_id)
        except NotKeptError:
            log.warning("server %s is forgotten at the next start", guild_id, exc_info=True)
        else:
            log.info("server %s was left and is forgotten", guild_id)


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(WelcomeCog(bot))
