"""What a test may choose about its Discord."""

from dataclasses import dataclass
from pathlib import Path

from discordsim.permissions import EVERYONE_PERMISSIONS, perms
from discordsim.wire import PRIVILEGED_INTENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The simulator's options; times are in seconds.

    `strict` answers broken rules with Discord's error; otherwise form errors are only recorded.
    `spec` names Discord's OpenAPI document; without it only the hand-written rules run.
    `late_grace` is how long a late first response is still waited for, to measure it.
    """

    token: str | None = None
    guild_id: str | int | None = None
    application_id: str | int | None = None
    bot_name: str = "testbot"
    guild_name: str = "Test Guild"
    channels: tuple[str, ...] = ("general", "help")
    privileged: frozenset[str] = frozenset(PRIVILEGED_INTENTS)
    bot_permissions: int = EVERYONE_PERMISSIONS
    everyone_permissions: int = EVERYONE_PERMISSIONS | perms("MENTION_EVERYONE")
    strict: bool = True
    rate_limits: bool = True
    deadline: float = 3.0
    token_life: float = 900.0
    latency: float = 0.0
    settle: float = 0.5
    late_grace: float = 2.0
    heartbeat_interval: float = 41.25
    spec: Path | None = None
    self_check: bool = True
    locale: str = "en-US"
    shards: int = 1
