"""Reactions to messages."""

from discordsim.errors import ApiError
from discordsim.message import Msg
from discordsim.messages import Messages
from discordsim.users import User
from discordsim.wire import DM_CHANNEL, INTENTS, Json

_MAX_REACTIONS = 20


class Reactions(Messages):
    """Adds and removes reactions, and tells the bot."""

    def add_reaction(self, message: Msg, emoji: str, user: User) -> None:
        """React as a user; a second time changes nothing."""
        name, _, emoji_id = emoji.partition(":")
        if user.id in message.reactors[name]:
            return
        shown = message.raw.setdefault("reactions", [])
        if not any(reaction["emoji"]["name"] == name for reaction in shown):
            if len(shown) >= _MAX_REACTIONS:
                raise ApiError(
                    403, 30010, f"Maximum number of reactions reached ({_MAX_REACTIONS})"
                )
            shown.append(_new_reaction(name, emoji_id))
        message.reactors[name].append(user.id)
        self._recount(message, name)
        self._tell(message, user, _emoji(name, emoji_id), added=True)

    def remove_reaction(self, message: Msg, emoji: str, user: User) -> None:
        """Take a user's reaction back, or raise Discord's 404."""
        name, _, emoji_id = emoji.partition(":")
        if user.id not in message.reactors[name]:
            raise ApiError(404, 10014, "Unknown Emoji")
        message.reactors[name].remove(user.id)
        self._recount(message, name)
        self._tell(message, user, _emoji(name, emoji_id), added=False)

    def clear_reactions(self, message: Msg) -> None:
        """Remove every reaction at once."""
        message.raw.pop("reactions", None)
        message.reactors.clear()
        data = {"channel_id": message.channel_id, "message_id": message.id}
        data["guild_id"] = self.guild_id
        self.dispatch("MESSAGE_REACTION_REMOVE_ALL", data, INTENTS["guild_reactions"])

    def _recount(self, message: Msg, name: str) -> None:
        user_ids = message.reactors[name]
        shown = message.raw["reactions"]
        reaction = next(r for r in shown if r["emoji"]["name"] == name)
        reaction["count"] = reaction["count_details"]["normal"] = len(user_ids)
        reaction["me"] = self.bot.id in user_ids
        if not user_ids:
            shown.remove(reaction)
        if not shown:
            message.raw.pop("reactions")

    def _tell(self, message: Msg, user: User, emoji: Json, *, added: bool) -> None:
        data: Json = {
            "user_id": user.id,
            "channel_id": message.channel_id,
            "message_id": message.id,
            "emoji": emoji,
            "burst": False,
            "type": 0,
        }
        in_guild = self.channels[message.channel_id]["type"] != DM_CHANNEL
        if in_guild:
            data["guild_id"] = self.guild_id
        if in_guild and added:
            data["member"] = user.member()
        if added:
            data["message_author_id"] = message.author_id
        self.log.append((self.now(), "react" if added else "unreact", message))
        self.notify()
        event = "MESSAGE_REACTION_ADD" if added else "MESSAGE_REACTION_REMOVE"
        self.dispatch(event, data, INTENTS["guild_reactions" if in_guild else "dm_reactions"])


def _emoji(name: str, emoji_id: str) -> Json:
    return {"id": emoji_id or None, "name": name}


def _new_reaction(name: str, emoji_id: str) -> Json:
    return {
        "emoji": _emoji(name, emoji_id),
        "count": 0,
        "count_details": {"burst": 0, "normal": 0},
        "burst_colors": [],
        "me_burst": False,
        "burst_me": False,
        "burst_count": 0,
        "me": False,
    }
