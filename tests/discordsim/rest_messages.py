"""Endpoints for messages in channels."""

import copy
from dataclasses import replace

from discordsim.endpoints import NO_CONTENT, Answer, Endpoint, Endpoints
from discordsim.errors import ApiError, Flaw
from discordsim.interactions import Interactions
from discordsim.message import Msg
from discordsim.message_forms import draft_from
from discordsim.message_rules import check_message, empty_flaw, leaves_nothing
from discordsim.permissions import has_all
from discordsim.records import RequestRecord
from discordsim.wire import (
    ANNOUNCEMENTS,
    CROSSPOSTED,
    DEFAULT_MESSAGE,
    EPHEMERAL,
    FREE_FLAGS,
    REPLY_MESSAGE,
    THREAD_TYPES,
    UNWRITABLE_TYPES,
    Json,
    flags_of,
    iso_now,
)


def list_messages(sim: Interactions, request: RequestRecord) -> Answer:
    channel = sim.known_channel(request.params["channel_id"])
    _require_history(sim, channel["id"])
    messages = list(sim.messages[channel["id"]].values())
    query, limit = request.query, int(request.query.get("limit", 50))
    if "before" in query:
        messages = [m for m in messages if int(m.id) < int(query["before"])][-limit:]
    elif "after" in query:
        messages = [m for m in messages if int(m.id) > int(query["after"])][:limit]
    elif "around" in query:
        ids = [int(message.id) for message in messages]
        middle = sum(id < int(query["around"]) for id in ids)
        messages = messages[max(0, middle - limit // 2) : middle + (limit + 1) // 2]
    else:
        messages = messages[-limit:]
    return Answer(200, [sim.seen_by_bot(message) for message in reversed(messages)])


def get_message(sim: Interactions, request: RequestRecord) -> Answer:
    _require_history(sim, request.params["channel_id"])
    return Answer(200, sim.seen_by_bot(_message(sim, request)))


def post_message(sim: Interactions, request: RequestRecord) -> Answer:
    channel, body = sim.known_channel(request.params["channel_id"]), request.form
    _require_writing(sim, channel, body)
    if flags_of(body) & EPHEMERAL:
        sim.violate(
            "ephemeral-in-channel", "only interaction responses can be ephemeral", request=request
        )
    flaws = check_message(body, kind="channel")
    sim.reject_empty(request, flaws)
    sim.reject(request, flaws)
    reference = _reference(sim, request, channel)
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce"):
        posted = sim.nonces.get((channel["id"], nonce))
        if posted:
            return Answer(200, copy.deepcopy(posted.raw))
    draft = replace(
        draft_from(body),
        type=REPLY_MESSAGE if reference else DEFAULT_MESSAGE,
        flags=flags_of(body) & FREE_FLAGS,
        reference=reference,
        nonce=nonce,
    )
    message = sim.post(channel["id"], sim.bot, draft)
    if nonce is not None:
        sim.nonces[channel["id"], nonce] = message
    if channel["type"] in THREAD_TYPES:
        sim.join_thread(channel, sim.bot.id)
    return Answer(200, copy.deepcopy(message.raw))


def _require_writing(sim: Interactions, channel: Json, body: Json) -> None:
    if channel["type"] in UNWRITABLE_TYPES:
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    for person in channel.get("recipients", ()):
        if not sim.users[person["id"]].takes_dms:
            raise ApiError(403, 50007, "Cannot send messages to this user")
    in_thread = channel["type"] in THREAD_TYPES
    needed = ["SEND_MESSAGES_IN_THREADS" if in_thread else "SEND_MESSAGES"]
    if body.get("embeds"):
        needed.append("EMBED_LINKS")
    sim.require(channel["id"], *needed)
    may_manage = has_all(sim.permissions(sim.bot.id, channel["id"]), "MANAGE_THREADS")
    if in_thread and channel["thread_metadata"]["locked"] and not may_manage:
        raise ApiError(400, 50083, "Thread is archived")


def _reference(sim: Interactions, request: RequestRecord, channel: Json) -> Msg | None:
    """The message that is replied to."""
    asked = request.form.get("message_reference")
    if not asked or asked.get("type", 0) != 0:
        return None
    there = sim.messages[str(asked.get("channel_id") or channel["id"])]
    message = there.get(str(asked["message_id"]))
    if message is not None:
        text = "Cannot reply without permission to read message history"
        sim.require(channel["id"], "READ_MESSAGE_HISTORY", code=160002, message=text)
    elif asked.get("fail_if_not_exists", True):
        code = "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"
        flaw = Flaw(("message_reference",), code, "Unknown message", "reply-unknown")
        sim.reject(request, [flaw])
    return message


def edit_message(sim: Interactions, request: RequestRecord) -> Answer:
    message, body = _message(sim, request), request.form
    if message.author_id != sim.bot.id:
        if set(body) - {"flags", "tts"}:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        sim.require(message.channel_id, "MANAGE_MESSAGES")
    channel = sim.channels[message.channel_id]
    if channel["type"] in THREAD_TYPES and channel["thread_metadata"]["archived"]:
        raise ApiError(400, 50083, "Thread is archived")
    sim.reject(request, check_message(body, kind="edit", editing=message))
    if leaves_nothing(message, body):
        sim.reject_empty(request, [empty_flaw()])
    sim.change(message, body)
    return Answer(200, copy.deepcopy(message.raw))


def publish_message(sim: Interactions, request: RequestRecord) -> Answer:
    message = _message(sim, request)
    if sim.channels[message.channel_id]["type"] != ANNOUNCEMENTS:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    if message.author_id != sim.bot.id:
        sim.require(message.channel_id, "MANAGE_MESSAGES")
    sim.require(message.channel_id, "SEND_MESSAGES")
    if message.flags & CROSSPOSTED:
        raise ApiError(400, 40033, "This message has already been crossposted.")
    message.raw["flags"] |= CROSSPOSTED
    return Answer(200, copy.deepcopy(message.raw))


def delete_message(sim: Interactions, request: RequestRecord) -> Answer:
    message = _message(sim, request)
    if message.author_id != sim.bot.id:
        sim.require(message.channel_id, "MANAGE_MESSAGES")
    sim.remove(message)
    return NO_CONTENT


def delete_messages(sim: Interactions, request: RequestRecord) -> Answer:
    channel_id = request.params["channel_id"]
    sim.require(channel_id, "MANAGE_MESSAGES")
    for message_id in request.body["messages"]:
        message = sim.messages[channel_id].get(str(message_id))
        if message:
            sim.remove(message)
    return NO_CONTENT


def start_typing(sim: Interactions, request: RequestRecord) -> Answer:
    channel = sim.known_channel(request.params["channel_id"])
    in_thread = channel["type"] in THREAD_TYPES
    sim.require(channel["id"], "SEND_MESSAGES_IN_THREADS" if in_thread else "SEND_MESSAGES")
    sim.typing.append((sim.now(), channel["id"]))
    return NO_CONTENT


def pin(sim: Interactions, request: RequestRecord) -> Answer:
    return _set_pinned(sim, request, pinned=True)


def unpin(sim: Interactions, request: RequestRecord) -> Answer:
    return _set_pinned(sim, request, pinned=False)


def _set_pinned(sim: Interactions, request: RequestRecord, *, pinned: bool) -> Answer:
    sim.require(request.params["channel_id"], "MANAGE_MESSAGES")
    message = _message(sim, request)
    message.raw["pinned"] = pinned
    message.pinned_at = iso_now()
    return NO_CONTENT


def list_pinned_messages(sim: Interactions, request: RequestRecord) -> Answer:
    return Answer(200, [message.raw for message in _pinned(sim, request)])


def list_pins(sim: Interactions, request: RequestRecord) -> Answer:
    pins = [{"pinned_at": m.pinned_at, "message": m.raw} for m in _pinned(sim, request)]
    return Answer(200, {"items": pins, "has_more": False})


def _pinned(sim: Interactions, request: RequestRecord) -> list[Msg]:
    messages = sim.messages[request.params["channel_id"]].values()
    return [message for message in messages if message.raw["pinned"]]


def _message(sim: Interactions, request: RequestRecord) -> Msg:
    return sim.known_message(request.params["channel_id"], request.params["message_id"])


def _require_history(sim: Interactions, channel_id: str) -> None:
    sim.require(channel_id, "READ_MESSAGE_HISTORY", code=50001, message="Missing Access")


_CHANNEL = "/channels/{channel_id}"


def _pin_endpoints(path: str) -> dict[tuple[str, str], Endpoint]:
    return {("PUT", path): pin, ("DELETE", path): unpin}


ENDPOINTS: Endpoints = {
    ("GET", f"{_CHANNEL}/messages"): list_messages,
    ("POST", f"{_CHANNEL}/messages"): post_message,
    ("GET", f"{_CHANNEL}/messages/{{message_id}}"): get_message,
    ("PATCH", f"{_CHANNEL}/messages/{{message_id}}"): edit_message,
    ("DELETE", f"{_CHANNEL}/messages/{{message_id}}"): delete_message,
    ("POST", f"{_CHANNEL}/messages/bulk-delete"): delete_messages,
    ("POST", f"{_CHANNEL}/messages/{{message_id}}/crosspost"): publish_message,
    ("POST", f"{_CHANNEL}/typing"): start_typing,
    **_pin_endpoints(f"{_CHANNEL}/pins/{{message_id}}"),
    **_pin_endpoints(f"{_CHANNEL}/messages/pins/{{message_id}}"),
    ("GET", f"{_CHANNEL}/pins"): list_pinned_messages,
    ("GET", f"{_CHANNEL}/messages/pins"): list_pins,
}
