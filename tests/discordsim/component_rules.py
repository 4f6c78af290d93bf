"""Documented rules for buttons, selects and modals that no schema states."""

import re
from collections import Counter
from collections.abc import Sequence

from discordsim.errors import Flaw, Path
from discordsim.message import walk_components
from discordsim.wire import BUTTON, SELECT_TYPES, V2_ONLY_TYPES, Json

_ROW, _STRING_SELECT, _TEXT_INPUT, _TEXT_DISPLAY = 1, 3, 4, 10
_LINK_STYLE, _PREMIUM_STYLE = 5, 6
_MAX_ROWS = 5
_MAX_BUTTONS_IN_ROW = 5
_MAX_COMPONENTS = 40
_MAX_TEXT = 4000
_DUPLICATED = "COMPONENT_CUSTOM_ID_DUPLICATED"
_TOO_WIDE = "COMPONENT_LAYOUT_WIDTH_EXCEEDED"


def check_components(components: Sequence[Json], *, is_v2: bool, path: Path) -> list[Flaw]:
    """What is wrong with a message's components; `is_v2` says whether it has the V2 flag."""
    flaws = _check_totals(components, path) if is_v2 else _check_rows(components, path)
    found = list(walk_components(components))
    text = sum(len(c.get("content") or "") for c in found if c.get("type") == _TEXT_DISPLAY)
    if text > _MAX_TEXT:
        message = f"The total text of all components cannot exceed {_MAX_TEXT} (got {text})"
        flaws.append(Flaw(path, "COMPONENT_TEXT_TOTAL", message, "components-text"))
    ids = Counter(c["custom_id"] for c in found if c.get("custom_id") is not None)
    for custom_id, count in ids.items():
        message = f"Component custom id cannot be duplicated ({custom_id})"
        flaws += [Flaw(path, _DUPLICATED, message, "custom-id-duplicate")] * (count - 1)
    for component in found:
        if component.get("type") == _ROW:
            flaws += _check_row(component, path)
        elif component.get("type") == BUTTON:
            flaws += _check_button(component, path)
        elif component.get("type") == _STRING_SELECT:
            flaws += _check_select(component, path)
    return flaws


def check_modal(modal: Json) -> list[Flaw]:
    """What is wrong with a modal beside what its schema says."""
    path = ("data", "components")
    flaws = []
    found = walk_components(modal.get("components"))
    ids = [c["custom_id"] for c in found if c.get("custom_id") is not None]
    if len(set(ids)) != len(ids):
        message = "Component custom id cannot be duplicated"
        flaws.append(Flaw(path, _DUPLICATED, message, "custom-id-duplicate"))
    if len(modal.get("components") or ()) > _MAX_ROWS:
        message = f"Must be between 1 and {_MAX_ROWS} in length."
        flaws.append(Flaw(path, "BASE_TYPE_BAD_LENGTH", message, "modal-rows"))
    return flaws


def _check_totals(components: Sequence[Json], path: Path) -> list[Flaw]:
    count = sum(1 for _ in walk_components(components))
    if count <= _MAX_COMPONENTS:
        return []
    message = f"The total number of components cannot exceed {_MAX_COMPONENTS} (got {count})"
    code = "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"
    return [Flaw(path, code, message, "components-total")]


def _check_rows(components: Sequence[Json], path: Path) -> list[Flaw]:
    flaws = []
    if len(components) > _MAX_ROWS:
        message = f"Must be between 1 and {_MAX_ROWS} in length. (got {len(components)})"
        flaws.append(Flaw(path, "BASE_TYPE_BAD_LENGTH", message, "component-rows"))
    for index, component in enumerate(components):
        if component.get("type") in V2_ONLY_TYPES:
            message = 'Value of field "type" must be one of (1,).'
            flaws.append(Flaw((*path, index), "UNION_TYPE_CHOICES", message, "components-v2"))
    return flaws


def _check_row(row: Json, path: Path) -> list[Flaw]:
    flaws = []
    types = [component.get("type") for component in row.get("components") or []]
    if len(types) > 1 and any(kind in (_TEXT_INPUT, *SELECT_TYPES) for kind in types):
        message = (
            "The specified component exceeds the maximum width (a select must be alone in its row)"
        )
        flaws.append(Flaw(path, _TOO_WIDE, message, "row-width"))
    if types.count(BUTTON) > _MAX_BUTTONS_IN_ROW:
        message = f"At most {_MAX_BUTTONS_IN_ROW} buttons in a row"
        flaws.append(Flaw(path, _TOO_WIDE, message, "row-width"))
    return flaws


def _check_button(button: Json, path: Path) -> list[Flaw]:
    style, custom_id, url = button.get("style"), button.get("custom_id"), button.get("url")
    wrong = []
    if style == _LINK_STYLE and (not url or custom_id):
        wrong.append(("BUTTON_COMPONENT_URL", "A link button needs a url and no custom_id"))
    if style in (1, 2, 3, 4) and (not custom_id or url):
        message = "A custom id is required (and no url)"
        wrong.append(("BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", message))
    is_blank = not (button.get("label") or "").strip() and not button.get("emoji")
    if style != _PREMIUM_STYLE and is_blank:
        wrong.append(("BUTTON_COMPONENT_EMPTY", "A button needs a label or an emoji"))
    if url and not re.match(r"^(https?|discord)://", url):
        message = "Scheme must be one of ('http', 'https', 'discord')."
        wrong.append(("URL_TYPE_INVALID_SCHEME", message))
    return [Flaw(path, code, message, "button") for code, message in wrong]


def _check_select(select: Json, path: Path) -> list[Flaw]:
    options = select.get("options") or []
    values = [option.get("value") for option in options]
    low = 1 if select.get("min_values") is None else select["min_values"]
    high = 1 if select.get("max_values") is None else select["max_values"]
    wrong = []
    if len(set(values)) != len(values):
        message = "The specified option value is already used"
        wrong.append(("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message))
    if high < low or high > len(options):
        message = (
            f"max_values {high} must be between min_values {low} "
            f"and the number of options {len(options)}"
        )
        wrong.append(("SELECT_COMPONENT_MAX_VALUES", message))
    if sum(bool(option.get("default")) for option in options) > high:
        wrong.append(("SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "too many default options"))
    return [Flaw(path, code, message, "select-values") for code, message in wrong]
