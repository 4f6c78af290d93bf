"""Message parts as Discord gives them back: defaults filled in, empty values gone."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass

from discordsim.interaction import Interaction
from discordsim.message import Msg, walk_components
from discordsim.wire import DEFAULT_MESSAGE, SELECT_TYPES, Json

_SEPARATOR, _CONTAINER = 14, 17
_EMBED_PARTS = (
    "title",
    "description",
    "image",
    "thumbnail",
    "author",
    "footer",
    "fields",
    "url",
    "timestamp",
    "video",
    "provider",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message that is about to be posted; `id` None gives it a new one."""

    id: str | None = None
    content: str = ""
    embeds: Iterable[Json] = ()
    components: Iterable[Json] = ()
    attachments: Iterable[Json] = ()
    type: int = DEFAULT_MESSAGE
    flags: int = 0
    reference: Msg | None = None
    allowed_mentions: Json | None = None
    nonce: str | int | None = None
    ephemeral_for: str | None = None
    interaction: Interaction | None = None
    message_reference: Json | None = None
    forwards: Msg | None = None
    poll: Json | None = None


def draft_from(body: Json) -> Draft:
    """What a request body says of a message; flags and references are the caller's to judge."""
    return Draft(
        content=body.get("content") or "",
        embeds=body.get("embeds") or (),
        components=body.get("components") or (),
        attachments=body.get("attachments") or (),
        allowed_mentions=body.get("allowed_mentions"),
    )


def is_shown(embed: Json) -> bool:
    """Whether an embed has anything to show."""
    return any(embed.get(part) for part in _EMBED_PARTS)


def normal_embeds(embeds: Iterable[Json] | None) -> list[Json]:
    """The embeds that have something to show, as Discord stores them."""
    return [_normal_embed(embed) for embed in copy.deepcopy(list(embeds or ())) if is_shown(embed)]


def _normal_embed(embed: Json) -> Json:
    embed = _without_none(embed) | {"type": "rich"}
    for field in embed.get("fields") or ():
        field["inline"] = bool(field.get("inline"))
    for part in ("image", "thumbnail"):
        if part in embed:
            url = embed[part].get("url") or ""
            size = {"width": 0, "height": 0, "flags": 0}
            embed[part] = {"url": url, "proxy_url": url, **size}
    for part in ("author", "footer"):
        if part in embed:
            embed[part] = _without_none(embed[part])
    return embed


def normal_components(components: Iterable[Json] | None) -> list[Json]:
    """The components as Discord stores them, with ids."""
    stored = copy.deepcopy(list(components or ()))
    for number, component in enumerate(walk_components(stored), start=1):
        _normalise(component, number)
    return stored


def _normalise(component: Json, number: int) -> None:
    component.setdefault("id", number)
    if component["type"] in SELECT_TYPES:
        for key in ("min_values", "max_values"):
            if component.get(key) is None:
                component[key] = 1
        component["disabled"] = bool(component.get("disabled"))
    _drop_none(component)
    if isinstance(component.get("emoji"), dict):
        _drop_none(component["emoji"])
    for option in component.get("options") or ():
        _drop_none(option)
    if component["type"] == _CONTAINER:
        component.setdefault("spoiler", False)
        component.setdefault("accent_color", None)
    if component["type"] == _SEPARATOR:
        component.setdefault("divider", True)
        component.setdefault("spacing", 1)


def _without_none(values: Json) -> Json:
    return {key: value for key, value in values.items() if value is not None}


def _drop_none(values: Json) -> None:
    for key in [key for key, value in values.items() if value is None]:
        del values[key]
