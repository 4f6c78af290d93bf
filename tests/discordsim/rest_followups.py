"""Endpoints that use an interaction's token: follow-ups, and edits of its answer."""

import copy
from dataclasses import replace

from discordsim.endpoints import NO_CONTENT, Answer, Endpoint, Endpoints
from discordsim.errors import ApiError
from discordsim.interaction import Interaction
from discordsim.interactions import Interactions
from discordsim.message import Msg
from discordsim.message_forms import draft_from
from discordsim.message_rules import check_message, empty_flaw, leaves_nothing
from discordsim.records import RequestRecord
from discordsim.wire import (
    DEFAULT_MESSAGE,
    EPHEMERAL,
    FREE_FLAGS,
    REPLY_MESSAGE,
    Json,
    flags_of,
)

_DEFER, _CHOICES = 5, 8
_ORIGINAL = "@original"


def post_followup(sim: Interactions, request: RequestRecord) -> Answer:
    interaction, body = _usable_interaction(sim, request), request.form
    completes = interaction.defer_open and interaction.ack_type == _DEFER
    if completes and flags_of(body) & EPHEMERAL and not interaction.deferred_ephemeral:
        sim.violate(
            "ephemeral-mismatch",
            "the first follow-up asks to be ephemeral, but the deferral was public: "
            "Discord shows it to everyone",
            request=request,
            interaction=interaction,
        )
    flaws = check_message(body, kind="followup")
    sim.reject_empty(request, flaws, interaction)
    sim.reject(request, flaws, interaction=interaction)
    show = _complete if completes else _post
    message = show(sim, interaction, body)
    return Answer(200, copy.deepcopy(message.raw))


def _complete(sim: Interactions, interaction: Interaction, body: Json) -> Msg:
    """Directly after a deferral, a follow-up edits the original and stays as public as it was."""
    message = interaction.original
    changes = {key: value for key, value in body.items() if key != "flags"}
    if body.get("flags"):
        changes["flags"] = flags_of(body) & ~EPHEMERAL
    sim.change(message, changes)
    interaction.defer_open = False
    interaction.note("followup-as-edit", message)
    return message


def _post(sim: Interactions, interaction: Interaction, body: Json) -> Msg:
    flags = flags_of(body) & (EPHEMERAL | FREE_FLAGS)
    base = interaction.original or interaction.source
    mentions = body.get("allowed_mentions") or {"parse": ["users", "roles", "everyone"]}
    draft = replace(
        draft_from(body),
        type=REPLY_MESSAGE if base else DEFAULT_MESSAGE,
        reference=base if base and not base.deleted else None,
        flags=flags,
        allowed_mentions={**mentions, "replied_user": False},
        ephemeral_for=interaction.user.id if flags & EPHEMERAL else None,
        interaction=interaction,
    )
    message = sim.post(interaction.channel_id, sim.bot, draft)
    interaction.followups.append(message)
    interaction.note("followup", message)
    return message


def get_answer(sim: Interactions, request: RequestRecord) -> Answer:
    interaction = _usable_interaction(sim, request)
    return Answer(200, copy.deepcopy(_own_message(sim, request, interaction).raw))


def edit_answer(sim: Interactions, request: RequestRecord) -> Answer:
    interaction, body = _usable_interaction(sim, request), request.form
    message = _own_message(sim, request, interaction)
    if flags_of(body) & EPHEMERAL and not message.ephemeral:
        sim.warn(
            "ephemeral-change",
            "an existing message cannot become ephemeral",
            request=request,
            interaction=interaction,
        )
    flaws = check_message(body, kind="edit", editing=message)
    sim.reject(request, flaws, interaction=interaction)
    if leaves_nothing(message, body):
        sim.reject_empty(request, [empty_flaw()], interaction)
    sim.change(message, body)
    if message is interaction.original:
        interaction.defer_open = False
    interaction.note("edit", message)
    return Answer(200, copy.deepcopy(message.raw))


def delete_answer(sim: Interactions, request: RequestRecord) -> Answer:
    interaction = _usable_interaction(sim, request)
    message = _own_message(sim, request, interaction)
    sim.remove(message)
    if message is interaction.original:
        interaction.defer_open = False
    interaction.note("delete", message)
    return NO_CONTENT


def _usable_interaction(sim: Interactions, request: RequestRecord) -> Interaction:
    """The interaction behind a webhook path, if its token may be used."""
    interaction = sim.interaction_of(request)
    if interaction is None or request.params["webhook_id"] != sim.application_id:
        sim.violate("unknown-webhook", "no interaction with this token", request=request)
        raise ApiError(404, 10015, "Unknown Webhook")
    if interaction.ack_t is None or interaction.ack_type == _CHOICES:
        sim.violate(
            "followup-before-response",
            "the interaction has no initial response yet",
            request=request,
            interaction=interaction,
        )
        raise ApiError(404, 10015, "Unknown Webhook")
    age = sim.now() - interaction.sent
    if age > sim.token_life:
        sim.violate(
            "token-expired",
            f"interaction token used after {age:.0f} s (valid {sim.token_life:g} s)",
            request=request,
            interaction=interaction,
        )
        raise ApiError(401, 50027, "Invalid Webhook Token")
    return interaction


def _own_message(sim: Interactions, request: RequestRecord, interaction: Interaction) -> Msg:
    message_id = request.params.get("message_id", _ORIGINAL)
    if message_id == _ORIGINAL:
        message = interaction.original
    else:
        message = sim.all_messages.get(message_id)
        reachable = [*interaction.followups, interaction.original, interaction.source]
        message = message if message in reachable else None
    if message is None or message.deleted:
        raise ApiError(404, 10008, "Unknown Message")
    return message


_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"


def _message_endpoints(path: str) -> dict[tuple[str, str], Endpoint]:
    return {
        ("GET", path): get_answer,
        ("PATCH", path): edit_answer,
        ("DELETE", path): delete_answer,
    }


ENDPOINTS: Endpoints = {
    ("POST", _WEBHOOK): post_followup,
    **_message_endpoints(f"{_WEBHOOK}/messages/{_ORIGINAL}"),
    **_message_endpoints(f"{_WEBHOOK}/messages/{{message_id}}"),
}
