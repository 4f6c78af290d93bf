"""Roles, channels and guilds as Discord writes them, with its defaults."""

import copy
from collections.abc import Iterable

from discordsim.wire import VOICE_TYPES, Json


def public_form(channel: Json) -> Json:
    """A channel without the notes that the simulator keeps in it, whose keys start with '_'."""
    return {key: copy.deepcopy(v) for key, v in channel.items() if not key.startswith("_")}


def role_form(
    id: str, name: str, *, permissions: int, position: int, managed: bool, mentionable: bool
) -> Json:
    """A role."""
    return {
        "id": id,
        "name": name,
        "permissions": str(permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": managed,
        "mentionable": mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel_form(
    id: str,
    name: str,
    *,
    guild_id: str,
    type: int,
    position: int,
    topic: str | None,
    overwrites: Iterable[Json],
) -> Json:
    """A channel of a guild."""
    voice = {"bitrate": 64_000, "user_limit": 0, "rtc_region": None} if type in VOICE_TYPES else {}
    return {
        **voice,
        "id": id,
        "type": type,
        "guild_id": guild_id,
        "name": name,
        "position": position,
        "flags": 0,
        "permission_overwrites": [dict(overwrite) for overwrite in overwrites],
        "parent_id": None,
        "nsfw": False,
        "topic": topic,
        "last_message_id": None,
        "rate_limit_per_user": 0,
    }


def guild_form(id: str, name: str, *, owner_id: str) -> Json:
    """A guild without roles, channels and members."""
    return {
        "id": id,
        "name": name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": owner_id,
        "application_id": None,
        "region": "us-east",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }
