"""The documented limits that matter most, for runs without Discord's OpenAPI document."""

from typing import Any

from discordsim.errors import Flaw, Path, required
from discordsim.records import RequestRecord
from discordsim.wire import CHOICE_VALUE_TYPES, OPTION_NAMES, Json, is_iso_time

_ROW, _STRING_SELECT, _TEXT_INPUT, _LABEL = 1, 3, 4, 18
_COMPONENT_TYPES = frozenset({*range(1, 15), 17, 18, 19, 21, 22, 23})
_CALLBACK_TYPES = (1, 4, 5, 6, 7, 8, 9, 12)
_SHOWS_MESSAGE, _SHOWS_CHOICES, _SHOWS_MODAL = (4, 5, 7), 8, 9
_BAD_UNION = "UNION_TYPE_CHOICES"


def check_core_limits(request: RequestRecord) -> list[Flaw]:
    """What is wrong with the form of a request that has a body."""
    template, body = request.template or "", request.body
    limits = _Limits()
    if template.startswith("/interactions/"):
        limits.check_callback(body)
    elif "/commands" in template:
        for index, command in enumerate(body if isinstance(body, list) else ()):
            limits.check_command(command, (index,))
        if isinstance(body, dict):
            limits.check_command(body, ())
    elif template.endswith("/threads"):
        limits.check_length(body.get("name") or "", ("name",), 100, least=1)
        limits.check_message(body.get("message"), ("message",))
    elif template.startswith("/webhooks/") or "/messages" in template:
        limits.check_message(body, ())
    return limits.flaws


class _Limits:
    """Collects flaws."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []

    def check_length(self, value: Any, path: Path, most: int, *, least: int = 0) -> None:
        """Text or a list that is not too long; None passes."""
        if value is None:
            return
        if not isinstance(value, (str, list)):
            message = f"Expected string or array, got {type(value).__name__}."
            self.flaws.append(Flaw(path, "TYPE_MISMATCH", message))
        elif not least <= len(value) <= most:
            code = "BASE_TYPE_BAD_LENGTH" if least else "BASE_TYPE_MAX_LENGTH"
            message = f"Must be between {least} and {most} in length. (got {len(value)})"
            self.flaws.append(Flaw(path, code, message))

    def check_callback(self, body: Any) -> None:
        """The initial response to an interaction."""
        if not isinstance(body, dict) or body.get("type") not in _CALLBACK_TYPES:
            self.flaws.append(Flaw(("type",), _BAD_UNION, "unknown callback type"))
            return
        data = body.get("data") or {}
        if body["type"] in _SHOWS_MESSAGE:
            self.check_message(data, ("data",))
        elif body["type"] == _SHOWS_CHOICES:
            self.check_length(data.get("choices"), ("data", "choices"), 25)
            for index, choice in enumerate(data.get("choices") or ()):
                self._check_choice(choice, ("data", "choices", index))
        elif body["type"] == _SHOWS_MODAL:
            self.check_length(data.get("title") or "", ("data", "title"), 45, least=1)
            self.check_length(data.get("custom_id") or "", ("data", "custom_id"), 100, least=1)
            self._check_components(data.get("components"), ("data", "components"), in_modal=True)

    def check_message(self, message: Any, path: Path) -> None:
        """A message in any request."""
        if not isinstance(message, dict):
            return
        self.check_length(message.get("content"), (*path, "content"), 2000)
        self.check_length(message.get("embeds"), (*path, "embeds"), 10)
        for index, embed in enumerate(message.get("embeds") or ()):
            self._check_embed(embed, (*path, "embeds", index))
        self._check_components(message.get("components"), (*path, "components"), in_modal=False)
        for kind in (message.get("allowed_mentions") or {}).get("parse") or ():
            if kind not in ("users", "roles", "everyone"):
                place = (*path, "allowed_mentions", "parse")
                self.flaws.append(Flaw(place, "BASE_TYPE_CHOICES", f"{kind!r}"))

    def _check_embed(self, embed: Json, path: Path) -> None:
        footer, author = embed.get("footer") or {}, embed.get("author") or {}
        self.check_length(embed.get("title"), (*path, "title"), 256)
        self.check_length(embed.get("description"), (*path, "description"), 4096)
        self.check_length(footer.get("text"), (*path, "footer", "text"), 2048)
        self.check_length(author.get("name"), (*path, "author", "name"), 256)
        self.check_length(embed.get("fields"), (*path, "fields"), 25)
        colour = embed.get("color")
        if colour is not None and not 0 <= colour <= 0xFFFFFF:
            self.flaws.append(Flaw((*path, "color"), "NUMBER_TYPE_MAX", "colour out of range"))
        if embed.get("timestamp") and not is_iso_time(str(embed["timestamp"])):
            message = "Could not parse. Should be ISO8601."
            self.flaws.append(Flaw((*path, "timestamp"), "DATE_TIME_TYPE_PARSE", message))
        for index, field in enumerate(embed.get("fields") or ()):
            self.check_length(field.get("name"), (*path, "fields", index, "name"), 256)
            self.check_length(field.get("value"), (*path, "fields", index, "value"), 1024)

    def _check_components(self, components: Any, path: Path, *, in_modal: bool) -> None:
        for index, component in enumerate(components if isinstance(components, list) else ()):
            place = (*path, index)
            self._check_component(component, place, in_modal=in_modal)
            self._check_components(
                component.get("components"), (*place, "components"), in_modal=in_modal
            )
            for key in ("component", "accessory"):
                if isinstance(component.get(key), dict):
                    self._check_components([component[key]], place, in_modal=in_modal)

    def _check_component(self, component: Json, path: Path, *, in_modal: bool) -> None:
        kind = component.get("type")
        if kind not in _COMPONENT_TYPES or (kind == _TEXT_INPUT and not in_modal):
            message = f"unknown or misplaced component type {kind}"
            self.flaws.append(Flaw((*path, "type"), _BAD_UNION, message))
        label = 45 if kind in (_TEXT_INPUT, _LABEL) else 80
        placeholder = 100 if kind == _TEXT_INPUT else 150
        self.check_length(component.get("custom_id"), (*path, "custom_id"), 100, least=1)
        self.check_length(component.get("label"), (*path, "label"), label)
        self.check_length(component.get("placeholder"), (*path, "placeholder"), placeholder)
        if kind == _ROW:
            self.check_length(component.get("components") or [], (*path, "components"), 5, least=1)
        if kind == _STRING_SELECT:
            self._check_select(component.get("options") or [], (*path, "options"))

    def _check_select(self, options: list[Json], path: Path) -> None:
        self.check_length(options, path, 25, least=1)
        for index, option in enumerate(options):
            for key in ("label", "value"):
                self.check_length(option.get(key) or "", (*path, index, key), 100, least=1)
            self.check_length(option.get("description"), (*path, index, "description"), 100)

    def check_command(self, command: Json, path: Path) -> None:
        """One application command."""
        if command.get("name") is None:
            self.flaws.append(required((*path, "name")))
        self.check_length(command.get("description"), (*path, "description"), 100)
        for key, most in (("name_localizations", 32), ("description_localizations", 100)):
            for language, text in (command.get(key) or {}).items():
                self.check_length(text, (*path, key, language), most, least=1)
        self._check_options(command.get("options") or [], (*path, "options"))

    def _check_options(self, options: list[Json], path: Path) -> None:
        self.check_length(options, path, 25)
        for index, option in enumerate(options):
            place = (*path, index)
            kind = option.get("type")
            if kind not in OPTION_NAMES:
                message = f"unknown option type {kind}"
                self.flaws.append(Flaw((*place, "type"), _BAD_UNION, message))
            description = option.get("description") or ""
            self.check_length(description, (*place, "description"), 100, least=1)
            self.check_length(option.get("choices"), (*place, "choices"), 25)
            for number, choice in enumerate(option.get("choices") or ()):
                self._check_choice(choice, (*place, "choices", number))
                if not isinstance(choice.get("value"), CHOICE_VALUE_TYPES.get(kind, object)):
                    message = "value does not fit the option type"
                    where = (*place, "choices", number, "value")
                    self.flaws.append(Flaw(where, "TYPE_MISMATCH", message))
            self._check_options(option.get("options") or [], (*place, "options"))

    def _check_choice(self, choice: Json, path: Path) -> None:
        self.check_length(choice.get("name") or "", (*path, "name"), 100, least=1)
        if choice.get("value") is None:
            self.flaws.append(required((*path, "value")))
