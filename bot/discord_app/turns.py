"""A question as the moderators of its server decided: its share, its channel's settings."""

from dataclasses import replace

import discord

from bot.discord_app.client import SampanBot, above
from bot.service.look_ups import Conditions
from bot.service.turns import Turn
from bot.store.server_choices import ChannelSettings
from corpus.errors import NameNotFoundError

_LENGTHS = {"short": 1, "long": 6}  # how many quotes


async def as_decided(
    bot: SampanBot, turn: Turn, channel: object, asker: discord.User | discord.Member
) -> Turn:
    """The turn, kept to what the channel has chosen where nothing else was asked for.

    Raises TooOftenError when a role's or the server's share is used up.
    """
    if isinstance(asker, discord.Member):
        bot.shares.check(asker.guild.id, asker.id, [role.id for role in asker.roles])
    chosen = settings_of(bot, turn.server, channel)
    limit = _LENGTHS.get(chosen.length, turn.limit)
    turn = replace(turn, limit=limit, answer_in=chosen.language)
    has_own = bool(turn.filters) or (turn.follows is not None and turn.follows.answer is not None)
    if has_own or not (chosen.topic or chosen.provider):
        return turn
    try:
        filters = await bot.worker.look_up(
            Conditions(
                topics=(chosen.topic,) if chosen.topic else (),
                providers=(chosen.provider,) if chosen.provider else (),
            )
        )
    except NameNotFoundError:
        return turn  # no article is of it any more
    return replace(turn, filters=filters)


def settings_of(bot: SampanBot, guild_id: int | None, channel: object) -> ChannelSettings:
    """A channel's own settings, or those of the channel or category that it belongs to."""
    servers = bot.journal.servers
    for place in (getattr(channel, "id", None), *above(channel)):
        found = servers.channel_settings(guild_id, place)
        if found != ChannelSettings():
            return found
    return ChannelSettings()
