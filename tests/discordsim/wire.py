"""Discord's numbers and forms, as they go over the wire."""

import datetime as dt
from typing import Any

Json = dict[str, Any]

SUPPRESS_EMBEDS = 1 << 2
HAS_THREAD = 1 << 5
EPHEMERAL = 1 << 6
CROSSPOSTED = 1 << 0
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
VOICE_MESSAGE = 1 << 13
COMPONENTS_V2 = 1 << 15
FREE_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2  # a bot may set them anywhere

TEXT_CHANNEL, DM_CHANNEL, ANNOUNCEMENTS, FORUM, MEDIA = 0, 1, 5, 15, 16
FORUMS = (FORUM, MEDIA)
PUBLIC_THREAD, PRIVATE_THREAD = 11, 12
THREAD_TYPES = (10, PUBLIC_THREAD, PRIVATE_THREAD)
VOICE_TYPES = (2, 13)  # voice, stage
UNWRITABLE_TYPES = (4, *FORUMS)  # a category and forums

DEFAULT_MESSAGE, THREAD_CREATED, REPLY_MESSAGE, THREAD_STARTER = 0, 18, 19, 21

SUBCOMMAND, GROUP = 1, 2
OPTION_NAMES = {
    1: "subcommand",
    2: "group",
    3: "string",
    4: "integer",
    5: "boolean",
    6: "user",
    7: "channel",
    8: "role",
    9: "mentionable",
    10: "number",
    11: "attachment",
}
CHOICE_VALUE_TYPES: dict[int, type | tuple[type, ...]] = {3: str, 4: int, 10: (int, float)}

BUTTON = 2
SELECT_TYPES = (3, 5, 6, 7, 8)
V2_ONLY_TYPES = frozenset({9, 10, 11, 12, 13, 14, 17})

INTENTS = {
    "guilds": 1 << 0,
    "members": 1 << 1,
    "moderation": 1 << 2,
    "emojis": 1 << 3,
    "integrations": 1 << 4,
    "webhooks": 1 << 5,
    "invites": 1 << 6,
    "voice_states": 1 << 7,
    "presences": 1 << 8,
    "guild_messages": 1 << 9,
    "guild_reactions": 1 << 10,
    "guild_typing": 1 << 11,
    "dm_messages": 1 << 12,
    "dm_reactions": 1 << 13,
    "dm_typing": 1 << 14,
    "message_content": 1 << 15,
}
PRIVILEGED_INTENTS = ("members", "presences", "message_content")


def iso_now() -> str:
    """The time of day as Discord writes it."""
    return dt.datetime.now(dt.UTC).isoformat()


def is_iso_time(text: str) -> bool:
    """Whether Discord would read the text as a time."""
    try:
        dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True


def flags_of(body: Json) -> int:
    """The message flags that a request body asks for."""
    return int(body.get("flags") or 0)
