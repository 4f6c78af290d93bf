"""A modal being filled in."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from discordsim.errors import DriverError
from discordsim.wire import SELECT_TYPES, Json

_ROW, _TEXT_INPUT, _TEXT_DISPLAY, _LABEL = 1, 4, 10, 18
_RADIO_GROUP, _CHECKBOX_GROUP, _CHECKBOX = 21, 22, 23
_MAX_TEXT = 4000


class ModalForm:
    """Puts values into fields, found by custom id or label, and refuses what a client would."""

    def __init__(
        self,
        values: Mapping[str, Any],
        *,
        pick_values: Callable[[Json, Any], Json],
        strict: bool,
    ) -> None:
        self._values = dict(values)
        self._pick_values = pick_values
        self._strict = strict

    def fill(self, components: Sequence[Json]) -> list[Json]:
        """The components as they are submitted; every value must have found its field."""
        filled = [self._fill(component, None) for component in components]
        if self._values:
            raise DriverError(f"the modal has no field {list(self._values)}")
        return filled

    def _fill(self, component: Json, label: str | None) -> Json:
        kind = component["type"]
        filled: Json = {"type": kind, "id": component.get("id", 1)}
        if kind == _ROW:
            return filled | {"components": [self._fill(c, None) for c in component["components"]]}
        if kind == _LABEL:
            return filled | {"component": self._fill(component["component"], component["label"])}
        if kind == _TEXT_DISPLAY:
            return filled
        filled["custom_id"] = component["custom_id"]
        value = self._take(component, label)
        if kind == _TEXT_INPUT:
            return filled | {"value": self._text(component, value, label)}
        if kind in SELECT_TYPES:
            return filled | {"values": self._picked(component, value)}
        if kind == _RADIO_GROUP:
            return filled | {"value": value}
        if kind == _CHECKBOX_GROUP:
            return filled | {"values": list(value or ())}
        if kind == _CHECKBOX:
            return filled | {"value": bool(value)}
        raise DriverError(f"modal component type {kind} is not simulated")

    def _take(self, component: Json, label: str | None) -> Any:
        for key in (component["custom_id"], component.get("label"), label):
            if key in self._values:
                return self._values.pop(key)
        return None

    def _text(self, component: Json, value: Any, label: str | None) -> str:
        text = component.get("value") or "" if value is None else str(value)
        if not self._strict:
            return text
        name = label or component.get("label")
        if not text and component.get("required") is not False:
            raise DriverError(f"field {name} is required")
        too_short = text and len(text) < (component.get("min_length") or 0)
        if too_short or len(text) > (component.get("max_length") or _MAX_TEXT):
            raise DriverError(f"field {name}: length {len(text)} not allowed")
        return text

    def _picked(self, component: Json, value: Any) -> list[Any]:
        if value is None and component.get("required") is False:
            return []
        return self._pick_values(component, value)["values"]
