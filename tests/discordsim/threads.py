"""Threads: started from messages or by themselves, and who is in them."""

from collections.abc import Iterable

from discordsim.errors import ApiError
from discordsim.message import Msg
from discordsim.message_forms import Draft
from discordsim.reactions import Reactions
from discordsim.users import User
from discordsim.wire import (
    HAS_THREAD,
    INTENTS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT_CHANNEL,
    THREAD_CREATED,
    THREAD_STARTER,
    THREAD_TYPES,
    Json,
    iso_now,
)
from discordsim.world_forms import public_form

_WEEK_MINUTES = 4320
_NO_MENTIONS: Json = {"parse": []}


class Threads(Reactions):
    """Starts threads and keeps their members."""

    def threads(self, parent: str | Json | None = None) -> list[Json]:
        """Every thread, or those of one channel."""
        parent_id = self.channel(parent)["id"] if parent is not None else None
        found = [c for c in self.channels.values() if c["type"] in THREAD_TYPES]
        return [thread for thread in found if parent_id in (None, thread["parent_id"])]

    def start_thread(
        self,
        parent: Json,
        name: str,
        owner: User,
        *,
        type: int = PUBLIC_THREAD,
        message: Msg | None = None,
        auto_archive_minutes: int | None = None,
        applied_tags: Iterable[str] | None = None,
    ) -> Json:
        """A new thread of a channel, hanging on `message` if one is given."""
        if message is not None and message.id in self.channels:
            raise ApiError(400, 160004, "A thread has already been created for this message")
        thread = self._thread_form(parent, name, owner, type, message)
        thread["thread_metadata"]["auto_archive_duration"] = auto_archive_minutes or _WEEK_MINUTES
        if applied_tags is not None:
            thread["applied_tags"] = [str(tag) for tag in applied_tags]
        self.channels[thread["id"]] = thread
        if message is not None:
            message.raw["flags"] |= HAS_THREAD
        if type != PRIVATE_THREAD or self.bot.id in thread["_members"]:
            self._tell_created(thread, owner)
        self._post_notices(thread, parent, owner, message)
        self.notify()
        return thread

    def _thread_form(
        self, parent: Json, name: str, owner: User, type: int, message: Msg | None
    ) -> Json:
        metadata: Json = {
            "archived": False,
            "archive_timestamp": iso_now(),
            "locked": False,
            "create_timestamp": iso_now(),
        }
        if type == PRIVATE_THREAD:
            metadata["invitable"] = True
        return {
            "id": message.id if message is not None else self.snowflake(),
            "type": type,
            "guild_id": self.guild_id,
            "name": name,
            "flags": 0,
            "last_message_id": None,
            "parent_id": parent["id"],
            "owner_id": owner.id,
            "message_count": 0,
            "member_count": 1,
            "total_message_sent": 0,
            "rate_limit_per_user": 0,
            "thread_metadata": metadata,
            "_members": [owner.id],
            "_message_id": message.id if message is not None else None,
            "_started": self.now(),
        }

    def _tell_created(self, thread: Json, owner: User) -> None:
        data = {**public_form(thread), "newly_created": True}
        if owner.id == self.bot.id:
            data["member"] = self.thread_member(thread, owner.id)
        self.dispatch("THREAD_CREATE", data, INTENTS["guilds"])

    def _post_notices(self, thread: Json, parent: Json, owner: User, message: Msg | None) -> None:
        """The lines that Discord itself writes about a new thread."""
        if message is not None:
            self.emit("MESSAGE_UPDATE", message)
            starter = Draft(type=THREAD_STARTER, reference=message, allowed_mentions=_NO_MENTIONS)
            self.post(thread["id"], owner, starter)
            return
        if thread["type"] != PUBLIC_THREAD or parent["type"] != TEXT_CHANNEL:
            return
        notice = Draft(
            content=thread["name"],
            type=THREAD_CREATED,
            allowed_mentions=_NO_MENTIONS,
            message_reference={
                "type": 0,
                "channel_id": thread["id"],
                "guild_id": self.guild_id,
            },
        )
        self.post(parent["id"], owner, notice)

    def thread_member(self, thread: Json, user_id: str) -> Json:
        """A member of a thread as Discord sends it."""
        return {"id": thread["id"], "user_id": user_id, "join_timestamp": iso_now(), "flags": 1}

    def join_thread(self, thread: Json, user_id: str) -> None:
        """Add a member, and tell the bot."""
        if user_id in thread["_members"]:
            return
        thread["_members"].append(user_id)
        thread["member_count"] = len(thread["_members"])
        member = self.thread_member(thread, user_id)
        if user_id == self.bot.id and thread["type"] == PRIVATE_THREAD:
            data = {**public_form(thread), "member": member}
            self.dispatch("THREAD_CREATE", data, INTENTS["guilds"])
        joined = {**member, "member": self.users[user_id].member(), "presence": None}
        data = {
            "id": thread["id"],
            "guild_id": self.guild_id,
            "member_count": thread["member_count"],
            "removed_member_ids": [],
            "added_members": [joined],
        }
        self.dispatch("THREAD_MEMBERS_UPDATE", data, INTENTS["guilds"])
