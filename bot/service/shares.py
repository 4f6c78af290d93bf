"""What moderators let the roles of their server ask in a minute, and all of it in a day."""

from collections.abc import Collection, Mapping

from bot.service.limits import RateLimit
from bot.store.journal import Journal

LIMIT = "limit:"  # the setting of a role, whose id follows
QUOTA = "quota"
_MINUTE_S, _DAY_S = 60.0, 86_400.0


class Shares:
    """Counts questions since the bot's start; the operator's own limits hold besides."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._members = RateLimit(1, _MINUTE_S)
        self._servers = RateLimit(1, _DAY_S, phrase="quota_used")

    def check(self, guild_id: int, user_id: int, role_ids: Collection[int]) -> None:
        """Count one question; raises TooOftenError when it is one too many."""
        servers = self._journal.servers
        most = role_limit(servers.settings_named(guild_id, LIMIT), guild_id, role_ids)
        if most is not None:
            self._members.check((guild_id, user_id), most)
        quota = servers.setting(guild_id, QUOTA)
        if quota is not None:
            self._servers.check(guild_id, int(quota))


def role_limit(limits: Mapping[str, str], guild_id: int, role_ids: Collection[int]) -> int | None:
    """The most that a role of somebody allows; that of @everyone where no other has a limit.

    The role @everyone has the server's id.
    """
    own = [int(limits[str(id)]) for id in role_ids if str(id) in limits and id != guild_id]
    everyone = limits.get(str(guild_id))
    return max(own) if own else None if everyone is None else int(everyone)
