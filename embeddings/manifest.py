"""What an index was built from, and the checksum of every file in it."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from corpus.regular_files import check_regular, read_regular
from embeddings.errors import IndexDamagedError, IndexMismatchError

FORMAT = 4  # raised when anything that is written, or how it is computed, changes
CURRENT_FILE = "CURRENT"
MANIFEST_FILE = "manifest.json"
_LARGE_INDEX = 512 << 20  # bytes: some two seconds to read
_LARGE_FILE = 1 << 20
GENERATION_NAME = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Says enough to tell whether an index can be used, before anything else of it is read.

    `inputs` is a digest of all that the index is a function of: articles, encoder and options.
    `vectors` is how these are searched, as FAISS names it.
    """

    encoder: str
    fingerprint: str
    options: dict[str, int]
    inputs: str
    articles: int
    passages: int
    vectors: str
    sizes: dict[str, int]
    checksums: dict[str, str]
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """The file's content; its digest names the generation."""
        return (json.dumps(asdict(self), indent=2, sort_keys=True) + "\n").encode()


def generation_id(manifest: bytes) -> str:
    """The name of the folder that a manifest belongs in."""
    return hashlib.blake2b(manifest, digest_size=8).hexdigest()


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation's folder, compared with the folder's name.

    Raises IndexDamagedError when it is missing or not the one that was written, and
    IndexMismatchError when another version of Sampan wrote it.
    """
    path = generation / MANIFEST_FILE
    try:
        raw = read_regular(path)
    except OSError as error:
        raise IndexDamagedError(path, "cannot be read") from error
    if generation_id(raw) != generation.name:
        raise IndexDamagedError(path, "is not what was written")
    values: dict[str, Any] = json.loads(raw)
    if values.get("format") != FORMAT or values.keys() != {f.name for f in fields(Manifest)}:
        raise IndexMismatchError("format", values.get("format"), FORMAT)
    return Manifest(**values)


def measure_sizes(folder: Path) -> dict[str, int]:
    """The bytes of each file under the folder but the manifest, by its relative path."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST_FILE
    }


def compute_checksums(folder: Path) -> dict[str, str]:
    """A digest of each of the same files."""
    return {name: _digest(folder / name) for name in measure_sizes(folder)}


def verify_checksums(
    generation: Path,
    manifest: Manifest,
    *,
    names: Sequence[str] | None = None,
    in_full: bool = False,
) -> None:
    """Raise IndexDamagedError unless all files, or those named, are as they were written.

    Of a large index the large files are compared by their size, unless they are to be read `in
    full`: that takes longer than to begin answering may.
    """
    is_large = sum(manifest.sizes.values()) > _LARGE_INDEX
    for name, checksum in manifest.checksums.items():
        if names is not None and name not in names:
            continue
        path = generation / name
        is_measured = is_large and not in_full and manifest.sizes[name] > _LARGE_FILE
        try:
            is_same = (
                path.stat().st_size == manifest.sizes[name]
                if is_measured
                else _digest(path) == checksum
            )
        except OSError as error:
            raise IndexDamagedError(path, "cannot be read") from error
        if not is_same:
            raise IndexDamagedError(path, "is not what was written")


def _digest(path: Path) -> str:
    check_regular(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
