"""Vectors by content: what was encoded once is not encoded again."""

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.databases import (
    DATABASE_ERRORS,
    is_damage,
    make_private_folder,
    open_database,
    remove_database,
)
from corpus.regular_files import IrregularFileError
from embeddings.encoder import Encoder, Matrix
from embeddings.errors import EmbeddingError
from embeddings.vector_rows import COLUMNS, VectorRow, key_of, make_row, read_rows, read_vector

_BATCH = 64
_BUSY_S = 30.0

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with how many texts are encoded, and how many there are."""


class _DamagedError(Exception):
    """The file is no cache of ours any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The rows of another cache: those that were copied, were here already, or were damaged."""

    copied: int
    known: int
    damaged: int


class VectorCache:
    """An SQLite file that any number of processes may read and write at once.

    A vector is kept under the encoder's fingerprint and the text's SHA-256, as soon as its batch
    is encoded: a build that was killed goes on where it stopped. What is read is what was written:
    a row that its digest does not fit is encoded again, and a damaged file is thrown away.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        make_private_folder(path.parent)
        self._create()

    def encode_passages(
        self, encoder: Encoder, texts: Sequence[str], *, progress: Progress | None = None
    ) -> Matrix:
        """Like `encoder.encode_passages`, but only for texts that are not in the cache."""
        try:
            return self._encode(encoder, texts, progress)
        except _DamagedError:
            self._begin_anew()
        try:
            return self._encode(encoder, texts, progress)
        except _DamagedError as error:
            raise self._unusable(error) from error

    def find_missing(self, encoder: Encoder, texts: Sequence[str]) -> list[str]:
        """Those texts of which it has no vector, each once."""
        keys = [key_of(text) for text in texts]
        try:
            rows = self._read(encoder, keys)
        except _DamagedError:
            self._begin_anew()
            rows = {}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
        return list(missing.values())

    def keep(self, encoder: Encoder, texts: Sequence[str], vectors: Matrix) -> None:
        """Keep the vectors that an encoder of this fingerprint gave for these texts elsewhere."""
        rows = {key_of(text): vector for text, vector in zip(texts, vectors, strict=True)}
        try:
            self._write(encoder, rows)
        except _DamagedError:
            self._begin_anew()
            self._write(encoder, rows)

    def merge(self, other: Path) -> Merged:
        """Copy what the cache file of another machine has and this one lacks, of every encoder.

        A row that is not what was written is left out. Raises EmbeddingError for a file that is no
        cache, or where it is damaged: what was copied before that stays.
        """
        try:
            is_ours = other.exists() and other.samefile(self._path)
        except OSError as error:
            raise EmbeddingError(f"{other} cannot be read: {error.strerror}") from error
        if is_ours:
            raise EmbeddingError(f"{other} is the cache that others are to be merged into")
        copied = known = damaged = 0
        try:
            for rows in read_rows(other):
                whole = [row for row in rows if row]
                lacking = self._find_lacking(whole)
                self._insert(lacking)
                copied += len(lacking)
                known += len(whole) - len(lacking)
                damaged += len(rows) - len(whole)
        except _DamagedError as error:
            raise self._unusable(error) from error
        return Merged(copied=copied, known=known, damaged=damaged)

    def _encode(self, encoder: Encoder, texts: Sequence[str], progress: Progress | None) -> Matrix:
        keys = [key_of(text) for text in texts]
        rows = self._read(encoder, keys)
        places = {key: n for n, key in enumerate(keys) if key not in rows}
        missing = list(places.values())
        for at in range(0, len(missing), _BATCH):
            if progress:
                progress(len(texts) - len(missing) + at, len(texts))
            batch = missing[at : at + _BATCH]
            encoded = encoder.encode_passages([texts[n] for n in batch])
            fresh = {keys[n]: row for n, row in zip(batch, encoded, strict=True)}
            self._write(encoder, fresh)
            rows |= fresh
        if progress:
            progress(len(texts), len(texts))
        if not keys:
            return np.empty((0, encoder.dim), dtype=np.float32)
        return np.stack([rows[key] for key in keys])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(open_database(self._path, timeout_s=_BUSY_S)) as connection, connection:
                yield connection
        except IrregularFileError as error:
            raise _DamagedError from error
        except DATABASE_ERRORS as error:
            if is_damage(error, self._path):
                raise _DamagedError from error
            message = f"the vector cache {self._path} cannot be used: {error}"
            raise EmbeddingError(message) from error

    def _create(self) -> None:
        try:
            self._create_table()
        except _DamagedError:
            self._begin_anew()

    def _begin_anew(self) -> None:
        log.warning("the vector cache %s was damaged; vectors are computed again", self._path)
        try:
            remove_database(self._path)
        except OSError as error:
            message = f"the vector cache {self._path} cannot be used: {error}; remove it"
            raise EmbeddingError(message) from error
        try:
            self._create_table()
        except _DamagedError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: _DamagedError) -> EmbeddingError:
        return EmbeddingError(f"the vector cache {self._path} cannot be used: {error.__cause__}")

    def _create_table(self) -> None:
        with self._open() as connection:
            # Not WAL: changing to it fails at once, without waiting, while others are starting too.
            connection.execute("BEGIN IMMEDIATE")
            columns = [row[1] for row in connection.execute("PRAGMA table_info(vectors)")]
            if columns and columns != COLUMNS:
                log.warning(
                    "the vector cache %s is of another version; vectors are computed again",
                    self._path,
                )
                connection.execute("DROP TABLE vectors")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, text_sha256 BLOB, vector BLOB,"
                " digest BLOB, PRIMARY KEY (encoder, text_sha256)) WITHOUT ROWID"
            )

    def _read(self, encoder: Encoder, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        rows: dict[bytes, Matrix] = {}
        damaged = 0
        with self._open() as connection:
            # A text that is none, in a damaged row, is no error until it is looked at.
            connection.text_factory = bytes
            for key in set(keys):
                found = _find(connection, encoder.fingerprint, key)
                if not found:
                    continue
                row = read_vector(encoder.fingerprint, key, *found)
                if row is None or len(row) != encoder.dim:
                    damaged += 1
                else:
                    rows[key] = row
        if damaged:
            log.warning("%d vectors in %s were damaged and are computed again", damaged, self._path)
        return rows

    def _write(self, encoder: Encoder, rows: dict[bytes, Matrix]) -> None:
        self._insert([make_row(encoder, key, row) for key, row in rows.items()])

    def _insert(self, rows: Sequence[VectorRow]) -> None:
        values = [(row.fingerprint, row.key, row.vector, row.digest) for row in rows]
        with self._open() as connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", values)

    def _find_lacking(self, rows: Sequence[VectorRow]) -> list[VectorRow]:
        """Those of which there is no row here, or a damaged one."""
        with self._open() as connection:
            connection.text_factory = bytes
            return [row for row in rows if not _has(connection, row)]


def _find(connection: sqlite3.Connection, fingerprint: str, key: bytes) -> tuple[Any, Any] | None:
    """Vector and digest, which may be anything in a damaged file."""
    found: tuple[Any, Any] | None = connection.execute(
        "SELECT vector, digest FROM vectors WHERE encoder = ? AND text_sha256 = ?",
        (fingerprint, key),
    ).fetchone()
    return found


def _has(connection: sqlite3.Connection, row: VectorRow) -> bool:
    found = _find(connection, row.fingerprint, row.key)
    return found is not None and read_vector(row.fingerprint, row.key, *found) is not None
