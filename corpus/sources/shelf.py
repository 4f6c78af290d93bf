"""The folder of one source's articles, and what is remembered of each.

The files are the truth, and a person may edit or delete them. What they cannot say (which were
deleted, what the source said of each) is kept beside them, and found again as far as possible where
it is lost.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from corpus.drafts import DRAFT_PREFIX, replace_file
from corpus.errors import SourceError
from corpus.regular_files import read_regular
from corpus.seals import open_sealed, seal
from corpus.sources.naming import address_key, hash_key, key_in, name_file
from corpus.sources.stories import Written, read_written

Fate = Literal["kept", "deleted", "vanished", "unread"]
"""Deleted by a person; vanished from the source, and removed; unread: it never could be fetched."""

STATE_FILE = ".state.json"
_VERSION = 1
_STATE_FIELDS = frozenset(("version", "is_complete", "articles"))


@dataclass(slots=True, kw_only=True)
class Kept:
    """What is remembered of one article.

    `told` is a digest of what the source said of it, `content_hash` of what we wrote. `tries` is
    how often its page could not be fetched though it may be another time.
    """

    file: str
    guid: str = ""
    url: str | None = None
    told: str = ""
    content_hash: str = ""
    fate: Fate = "kept"
    tries: int = 0
    has_body: bool = False
    """Whether the file has the article's text, and not only the excerpt of a teaser."""
    is_edit_said: bool = False
    is_adopted: bool = False
    """Found as a file of ours of which nothing was remembered: we were stopped after writing it."""

    @property
    def id(self) -> str:
        """The article's id."""
        return self.file.removesuffix(".md")


class Shelf:
    """The articles of one source; `problems` says what was wrong with what was remembered."""

    def __init__(self, folder: Path, source_id: str) -> None:
        self.folder = folder
        self.source_id = source_id
        self.problems: list[str] = []
        self.is_complete = False
        """Whether nothing of the source was left to be fetched."""
        self._articles = self._read_state()
        self._files = self._list_files()
        self._by_guid = {kept.guid: kept for kept in self._articles if kept.guid}
        self._by_url = {address_key(kept.url): kept for kept in self._articles if kept.url}
        known = {kept.file for kept in self._articles}
        self._strangers = {key_in(name): name for name in self._files - known if key_in(name)}
        for kept in self._articles:
            if kept.fate == "kept" and kept.file not in self._files:
                kept.fate = "deleted"
            elif kept.fate != "kept" and kept.file in self._files:
                kept.fate = "kept"  # a person brought it back

    def __iter__(self) -> Iterator[Kept]:
        return iter(self._articles)

    @property
    def count(self) -> int:
        """How many articles there are."""
        return sum(kept.fate == "kept" for kept in self._articles)

    def find(self, guid: str, url: str | None, *, is_url_its_own: bool = True) -> Kept | None:
        """What is remembered of an article by the source's name for it, or else by its address.

        Of a file of ours that was forgotten too, which is then remembered again.
        """
        kept = self._by_guid.get(guid) if guid else None
        if kept is None and url and is_url_its_own:
            kept = self._by_url.get(address_key(url))
        if kept is None:
            return self._adopt(guid, url)
        # A source may change either; by the other it is known again.
        kept.guid, kept.url = guid or kept.guid, url or kept.url
        self._by_guid.setdefault(kept.guid, kept)
        return kept

    def put(
        self,
        kept: Kept | None,
        text: str,
        *,
        guid: str,
        url: str | None,
        title: str,
        published: datetime | None,
    ) -> Kept:
        """Write an article's file, under its old name if it has one, and remember it.

        Raises SourceError when it cannot be written; the file is then as it was.
        """
        if kept is None or kept.fate == "unread":  # whose name was made without a title
            file = name_file(_key(guid, url, title), title=title, published=published)
        else:
            file = kept.file
        # Only what is there is remembered: else it would be taken for deleted by a person.
        self._replace(file, text.encode("utf-8", "replace"))
        self._files.add(file)
        if kept is None:
            kept = Kept(file=file, guid=guid, url=url)
            self._index(kept)
        kept.file, kept.fate = file, "kept"
        return kept

    def remember_unread(
        self, guid: str, url: str | None, *, title: str, published: datetime | None
    ) -> Kept:
        """What is remembered of an article that cannot be had, of which there is no file."""
        file = name_file(_key(guid, url, title), title=title, published=published)
        kept = Kept(file=file, guid=guid, url=url, fate="unread")
        self._index(kept)
        return kept

    def read(self, kept: Kept) -> Written | None:
        """What an article's file says; None for one that is no longer as we write them."""
        try:
            return read_written(read_regular(self.folder / kept.file))
        except OSError:
            return None

    def is_edited(self, kept: Kept) -> bool:
        """Whether a person changed the file since we wrote it, by what it says of itself.

        What is remembered of it may be older, where we were stopped after writing the file.
        """
        written = self.read(kept)
        return written is None or not written.is_intact

    def take_away(self, kept: Kept) -> None:
        """Remove the file of an article that vanished from the source."""
        try:
            (self.folder / kept.file).unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(self.folder / kept.file, error) from error
        self._files.discard(kept.file)
        kept.fate = "vanished"

    def clear(self) -> tuple[list[str], list[str]]:
        """The ids of the articles that were removed, and of those that a person edited: they stay.

        For a source that is removed with its articles. Raises SourceError.
        """
        left = [kept for kept in self._articles if kept.fate == "kept"]
        edited = [kept for kept in left if self.is_edited(kept)]
        removed = [kept for kept in left if kept not in edited]
        for kept in removed:
            self.take_away(kept)
        (self.folder / STATE_FILE).unlink(missing_ok=True)
        with suppress(OSError):  # where something is left in it
            for path in self.folder.glob(".*"):
                if path.name.startswith((STATE_FILE, DRAFT_PREFIX)):  # a kill leaves drafts
                    path.unlink()
            self.folder.rmdir()
        return [kept.id for kept in removed], [kept.id for kept in edited]

    def save(self) -> None:
        """Keep what is remembered; raises SourceError when that cannot be written."""
        records = [asdict(kept) for kept in self._articles]
        state = {"version": _VERSION, "is_complete": self.is_complete, "articles": records}
        content = json.dumps(seal(state), ensure_ascii=False) + "\n"
        self._replace(STATE_FILE, content.encode("utf-8", "replace"))

    def _replace(self, name: str, content: bytes) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(self.folder / name, content)
        except OSError as error:
            raise _unwritable(self.folder / name, error) from error

    def _index(self, kept: Kept) -> None:
        self._articles.append(kept)
        if kept.guid:
            self._by_guid[kept.guid] = kept
        if kept.url:
            self._by_url.setdefault(address_key(kept.url), kept)

    def _adopt(self, guid: str, url: str | None) -> Kept | None:
        for key in (guid, address_key(url) if url else ""):
            name = self._strangers.pop(hash_key(key), None) if key else None
            if name is None:
                continue
            kept = Kept(file=name, guid=guid, url=url, is_adopted=not self.problems)
            written = self.read(kept)
            if written is None or written.source_id != self.source_id:
                continue
            kept.content_hash, kept.has_body = written.content_hash, written.has_body
            self._index(kept)
            return kept
        return None

    def _list_files(self) -> set[str]:
        try:
            return {entry.name for entry in self.folder.iterdir() if entry.suffix == ".md"}
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def _read_state(self) -> list[Kept]:
        path = self.folder / STATE_FILE
        try:
            record = open_sealed(read_regular(path), fields=_STATE_FIELDS)
            self.is_complete = record["is_complete"] is True
            return [_read_kept(values) for values in record["articles"]]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unwritable(path, error) from error
        except (ValueError, TypeError, KeyError):
            self.problems.append(
                f"{path} was damaged and is kept beside it; what was deleted may come back"
            )
            self.is_complete = False
            with suppress(OSError):
                path.replace(path.with_name(f"{STATE_FILE}.damaged"))
            return []


def _key(guid: str, url: str | None, title: str) -> str:
    return guid or address_key(url or title)


def _read_kept(values: Any) -> Kept:
    kinds = {"tries": int, "has_body": bool, "is_edit_said": bool, "is_adopted": bool}
    if values.keys() != {field.name for field in fields(Kept)}:
        raise ValueError("has other fields")
    for name, value in values.items():
        if not isinstance(value, kinds.get(name, str)) and (name, value) != ("url", None):
            raise ValueError(f"{name} is of another kind")
    kept = Kept(**values)
    if (
        kept.fate not in get_args(Fate)
        or Path(kept.file).name != kept.file
        or not key_in(kept.file)
    ):
        raise ValueError("names no file of ours")
    return kept


def _unwritable(path: Path, error: OSError) -> SourceError:
    reason = (error.strerror or "unknown error").lower()
    return SourceError(str(path), f"cannot be read or written: {reason}; mend that and refresh")
