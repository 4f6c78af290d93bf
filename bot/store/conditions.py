"""Conditions and promises as they are kept: what is read is what was written, or an error."""

import json
from dataclasses import asdict, fields
from datetime import date

from bot.store.remembered import Subscription
from corpus.seals import digest_of, open_sealed, seal
from embeddings.filters import Filters

_FIELDS = frozenset(field.name for field in fields(Filters))


def write_conditions(filters: Filters) -> str:
    """The text to keep conditions as; it carries its digest."""
    return json.dumps(seal(json.loads(json.dumps(asdict(filters), default=str))))


def parse_conditions(text: str) -> Filters:
    """The inverse of `write_conditions`; raises ValueError when the text was changed since."""
    try:
        # Those of earlier versions have no digest.
        values = open_sealed(text, fields=_FIELDS, is_optional=True)
        return Filters(
            since=_parse_day(values["since"]),
            until=_parse_day(values["until"]),
            providers=_parse_names(values["providers"]),
            topics=_parse_names(values["topics"]),
            languages=_parse_names(values["languages"]),
        )
    except TypeError as error:
        raise ValueError("is of another kind") from error


def digest_promise(user_id: int, question: str, language: str, conditions: str | None) -> str:
    """By which a promise is known to be the one that was made."""
    record = {
        "user": user_id,
        "question": question,
        "language": language,
        "conditions": conditions,
    }
    return digest_of(record)


def parse_subscription(
    id: int, user: int, question: str, language: str, conditions: str | None, digest: str | None
) -> Subscription:
    """A promise as it was made; raises ValueError when it was changed since."""
    # Those of earlier versions have no digest.
    if digest not in (None, digest_promise(user, question, language, conditions)):
        raise ValueError("was changed after it was made")
    filters = Filters() if conditions is None else parse_conditions(conditions)
    return Subscription(id=id, user_id=user, question=question, language=language, filters=filters)


def _parse_day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _parse_names(values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("is no list of names")
    return tuple(values)
