"""What a user types into an option, as Discord's client sends it, or refuses to."""

from typing import Any

from discordsim.errors import DriverError
from discordsim.interactions import Interactions
from discordsim.permissions import has_all
from discordsim.users import User
from discordsim.wire import DM_CHANNEL, OPTION_NAMES, Json

_MAX_TEXT = 6000
_STRING, _INTEGER, _BOOLEAN, _USER, _CHANNEL, _ROLE, _MENTIONABLE, _NUMBER = range(3, 11)


class OptionValues(Interactions):
    """Checks and converts option values, and who may see which command."""

    def require_visible(self, command: Json, user: User, channel: Json) -> None:
        """Refuse a command that Discord's client would not offer to the user there."""
        name, contexts = command["name"], command.get("contexts")
        if channel["type"] == DM_CHANNEL:
            if contexts is None:
                offered = command.get("dm_permission") is not False
            else:
                offered = 1 in contexts
            if command.get("guild_id") or not offered:
                raise DriverError(f"/{name} is not available in direct messages")
            return
        if not self.is_own(channel) and 1 not in (command.get("integration_types") or ()):
            raise DriverError(f"/{name} is not available to those who installed it themselves")
        if contexts is not None and 0 not in contexts:
            raise DriverError(f"/{name} is not available in servers")
        have = self.permissions(user.id, channel["id"])
        if not has_all(have, "ADMINISTRATOR") and not _is_offered(command, have):
            needed = command["default_member_permissions"]
            raise DriverError(f"/{name} is hidden from {user.name}: needs permissions {needed}")
        if not has_all(have, "USE_APPLICATION_COMMANDS", "VIEW_CHANNEL"):
            raise DriverError(f"{user.name} may not use commands in #{channel.get('name')}")

    def option_value(self, option: Json, value: Any, resolved: Json, *, strict: bool = True) -> Any:
        """The value as sent; users, channels and roles are added to `resolved`.

        Not `strict` sends wrong text and numbers anyway.
        """
        kind = option["type"]
        if kind in (_STRING, _INTEGER, _NUMBER):
            value, problems = _check_plain(option, value)
            if problems and strict:
                reasons = "; ".join(problems)
                raise DriverError(
                    f"option {option['name']}: {reasons} "
                    "(the Discord client would refuse; strict=False sends it anyway)"
                )
            return value
        if kind == _BOOLEAN:
            return bool(value)
        if kind == _ROLE or (kind == _MENTIONABLE and isinstance(value, dict)):
            role = self.role(value)
            resolved.setdefault("roles", {})[role["id"]] = role
            return role["id"]
        if kind in (_USER, _MENTIONABLE):
            return self.resolve_user(self.user(value), resolved)
        if kind == _CHANNEL:
            return self._channel_value(option, value, resolved, strict=strict)
        raise DriverError(f"options of type {OPTION_NAMES.get(kind, kind)} are not simulated")

    def resolve_user(self, user: User, resolved: Json) -> str:
        """The user's id; the user is added to `resolved`."""
        allowed = str(self.permissions(user.id))
        resolved.setdefault("users", {})[user.id] = user.json()
        member = {**user.bare_member(), "permissions": allowed}
        resolved.setdefault("members", {})[user.id] = member
        return user.id

    def _channel_value(self, option: Json, value: Any, resolved: Json, *, strict: bool) -> str:
        channel = self.channel(value)
        types = option.get("channel_types")
        if strict and types and channel["type"] not in types:
            name, kind = option["name"], channel["type"]
            raise DriverError(f"option {name}: channel type {kind} not allowed")
        sent = self.channel_for(channel, self.default_user)
        resolved.setdefault("channels", {})[channel["id"]] = sent
        return channel["id"]


def _is_offered(command: Json, have: int) -> bool:
    """Whether Discord offers the command to a member with these permissions."""
    needed = command.get("default_member_permissions")
    if needed is None:
        return True
    return int(needed) != 0 and have & int(needed) == int(needed)


def _check_plain(option: Json, value: Any) -> tuple[Any, list[str]]:
    """The value, by its choice's name too, and why a client would refuse it."""
    is_text = option["type"] == _STRING
    value = str(value) if is_text else value
    problems = []
    choices = option.get("choices") or []
    if choices and value not in [choice["value"] for choice in choices]:
        named = [choice["value"] for choice in choices if choice["name"] == value]
        if not named:
            names = [choice["name"] for choice in choices]
            problems.append(f"{value!r} is not among the choices {names}")
        value = named[0] if named else value
    checked = _check_text(option, value) if is_text else _check_number(option, value)
    return value, problems + checked


def _check_text(option: Json, text: str) -> list[str]:
    problems = []
    least, most = option.get("min_length"), option.get("max_length") or _MAX_TEXT
    if least is not None and len(text) < least:
        problems.append(f"shorter than {least}")
    if len(text) > most:
        problems.append(f"longer than {most}")
    if not text:
        problems.append("empty")
    return problems


def _check_number(option: Json, number: Any) -> list[str]:
    is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
    if not is_number or (option["type"] == _INTEGER and not float(number).is_integer()):
        return [f"{number!r} is not a {OPTION_NAMES[option['type']]}"]
    problems = []
    if option.get("min_value") is not None and number < option["min_value"]:
        problems.append(f"below {option['min_value']}")
    if option.get("max_value") is not None and number > option["max_value"]:
        problems.append(f"above {option['max_value']}")
    return problems
