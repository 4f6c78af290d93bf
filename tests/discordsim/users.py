"""People and bots of the simulated guild."""

from collections.abc import Iterable

from discordsim.wire import Json, iso_now


class User:
    """A user and member; `locale` None takes the simulator's.

    One who takes no direct messages has switched them off for members of the guild.
    """

    def __init__(
        self,
        id: str,
        name: str,
        *,
        global_name: str | None = None,
        bot: bool = False,
        roles: Iterable[str] = (),
        nick: str | None = None,
        locale: str | None = None,
    ) -> None:
        self.id = id
        self.name = name
        self.global_name = global_name or name.title()
        self.bot = bot
        self.roles = list(roles)
        self.nick = nick
        self.locale = locale
        self.takes_dms = True
        self.joined = iso_now()
        self.mention = f"<@{id}>"

    def __repr__(self) -> str:
        return f"<User {self.name} {self.id}>"

    def json(self) -> Json:
        """The user as Discord sends it."""
        return {
            "id": self.id,
            "username": self.name,
            "avatar": None,
            "discriminator": "0000" if self.bot else "0",
            "public_flags": 0,
            "flags": 0,
            "bot": self.bot,
            "banner": None,
            "accent_color": None,
            "global_name": None if self.bot else self.global_name,
            "avatar_decoration_data": None,
            "collectibles": None,
            "primary_guild": None,
        }

    def member(self) -> Json:
        """The guild member, with the user in it."""
        return {**self.bare_member(), "user": self.json()}

    def bare_member(self) -> Json:
        """The guild member, for places where the user stands beside it."""
        return {
            "avatar": None,
            "banner": None,
            "communication_disabled_until": None,
            "flags": 0,
            "joined_at": self.joined,
            "nick": self.nick,
            "pending": False,
            "premium_since": None,
            "roles": list(self.roles),
            "mute": False,
            "deaf": False,
        }
