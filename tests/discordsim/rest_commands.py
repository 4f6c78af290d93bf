"""Endpoints that register application commands."""

import copy

from discordsim.command_rules import check_command, check_commands
from discordsim.endpoints import NO_CONTENT, Answer, Endpoint, Endpoints
from discordsim.errors import ApiError
from discordsim.interactions import Interactions
from discordsim.records import RequestRecord
from discordsim.wire import Json

_SLASH = 1
_MAY_BE_NONE = frozenset(
    {
        "default_member_permissions",
        "contexts",
        "name_localizations",
        "description_localizations",
    }
)


def list_commands(sim: Interactions, request: RequestRecord) -> Answer:
    return Answer(200, copy.deepcopy(_registered(sim, request)))


def replace_commands(sim: Interactions, request: RequestRecord) -> Answer:
    registered = _registered(sim, request)
    given = request.body or []
    sim.reject(request, check_commands(given))
    known = {_key(command): command for command in registered}
    registered[:] = [_stored(sim, request, command, known.get(_key(command))) for command in given]
    scope = "guild" if "guild_id" in request.params else "global"
    sim.command_syncs.append((sim.now(), scope, len(registered)))
    both = set(map(_key, sim.commands_global)) & set(map(_key, sim.commands_guild))
    if both:
        names = sorted(name for _, name in both)
        sim.warn(
            "duplicate-command",
            f"registered globally and in the guild, so users see them twice: {names}",
            request=request,
        )
    return Answer(200, copy.deepcopy(registered))


def add_command(sim: Interactions, request: RequestRecord) -> Answer:
    registered = _registered(sim, request)
    sim.reject(request, check_command(request.body))
    old = next((c for c in registered if _key(c) == _key(request.body)), None)
    new = _stored(sim, request, request.body, old)
    if old:
        registered[registered.index(old)] = new
    else:
        registered.append(new)
    sim.command_syncs.append((sim.now(), "one", len(registered)))
    return Answer(200 if old else 201, copy.deepcopy(new))


def get_command(sim: Interactions, request: RequestRecord) -> Answer:
    return Answer(200, copy.deepcopy(_one(sim, request)))


def edit_command(sim: Interactions, request: RequestRecord) -> Answer:
    registered, old = _registered(sim, request), _one(sim, request)
    merged = {**old, **request.body}
    sim.reject(request, check_command(merged))
    new = _stored(sim, request, merged, old)
    registered[registered.index(old)] = new
    return Answer(200, copy.deepcopy(new))


def delete_command(sim: Interactions, request: RequestRecord) -> Answer:
    _registered(sim, request).remove(_one(sim, request))
    return NO_CONTENT


def _registered(sim: Interactions, request: RequestRecord) -> list[Json]:
    """The list that the path means: the guild's or the global one."""
    if request.params.get("application_id") != sim.application_id:
        message = "You are not authorized to perform this action on this application"
        raise ApiError(403, 20012, message)
    if "guild_id" not in request.params:
        return sim.commands_global
    if request.params["guild_id"] != sim.guild_id:
        raise ApiError(403, 50001, "Missing Access")
    return sim.commands_guild


def _one(sim: Interactions, request: RequestRecord) -> Json:
    for command in _registered(sim, request):
        if command["id"] == request.params["command_id"]:
            return command
    raise ApiError(404, 10063, "Unknown application command")


def _key(command: Json) -> tuple[int, str]:
    return command.get("type") or _SLASH, command["name"]


def _stored(sim: Interactions, request: RequestRecord, given: Json, old: Json | None) -> Json:
    """A command as Discord keeps it; one that is registered again keeps its id."""
    command = copy.deepcopy(given)
    command["type"] = command.get("type") or _SLASH
    command["id"] = (old or {}).get("id") or sim.snowflake()
    command["application_id"] = sim.application_id
    command["version"] = sim.snowflake()
    command["description"] = command.get("description") or ""
    needed = command.get("default_member_permissions")
    command["default_member_permissions"] = None if needed is None else str(needed)
    command.setdefault("nsfw", False)
    if "guild_id" in request.params:
        command["guild_id"] = sim.guild_id
        for key in ("dm_permission", "contexts", "integration_types"):
            command.pop(key, None)
    else:
        command["dm_permission"] = command.get("dm_permission") is not False
        command["contexts"] = command.get("contexts")
        command["integration_types"] = command.get("integration_types") or [0]
    _drop_none(command)
    return command


def _drop_none(node: Json) -> None:
    for key in [k for k, value in node.items() if value is None and k not in _MAY_BE_NONE]:
        del node[key]
    for part in (node.get("options") or []) + (node.get("choices") or []):
        _drop_none(part)


def _endpoints(base: str) -> dict[tuple[str, str], Endpoint]:
    return {
        ("GET", base): list_commands,
        ("PUT", base): replace_commands,
        ("POST", base): add_command,
        ("GET", base + "/{command_id}"): get_command,
        ("PATCH", base + "/{command_id}"): edit_command,
        ("DELETE", base + "/{command_id}"): delete_command,
    }


ENDPOINTS: Endpoints = {
    **_endpoints("/applications/{application_id}/commands"),
    **_endpoints("/applications/{application_id}/guilds/{guild_id}/commands"),
}
