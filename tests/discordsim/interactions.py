"""Registered commands, and sending interactions to the bot."""

import asyncio
import copy

from discordsim.errors import DriverError
from discordsim.interaction import Interaction
from discordsim.message import Msg
from discordsim.permissions import ALL_PERMISSIONS
from discordsim.settings import Settings
from discordsim.threads import Threads
from discordsim.users import User
from discordsim.wire import DM_CHANNEL, GROUP, SUBCOMMAND, Json
from discordsim.world_forms import public_form

_SLASH = 1


class Interactions(Threads):
    """The commands of the bot and every interaction with them.

    `command_syncs` holds (t, 'guild' | 'global' | 'one', how many commands there are now).
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.deadline = settings.deadline
        self.token_life = settings.token_life
        self.commands_global: list[Json] = []
        self.commands_guild: list[Json] = []
        self.command_syncs: list[tuple[float, str, int]] = []
        self.interactions: dict[str, Interaction] = {}
        self._timers: list[asyncio.TimerHandle] = []

    def commands(self) -> list[Json]:
        """Every registered command."""
        return self.commands_global + self.commands_guild

    def command_names(self) -> list[str]:
        """Every path that can be used: 'ask', 'kb article show'."""
        return [path for command in self.commands() for path in _paths(command["name"], command)]

    def find_command(self, name: str, type: int = _SLASH) -> tuple[Json, list[Json], Json]:
        """The command, its sub-options on the way, and what is used at the end.

        A guild command wins over a global one of the same name.
        """
        parts = name.strip().lstrip("/").split() if type == _SLASH else [name]
        for command in self.commands_guild + self.commands_global:
            if command["name"] != parts[0] or command["type"] != type:
                continue
            chain = _descend(command, parts[1:])
            if chain is None:
                continue
            leaf = chain[-1] if chain else command
            if nested := _nested(leaf):
                names = [option["name"] for option in nested]
                raise DriverError(f"/{' '.join(parts)} needs a subcommand: {names}")
            return command, chain, leaf
        raise DriverError(f"no command {name!r}; registered: {self.command_names()}")

    def channel_for(self, channel: Json, user: User) -> Json:
        """A channel as an interaction carries it, with what the user may do there."""
        allowed = ALL_PERMISSIONS
        if channel["type"] != DM_CHANNEL:
            allowed = self.permissions(user.id, channel["id"])
        return {**public_form(channel), "permissions": str(allowed)}

    def send_interaction(
        self,
        type: int,
        data: Json,
        user: User,
        channel: Json,
        *,
        source: Msg | None = None,
        parent: Interaction | None = None,
        locale: str | None = None,
    ) -> Interaction:
        """Tell the bot of an interaction, and judge whether it responds in time."""
        if not any(session.alive for session in self.sessions.values()):
            raise DriverError("the bot is not connected")
        interaction = Interaction(
            self,
            type,
            data,
            user,
            channel_id=channel["id"],
            guild_id=channel.get("guild_id"),
            locale=locale or user.locale or self.locale,
            source=source,
            parent=parent,
        )
        self.interactions[interaction.id] = interaction
        self.interactions_by_token[interaction.token] = interaction
        event = self._event(interaction, channel)
        interaction.sent = self.now()
        self.dispatch("INTERACTION_CREATE", event)
        loop = asyncio.get_running_loop()
        self._timers.append(loop.call_later(self.deadline, self._expire, interaction))
        return interaction

    def _expire(self, interaction: Interaction) -> None:
        if interaction.ack_t is not None:
            return
        interaction.expired = True
        self.violate(
            "no-initial-response",
            f'no initial response within {self.deadline:g} s ("The application did not respond")',
            interaction=interaction,
        )

    def cancel_timers(self) -> None:
        """Stop judging who is late."""
        for timer in self._timers:
            timer.cancel()

    def _event(self, interaction: Interaction, channel: Json) -> Json:
        user, source = interaction.user, interaction.source
        event: Json = {
            "id": interaction.id,
            "application_id": self.application_id,
            "type": interaction.type,
            "data": interaction.data,
            "token": interaction.token,
            "version": 1,
            "channel_id": channel["id"],
            "channel": self.channel_for(channel, user),
            "locale": interaction.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if source is not None:
            event["message"] = copy.deepcopy(source.raw)
        if interaction.guild_id is None:
            return event | {
                "user": user.json(),
                "app_permissions": str(ALL_PERMISSIONS),
                "authorizing_integration_owners": {"0": "0"},
                "context": 1,
            }
        allowed = str(self.permissions(user.id, channel["id"]))
        return event | {
            "member": {**user.member(), "permissions": allowed},
            "app_permissions": str(self.permissions(self.bot.id, channel["id"])),
            "authorizing_integration_owners": {"0": self.guild_id}
            if self.is_own(channel)
            else {"1": user.id},
            "context": 0,
            "guild_id": interaction.guild_id,
            "guild_locale": "en-US",
            "guild": {"id": interaction.guild_id, "locale": "en-US", "features": []},
        }


def _nested(node: Json) -> list[Json]:
    return [o for o in node.get("options") or () if o["type"] in (SUBCOMMAND, GROUP)]


def _paths(prefix: str, node: Json) -> list[str]:
    nested = _nested(node)
    if not nested:
        return [prefix]
    return [path for option in nested for path in _paths(f"{prefix} {option['name']}", option)]


def _descend(command: Json, names: list[str]) -> list[Json] | None:
    """The sub-options of these names, one inside the other, or None if one is missing."""
    node, chain = command, []
    for name in names:
        found = next((option for option in _nested(node) if option["name"] == name), None)
        if found is None:
            return None
        node = found
        chain.append(node)
    return chain
