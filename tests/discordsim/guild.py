"""Who and what is in the guild, and who may do what where."""

from discordsim.errors import ApiError, DriverError
from discordsim.permissions import ALL_PERMISSIONS, apply_overwrites, has_all
from discordsim.sessions import Sessions
from discordsim.settings import Settings
from discordsim.users import User
from discordsim.wire import DM_CHANNEL, THREAD_TYPES, Json


class Guild(Sessions):
    """Users, roles and channels.

    Whatever takes one of them takes its name, its id or the thing itself.
    """

    owner: User
    bot: User
    default_user: User
    default_channel: Json

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.users: dict[str, User] = {}
        self.roles: dict[str, Json] = {}
        self.channels: dict[str, Json] = {}

    def role(self, role: str | Json) -> Json:
        """The role of this name or id."""
        if isinstance(role, dict):
            return role
        for known in self.roles.values():
            if known["id"] == str(role) or known["name"] == role:
                return known
        raise DriverError(f"no role {role!r}")

    def user(self, user: str | User | None = None) -> User:
        """The user of this name or id; without one, the default user."""
        if user is None:
            return self.default_user
        if isinstance(user, User):
            return user
        for known in self.users.values():
            if known.id == str(user) or known.name == user:
                return known
        raise DriverError(f"no user {user!r}")

    def channel(self, channel: str | Json | None = None) -> Json:
        """The channel or thread of this name or id; without one, the default channel."""
        if channel is None:
            return self.default_channel
        if isinstance(channel, dict):
            return self.channels[channel["id"]]
        for known in self.channels.values():
            if known["id"] == str(channel) or known.get("name") == channel:
                return known
        raise DriverError(f"no channel {channel!r}")

    def is_own(self, channel: Json) -> bool:
        """Whether a channel is of the guild that the bot is in."""
        return channel.get("guild_id") == self.guild_id

    def permissions(self, user_id: str, channel_id: str | None = None) -> int:
        """What a member may do in the guild, or in one channel of it."""
        user = self.users[str(user_id)]
        if user.id == self.owner.id:
            return ALL_PERMISSIONS
        value = int(self.roles[self.guild_id]["permissions"])
        for role_id in user.roles:
            value |= int(self.roles[role_id]["permissions"])
        if has_all(value, "ADMINISTRATOR"):
            return ALL_PERMISSIONS
        channel = self.channels.get(str(channel_id)) if channel_id else None
        if channel and channel["type"] in THREAD_TYPES:
            channel = self.channels.get(channel["parent_id"])
        if not channel:
            return value
        return apply_overwrites(
            value,
            channel.get("permission_overwrites") or (),
            everyone_id=self.guild_id,
            role_ids=user.roles,
            user_id=user.id,
        )

    def require(
        self,
        channel_id: str,
        *names: str,
        code: int = 50013,
        message: str = "Missing Permissions",
    ) -> None:
        """Raise Discord's 403 unless the bot sees the channel and has these permissions."""
        channel = self.channels.get(str(channel_id))
        if channel is None or channel["type"] == DM_CHANNEL:
            return
        have = self.permissions(self.bot.id, channel_id)
        if not has_all(have, "VIEW_CHANNEL"):
            raise ApiError(403, 50001, "Missing Access")
        if not has_all(have, *names):
            raise ApiError(403, code, message)

    def known_channel(self, channel_id: str) -> Json:
        """The channel of this id, or Discord's 404."""
        channel = self.channels.get(str(channel_id))
        if channel is None:
            raise ApiError(404, 10003, "Unknown Channel")
        return channel
