"""Archives of files: made whole, for their owner alone, and unpacked with suspicion.

An archive is a ZIP file whose `backup.json` lists every file with its digest.
"""

import hashlib
import json
import os
import re
import secrets
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bot.errors import BackupError
from corpus.drafts import DRAFT_PREFIX, flush_to_disk
from corpus.seals import open_sealed, seal

MANIFEST = "backup.json"
_FORMAT = 1
_FIELDS = frozenset({"format", "about", "files"})
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 50_000_000
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    RuntimeError,  # a member is locked by a password
    NotImplementedError,  # or packed in a way that we do not know
)
_DAMAGED = "is damaged, or no backup of Sampan; take another one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """What an archive says of itself, and the sizes of its files by name."""

    about: Mapping[str, Any]
    sizes: Mapping[str, int]


def is_plain(name: str) -> bool:
    """Whether a name leads to a place below a folder, on any system."""
    if not name.isprintable() or "\\" in name or re.match("[A-Za-z]:", name):
        return False
    return name != MANIFEST and all(part not in ("", ".", "..") for part in name.split("/"))


class ArchiveWriter:
    """Takes files into an archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path) -> None:
        """Take a file as it is now, under a name with slashes."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        with path.open("rb") as file, self._archive.open(info, "w", force_zip64=True) as member:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        self.files[name] = {"digest": digest.hexdigest(), "size": size, "mode": mode}

    def end(self, about: Mapping[str, Any]) -> None:
        """Write the list of the files, and what is known about the archive."""
        record = seal({"format": _FORMAT, "about": dict(about), "files": self.files})
        self._archive.writestr(MANIFEST, json.dumps(record, ensure_ascii=False, indent=1))


@contextmanager
def writing_archive(path: Path) -> Iterator[ArchiveWriter]:
    """A writer of the archive that takes this path when all went well, and not before.

    Raises BackupError where nothing can be written.
    """
    draft = path.with_name(f"{DRAFT_PREFIX}{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                with zipfile.ZipFile(file, "w") as archive:
                    yield ArchiveWriter(archive)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        flush_to_disk(path.parent)
    except OSError as error:
        says = (error.strerror or str(error)).lower()
        where = f" ({error.filename})" if error.filename else ""
        raise BackupError(path, f"cannot be written: {says}{where}; name another place") from error


def unpack_archive(path: Path, folder: Path) -> Unpacked:
    """Unpack an archive into an empty folder, every file checked.

    Raises BackupError for one that is damaged, of a later version, or names a place outside of
    the folder; what the folder then holds is of no use.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            record = _read_manifest(path, archive)
            names = [info.filename for info in archive.infolist()]
            if sorted(names) != sorted([*record["files"], MANIFEST]):
                raise BackupError(path, _DAMAGED)
            for name, file in record["files"].items():
                if not is_plain(name):
                    raise BackupError(path, "names a place outside of it; do not use it")
                with archive.open(name) as member:
                    _unpack(member, folder / name, file)
    except _DAMAGE as error:
        raise BackupError(path, _DAMAGED) from error
    except OSError as error:
        says = (error.strerror or str(error)).lower()
        raise BackupError(path, f"cannot be unpacked: {says}; mend that and try again") from error
    sizes = {name: file["size"] for name, file in record["files"].items()}
    return Unpacked(about=record["about"], sizes=sizes)


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    with archive.open(MANIFEST) as member:
        raw = member.read(_LONGEST_MANIFEST + 1)
    with suppress(RecursionError):
        if json.loads(raw)["format"] > _FORMAT:
            raise BackupError(path, "was made by a later version of Sampan; update Sampan")
    return open_sealed(raw, fields=_FIELDS)


def _unpack(member: IO[bytes], target: Path, file: Mapping[str, Any]) -> None:
    """Write one file; raises ValueError unless it is as it was."""
    digest, left = hashlib.sha256(), int(file["size"])
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        while chunk := member.read(_CHUNK):
            left -= len(chunk)
            if left < 0:  # whatever it would unpack to
                raise ValueError("is longer than it was")
            digest.update(chunk)
            out.write(chunk)
    if left or digest.hexdigest() != file["digest"]:
        raise ValueError("is not what was written")
    target.chmod(int(file["mode"]) & 0o755 | 0o600)
