"""Endpoints that start threads, and for their members."""

import copy

from discordsim.endpoints import NO_CONTENT, Answer, Endpoints
from discordsim.errors import ApiError
from discordsim.interactions import Interactions
from discordsim.message_forms import draft_from
from discordsim.message_rules import check_message
from discordsim.records import RequestRecord
from discordsim.wire import (
    ANNOUNCEMENTS,
    DM_CHANNEL,
    FORUMS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT_CHANNEL,
    THREAD_TYPES,
    Json,
)
from discordsim.world_forms import public_form


def start_from_message(sim: Interactions, request: RequestRecord) -> Answer:
    message = sim.known_message(request.params["channel_id"], request.params["message_id"])
    sim.require(message.channel_id, "CREATE_PUBLIC_THREADS")
    channel = sim.channels[message.channel_id]
    if channel["type"] not in (TEXT_CHANNEL, ANNOUNCEMENTS):
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    thread = sim.start_thread(
        channel,
        request.body["name"],
        sim.bot,
        message=message,
        auto_archive_minutes=request.body.get("auto_archive_duration"),
    )
    return Answer(201, public_form(thread))


def start_alone(sim: Interactions, request: RequestRecord) -> Answer:
    channel, body = sim.known_channel(request.params["channel_id"]), request.form
    if channel["type"] in (DM_CHANNEL, *THREAD_TYPES):
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    if channel["type"] in FORUMS:
        return _start_post(sim, request, channel)
    kind = body.get("type") or PRIVATE_THREAD  # Discord's default here
    is_private = kind == PRIVATE_THREAD
    sim.require(channel["id"], "CREATE_PRIVATE_THREADS" if is_private else "CREATE_PUBLIC_THREADS")
    thread = sim.start_thread(
        channel,
        body["name"],
        sim.bot,
        type=kind,
        auto_archive_minutes=body.get("auto_archive_duration"),
    )
    return Answer(201, public_form(thread))


def _start_post(sim: Interactions, request: RequestRecord, forum: Json) -> Answer:
    body = request.form
    opening = body.get("message") or {}
    flaws = check_message(opening, kind="channel")
    sim.reject_empty(request, flaws)
    sim.reject(request, flaws)
    thread = sim.start_thread(
        forum,
        body["name"],
        sim.bot,
        type=PUBLIC_THREAD,
        auto_archive_minutes=body.get("auto_archive_duration"),
        applied_tags=body.get("applied_tags") or [],
    )
    message = sim.post(thread["id"], sim.bot, draft_from(opening))
    return Answer(201, {**public_form(thread), "message": copy.deepcopy(message.raw)})


def join(sim: Interactions, request: RequestRecord) -> Answer:
    sim.join_thread(sim.known_channel(request.params["channel_id"]), sim.bot.id)
    return NO_CONTENT


def leave(sim: Interactions, request: RequestRecord) -> Answer:
    return _remove_member(sim, request, sim.bot.id)


def add_member(sim: Interactions, request: RequestRecord) -> Answer:
    if request.params["user_id"] not in sim.users:
        raise ApiError(404, 10013, "Unknown User")
    channel = sim.known_channel(request.params["channel_id"])
    sim.join_thread(channel, request.params["user_id"])
    return NO_CONTENT


def remove_member(sim: Interactions, request: RequestRecord) -> Answer:
    return _remove_member(sim, request, request.params["user_id"])


def _remove_member(sim: Interactions, request: RequestRecord, user_id: str) -> Answer:
    channel = sim.known_channel(request.params["channel_id"])
    if user_id in channel.get("_members", ()):
        channel["_members"].remove(user_id)
    return NO_CONTENT


def list_members(sim: Interactions, request: RequestRecord) -> Answer:
    thread = sim.known_channel(request.params["channel_id"])
    return Answer(200, [sim.thread_member(thread, id) for id in thread.get("_members", ())])


def list_active(sim: Interactions, request: RequestRecord) -> Answer:
    if request.params["guild_id"] != sim.guild_id:
        raise ApiError(404, 10004, "Unknown Guild")
    active = [t for t in sim.threads() if not t["thread_metadata"]["archived"]]
    joined = [t for t in active if sim.bot.id in t["_members"]]
    answer = {
        "threads": [public_form(thread) for thread in active],
        "members": [sim.thread_member(thread, sim.bot.id) for thread in joined],
        "has_more": False,
    }
    return Answer(200, answer)


def list_archived(sim: Interactions, request: RequestRecord) -> Answer:
    threads = [
        public_form(thread)
        for thread in sim.threads()
        if thread["parent_id"] == request.params["channel_id"]
        and thread["type"] == PUBLIC_THREAD
        and thread["thread_metadata"]["archived"]
    ]
    return Answer(200, {"threads": threads, "members": [], "has_more": False})


_CHANNEL = "/channels/{channel_id}"
_MEMBERS = f"{_CHANNEL}/thread-members"

ENDPOINTS: Endpoints = {
    ("POST", f"{_CHANNEL}/messages/{{message_id}}/threads"): start_from_message,
    ("POST", f"{_CHANNEL}/threads"): start_alone,
    ("PUT", f"{_MEMBERS}/@me"): join,
    ("DELETE", f"{_MEMBERS}/@me"): leave,
    ("PUT", f"{_MEMBERS}/{{user_id}}"): add_member,
    ("DELETE", f"{_MEMBERS}/{{user_id}}"): remove_member,
    ("GET", _MEMBERS): list_members,
    ("GET", "/guilds/{guild_id}/threads/active"): list_active,
    ("GET", f"{_CHANNEL}/threads/archived/public"): list_archived,
}
