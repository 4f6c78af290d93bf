"""Milvus (Wang et al. 2021, "Milvus: A Purpose-Built Vector Data Management System"), asked.

The only use of pymilvus. It tries again, with growing pauses and until the time is over, what could
not be sent or was not answered; so all that is asked here may be done twice: rows are written by
their key, collections made where they are not there.
"""

import logging
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from embeddings.errors import BackendAwayError, BackendError, install_command
from embeddings.milvus_schema import Field, Kind

Result = TypeVar("Result")
Row = dict[str, Any]

ROWS_AT_MOST = 16_384
"""What Milvus gives to one search or query."""

_KEYS_AT_ONCE = 1000
_LITE = ".db"
_LOADED = "Loaded"
# Else one that could not connect would keep those after it waiting, or fail them at once.
_OWN_CONNECTION = {"grpc.use_local_subchannel_pool": 1}
_UNAVAILABLE = 2  # up to it: no answer of Milvus', or that it is not ready
_REFUSED = re.compile(r"unauthenticated|auth check|permission|privilege|credential", re.IGNORECASE)
_SAID = 200  # characters of an answer that are told
_KINDS = {
    Kind.KEY: "INT64",
    Kind.WHOLE: "INT64",
    Kind.NUMBER: "FLOAT",
    Kind.TEXT: "VARCHAR",
    Kind.TEXTS: "ARRAY",
    Kind.VECTOR: "FLOAT_VECTOR",
    Kind.WORDS: "SPARSE_FLOAT_VECTOR",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an index is: the address of a Milvus, or a file of Milvus Lite, and what opens it.

    All that it has there begins with `name`, which is also what readers follow.
    """

    address: str
    token: str | None = None
    name: str = "sampan"


@dataclass(frozen=True, slots=True)
class Nearest:
    """Keys, best first, and their scores."""

    keys: list[int]
    scores: list[float]


class Milvus:
    """A connection; may be shared by threads. Methods raise BackendError."""

    def __init__(self, place: Place, *, timeout_s: float) -> None:
        self.place = place
        self._timeout_s = timeout_s
        try:
            import grpc
            import pymilvus
        except ImportError as error:
            remedy = f"run {install_command('milvus')}"
            raise BackendError(place.address, "needs pymilvus", remedy) from error
        self._types = pymilvus.DataType
        # Of gRPC's, of pymilvus' and of a channel that is closed, which have no common class.
        self._errors = (
            pymilvus.MilvusException,
            grpc.RpcError,
            grpc.FutureTimeoutError,
            ValueError,
            OSError,
        )
        if place.address.endswith(_LITE):
            self._make_folder(Path(place.address).parent)
        # What it logs is what it raises, or what Milvus Lite can do without.
        for name in ("pymilvus", "milvus_lite", "grpc._server"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._client: Any = self._ask(
            lambda: pymilvus.MilvusClient(
                place.address,
                token=place.token or "",
                timeout=timeout_s,
                dedicated=True,
                grpc_options=_OWN_CONNECTION,
            )
        )

    def close(self) -> None:
        """Ask nothing more."""
        self._client.close()

    def collections(self) -> list[str]:
        """The names of all collections that are ours, in order."""
        names: list[str] = self._ask(lambda: self._client.list_collections(timeout=self._timeout_s))
        return sorted(name for name in names if name.startswith(f"{self.place.name}_"))

    def create(self, collection: str, fields: Sequence[Field]) -> None:
        """A collection that can be asked: what there is of it stays."""
        client, timeout_s = self._client, self._timeout_s
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        for field in fields:
            kind = getattr(self._types, _KINDS[field.kind])
            sizes: Row = {"is_primary": True} if field.kind is Kind.KEY else dict(field.sizes)
            if field.kind is Kind.TEXTS:
                sizes["element_type"] = self._types.VARCHAR
            schema.add_field(field.name, kind, **sizes)
        if not self._ask(lambda: client.has_collection(collection, timeout=timeout_s)):
            self._ask(
                lambda: client.create_collection(
                    collection, schema=schema, timeout=timeout_s, num_shards=1
                )
            )
        made = self._ask(lambda: client.list_indexes(collection))
        indexes = client.prepare_index_params()
        for field in fields:
            if field.index and field.name not in made:
                indexes.add_index(field.name, index_name=field.name, **field.index)
        if len(indexes):
            # Nothing is there yet that it would have to wait for.
            self._ask(
                lambda: client.create_index(collection, indexes, timeout=timeout_s, sync=False)
            )
        self._ask(lambda: client.load_collection(collection, timeout=timeout_s))

    def load(self, collection: str) -> None:
        """Let a collection be asked that Milvus, perhaps since it began anew, has not in memory."""
        client, timeout_s = self._client, self._timeout_s
        state = self._ask(lambda: client.get_load_state(collection, timeout=timeout_s)["state"])
        if getattr(state, "name", "") != _LOADED:
            self._ask(lambda: client.load_collection(collection, timeout=timeout_s))

    def drop(self, collection: str) -> None:
        """Remove a collection with all that it holds."""
        self._ask(lambda: self._client.drop_collection(collection, timeout=self._timeout_s))

    def write(self, collection: str, rows: Sequence[Row]) -> None:
        """Add rows, or replace those with the same keys."""
        if rows:
            data = list(rows)
            self._ask(lambda: self._client.upsert(collection, data, timeout=self._timeout_s))

    def flush(self, collection: str) -> None:
        """Let what was written be kept, and indexed."""
        self._ask(lambda: self._client.flush(collection, timeout=self._timeout_s))

    def not_indexed(self, collection: str, field: str) -> int:
        """How many rows the index over a field still has to take in."""
        client, timeout_s = self._client, self._timeout_s
        told = self._ask(lambda: client.describe_index(collection, field, timeout=timeout_s))
        return int((told or {}).get("pending_index_rows") or 0)

    def count(self, collection: str, where: str = "") -> int:
        """How many rows meet a condition, all that were written counted."""
        found = self._ask(
            lambda: self._client.query(
                collection,
                filter=where,
                output_fields=["count(*)"],
                consistency_level="Strong",
                timeout=self._timeout_s,
            )
        )
        return int(found[0]["count(*)"])

    def query(self, collection: str, where: str, fields: Sequence[str]) -> list[Row]:
        """At most ROWS_AT_MOST rows that meet a condition, in no order."""
        return [
            dict(row)
            for row in self._ask(
                lambda: self._client.query(
                    collection,
                    filter=where,
                    output_fields=list(fields),
                    limit=ROWS_AT_MOST,
                    timeout=self._timeout_s,
                )
            )
        ]

    def get(self, collection: str, keys: Sequence[int], fields: Sequence[str]) -> dict[int, Row]:
        """The rows with these keys; raises BackendError where one is not there."""
        found: dict[int, Row] = {}
        for at in range(0, len(keys), _KEYS_AT_ONCE):
            part = list(keys[at : at + _KEYS_AT_ONCE])
            for row in self.query(collection, f"row in {part}", ["row", *fields]):
                found[row["row"]] = row
        if len(found) != len(set(keys)):
            raise self.error("has lost rows", 'run "sampan index" to publish it again')
        return found

    def search(
        self,
        collection: str,
        field: str,
        queries: Sequence[object],
        limit: int,
        *,
        where: str = "",
        options: Mapping[str, object] | None = None,
    ) -> list[Nearest]:
        """For each query the rows of the highest inner product."""
        found = self._ask(
            lambda: self._client.search(
                collection,
                data=list(queries),
                anns_field=field,
                limit=limit,
                filter=where,
                output_fields=["row"],
                search_params={"metric_type": "IP", "params": dict(options or {})},
                timeout=self._timeout_s,
            )
        )
        return [
            Nearest([hit["row"] for hit in hits], [hit["distance"] for hit in hits])
            for hits in found
        ]

    def followed(self) -> str | None:
        """The collection that readers follow; None before anything was published."""
        try:
            found = self._client.describe_alias(self.place.name, timeout=self._timeout_s)
        except self._errors as error:
            if not _is_away(error) and _is_missing(error):
                return None
            raise self._told(error) from error
        return str(found["collection_name"])

    def follow(self, collection: str) -> None:
        """Let readers follow a collection from now on: at once, for all of them."""
        alias = self.place.name
        change = self._client.create_alias if self.followed() is None else self._client.alter_alias
        self._ask(lambda: change(collection, alias, timeout=self._timeout_s))

    def error(self, reason: str, remedy: str) -> BackendError:
        """What is wrong with what is there."""
        return BackendError(self.place.address, reason, remedy)

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"cannot be there ({error.strerror})"
            raise self.error(reason, "set SAMPAN_INDEX to a place that can be written") from error

    def _ask(self, call: Callable[[], Result]) -> Result:
        try:
            return call()
        except self._errors as error:
            raise self._told(error) from error

    def _told(self, error: Exception) -> BackendError:
        """The error in plain words; what Milvus said is its cause."""
        said = str(getattr(error, "message", error))
        if _REFUSED.search(f"{said} {error.__cause__}"):
            return self.error("refuses", "set SAMPAN_INDEX_TOKEN to what opens it")
        if "milvus-lite" in said:
            return self.error(
                "needs Milvus Lite", f"run {sys.executable} -m pip install milvus-lite"
            )
        if self.place.address.endswith(_LITE) and self._is_unopened():
            if Path(self.place.address).is_file():
                return self.error("is a file of something else", "set SAMPAN_INDEX to another name")
            return self.error(
                "cannot be opened",
                "end the other process that has it open: Milvus Lite serves one",
            )
        if _is_missing(error):
            return self.error("lacks a part", 'run "sampan index" to publish it again')
        if not _is_away(error):
            return self.error(f"cannot do it ({said[:_SAID]})", "look into the log of Milvus")
        return BackendAwayError(
            self.place.address, "does not answer", "start Milvus there, or set SAMPAN_INDEX right"
        )

    def _is_unopened(self) -> bool:
        return not hasattr(self, "_client")


def _is_away(error: Exception) -> bool:
    """Whether Milvus gave no answer: else that has a number of its own."""
    code = getattr(error, "code", None)
    return not isinstance(code, int) or code <= _UNAVAILABLE


def _is_missing(error: Exception) -> bool:
    said = str(getattr(error, "message", error)).lower()
    return any(word in said for word in ("not exist", "not found", "can't find"))
