"""What users do with buttons, selects and modals."""

from collections.abc import Mapping, Sequence
from typing import Any

from discordsim.errors import DriverError
from discordsim.interaction import COMPONENT, MODAL_SUBMIT
from discordsim.message import Msg, walk_components
from discordsim.modal_form import ModalForm
from discordsim.option_values import OptionValues
from discordsim.replies import MessageResult, Reply
from discordsim.users import User
from discordsim.waiting import Until, Waiting
from discordsim.wire import BUTTON, SELECT_TYPES, Json

_LINK_STYLE = 5
_STRING_SELECT = 3
_OPTION_TYPES = {5: 6, 6: 8, 7: 9, 8: 7}  # of a select's values, by the select's type
Target = Reply | MessageResult | Msg | str


class ComponentDriver(Waiting, OptionValues):
    """Uses what the bot put below its messages."""

    async def click(
        self,
        target: Target,
        which: str | int = 0,
        values: Sequence[Any] | str | int | None = None,
        *,
        user: str | User | None = None,
        timeout: float = 60.0,
        settle: float | None = None,
        until: Until | None = None,
        expect_update: bool = True,
    ) -> Reply:
        """The reply to a button, or to `values` (option values or labels) picked in a select.

        `which` is a custom id, label, placeholder or emoji, or a number among all that can be
        clicked. Without `user`, who sees an ephemeral message clicks it.
        """
        message, component = self.find_component(target, which)
        person = self.user(user or message.ephemeral_for)
        if message.deleted:
            raise DriverError("the message is gone")
        if message.ephemeral_for not in (None, person.id):
            raise DriverError(f"{person.name} cannot see this ephemeral message")
        if component.get("disabled"):
            raise DriverError(f"component {component.get('custom_id')} is disabled")
        if component["type"] == BUTTON and component.get("style") == _LINK_STYLE:
            raise DriverError(f"link button: opens {component['url']}, no interaction")
        data: Json = {
            "custom_id": component["custom_id"],
            "component_type": component["type"],
            "id": component.get("id", 0),
        }
        if component["type"] != BUTTON:
            data |= self.pick_values(component, values)
        place = self.channels[message.channel_id]
        interaction = self.send_interaction(COMPONENT, data, person, place, source=message)
        return await self.finish(
            interaction, timeout=timeout, settle=settle, until=until, expect_update=expect_update
        )

    select = click

    def find_component(self, target: Target, which: str | int) -> tuple[Msg, Json]:
        """The message and the component; an exact name wins over a part of one."""
        messages = self._messages_of(target)
        found = [
            (message, component)
            for message in messages
            for component in walk_components(message.components)
            if component["type"] in (BUTTON, *SELECT_TYPES)
        ]
        if isinstance(which, int):
            return found[which]
        wanted = which.lower()
        tests = (
            lambda name: name == which,
            lambda name: name.lower() == wanted,
            lambda name: wanted in name.lower(),
        )
        for fits in tests:
            hits = [pair for pair in found if any(map(fits, _names(pair[1])))]
            if hits:
                return hits[-1] if len(messages) > 1 else hits[0]
        names = [_names(component) for _, component in found]
        raise DriverError(f"no component {which!r}; there are {names}")

    def _messages_of(self, target: Target) -> list[Msg]:
        if isinstance(target, Reply):
            return target.messages
        if isinstance(target, MessageResult):
            return target.replies
        return [self.bot_or_user_message(target)]

    def bot_or_user_message(self, target: Msg | str) -> Msg:
        """The message, or the one of this id."""
        if isinstance(target, Msg):
            return target
        message = self.all_messages.get(str(target))
        if message is None:
            raise DriverError(f"no message {target!r}")
        return message

    def pick_values(self, select: Json, values: Sequence[Any] | str | int | None) -> Json:
        """The part of an interaction that says what was picked."""
        picked = [values] if isinstance(values, (str, int)) else list(values or ())
        least, most = int(select.get("min_values", 1)), int(select.get("max_values", 1))
        if not least <= len(picked) <= most:
            raise DriverError(f"pick {least} to {most} values, not {len(picked)}")
        if select["type"] == _STRING_SELECT:
            return {"values": [_option_named(select, str(value)) for value in picked]}
        option = {"type": _OPTION_TYPES[select["type"]], "name": select["custom_id"]}
        resolved: Json = {}
        sent = [self.option_value(option, value, resolved) for value in picked]
        return {"values": sent, "resolved": resolved}

    async def modal_submit(
        self,
        reply: Reply,
        values: Mapping[str, Any] | None = None,
        *,
        timeout: float = 60.0,
        settle: float | None = None,
        until: Until | None = None,
        strict: bool = True,
    ) -> Reply:
        """The reply to the modal that `reply` opened; keys are custom ids or labels."""
        modal, parent = reply.modal, reply.interaction
        if not modal:
            raise DriverError("no modal is open")
        form = ModalForm(values or {}, pick_values=self.pick_values, strict=strict)
        data = {"custom_id": modal["custom_id"], "components": form.fill(modal["components"])}
        interaction = self.send_interaction(
            MODAL_SUBMIT,
            data,
            parent.user,
            self.channels[parent.channel_id],
            source=parent.source,
            parent=parent,
            locale=parent.locale,
        )
        return await self.finish(interaction, timeout=timeout, settle=settle, until=until)


def _names(component: Json) -> list[str]:
    emoji = (component.get("emoji") or {}).get("name")
    names = [component.get(key) for key in ("custom_id", "label", "placeholder")]
    return [name for name in [*names, emoji] if name]


def _option_named(select: Json, name: str) -> str:
    """The value of a select's option, found by its value, its label or a part of the label."""
    options = select["options"]
    tests = (
        lambda option: option["value"] == name,
        lambda option: option["label"] == name,
        lambda option: name.lower() in option["label"].lower(),
    )
    for fits in tests:
        for option in options:
            if fits(option):
                return option["value"]
    labels = [option["label"] for option in options]
    raise DriverError(f"no option {name!r}; there are {labels}")
