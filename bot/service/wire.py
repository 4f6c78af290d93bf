"""Requests, and what comes of them, as they cross between a bot and a service: records as JSON."""

import enum
import hashlib
import json
import operator
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from inspect import signature
from typing import Any, TypeVar, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import PydanticSerializationError

from bot import errors
from bot.answering.answer import Answer
from bot.service.look_ups import as_listed
from bot.service.requests import GIVES
from corpus.errors import AppError, ArticleNotFoundError, NameNotFoundError
from corpus.schema import Article
from embeddings.hits import Hit

AnyRecord = TypeVar("AnyRecord")

PREFIX = "/v1/internal/"
"""Where a service takes requests: the name of each follows."""

PROTOCOL_HEADER = "X-Sampan-Protocol"
VERSION_HEADER = "X-Sampan-Version"

# What a reader found is of no use elsewhere, and holds arrays.
_CONFIG = ConfigDict(arbitrary_types_allowed=True, ser_json_inf_nan="constants")
_ERRORS: dict[str, type[AppError]] = {
    kind.__name__: kind
    for kind in (
        errors.UserError,
        errors.QuestionError,
        errors.BusyError,
        errors.EndingError,
        errors.TooOftenError,
        errors.AnswerTimeoutError,
        errors.NoIndexError,
        errors.DamagedError,
        errors.IndexAwayError,
        NameNotFoundError,
        ArticleNotFoundError,
    )
}


def write_record(kind: Any, value: Any) -> bytes:
    """A record of this kind as JSON. What is no character, in a text, is replaced."""
    try:
        return _adapter(kind).dump_json((value,))
    except PydanticSerializationError:
        plain = _adapter(kind).dump_python((value,), mode="json")
        return json.dumps(plain, ensure_ascii=False).encode(errors="replace")


def read_record(kind: Any, content: bytes) -> Any:
    """The record that was written; raises ValueError for what is none of this kind."""
    return _adapter(kind).validate_json(content)[0]


def write_error(error: BaseException) -> bytes | None:
    """An error that is told at the other end too; None for what is the operator's business."""
    name = type(error).__name__
    if _ERRORS.get(name) is not type(error):
        return None
    parts = set(signature(type(error)).parameters)
    given = {part: getattr(error, part) for part in parts - {"values"}}
    if "values" in parts:
        given |= getattr(error, "values", {})
    return json.dumps({"error": name, "given": given}, default=str).encode()


def read_error(content: bytes) -> AppError:
    """The error that was written; raises ValueError for what is none."""
    try:
        told = json.loads(content)
        return _ERRORS[told["error"]](**told["given"])
    except (KeyError, TypeError) as error:
        raise ValueError("is no error of ours") from error


def prepare() -> None:
    """Make now what reads and writes each record, so that no event loop has to."""
    for kind, given in GIVES.items():
        _adapter(kind)
        _adapter(given)


@cache
def protocol() -> str:
    """What both ends have to have in common: the names and types of all that crosses."""
    shapes = dict[str, str]()
    for kind, given in GIVES.items():
        shapes |= dict(_shapes(kind)) | dict(_shapes(given))
    text = json.dumps(shapes, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def lighten(record: AnyRecord) -> AnyRecord:
    """A record with what is shown of it: no texts of articles, and no passage beside quotes.

    An answer's best passage stays, by whose article its subject is known.
    """
    light: AnyRecord = _lighten(record)
    return light


def _lighten(value: Any) -> Any:
    """The very same where there is nothing to leave out."""
    if isinstance(value, Article):
        return as_listed(value)
    if isinstance(value, tuple):
        parts = tuple(map(_lighten, value))
        return value if all(map(operator.is_, parts, value)) else parts
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Answer):
        value = replace(value, hits=_shown_hits(value))
    before = {field.name: getattr(value, field.name) for field in fields(value)}
    after = {name: _lighten(part) for name, part in before.items()}
    changed = {name: part for name, part in after.items() if part is not before[name]}
    return replace(value, **changed) if changed else value


def _shown_hits(answer: Answer) -> tuple[Hit, ...]:
    return tuple(
        replace(hit, also=(), reading=None)
        for place, hit in enumerate(answer.hits)
        if not place or _is_quoted(hit, answer)
    )


def _is_quoted(hit: Hit, answer: Answer) -> bool:
    return any(
        quote.article_id == hit.article.id
        and quote.start < hit.passage.end
        and hit.passage.start < quote.end
        for quote in answer.quotes
    )


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(tuple[kind], config=_CONFIG)


def _shapes(kind: Any) -> Iterator[tuple[str, str]]:
    """Each record that a type is made of, and what is in it."""
    seen: set[Any] = set()
    waiting = [kind]
    while waiting:
        one = waiting.pop()
        waiting += get_args(one)
        if one in seen or get_origin(one) is not None:
            continue
        seen.add(one)
        name = getattr(one, "__qualname__", str(one))
        if is_dataclass(one):
            waiting += [field.type for field in fields(one)]
            yield name, ", ".join(f"{field.name}: {field.type}" for field in fields(one))
        elif isinstance(one, type) and issubclass(one, enum.Enum):
            yield name, ", ".join(str(member.value) for member in one)
