"""The messages of every channel: posted, edited, deleted, and told to the bot."""

import copy
from collections import defaultdict
from collections.abc import Iterable, Mapping

from discordsim.errors import ApiError
from discordsim.mentions import Mentions
from discordsim.message import Msg
from discordsim.message_forms import Draft, normal_components, normal_embeds
from discordsim.sessions import Session
from discordsim.settings import Settings
from discordsim.users import User
from discordsim.wire import (
    COMPONENTS_V2,
    DEFAULT_MESSAGE,
    DM_CHANNEL,
    INTENTS,
    LOADING,
    SUPPRESS_EMBEDS,
    THREAD_CREATED,
    THREAD_TYPES,
    Json,
    iso_now,
)
from discordsim.world_forms import public_form

_HIDDEN: Json = {
    "content": "",
    "embeds": [],
    "attachments": [],
    "components": [],
    "message_snapshots": [],
}


class Messages(Mentions):
    """Every message; `log` holds (t, what happened, the message)."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.messages: defaultdict[str, dict[str, Msg]] = defaultdict(dict)
        self.all_messages: dict[str, Msg] = {}
        self.log: list[tuple[float, str, Msg]] = []
        self.typing: list[tuple[float, str]] = []
        self.nonces: dict[tuple[str, str | int], Msg] = {}
        self.files: dict[str, bytes] = {}

    def post(self, channel_id: str, author: User, draft: Draft) -> Msg:
        """A new message, told to the bot."""
        channel = self.channels[channel_id]
        raw = self._raw_message(channel, author, draft)
        message = Msg(self, raw, ephemeral_for=draft.ephemeral_for)
        self.all_messages[message.id] = message
        if not draft.ephemeral_for:
            self.messages[channel_id][message.id] = message
            channel["last_message_id"] = message.id
            if channel["type"] in THREAD_TYPES and draft.type == DEFAULT_MESSAGE:
                self._count_in_thread(channel)
        if author.id == self.bot.id and draft.type != THREAD_CREATED:
            self.judge_pings(message)
        self._note(message, "create")
        self.emit("MESSAGE_CREATE", message)
        return message

    def _raw_message(self, channel: Json, author: User, draft: Draft) -> Json:
        content = draft.content.strip()
        raw: Json = {
            "id": draft.id or self.snowflake(),
            "type": draft.type,
            "channel_id": channel["id"],
            "author": author.json(),
            "content": content,
            "timestamp": iso_now(),
            "edited_timestamp": None,
            "tts": False,
            "attachments": list(draft.attachments),
            "embeds": normal_embeds(draft.embeds),
            "pinned": False,
            "flags": draft.flags,
            "components": normal_components(draft.components),
        }
        raw |= self.mentions(
            content, draft.allowed_mentions, author, channel["id"], draft.reference
        )
        if draft.nonce is not None:
            raw["nonce"] = draft.nonce
        if draft.reference is not None:
            raw |= self._reference_fields(channel, draft.reference)
        if draft.message_reference is not None:
            raw["message_reference"] = draft.message_reference
        if draft.forwards is not None:
            raw |= self._forward_fields(draft.forwards)
        if draft.poll is not None:
            raw["poll"] = draft.poll
        if draft.interaction is not None:
            raw |= self._interaction_fields(draft)
        return raw

    def _reference_fields(self, channel: Json, reference: Msg) -> Json:
        place = {"type": 0, "channel_id": reference.channel_id, "message_id": reference.id}
        if channel.get("guild_id"):
            place["guild_id"] = channel["guild_id"]
        shown = {k: v for k, v in reference.raw.items() if k != "referenced_message"}
        return {
            "message_reference": place,
            "referenced_message": None if reference.deleted else shown,
        }

    def _forward_fields(self, forwarded: Msg) -> Json:
        kept = ("type", "content", "embeds", "attachments", "timestamp", "edited_timestamp")
        kept = (*kept, "flags", "mentions", "mention_roles", "components")
        snapshot = {name: copy.deepcopy(forwarded.raw[name]) for name in kept}
        place = {"type": 1, "channel_id": forwarded.channel_id, "message_id": forwarded.id}
        return {"message_reference": place, "message_snapshots": [{"message": snapshot}]}

    def _interaction_fields(self, draft: Draft) -> Json:
        interaction = draft.interaction
        fields: Json = {
            "interaction_metadata": interaction.metadata(),
            "application_id": self.application_id,
            "webhook_id": self.application_id,
        }
        if interaction.type == 2:
            fields["interaction"] = {
                "id": interaction.id,
                "type": 2,
                "name": interaction.data["name"],
                "user": interaction.user.json(),
            }
        return fields

    def _count_in_thread(self, thread: Json) -> None:
        thread["message_count"] += 1
        thread["total_message_sent"] += 1
        if thread["thread_metadata"]["archived"]:
            thread["thread_metadata"]["archived"] = False
            self.dispatch("THREAD_UPDATE", public_form(thread), INTENTS["guilds"])

    def change(self, message: Msg, body: Json) -> None:
        """Apply an edit, and tell the bot."""
        raw = message.raw
        if "content" in body:
            raw["content"] = (body["content"] or "").strip()
        if "embeds" in body:
            raw["embeds"] = normal_embeds(body["embeds"])
        if "attachments" in body:
            kept = {attachment["id"]: attachment for attachment in raw["attachments"]}
            raw["attachments"] = [kept.get(a["id"], a) for a in body["attachments"] or ()]
        if "components" in body:
            raw["components"] = normal_components(body["components"])
        if body.get("flags") is not None:
            settable = int(body["flags"]) & (SUPPRESS_EMBEDS | COMPONENTS_V2)
            raw["flags"] = (raw["flags"] & ~SUPPRESS_EMBEDS) | settable
        was_loading = message.loading
        raw["flags"] &= ~LOADING
        if "content" in body or "allowed_mentions" in body:
            raw |= self.mentions(
                message.content,
                body.get("allowed_mentions"),
                self.users[message.author_id],
                message.channel_id,
                self.all_messages.get(message.reference_id or ""),
            )
        if not was_loading:
            raw["edited_timestamp"] = iso_now()
        self._note(message, "edit")
        self.emit("MESSAGE_UPDATE", message)

    def remove(self, message: Msg) -> None:
        """Delete a message, and tell the bot."""
        message.deleted = True
        self.messages[message.channel_id].pop(message.id, None)
        self._note(message, "delete")
        channel = self.channels.get(message.channel_id) or {}
        data = {"id": message.id, "channel_id": message.channel_id}
        intent = INTENTS["dm_messages"]
        if channel.get("type") != DM_CHANNEL and not message.ephemeral_for:
            data["guild_id"] = self.guild_id
            intent = INTENTS["guild_messages"]
        self.dispatch("MESSAGE_DELETE", data, intent)

    def _note(self, message: Msg, kind: str) -> None:
        message.note(kind)
        self.log.append((self.now(), kind, message))
        self.notify()

    def emit(self, event: str, message: Msg) -> None:
        """Tell the bot of a message, as much of it as its intents allow."""
        data = copy.deepcopy(message.raw)
        channel = self.channels.get(message.channel_id) or {}
        intent = INTENTS["dm_messages"]
        if channel.get("guild_id", self.guild_id) != self.guild_id:
            return
        if channel.get("type") == DM_CHANNEL and not message.ephemeral_for:
            data["channel_type"] = DM_CHANNEL
        elif not message.ephemeral_for:  # one who sees an ephemeral one has it as if privately
            intent = INTENTS["guild_messages"]
            data["guild_id"] = self.guild_id
            if message.author_id in self.users:
                data["member"] = self.users[message.author_id].bare_member()
            for mention in data["mentions"]:
                if mention["id"] in self.users:
                    mention["member"] = self.users[mention["id"]].bare_member()
        self.dispatch(event, data, intent, transform=self._for_session)

    def _for_session(self, session: Session, data: Json) -> Json:
        """Without the content intent, text is hidden unless it is ours, private or mentions us."""
        if session.intents & INTENTS["message_content"] or "guild_id" not in data:
            return data
        if self._concerns_bot(data):
            return data
        hidden = _hidden(data)
        referenced = data.get("referenced_message")
        if referenced and referenced["author"]["id"] != self.bot.id:
            hidden["referenced_message"] = _hidden(referenced)
        return hidden

    def _concerns_bot(self, raw: Json) -> bool:
        mentioned = any(user["id"] == self.bot.id for user in raw["mentions"])
        return mentioned or raw["author"]["id"] == self.bot.id

    def seen_by_bot(self, message: Msg) -> Json:
        """The message as the REST API gives it to the bot."""
        raw = copy.deepcopy(message.raw)
        private = self.channels[message.channel_id]["type"] == DM_CHANNEL
        reads_all = "message_content" in self.privileged
        if not (reads_all or private or self._concerns_bot(raw)):
            raw = _hidden(raw)
        if raw["id"] in self.channels:
            raw["thread"] = public_form(self.channels[raw["id"]])
        return raw

    def known_message(self, channel_id: str, message_id: str) -> Msg:
        """The message of this id, or Discord's 404."""
        self.known_channel(channel_id)
        message = self.messages[str(channel_id)].get(str(message_id))
        if message is not None:
            return message
        ephemeral = self.all_messages.get(str(message_id))
        if ephemeral is not None and ephemeral.ephemeral_for and not ephemeral.deleted:
            self.violate(
                "ephemeral-via-channel",
                "an ephemeral message can be reached only by its interaction token",
                request=self.requests[-1],
            )
        raise ApiError(404, 10008, "Unknown Message")

    def keep_files(
        self, described_all: Iterable[Json] | None, files: Mapping[str, bytes]
    ) -> list[Json]:
        """Store what was uploaded; gives the attachments as messages have them."""
        attachments = []
        for described in described_all or ():
            content = files.get(f"files[{described['id']}]")
            if content is None:  # it was uploaded before
                attachments.append(described)
                continue
            id, name = self.snowflake(), described["filename"]
            self.files[id] = content
            url = f"https://cdn.discordapp.com/attachments/1/{id}/{name}"
            form = {"id": id, "filename": name, "size": len(content), "url": url}
            attachments.append({**form, "proxy_url": url})
        return attachments

    def attached(self, message: Msg) -> dict[str, bytes]:
        """The files of a message, by name."""
        attachments = message.raw["attachments"]
        return {a["filename"]: self.files[a["id"]] for a in attachments}

    def bot_messages(self, channel: str | Json | None = None, since: float = 0.0) -> list[Msg]:
        """What the bot has posted and not deleted, oldest first; `since` in simulator seconds."""
        channel_id = self.channel(channel)["id"] if channel is not None else None
        return [
            message
            for message in self.all_messages.values()
            if message.author_id == self.bot.id
            and message.created_t >= since
            and not message.deleted
            and channel_id in (None, message.channel_id)
        ]

    def last_bot_message(self, channel: str | Json | None = None) -> Msg | None:
        """The bot's newest message."""
        posted = self.bot_messages(channel)
        return posted[-1] if posted else None


def _hidden(raw: Json) -> Json:
    """A message as it is told to whoever may not read it."""
    return {name: value for name, value in raw.items() if name != "poll"} | _HIDDEN
