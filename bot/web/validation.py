"""What is wrong with what a request holds, in a plain sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from bot.web.errors import ProblemError

_MAX_NAME = 60
_BODY = "body"

# For each kind of fault that pydantic finds the phrase, and what of the fault it names.
_PHRASES: dict[str, tuple[str, str | None]] = {
    "missing": ("field_missing", None),
    "extra_forbidden": ("field_unknown", None),
    "string_type": ("field_no_text", None),
    "int_type": ("field_no_number", None),
    "int_parsing": ("field_no_number", None),
    "int_from_float": ("field_no_number", None),
    "int_parsing_size": ("field_no_number", None),
    "finite_number": ("field_no_number", None),
    "value_error": ("field_no_number", None),  # of ours: a text or a truth value for one
    "bool_type": ("field_no_truth", None),
    "list_type": ("field_no_list", None),
    "model_type": ("field_no_object", None),
    "model_attributes_type": ("field_no_object", None),
    "dict_type": ("field_no_object", None),
    "string_too_long": ("field_too_long", "max_length"),
    "too_long": ("field_too_many", "max_length"),
    "string_too_short": ("field_empty", None),
    "greater_than_equal": ("field_too_small", "ge"),
    "less_than_equal": ("field_too_large", "le"),
    "literal_error": ("field_not_one_of", "expected"),
    "enum": ("field_not_one_of", "expected"),
}


def describe_invalid(error: RequestValidationError, request: Request) -> ProblemError:
    """The first fault that was found, as it is told."""
    fault: Mapping[str, Any] = error.errors()[0]
    place: Sequence[object] = fault["loc"]
    if place[0] == _BODY and not _is_json(request):
        return ProblemError(415, "not_json_type")
    if fault["type"] == "json_invalid":
        return ProblemError(400, "not_json")
    phrase, limit = _PHRASES.get(fault["type"], ("field_wrong", None))
    if place == (_BODY,) and phrase in ("field_missing", "field_no_object"):
        return ProblemError(422, "no_body" if phrase == "field_missing" else "not_object")
    most = (fault.get("ctx") or {}).get(limit)
    if isinstance(most, str):
        most = most.replace(" or ", ", ")
    return ProblemError(422, phrase, field=_name(place), most=most)


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )


def _name(place: Sequence[object]) -> str:
    """Where in a request a fault lies: "filters.topics"; in a list, the name of the list."""
    names = [str(part) for part in place[1:] if isinstance(part, str)]
    return ".".join(names)[:_MAX_NAME] or _BODY
