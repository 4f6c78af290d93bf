"""The guild as it comes to be, and as Discord sends it."""

import base64
import copy
import secrets
from collections.abc import Iterable, Sequence

from discordsim.guild import Guild
from discordsim.permissions import PERMISSIONS, perms
from discordsim.sessions import Session
from discordsim.settings import Settings
from discordsim.users import User
from discordsim.wire import DM_CHANNEL, FORUMS, INTENTS, TEXT_CHANNEL, THREAD_TYPES, Json
from discordsim.world_forms import channel_form, guild_form, public_form, role_form


class World(Guild):
    """One guild with `owner`, `alice` and `bob` (the default user), and the bot."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.guild_name = settings.guild_name
        self.locale = settings.locale
        self.shards = settings.shards
        self.system_channel_id: str | None = None
        self.privileged = set(settings.privileged)
        self.token = settings.token or self._make_token()
        self._store_role("@everyone", settings.everyone_permissions, id=self.guild_id)
        own_role = self._store_role(settings.bot_name, settings.bot_permissions, managed=True)
        own_role["tags"] = {"bot_id": self.application_id}
        self.bot = User(self.application_id, settings.bot_name, bot=True, roles=[own_role["id"]])
        self.users[self.bot.id] = self.bot
        self.owner = self.add_user("owner")
        self.add_user("alice")
        self.default_user = self.add_user("bob")
        for name in settings.channels:
            self.add_channel(name)
        self.default_channel = next(iter(self.channels.values()))

    def _make_token(self) -> str:
        owner = base64.b64encode(self.application_id.encode()).decode().rstrip("=")
        return f"{owner}.SimTok.{secrets.token_urlsafe(28)[:38]}"

    # Building it.

    def _store_role(
        self,
        name: str,
        permissions: int = 0,
        *,
        id: str | None = None,
        managed: bool = False,
        mentionable: bool = False,
    ) -> Json:
        role = role_form(
            id or self.snowflake(),
            name,
            permissions=permissions,
            position=len(self.roles),
            managed=managed,
            mentionable=mentionable,
        )
        self.roles[role["id"]] = role
        return role

    def add_role(self, name: str, permissions: int = 0, *, mentionable: bool = False) -> Json:
        """A new role of the guild."""
        role = self._store_role(name, permissions, mentionable=mentionable)
        data = {"guild_id": self.guild_id, "role": role}
        self.dispatch("GUILD_ROLE_CREATE", data, INTENTS["guilds"])
        return role

    def add_user(
        self,
        name: str,
        *,
        roles: Sequence[str | Json] = (),
        admin: bool = False,
        global_name: str | None = None,
        nick: str | None = None,
        bot: bool = False,
        locale: str | None = None,
    ) -> User:
        """A new member of the guild; `locale` is the language of their client."""
        role_ids = [self.role(role)["id"] for role in roles]
        if admin:
            role_ids.append(self._admin_role()["id"])
        user = User(
            self.snowflake(),
            name,
            global_name=global_name,
            bot=bot,
            roles=role_ids,
            nick=nick,
            locale=locale,
        )
        self.users[user.id] = user
        data = {**user.member(), "guild_id": self.guild_id}
        self.dispatch("GUILD_MEMBER_ADD", data, INTENTS["members"])
        return user

    def _admin_role(self) -> Json:
        known = next((role for role in self.roles.values() if role["name"] == "Admin"), None)
        return known or self._store_role("Admin", PERMISSIONS["ADMINISTRATOR"])

    def add_channel(
        self,
        name: str,
        type: int = TEXT_CHANNEL,
        topic: str | None = None,
        *,
        overwrites: Iterable[Json] = (),
        parent: Json | None = None,
        nsfw: bool = False,
        guild_id: str | None = None,
    ) -> Json:
        """A new channel, perhaps of a category or restricted by age.

        Type 0 is text, 2 voice with its chat, 4 a category, 5 announcements, 13 a stage, 15 a forum
        and 16 a forum of pictures. In another guild, whose id is given, the bot is no member.
        """
        channel = channel_form(
            self.snowflake(),
            name,
            guild_id=guild_id or self.guild_id,
            type=type,
            position=len(self.channels),
            topic=topic,
            overwrites=overwrites,
        )
        channel |= {"parent_id": parent["id"] if parent else None, "nsfw": nsfw}
        if type in FORUMS:
            channel |= {"available_tags": [], "default_reaction_emoji": None}
            channel |= {"default_sort_order": None, "default_forum_layout": 0}
        self.channels[channel["id"]] = channel
        if self.is_own(channel):
            self.dispatch("CHANNEL_CREATE", public_form(channel), INTENTS["guilds"])
        return channel

    def delete_channel(self, channel: str | Json) -> None:
        """A moderator deletes a channel."""
        gone = self.channels.pop(self.channel(channel)["id"])
        for id in [id for id, c in self.channels.items() if c.get("parent_id") == gone["id"]]:
            if self.channels[id]["type"] in THREAD_TYPES:
                del self.channels[id]
        self.dispatch("CHANNEL_DELETE", public_form(gone), INTENTS["guilds"])

    def deny(self, channel: str | Json, *names: str, who: str | User | None = None) -> None:
        """Take permissions away in a channel, by default the bot's."""
        target = self.channel(channel)
        user_id = self.user(who).id if who is not None else self.bot.id
        overwrites = target["permission_overwrites"]
        overwrite = next((o for o in overwrites if o["id"] == user_id), None)
        if overwrite is None:
            overwrite = {"id": user_id, "type": 1, "allow": "0", "deny": "0"}
            overwrites.append(overwrite)
        overwrite["deny"] = str(int(overwrite["deny"]) | perms(*names))
        self.dispatch("CHANNEL_UPDATE", public_form(target), INTENTS["guilds"])

    def dm_channel(self, user: str | User | None = None) -> Json:
        """The direct messages between a user and the bot."""
        person = self.user(user)
        for channel in self.channels.values():
            if channel["type"] == DM_CHANNEL and channel["recipients"][0]["id"] == person.id:
                return channel
        channel = {
            "id": self.snowflake(),
            "type": DM_CHANNEL,
            "flags": 0,
            "last_message_id": None,
            "recipients": [person.json()],
        }
        self.channels[channel["id"]] = channel
        return channel

    # As Discord sends it.

    def guild_json(self) -> Json:
        """The guild as the REST API gives it."""
        guild = guild_form(self.guild_id, self.guild_name, owner_id=self.owner.id)
        guild["system_channel_id"] = self.system_channel_id
        return guild | {"roles": copy.deepcopy(list(self.roles.values()))}

    def guild_create(self, session: Session) -> Json:
        """The guild as the gateway gives it to one session."""
        channels = [public_form(c) for c in self.channels.values() if self.is_own(c)]
        threads = [c for c in channels if c["type"] in THREAD_TYPES]
        sees_all = session.intents & (INTENTS["members"] | INTENTS["presences"])
        members = self.users.values() if sees_all else [self.bot]
        return self.guild_json() | {
            "joined_at": self.bot.joined,
            "large": False,
            "unavailable": False,
            "member_count": len(self.users),
            "voice_states": [],
            "members": [user.member() for user in members],
            "channels": [c for c in channels if c["type"] not in (DM_CHANNEL, *THREAD_TYPES)],
            "threads": [t for t in threads if not t["thread_metadata"]["archived"]],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def bot_json(self) -> Json:
        """The bot's own user."""
        return self.bot.json() | {
            "mfa_enabled": True,
            "locale": "en-US",
            "premium_type": 0,
            "email": None,
            "verified": True,
        }

    def application_flags(self) -> int:
        """Which privileged intents the application has, as an unverified application's flags."""
        flags = 1 << 23
        for name, bit in (("presences", 13), ("members", 15), ("message_content", 19)):
            if name in self.privileged:
                flags |= 1 << bit
        return flags
