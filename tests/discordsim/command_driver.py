"""What users do with commands: use them, choose from menus, type into options."""

import asyncio
import copy
from collections.abc import Mapping
from typing import Any

from discordsim.errors import DriverError
from discordsim.interaction import AUTOCOMPLETE, COMMAND, Interaction
from discordsim.message import Msg
from discordsim.option_values import OptionValues
from discordsim.replies import Autocomplete, MessageResult, Reply
from discordsim.users import User
from discordsim.waiting import Until, Waiting
from discordsim.wire import Json

_STRING = 3
_USER_MENU, _MESSAGE_MENU = 2, 3
Options = Mapping[str, Any]


class CommandDriver(Waiting, OptionValues):
    """Uses the bot's commands as a user would.

    `user` and `channel` take a name, an id or the thing itself. `locale` stands for the language
    of the user's client.
    """

    async def slash(
        self,
        name: str,
        options: Options | None = None,
        *,
        user: str | User | None = None,
        channel: str | Json | None = None,
        locale: str | None = None,
        timeout: float = 60.0,
        settle: float | None = None,
        until: Until | None = None,
        strict: bool = True,
    ) -> Reply:
        """The reply to a slash command; the name may be 'group sub'."""
        interaction = self.slash_start(
            name, options, user=user, channel=channel, locale=locale, strict=strict
        )
        return await self.finish(interaction, timeout=timeout, settle=settle, until=until)

    def slash_start(
        self,
        name: str,
        options: Options | None = None,
        *,
        user: str | User | None = None,
        channel: str | Json | None = None,
        locale: str | None = None,
        strict: bool = True,
    ) -> Interaction:
        """Send the command and return at once; `await sim.finish(it)` gives the reply."""
        person, place = self.user(user), self.channel(channel)
        command, chain, leaf = self.find_command(name)
        self.require_visible(command, person, place)
        given = dict(options or {})
        known = {option["name"]: option for option in leaf.get("options") or ()}
        if unknown := given.keys() - known.keys():
            raise DriverError(f"/{name} has no option {sorted(unknown)}; it has {list(known)}")
        resolved: Json = {}
        sent = []
        for key, option in known.items():
            if given.get(key) is not None:
                value = self.option_value(option, given[key], resolved, strict=strict)
                sent.append({"name": key, "type": option["type"], "value": value})
            elif option.get("required") and strict:
                raise DriverError(f"option {key} of /{name} is required")
        data = _command_data(command, chain, sent)
        if resolved:
            data["resolved"] = resolved
        return self.send_interaction(COMMAND, data, person, place, locale=locale)

    async def context_menu(
        self,
        name: str,
        target: Msg | MessageResult | User | str,
        *,
        user: str | User | None = None,
        channel: str | Json | None = None,
        locale: str | None = None,
        timeout: float = 60.0,
        settle: float | None = None,
        until: Until | None = None,
    ) -> Reply:
        """The reply to a command of a message's or a user's menu."""
        person = self.user(user)
        resolved: Json = {}
        if isinstance(target, MessageResult):
            target = target.message
        if isinstance(target, Msg):
            command, _, _ = self.find_command(name, _MESSAGE_MENU)
            place = self.channels[target.channel_id]
            resolved["messages"] = {target.id: copy.deepcopy(target.raw)}
            target_id = target.id
        else:
            command, _, _ = self.find_command(name, _USER_MENU)
            place = self.channel(channel)
            target_id = self.resolve_user(self.user(target), resolved)
        self.require_visible(command, person, place)
        data = {key: command[key] for key in ("id", "name", "type")}
        data |= {"target_id": target_id, "resolved": resolved}
        interaction = self.send_interaction(COMMAND, data, person, place, locale=locale)
        return await self.finish(interaction, timeout=timeout, settle=settle, until=until)

    async def autocomplete(
        self,
        name: str,
        option: str,
        partial: str = "",
        *,
        options: Options | None = None,
        user: str | User | None = None,
        channel: str | Json | None = None,
        locale: str | None = None,
    ) -> Autocomplete:
        """What the user sees while typing `partial` into an option; `options` are filled in."""
        person, place = self.user(user), self.channel(channel)
        command, chain, leaf = self.find_command(name)
        self.require_visible(command, person, place)
        known = {known["name"]: known for known in leaf.get("options") or ()}
        focused = known.get(option)
        if focused is None or not focused.get("autocomplete"):
            raise DriverError(f"option {option!r} of /{name} has no autocomplete")
        filled = options or {}
        sent: list[Json] = [
            {"name": key, "type": other["type"], "value": filled[key]}
            for key, other in known.items()
            if key in filled and key != option
        ]
        value = partial if focused["type"] == _STRING else str(partial)
        sent.append({"name": option, "type": focused["type"], "value": value, "focused": True})
        data = _command_data(command, chain, sent)
        interaction = self.send_interaction(AUTOCOMPLETE, data, person, place, locale=locale)
        await self.wait_response(interaction)
        shown = Autocomplete(interaction)
        if interaction.ack_t is not None:
            shown.ms = (interaction.ack_t - interaction.sent) * 1000
        return shown

    async def autocomplete_typing(
        self,
        name: str,
        option: str,
        text: str,
        *,
        interval: float = 0.12,
        options: Options | None = None,
        user: str | User | None = None,
        channel: str | Json | None = None,
        locale: str | None = None,
    ) -> list[Autocomplete]:
        """One request per key stroke, as a client sends them; answers may overtake each other."""
        tasks = []
        for length in range(1, len(text) + 1):
            typed = self.autocomplete(
                name,
                option,
                text[:length],
                options=options,
                user=user,
                channel=channel,
                locale=locale,
            )
            tasks.append(asyncio.create_task(typed))
            await asyncio.sleep(interval)
        return list(await asyncio.gather(*tasks))


def _command_data(command: Json, chain: list[Json], options: list[Json]) -> Json:
    """The data of a slash command, its options wrapped in the subcommands on the way."""
    for nested in reversed(chain):
        options = [{"name": nested["name"], "type": nested["type"], "options": options}]
    data = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]
    return data
