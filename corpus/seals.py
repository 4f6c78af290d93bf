"""JSON records that carry a digest of themselves, so that a changed byte is noticed."""

import hashlib
import json
from collections.abc import Mapping, Set
from typing import Any

_SEAL = "digest"


def seal(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its digest as one more field."""
    return {**record, _SEAL: digest_of(record)}


def open_sealed(
    raw: bytes | str,
    *,
    fields: Set[str],
    may_lack: Set[str] = frozenset(),
    is_optional: bool = False,
) -> dict[str, Any]:
    """The record of a JSON text, without its digest.

    Raises ValueError unless it has these fields and no others, but for those that it `may_lack`,
    and is as it was sealed. With `is_optional` a record that never had a digest will do.
    """
    try:
        record = json.loads(raw)
    except RecursionError as error:
        raise ValueError("is nested too deep") from error
    if not isinstance(record, dict):
        raise ValueError("is no record")
    digest = record.pop(_SEAL, None)
    if not fields - may_lack <= record.keys() <= fields:
        raise ValueError("has other fields")
    if digest is None and is_optional:
        return record
    if digest != digest_of(record):
        raise ValueError("was changed after it was written")
    return record


def digest_of(record: Mapping[str, Any]) -> str:
    """By which a record is known to be what was written."""
    # By way of JSON, so that tuples and lists, which are the same there, have the same digest.
    plain = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(plain.encode(errors="surrogatepass"), digest_size=16).hexdigest()
