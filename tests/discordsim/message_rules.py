"""Documented rules for messages that no schema states."""

import re
from typing import Literal

from discordsim.component_rules import check_components
from discordsim.errors import Flaw, Path, required
from discordsim.message import Msg
from discordsim.message_forms import is_shown
from discordsim.wire import COMPONENTS_V2, Json, flags_of

Kind = Literal["channel", "callback", "followup", "edit"]

_MAX_CONTENT = 2000
_MAX_EMBEDS_TOTAL = 6000
_BAD_SCHEME = "URL_TYPE_INVALID_SCHEME"


def check_message(
    body: Json, *, kind: Kind, editing: Msg | None = None, prefix: Path = ()
) -> list[Flaw]:
    """What is wrong with a message; `prefix` is where the message stands in the request."""
    flaws: list[Flaw] = []
    flags = flags_of(body) | ((editing.flags & COMPONENTS_V2) if editing else 0)
    is_v2 = bool(flags & COMPONENTS_V2)
    content, embeds = body.get("content"), body.get("embeds") or []
    too_long = isinstance(content, str) and len(content) > _MAX_CONTENT
    if too_long and kind in ("channel", "edit"):
        message = f"Must be {_MAX_CONTENT} or fewer in length. (got {len(content)})"
        path = (*prefix, "content")
        flaws.append(Flaw(path, "BASE_TYPE_MAX_LENGTH", message, "content-length"))
    flaws += _check_embeds(embeds, (*prefix, "embeds"))
    flaws += check_components(
        body.get("components") or [], is_v2=is_v2, path=(*prefix, "components")
    )
    if is_v2 and (content or embeds or body.get("poll") or body.get("sticker_ids")):
        flaws.append(
            Flaw(
                (*prefix, "flags"),
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                "content, embeds, stickers and poll cannot be used with "
                "MessageFlags.IS_COMPONENTS_V2",
                "components-v2",
            )
        )
    if kind != "edit" and _is_empty(body):
        flaws.append(Flaw(prefix, "EMPTY", "Cannot send an empty message", "empty-message"))
    return flaws


def leaves_nothing(message: Msg, body: Json) -> bool:
    """Whether an edit would leave an empty message."""
    content = (body["content"] or "").strip() if "content" in body else message.content
    embeds = body.get("embeds", message.embeds)
    components = body.get("components", message.components)
    return not (content or embeds or components or body.get("attachments"))


def empty_flaw() -> Flaw:
    """The flaw of an edit that leaves nothing."""
    return Flaw((), "EMPTY", "Cannot send an empty message", "empty-message")


def _is_empty(body: Json) -> bool:
    if (body.get("content") or "").strip() or any(map(is_shown, body.get("embeds") or [])):
        return False
    if any(body.get(part) for part in ("components", "sticker_ids", "poll", "attachments")):
        return False
    is_forward = (body.get("message_reference") or {}).get("type") == 1
    return not is_forward


def _check_embeds(embeds: list[Json], path: Path) -> list[Flaw]:
    flaws: list[Flaw] = []
    total = 0
    for index, embed in enumerate(embeds):
        total += _embed_size(embed)
        flaws += _check_embed(embed, (*path, index))
    if total > _MAX_EMBEDS_TOTAL:
        message = f"Embed size exceeds maximum size of {_MAX_EMBEDS_TOTAL} (got {total})"
        flaws.append(Flaw(path, "MAX_EMBED_SIZE_EXCEEDED", message, "embed-total"))
    return flaws


def _embed_size(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or ():
        texts += [field.get("name"), field.get("value")]
    return sum(len(text or "") for text in texts)


def _check_embed(embed: Json, path: Path) -> list[Flaw]:
    flaws = [
        required((*path, "fields", index, key), "embed-field-empty")
        for index, field in enumerate(embed.get("fields") or ())
        for key in ("name", "value")
        if not (field.get(key) or "").strip()
    ]
    if embed.get("url") and not re.match(r"^https?://", embed["url"]):
        message = "Scheme must be one of ('http', 'https')."
        flaws.append(Flaw((*path, "url"), _BAD_SCHEME, message, "embed-url"))
    for key in ("image", "thumbnail"):
        url = (embed.get(key) or {}).get("url")
        if url and not re.match(r"^(https?|attachment)://", url):
            message = "Scheme must be one of ('http', 'https', 'attachment')."
            flaws.append(Flaw((*path, key, "url"), _BAD_SCHEME, message, "embed-url"))
    return flaws
