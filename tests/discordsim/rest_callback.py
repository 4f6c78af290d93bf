"""The endpoint of initial responses: it must be used once, in time, and fittingly."""

import copy
from collections.abc import Iterator
from dataclasses import replace

from discordsim.component_rules import check_modal
from discordsim.endpoints import NO_CONTENT, Answer, Endpoints
from discordsim.errors import ApiError, Flaw
from discordsim.interaction import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Interaction
from discordsim.interactions import Interactions
from discordsim.message import Msg
from discordsim.message_forms import Draft, draft_from
from discordsim.message_rules import check_message, empty_flaw, leaves_nothing
from discordsim.records import RequestRecord
from discordsim.wire import (
    CHOICE_VALUE_TYPES,
    EPHEMERAL,
    FREE_FLAGS,
    LOADING,
    OPTION_NAMES,
    VOICE_MESSAGE,
    Json,
    flags_of,
)

_RESPOND, _DEFER, _DEFER_UPDATE, _UPDATE, _CHOICES, _MODAL, _LAUNCH = 4, 5, 6, 7, 8, 9, 12
_ALLOWED = {
    COMMAND: {_RESPOND, _DEFER, _MODAL, _LAUNCH},
    COMPONENT: {_RESPOND, _DEFER, _DEFER_UPDATE, _UPDATE, _MODAL, _LAUNCH},
    AUTOCOMPLETE: {_CHOICES},
    MODAL_SUBMIT: {_RESPOND, _DEFER, _DEFER_UPDATE, _UPDATE, _LAUNCH},
}


def respond(sim: Interactions, request: RequestRecord) -> Answer:
    interaction = _open_interaction(sim, request)
    kind, data = request.body["type"], request.body.get("data") or {}
    flaws = _check_kind(interaction, kind)
    if kind in (_RESPOND, _DEFER):
        _judge_flags(sim, request, interaction, data, is_deferral=kind == _DEFER)
    flaws += _check_data(interaction, kind, data)
    if flaws and flaws[0].code == "EMPTY":
        sim.reject_empty(request, flaws, interaction)
    sim.reject(request, flaws, interaction=interaction)
    if kind == _UPDATE and leaves_nothing(interaction.source, data):
        sim.reject_empty(request, [empty_flaw()], interaction)
    interaction.ack_t, interaction.ack_type = sim.now(), kind
    result: Json = {"interaction": {"id": interaction.id, "type": interaction.type}}
    message = _carry_out(sim, interaction, kind, data)
    if message is not None:
        result["interaction"] |= {
            "response_message_id": message.id,
            "response_message_loading": kind == _DEFER,
            "response_message_ephemeral": message.ephemeral,
        }
    if kind in (_RESPOND, _UPDATE):  # Discord's document lists no resource for a deferral
        result["resource"] = {"type": kind, "message": copy.deepcopy(message.raw)}
    if request.query.get("with_response", "").lower() in ("1", "true"):
        return Answer(200, result)
    return NO_CONTENT


def _open_interaction(sim: Interactions, request: RequestRecord) -> Interaction:
    """The interaction of the path, if it may still be responded to."""
    interaction = sim.interaction_of(request)
    if interaction is None or interaction.id != request.params["interaction_id"]:
        sim.violate("unknown-interaction", "no such interaction id and token", request=request)
        raise ApiError(404, 10062, "Unknown interaction")
    if interaction.ack_t is not None:
        sim.violate(
            "double-response",
            f"a second initial response (the first was type {interaction.ack_type})",
            request=request,
            interaction=interaction,
        )
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    age = sim.now() - interaction.sent
    if interaction.expired or age > sim.deadline:
        interaction.expired, interaction.late_t = True, sim.now()
        sim.violate(
            "late-response",
            f"initial response after {age:.2f} s (limit {sim.deadline:g} s)",
            request=request,
            interaction=interaction,
        )
        raise ApiError(404, 10062, "Unknown interaction")
    return interaction


def _check_kind(interaction: Interaction, kind: int) -> list[Flaw]:
    fits = kind in _ALLOWED.get(interaction.type, ())
    if fits and not (kind in (_DEFER_UPDATE, _UPDATE) and interaction.source is None):
        return []
    message = f"callback type {kind} is not allowed for interaction type {interaction.type}"
    return [Flaw(("type",), "INTERACTION_CALLBACK_TYPE", message, "callback-type")]


def _judge_flags(
    sim: Interactions,
    request: RequestRecord,
    interaction: Interaction,
    data: Json,
    *,
    is_deferral: bool,
) -> None:
    unsettable = flags_of(data) & ~(EPHEMERAL | FREE_FLAGS | VOICE_MESSAGE)
    if unsettable:
        message = f"message flags {unsettable} cannot be set here"
        sim.warn("flags", message, request=request, interaction=interaction)
    if is_deferral and any(data.get(key) for key in ("content", "embeds", "components")):
        message = "a deferred response carries no content; it is ignored"
        sim.warn("defer-content", message, request=request, interaction=interaction)


def _check_data(interaction: Interaction, kind: int, data: Json) -> list[Flaw]:
    prefix = ("data",)
    if kind == _RESPOND:
        return check_message(data, kind="callback", prefix=prefix)
    if kind == _UPDATE:
        return check_message(data, kind="edit", editing=interaction.source, prefix=prefix)
    if kind == _CHOICES:
        return _check_choices(interaction, data)
    if kind == _MODAL:
        return check_modal(data)
    return []


def _check_choices(interaction: Interaction, data: Json) -> list[Flaw]:
    options = _all_options(interaction.data.get("options"))
    focused = next((option for option in options if option.get("focused")), {})
    wanted = CHOICE_VALUE_TYPES.get(focused.get("type"), object)
    flaws = []
    for index, choice in enumerate(data.get("choices") or ()):
        value = choice.get("value")
        if not isinstance(value, wanted) or isinstance(value, bool):
            name = OPTION_NAMES.get(focused.get("type"))
            message = f"value {value!r} does not fit the option type {name}"
            path = ("data", "choices", index, "value")
            flaws.append(Flaw(path, "TYPE_MISMATCH", message, "choice-type"))
    return flaws


def _all_options(options: list[Json] | None) -> Iterator[Json]:
    for option in options or ():
        yield option
        yield from _all_options(option.get("options"))


def _carry_out(sim: Interactions, interaction: Interaction, kind: int, data: Json) -> Msg | None:
    """Do what the bot asked; the message that now answers the interaction, if any."""
    if kind in (_RESPOND, _DEFER):
        return _post_response(sim, interaction, data, is_deferral=kind == _DEFER)
    if kind in (_DEFER_UPDATE, _UPDATE):
        interaction.original = interaction.source
        if kind == _UPDATE:
            sim.change(interaction.source, data)
        interaction.note("update" if kind == _UPDATE else "defer-update", interaction.source)
        return interaction.source
    if kind == _CHOICES:
        interaction.choices = data.get("choices") or []
        interaction.note("choices")
    elif kind == _MODAL:
        interaction.modal = copy.deepcopy(data)
        interaction.note("modal")
    else:
        interaction.note(f"type-{kind}")
    return None


def _post_response(
    sim: Interactions, interaction: Interaction, data: Json, *, is_deferral: bool
) -> Msg:
    flags = flags_of(data) & (EPHEMERAL | FREE_FLAGS)
    draft = Draft() if is_deferral else draft_from(data)
    message = sim.post(
        interaction.channel_id,
        sim.bot,
        replace(
            draft,
            type=_message_type(interaction),
            flags=(flags & EPHEMERAL) | LOADING if is_deferral else flags,
            ephemeral_for=interaction.user.id if flags & EPHEMERAL else None,
            interaction=interaction,
        ),
    )
    if is_deferral:
        interaction.defer_open = True
        interaction.deferred_ephemeral = message.ephemeral
    interaction.original = message
    interaction.note("defer" if is_deferral else "respond", message)
    return message


def _message_type(interaction: Interaction) -> int:
    if interaction.type != COMMAND:
        return 0
    is_menu = interaction.data.get("type") in (2, 3)
    return 23 if is_menu else 20


ENDPOINTS: Endpoints = {
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): respond,
}
