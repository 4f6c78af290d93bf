"""The keys of those who may ask from elsewhere: hashes in one file that is its owner's alone.

A key is 256 random bits, so that a plain hash of it leads nowhere. What changes the file holds a
lock meanwhile; whoever reads it finds the old or the new.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from bot.errors import KeyFileError, KeyNameError
from corpus.databases import make_private_folder
from corpus.drafts import replace_file
from corpus.regular_files import read_regular
from corpus.seals import open_sealed, seal
from corpus.sources.locking import lock_file

KEYS_FILE = "keys.json"

Role = Literal["reader", "operator", "bot"]
"""What a key opens: what is asked and looked up, and the operator's page or what bots ask too."""

_LOCK_FILE = ".keys.lock"
_PREFIX = "sampan_"
_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is kept of a key: its holder's name and role, the days it was made and last used."""

    name: str
    role: Role
    made: date
    used: date | None
    digest: str


class KeyRing:
    """The keys in a data folder as they are now; reads the file again whenever it has changed."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._keys: list[Key] = []
        self._seen: tuple[int, int, int] | None = None

    def find(self, text: str) -> Key | None:
        """The key whose text this is; raises KeyFileError."""
        self._read_changes()
        digest = _digest(text)
        found = [key for key in self._keys if hmac.compare_digest(key.digest, digest)]
        return found[0] if found else None

    def note_use(self, key: Key, today: date) -> None:
        """Keep on which day a key was last used; raises KeyFileError, or OSError."""
        note_use(self._home, key.name, today)

    def _read_changes(self) -> None:
        try:
            stat = (self._home / KEYS_FILE).stat()
        except OSError:
            self._keys, self._seen = [], None
            return
        seen = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
        if seen != self._seen:
            self._keys = []  # nobody's, should it not be readable
            self._keys = read_keys(self._home)
            self._seen = seen


def add_key(home: Path, name: str, role: Role, *, today: date) -> str:
    """Make a key, and give its text: it is kept nowhere. Raises KeyNameError, KeyFileError."""
    if not _NAME.fullmatch(name):
        raise KeyNameError(name, "is no name; take letters, digits, dots, lines and dashes")
    text = f"{_PREFIX}{secrets.token_urlsafe(_BYTES)}"

    def add(keys: Sequence[Key]) -> list[Key]:
        if any(key.name == name for key in keys):
            raise KeyNameError(name, 'has a key; "sampan keys revoke" ends it')
        made = Key(name=name, role=role, made=today, used=None, digest=_digest(text))
        return [*keys, made]

    _change(home, add)
    return text


def revoke_key(home: Path, name: str) -> None:
    """Let a key open nothing any more; raises KeyNameError where none has the name."""

    def revoke(keys: Sequence[Key]) -> list[Key]:
        kept = [key for key in keys if key.name != name]
        if len(kept) == len(keys):
            raise KeyNameError(name, 'has no key; "sampan keys list" names all')
        return kept

    _change(home, revoke)


def note_use(home: Path, name: str, today: date) -> None:
    """Keep on which day a key was last used, if it is still there."""

    def note(keys: Sequence[Key]) -> list[Key]:
        return [replace(key, used=today) if key.name == name else key for key in keys]

    _change(home, note)


def read_keys(home: Path) -> list[Key]:
    """All keys, in the order in which they were made; raises KeyFileError."""
    path = home / KEYS_FILE
    try:
        return _parse(read_regular(path))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise KeyFileError(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, TypeError, KeyError) as error:
        raise KeyFileError(path, "is damaged") from error


def _change(home: Path, change: Callable[[Sequence[Key]], list[Key]]) -> None:
    path = home / KEYS_FILE
    try:
        make_private_folder(home)
        with lock_file(home / _LOCK_FILE):
            before = read_keys(home)
            after = change(before)
            if after != before:
                replace_file(path, _write(after), is_private=True)
    except OSError as error:
        raise KeyFileError(path, f"cannot be written ({error.strerror})") from error


def _write(keys: Sequence[Key]) -> bytes:
    rows = [
        asdict(key) | {"made": str(key.made), "used": key.used and str(key.used)} for key in keys
    ]
    return json.dumps(seal({"keys": rows}), indent=1).encode()


def _parse(raw: bytes) -> list[Key]:
    rows: list[dict[str, Any]] = open_sealed(raw, fields={"keys"})["keys"]
    keys = [
        Key(
            name=row["name"],
            role=row["role"],
            made=date.fromisoformat(row["made"]),
            used=date.fromisoformat(row["used"]) if row["used"] else None,
            digest=row["digest"],
        )
        for row in rows
    ]
    if any(key.role not in get_args(Role) for key in keys):
        raise ValueError("has an unknown role")
    return keys


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
