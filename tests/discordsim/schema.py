"""Checks values against the part of JSON Schema that Discord's OpenAPI document uses.

What the document's README allows is allowed here: ids may be sent as numbers, numbers as digits,
and every anyOf or oneOf means 'exactly one of these forms', chosen by `type` where they have one.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from discordsim.errors import Flaw, Path, required
from discordsim.wire import Json, is_iso_time

_URI = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$")
_WHOLE_NUMBER = re.compile(r"-?\d+")
_BAD_CHOICE = "BASE_TYPE_CHOICES"
_BAD_LENGTH = "BASE_TYPE_BAD_LENGTH"
_TOO_LONG = "BASE_TYPE_MAX_LENGTH"


class _WrongTypeError(Exception):
    """The value has none of the types that the schema allows."""


class SchemaChecker:
    """Checks values by schemas whose references point into one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def resolve(self, schema: Json) -> Json:
        """The schema that a reference stands for."""
        while "$ref" in schema:
            node: Any = self._document
            for part in schema["$ref"].lstrip("#/").split("/"):
                node = node[part]
            schema = node
        return schema

    def check(
        self, schema: Json, value: Any, path: Path = (), *, lenient: bool = False
    ) -> list[Flaw]:
        """Everything wrong with a value; `lenient` reads booleans from text, as in a query."""
        schema = self.resolve(schema)
        flaws: list[Flaw] = []
        if value is not None:
            for part in schema.get("allOf", ()):
                flaws += self.check(part, value, path, lenient=lenient)
        for key in ("oneOf", "anyOf"):
            if key in schema:
                flaws += self._check_variants(schema, schema[key], value, path, lenient)
        if schema.get("type") is not None:
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            if value is None and "null" not in types:
                return [*flaws, required(path)]
            try:
                value = _convert(types, schema, value, lenient) if value is not None else None
            except _WrongTypeError:
                wanted = "/".join(name for name in types if name != "null")
                message = f"Expected {wanted}, got {type(value).__name__}."
                return [*flaws, Flaw(path, "TYPE_MISMATCH", message)]
        if value is None:
            return flaws
        if "enum" in schema and value not in schema["enum"]:
            flaws.append(Flaw(path, _BAD_CHOICE, f"Value must be one of {schema['enum']}."))
        return flaws + self._check_content(schema, value, path, lenient)

    def _check_content(self, schema: Json, value: Any, path: Path, lenient: bool) -> list[Flaw]:
        if isinstance(value, str):
            return _check_text(schema, value, path)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return _check_number(schema, value, path)
        if isinstance(value, list):
            return self._check_list(schema, value, path, lenient)
        if isinstance(value, dict):
            return self._check_object(schema, value, path, lenient)
        return []

    def _check_list(self, schema: Json, values: list[Any], path: Path, lenient: bool) -> list[Flaw]:
        flaws = []
        low, high, count = schema.get("minItems"), schema.get("maxItems"), len(values)
        if (high is not None and count > high) or (low is not None and count < low):
            message = f"Must be between {low or 0} and {high} in length. (got {count})"
            flaws.append(Flaw(path, _BAD_LENGTH, message))
        if schema.get("uniqueItems"):
            texts = {json.dumps(value, sort_keys=True) for value in values}
            if len(texts) != count:
                message = "The set already contains this value"
                flaws.append(Flaw(path, "SET_TYPE_ALREADY_CONTAINS_VALUE", message))
        if "items" in schema:
            for index, value in enumerate(values):
                flaws += self.check(schema["items"], value, (*path, index), lenient=lenient)
        return flaws

    def _check_object(self, schema: Json, values: Json, path: Path, lenient: bool) -> list[Flaw]:
        flaws = [required((*path, k)) for k in schema.get("required", ()) if k not in values]
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties")
        for key, value in values.items():
            field = properties.get(key, others)
            if isinstance(field, dict):
                flaws += self.check(field, value, (*path, key), lenient=lenient)
        if "maxProperties" in schema and len(values) > schema["maxProperties"]:
            flaws.append(Flaw(path, _TOO_LONG, f"At most {schema['maxProperties']} keys."))
        return flaws

    def _check_variants(
        self, schema: Json, variants: Sequence[Json], value: Any, path: Path, lenient: bool
    ) -> list[Flaw]:
        constants = all("const" in variant or "enum" in variant for variant in variants)
        if "enum" not in schema and not constants:
            return self._check_union(variants, value, path, lenient)
        allowed = [v.get("const", (v.get("enum") or [None])[0]) for v in variants]
        given = value
        numbers = all(isinstance(choice, int) for choice in allowed)
        if numbers and isinstance(value, str) and value.lstrip("-").isdigit():
            given = int(value)
        if given in allowed:
            return []
        return [Flaw(path, _BAD_CHOICE, f"Value must be one of {allowed}.")]

    def _check_union(
        self, variants: Sequence[Json], value: Any, path: Path, lenient: bool
    ) -> list[Flaw]:
        """No flaws if one form fits, else those of the form that fits best."""
        forms = [self.resolve(variant) for variant in variants]
        if value is None:
            nullable = any("null" in (form.get("type") or []) for form in forms)
            if any(form.get("type") == "null" for form in forms):
                return []
            if not nullable:
                return [required(path)]
        forms = [form for form in forms if form.get("type") != "null"]
        tagged = [form for form in forms if _tags(form)]
        if isinstance(value, dict) and tagged and len(tagged) == len(forms):
            tag = value.get("type")
            forms = [form for form in tagged if tag in _tags(form)]
            if not forms:
                allowed = sorted({choice for form in tagged for choice in _tags(form)})
                message = f'Value of field "type" must be one of {allowed}. (got {tag!r})'
                return [Flaw((*path, "type"), "UNION_TYPE_CHOICES", message)]
        found = [self.check(form, value, path, lenient=lenient) for form in forms]
        return min(found, key=len, default=[])


def _tags(form: Json) -> list[Any]:
    return (form.get("properties", {}).get("type") or {}).get("enum") or []


def _check_text(schema: Json, text: str, path: Path) -> list[Flaw]:
    flaws = _check_length(schema, len(text), path)
    if "pattern" in schema and not re.search(schema["pattern"], text):
        flaws.append(Flaw(path, "STRING_TYPE_REGEX", f"Does not match {schema['pattern']}"))
    form = schema.get("format")
    if form == "uri" and text and not _URI.match(text):
        flaws.append(Flaw(path, "URL_TYPE_INVALID_URL", "Not a well formed URL."))
    if form == "date-time" and not is_iso_time(text):
        message = "Could not parse. Should be ISO8601."
        flaws.append(Flaw(path, "DATE_TIME_TYPE_PARSE", message))
    return flaws


def _check_length(schema: Json, length: int, path: Path) -> list[Flaw]:
    low, high = schema.get("minLength"), schema.get("maxLength")
    if (high is None or length <= high) and (low is None or length >= low):
        return []
    if low == 1 and length == 0:
        return [required(path)]
    if low is not None and high is not None:
        message = f"Must be between {low} and {high} in length. (got {length})"
        return [Flaw(path, _BAD_LENGTH, message)]
    return [Flaw(path, _TOO_LONG, f"Must be {high} or fewer in length. (got {length})")]


def _check_number(schema: Json, number: float, path: Path) -> list[Flaw]:
    flaws = []
    if "minimum" in schema and number < schema["minimum"]:
        message = f"int value should be greater than or equal to {schema['minimum']}."
        flaws.append(Flaw(path, "NUMBER_TYPE_MIN", message))
    if "maximum" in schema and number > schema["maximum"]:
        message = f"int value should be less than or equal to {schema['maximum']}."
        flaws.append(Flaw(path, "NUMBER_TYPE_MAX", message))
    return flaws


def _convert(types: Sequence[str], schema: Json, value: Any, lenient: bool) -> Any:
    """The value as the first of the types that it fits."""
    for name in types:
        try:
            if name == "boolean":
                return _read_boolean(value, lenient)
            if name == "string":
                return _read_text(value, is_id=schema.get("format") == "snowflake")
            if name in _READERS:
                return _READERS[name](value)
        except _WrongTypeError:
            continue
    raise _WrongTypeError


def _read_text(value: Any, *, is_id: bool) -> str:
    if isinstance(value, str):
        return value
    if is_id and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _WrongTypeError


def _read_integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise _WrongTypeError


def _read_number(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    raise _WrongTypeError


def _read_boolean(value: Any, lenient: bool) -> bool:
    if isinstance(value, bool):
        return value
    if lenient and str(value).lower() in ("0", "1", "true", "false"):
        return str(value).lower() in ("1", "true")
    raise _WrongTypeError


def _read_array(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise _WrongTypeError


def _read_object(value: Any) -> Json:
    if isinstance(value, dict):
        return value
    raise _WrongTypeError


_READERS: dict[str, Callable[[Any], Any]] = {
    "integer": _read_integer,
    "number": _read_number,
    "array": _read_array,
    "object": _read_object,
}
