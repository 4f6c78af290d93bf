"""Endpoints for reactions."""

import re

from discordsim.endpoints import NO_CONTENT, Answer, Endpoints
from discordsim.errors import ApiError
from discordsim.interactions import Interactions
from discordsim.message import Msg
from discordsim.records import RequestRecord

_CUSTOM = re.compile(r"\w+:\d+")
_KEYCAPS = "0123456789#*"


def add_own(sim: Interactions, request: RequestRecord) -> Answer:
    message, emoji = _message(sim, request), request.params["emoji_name"]
    if not _CUSTOM.fullmatch(emoji) and emoji.isascii() and emoji not in _KEYCAPS:
        sim.violate("unknown-emoji", f"{emoji!r} is not an emoji", request=request)
        raise ApiError(400, 10014, "Unknown Emoji")
    sim.require(message.channel_id, "READ_MESSAGE_HISTORY", "ADD_REACTIONS")
    sim.add_reaction(message, emoji, sim.bot)
    return NO_CONTENT


def remove_own(sim: Interactions, request: RequestRecord) -> Answer:
    sim.remove_reaction(_message(sim, request), request.params["emoji_name"], sim.bot)
    return NO_CONTENT


def remove_of_user(sim: Interactions, request: RequestRecord) -> Answer:
    sim.require(request.params["channel_id"], "MANAGE_MESSAGES")
    user = sim.users[request.params["user_id"]]
    sim.remove_reaction(_message(sim, request), request.params["emoji_name"], user)
    return NO_CONTENT


def list_users(sim: Interactions, request: RequestRecord) -> Answer:
    name = request.params["emoji_name"].partition(":")[0]
    user_ids = _message(sim, request).reactors[name]
    return Answer(200, [sim.users[id].json() for id in user_ids])


def remove_all(sim: Interactions, request: RequestRecord) -> Answer:
    sim.require(request.params["channel_id"], "MANAGE_MESSAGES")
    sim.clear_reactions(_message(sim, request))
    return NO_CONTENT


def remove_emoji(sim: Interactions, request: RequestRecord) -> Answer:
    sim.require(request.params["channel_id"], "MANAGE_MESSAGES")
    message, emoji = _message(sim, request), request.params["emoji_name"]
    for user_id in list(message.reactors[emoji.partition(":")[0]]):
        sim.remove_reaction(message, emoji, sim.users[user_id])
    return NO_CONTENT


def _message(sim: Interactions, request: RequestRecord) -> Msg:
    return sim.known_message(request.params["channel_id"], request.params["message_id"])


_REACTIONS = "/channels/{channel_id}/messages/{message_id}/reactions"

ENDPOINTS: Endpoints = {
    ("PUT", _REACTIONS + "/{emoji_name}/@me"): add_own,
    ("DELETE", _REACTIONS + "/{emoji_name}/@me"): remove_own,
    ("DELETE", _REACTIONS + "/{emoji_name}/{user_id}"): remove_of_user,
    ("GET", _REACTIONS + "/{emoji_name}"): list_users,
    ("DELETE", _REACTIONS): remove_all,
    ("DELETE", _REACTIONS + "/{emoji_name}"): remove_emoji,
}
