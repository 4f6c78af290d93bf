"""The sources of articles, with how each fared: kept in one file, which an operator can read."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from corpus.drafts import replace_file
from corpus.regular_files import read_regular
from corpus.seals import open_sealed, seal
from corpus.sources.errors import RegistryError, SourceKnownError, SourceNotFoundError
from corpus.sources.locking import lock_file
from corpus.sources.naming import address_key, name_source_id

Kind = Literal["path", "feed", "page", "sitemap"]
"""A file or folder here, or what is fetched from the network."""

REGISTRY_FILE = "sources.json"
FETCHED_FOLDER = "fetched"

_LOCK_FILE = ".sources.lock"
_VERSION = 1
_EVERY_S = {"feed": 3_600.0, "page": 86_400.0, "sitemap": 86_400.0}
_SHORTEST_S = 60.0
_LONGEST_BACK_OFF_S = 86_400.0
_TIMES = ("added", "checked", "succeeded", "due")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where articles come from, and how it fared; times are aware.

    `every_s` is how often it is fetched, None for a path. `checked` is the last try, `succeeded`
    the last that went well, `error` what went wrong since, and `due` the next try: None for a path,
    and for a source that is gone for good. `name` is the provider of its articles where they name
    none. `prefix` is where the pages of a sitemap must lie.
    """

    id: str
    kind: Kind
    address: str
    added: datetime
    name: str = ""
    every_s: float | None = None
    due: datetime | None = None
    checked: datetime | None = None
    succeeded: datetime | None = None
    error: str = ""
    failures: int = 0
    articles: int = 0
    etag: str | None = None
    last_modified: str | None = None
    keep_vanished: bool = True
    full_text: bool = True
    prefix: str = ""

    @property
    def is_fetched(self) -> bool:
        """Whether it lies in the network."""
        return self.kind != "path"

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to fetch it; so it is when the clock was ahead at the last try."""
        if self.due is None:
            return False
        return self.due <= now or (self.checked is not None and self.checked > now)


def new_source(
    address: str,
    kind: Kind,
    *,
    now: datetime,
    known_ids: Sequence[str] = (),
    name: str = "",
    every_s: float | None = None,
) -> Source:
    """A source that is due at once, with an id that none of the others has.

    Raises ValueError for a schedule of less than a minute.
    """
    if every_s is not None and every_s < _SHORTEST_S:
        raise ValueError("a source is fetched once a minute at most")
    return Source(
        id=name_source_id(address, known_ids),
        kind=kind,
        address=address,
        added=now,
        name=name,
        every_s=None if kind == "path" else every_s or _EVERY_S[kind],
        due=None if kind == "path" else now,
    )


def after_success(source: Source, *, now: datetime, again_in_s: float | None = None) -> Source:
    """The source after a fetch that went well; sooner due where more of it is to be fetched."""
    wait_s = source.every_s if again_in_s is None else again_in_s
    return replace(
        source,
        checked=now,
        succeeded=now,
        error="",
        failures=0,
        due=None if wait_s is None else now + timedelta(seconds=wait_s),
    )


def after_failure(
    source: Source,
    error: str,
    *,
    now: datetime,
    retry_after_s: float | None = None,
    is_gone: bool = False,
) -> Source:
    """The source after a fetch that failed: tried again ever later, or never when it is gone."""
    every_s = source.every_s or _SHORTEST_S
    wait_s = min(every_s * 2 ** min(source.failures, 20), max(every_s, _LONGEST_BACK_OFF_S))
    wait_s = max(wait_s, retry_after_s or 0.0)
    return replace(
        source,
        checked=now,
        error=error,
        failures=source.failures + 1,
        due=None if is_gone or not source.is_fetched else now + timedelta(seconds=wait_s),
    )


class Registry:
    """The sources of one home folder. Several processes may change it at once."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._path = home / REGISTRY_FILE

    def sources(self) -> list[Source]:
        """All sources by id; none where there is no list. Raises RegistryError if it is damaged."""
        try:
            raw = read_regular(self._path)
        except FileNotFoundError:
            return []
        except OSError as error:
            reason = f"cannot be read: {(error.strerror or 'unknown error').lower()}"
            raise RegistryError(self._path, reason) from error
        try:
            record = open_sealed(raw, fields={"version", "sources"}, is_optional=True)
            found = _read_sources(record)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            reason = (
                'is damaged and was left as it is; mend it (and delete its "digest"),'
                " or move it away and add the sources again"
            )
            raise RegistryError(self._path, reason) from error
        return sorted(found, key=lambda source: source.id)

    def find(self, name: str) -> Source:
        """The source of this id or address; raises SourceNotFoundError."""
        return _find(self.sources(), name)

    def add(self, source: Source) -> Source:
        """The source as it is kept from now on, with an id that no other has.

        Raises SourceKnownError when its address is one already.
        """
        with self._changing() as sources:
            for known in sources.values():
                if address_key(known.address) == address_key(source.address):
                    raise SourceKnownError(source.address, known.id)
            id = _free_id(source, sources)
            sources[id] = replace(source, id=id)
            return sources[id]

    def remove(self, name: str) -> Source:
        """The source of this id or address, which is kept no longer; its articles stay."""
        with self._changing() as sources:
            source = _find(list(sources.values()), name)
            del sources[source.id]
            return source

    def update(self, source: Source) -> bool:
        """Keep a source as it is now; False when it was removed in the meantime."""
        with self._changing() as sources:
            if source.id not in sources:
                return False
            sources[source.id] = source
            return True

    def folder_of(self, source: Source) -> Path:
        """Where the articles of a source that is fetched lie."""
        return self.home / FETCHED_FOLDER / source.id

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Source]]:
        with lock_file(self.home / _LOCK_FILE):
            sources = {source.id: source for source in self.sources()}
            before = dict(sources)
            yield sources
            if sources == before and self._path.exists():
                return
            records = _as_text([_write_source(sources[id]) for id in sorted(sources)])
            record = {"version": _VERSION, "sources": records}
            try:
                _read_sources(record)
            except (ValueError, TypeError) as error:
                reason = f"was left as it is: with this change it {error}"
                raise RegistryError(self._path, reason) from error
            content = json.dumps(seal(record), ensure_ascii=False, indent=2)
            try:
                replace_file(self._path, f"{content}\n".encode(), is_private=True)
            except OSError as error:
                reason = f"cannot be written: {(error.strerror or 'unknown error').lower()}"
                raise RegistryError(self._path, reason) from error


def _free_id(source: Source, sources: dict[str, Source]) -> str:
    return source.id if source.id not in sources else name_source_id(source.id, list(sources))


def _find(sources: Sequence[Source], name: str) -> Source:
    for source in sources:
        if name == source.id or address_key(name) == address_key(source.address):
            return source
    raise SourceNotFoundError(name, [source.id for source in sources])


def _write_source(source: Source) -> dict[str, Any]:
    values = asdict(source)
    for name in _TIMES:
        values[name] = values[name].isoformat() if values[name] else None
    return values


def _as_text(records: list[dict[str, Any]]) -> Any:
    """The records without what no file can hold: they are sealed as they will be read."""
    return json.loads(json.dumps(records, ensure_ascii=False).encode(errors="replace"))


def _read_sources(record: dict[str, Any]) -> list[Source]:
    if record["version"] != _VERSION or not isinstance(record["sources"], list):
        raise ValueError("is of another version")
    sources = [_read_source(values) for values in record["sources"]]
    if len({source.id for source in sources}) < len(sources):
        raise ValueError("names a source twice")
    return sources


def _read_source(values: Any) -> Source:
    """One source; what an operator left out has its default. Raises ValueError or TypeError."""
    known = {field.name: field for field in fields(Source)}
    if not isinstance(values, dict) or not values.keys() <= known.keys():
        raise ValueError("holds unknown fields")
    read = dict(values)
    for name in _TIMES:
        if read.get(name) is not None:
            read[name] = datetime.fromisoformat(read[name])
            if read[name].tzinfo is None:
                raise ValueError(f"{name} has no offset")
    source = Source(**read)
    texts = (source.id, source.address, source.name, source.error, source.prefix)
    if source.kind not in get_args(Kind) or not all(isinstance(text, str) for text in texts):
        raise ValueError("holds a value of another kind")
    if source.id != name_source_id(source.id) or not isinstance(source.added, datetime):
        raise ValueError("holds an id that no folder can have")
    numbers = (source.failures, source.articles, source.every_s or 0)
    if not all(isinstance(number, int | float) and 0 <= number < 1e9 for number in numbers):
        raise ValueError("holds a number that cannot be")
    if not all(isinstance(flag, bool) for flag in (source.keep_vanished, source.full_text)):
        raise ValueError("holds a flag that is none")
    marks = (source.etag, source.last_modified)
    if not all(mark is None or (isinstance(mark, str) and mark.isprintable()) for mark in marks):
        raise ValueError("holds a mark that no header can hold")
    return source
