"""Endpoints for the guild, its channels, roles and members."""

from discordsim.endpoints import NO_CONTENT, Answer, Endpoints, always
from discordsim.errors import ApiError
from discordsim.interactions import Interactions
from discordsim.permissions import has_all
from discordsim.records import RequestRecord
from discordsim.wire import DM_CHANNEL, INTENTS, THREAD_TYPES, Json
from discordsim.world_forms import public_form


def get_channel(sim: Interactions, request: RequestRecord) -> Answer:
    channel = sim.known_channel(request.params["channel_id"])
    sim.require(channel["id"], "VIEW_CHANNEL")
    return Answer(200, public_form(channel))


def edit_channel(sim: Interactions, request: RequestRecord) -> Answer:
    channel, body = sim.known_channel(request.params["channel_id"]), request.form
    is_thread = channel["type"] in THREAD_TYPES
    if not (is_thread and channel["owner_id"] == sim.bot.id):
        _require_managing(sim, channel)
    for key in ("name", "topic", "nsfw", "rate_limit_per_user", "applied_tags"):
        if key in body:
            channel[key] = body[key]
    if is_thread:
        for key in ("archived", "locked", "auto_archive_duration"):
            if key in body:
                channel["thread_metadata"][key] = body[key]
    event = "THREAD_UPDATE" if is_thread else "CHANNEL_UPDATE"
    sim.dispatch(event, public_form(channel), INTENTS["guilds"])
    sim.notify()
    return Answer(200, public_form(channel))


def delete_channel(sim: Interactions, request: RequestRecord) -> Answer:
    channel = sim.known_channel(request.params["channel_id"])
    if channel["type"] != DM_CHANNEL:
        _require_managing(sim, channel)
        del sim.channels[channel["id"]]
        event = "THREAD_DELETE" if channel["type"] in THREAD_TYPES else "CHANNEL_DELETE"
        sim.dispatch(event, public_form(channel), INTENTS["guilds"])
    return Answer(200, public_form(channel))


def _require_managing(sim: Interactions, channel: Json) -> None:
    is_thread = channel["type"] in THREAD_TYPES
    sim.require(channel["id"], "MANAGE_THREADS" if is_thread else "MANAGE_CHANNELS")


def get_guild(sim: Interactions, request: RequestRecord) -> Answer:
    _check_guild(sim, request)
    guild = sim.guild_json()
    if request.query.get("with_counts"):
        guild["approximate_member_count"] = len(sim.users)
        guild["approximate_presence_count"] = 1
    return Answer(200, guild)


def list_channels(sim: Interactions, request: RequestRecord) -> Answer:
    _check_guild(sim, request)
    elsewhere = (DM_CHANNEL, *THREAD_TYPES)
    channels = [c for c in sim.channels.values() if c["type"] not in elsewhere]
    return Answer(200, [public_form(channel) for channel in channels])


def add_channel(sim: Interactions, request: RequestRecord) -> Answer:
    _check_guild(sim, request)
    _require_in_guild(sim, "MANAGE_CHANNELS")
    body = request.body
    channel = sim.add_channel(body["name"], body.get("type") or 0, body.get("topic"))
    return Answer(201, public_form(channel))


def list_roles(sim: Interactions, request: RequestRecord) -> Answer:
    _check_guild(sim, request)
    return Answer(200, list(sim.roles.values()))


def list_members(sim: Interactions, request: RequestRecord) -> Answer:
    _check_guild(sim, request)
    if "members" not in sim.privileged:
        raise ApiError(403, 50001, "Missing Access")
    after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 1))
    users = sorted(sim.users.values(), key=lambda user: int(user.id))
    later = [user for user in users if int(user.id) > after]
    return Answer(200, [user.member() for user in later[:limit]])


def search_members(sim: Interactions, request: RequestRecord) -> Answer:
    _check_guild(sim, request)
    start, limit = request.query.get("query", "").lower(), int(request.query.get("limit", 1))
    found = [
        user
        for user in sim.users.values()
        if user.name.lower().startswith(start) or (user.nick or "").lower().startswith(start)
    ]
    return Answer(200, [user.member() for user in found[:limit]])


def get_member(sim: Interactions, request: RequestRecord) -> Answer:
    _check_guild(sim, request)
    user = sim.users.get(request.params["user_id"])
    if not user:
        raise ApiError(404, 10007, "Unknown Member")
    return Answer(200, user.member())


def give_role(sim: Interactions, request: RequestRecord) -> Answer:
    role_id = request.params["role_id"]
    roles = [*_roles_of(sim, request), role_id]
    return _set_roles(sim, request, list(dict.fromkeys(roles)))


def take_role(sim: Interactions, request: RequestRecord) -> Answer:
    role_id = request.params["role_id"]
    return _set_roles(sim, request, [id for id in _roles_of(sim, request) if id != role_id])


def _roles_of(sim: Interactions, request: RequestRecord) -> list[str]:
    _check_guild(sim, request)
    _require_in_guild(sim, "MANAGE_ROLES")
    return sim.users[request.params["user_id"]].roles


def _set_roles(sim: Interactions, request: RequestRecord, role_ids: list[str]) -> Answer:
    user = sim.users[request.params["user_id"]]
    user.roles = role_ids
    data = {**user.member(), "guild_id": sim.guild_id}
    sim.dispatch("GUILD_MEMBER_UPDATE", data, INTENTS["members"])
    return NO_CONTENT


def _check_guild(sim: Interactions, request: RequestRecord) -> None:
    if request.params["guild_id"] != sim.guild_id or not sim.is_member:
        raise ApiError(404, 10004, "Unknown Guild")


def _require_in_guild(sim: Interactions, name: str) -> None:
    if not has_all(sim.permissions(sim.bot.id), name):
        raise ApiError(403, 50013, "Missing Permissions")


_GUILD = "/guilds/{guild_id}"
_MEMBER_ROLE = f"{_GUILD}/members/{{user_id}}/roles/{{role_id}}"

ENDPOINTS: Endpoints = {
    ("GET", "/channels/{channel_id}"): get_channel,
    ("PATCH", "/channels/{channel_id}"): edit_channel,
    ("DELETE", "/channels/{channel_id}"): delete_channel,
    ("GET", _GUILD): get_guild,
    ("GET", f"{_GUILD}/channels"): list_channels,
    ("POST", f"{_GUILD}/channels"): add_channel,
    ("GET", f"{_GUILD}/roles"): list_roles,
    ("GET", f"{_GUILD}/members"): list_members,
    ("GET", f"{_GUILD}/members/search"): search_members,
    ("GET", f"{_GUILD}/members/{{user_id}}"): get_member,
    ("PUT", _MEMBER_ROLE): give_role,
    ("DELETE", _MEMBER_ROLE): take_role,
    ("GET", f"{_GUILD}/emojis"): always([]),
    ("GET", f"{_GUILD}/stickers"): always([]),
}
