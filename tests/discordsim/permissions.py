"""Permission bits, and what a member may do in a channel."""

from collections.abc import Iterable, Mapping

from discordsim.wire import Json

_BITS = {
    "CREATE_INVITE": 0,
    "KICK_MEMBERS": 1,
    "BAN_MEMBERS": 2,
    "ADMINISTRATOR": 3,
    "MANAGE_CHANNELS": 4,
    "MANAGE_GUILD": 5,
    "ADD_REACTIONS": 6,
    "VIEW_AUDIT_LOG": 7,
    "VIEW_CHANNEL": 10,
    "SEND_MESSAGES": 11,
    "SEND_TTS": 12,
    "MANAGE_MESSAGES": 13,
    "EMBED_LINKS": 14,
    "ATTACH_FILES": 15,
    "READ_MESSAGE_HISTORY": 16,
    "MENTION_EVERYONE": 17,
    "USE_EXTERNAL_EMOJIS": 18,
    "CONNECT": 20,
    "CHANGE_NICKNAME": 26,
    "MANAGE_NICKNAMES": 27,
    "MANAGE_ROLES": 28,
    "MANAGE_WEBHOOKS": 29,
    "USE_APPLICATION_COMMANDS": 31,
    "MANAGE_EVENTS": 33,
    "MANAGE_THREADS": 34,
    "CREATE_PUBLIC_THREADS": 35,
    "CREATE_PRIVATE_THREADS": 36,
    "USE_EXTERNAL_STICKERS": 37,
    "SEND_MESSAGES_IN_THREADS": 38,
    "MODERATE_MEMBERS": 40,
}
PERMISSIONS = {name: 1 << bit for name, bit in _BITS.items()}
ALL_PERMISSIONS = (1 << 50) - 1


def perms(*names: str) -> int:
    """The permissions of these names as one number."""
    value = 0
    for name in names:
        value |= PERMISSIONS[name.upper()]
    return value


EVERYONE_PERMISSIONS = perms(
    "CREATE_INVITE",
    "ADD_REACTIONS",
    "VIEW_CHANNEL",
    "SEND_MESSAGES",
    "EMBED_LINKS",
    "ATTACH_FILES",
    "READ_MESSAGE_HISTORY",
    "USE_EXTERNAL_EMOJIS",
    "CONNECT",
    "CHANGE_NICKNAME",
    "USE_APPLICATION_COMMANDS",
    "CREATE_PUBLIC_THREADS",
    "CREATE_PRIVATE_THREADS",
    "SEND_MESSAGES_IN_THREADS",
)


def has_all(value: int, *names: str) -> bool:
    """Whether the number holds every one of these permissions."""
    wanted = perms(*names)
    return value & wanted == wanted


def apply_overwrites(
    value: int,
    overwrites: Iterable[Json],
    *,
    everyone_id: str,
    role_ids: Iterable[str],
    user_id: str,
) -> int:
    """Permissions after a channel's overwrites: everyone's, the roles', and last the user's."""
    by_id: Mapping[str, Json] = {overwrite["id"]: overwrite for overwrite in overwrites}
    value = _apply(value, [by_id[everyone_id]] if everyone_id in by_id else [])
    value = _apply(value, [by_id[id] for id in role_ids if id in by_id])
    return _apply(value, [by_id[user_id]] if user_id in by_id else [])


def _apply(value: int, overwrites: Iterable[Json]) -> int:
    allow = deny = 0
    for overwrite in overwrites:
        allow |= int(overwrite["allow"])
        deny |= int(overwrite["deny"])
    return (value & ~deny) | allow
