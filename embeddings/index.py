"""An index on disk: opened by readers, replaced as a whole by a build.

index/
  CURRENT           the id of the generation in use: one line, replaced atomically
  LOCK              held by the process that builds
  <generation id>/  immutable; the id is a digest of its manifest
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from corpus.article_store import ArticleStore
from corpus.databases import DATABASE_ERRORS
from corpus.regular_files import IrregularFileError, read_regular
from embeddings.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from embeddings.generation_files import ARTICLES_FILE
from embeddings.manifest import CURRENT_FILE, GENERATION_NAME, read_manifest, verify_checksums

if TYPE_CHECKING:
    from embeddings.local_index import LocalIndex

Opened = TypeVar("Opened")

_TRIES = 3


def open_index(folder: Path, *, fingerprint: str) -> "LocalIndex":
    """The generation in use, its files checked against their checksums.

    Raises IndexMissingError when nothing was built yet, IndexMismatchError when it was built with
    an encoder of another fingerprint or by another version, and IndexDamagedError when a file is
    not what was written.
    """
    return _open_current(folder, lambda gen: _open_generation(gen, fingerprint=fingerprint))


def open_articles(folder: Path) -> ArticleStore:
    """The articles of the generation in use.

    Needs no encoder; the file is checked as `open_index` does, and the same errors are raised.
    """

    def open_generation(generation: Path) -> ArticleStore:
        manifest = read_manifest(generation)
        verify_checksums(generation, manifest, names=[ARTICLES_FILE])
        return open_store(generation)

    return _open_current(folder, open_generation)


def open_store(generation: Path) -> ArticleStore:
    """The articles and passages of a generation; raises IndexDamagedError."""
    path = generation / ARTICLES_FILE
    try:
        return ArticleStore(path)
    except (*DATABASE_ERRORS, OSError) as error:
        raise IndexDamagedError(path, "cannot be read") from error


def _open_current(folder: Path, open_generation: Callable[[Path], Opened]) -> Opened:
    for _ in range(_TRIES - 1):
        try:
            return open_generation(current_generation(folder))
        except IndexDamagedError:
            # A build may have replaced and removed it since we looked.
            continue
    return open_generation(current_generation(folder))


def current_generation(folder: Path) -> Path:
    """The folder of the generation in use; raises IndexMissingError when there is none."""
    try:
        name = read_regular(folder / CURRENT_FILE).decode("utf-8", "replace").strip()
    except IrregularFileError as error:
        raise IndexDamagedError(folder / CURRENT_FILE, str(error.strerror)) from error
    except OSError as error:
        raise IndexMissingError(folder) from error
    if not GENERATION_NAME.fullmatch(name) or not (folder / name).is_dir():
        raise IndexDamagedError(folder / CURRENT_FILE, "names a generation that is not there")
    return folder / name


def published_at(folder: Path) -> datetime:
    """When the generation in use became so; raises IndexMissingError when there is none."""
    try:
        return datetime.fromtimestamp((folder / CURRENT_FILE).stat().st_mtime, UTC)
    except OSError as error:
        raise IndexMissingError(folder) from error


def _open_generation(generation: Path, *, fingerprint: str) -> "LocalIndex":
    # Slow to import, and look-ups of articles do without.
    from embeddings.local_index import LocalIndex

    manifest = read_manifest(generation)
    if manifest.fingerprint != fingerprint:
        is_same = fingerprint.startswith(f"{manifest.encoder}-")  # but of another version
        field = "encoder weights" if is_same else "encoder"
        raise IndexMismatchError(field, manifest.fingerprint, fingerprint)
    verify_checksums(generation, manifest)
    published = published_at(generation.parent)
    return LocalIndex(generation, manifest, open_store(generation), published)
