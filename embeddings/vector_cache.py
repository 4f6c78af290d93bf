"""Vectors by content: what was encoded once is not encoded again."""

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

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

_BATCH = 64
_BUSY_S = 30.0
_COLUMNS = ["encoder", "text_sha256", "vector", "digest"]
_LENGTH_ERROR = 1e-3  # how far from 1 the length of a vector of half precision may be

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with how many texts are encoded, and how many there are."""


class _DamagedError(Exception):
    """The file is no cache of ours any more."""


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

    def _encode(self, encoder: Encoder, texts: Sequence[str], progress: Progress | None) -> Matrix:
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
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
            if columns and columns != _COLUMNS:
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
                found = connection.execute(
                    "SELECT vector, digest FROM vectors WHERE encoder = ? AND text_sha256 = ?",
                    (encoder.fingerprint, key),
                ).fetchone()
                if not found:
                    continue
                row = _checked(encoder, key, *found)
                if row is None:
                    damaged += 1
                else:
                    rows[key] = row
        if damaged:
            log.warning("%d vectors in %s were damaged and are computed again", damaged, self._path)
        return rows

    def _write(self, encoder: Encoder, rows: dict[bytes, Matrix]) -> None:
        values = []
        for key, row in rows.items():
            vector = row.astype("<f4").tobytes()
            values.append((encoder.fingerprint, key, vector, _digest(encoder, key, vector)))
        with self._open() as connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", values)


def _checked(encoder: Encoder, key: bytes, vector: object, digest: object) -> Matrix | None:
    """The vector of a row, or None unless it is the encoder's for this text, and a vector."""
    if not isinstance(vector, bytes) or len(vector) != 4 * encoder.dim:
        return None
    if digest != _digest(encoder, key, vector):
        return None
    row = np.frombuffer(vector, dtype="<f4").astype(np.float32)
    # Not finite is not near 1 either. An encoder that knows no word of a text gives zeros.
    length = float(np.linalg.norm(row))
    return row if abs(length - 1) < _LENGTH_ERROR or length == 0 else None


def _digest(encoder: Encoder, key: bytes, vector: bytes) -> bytes:
    """Of all three, so that a vector under another text's key is noticed."""
    digest = hashlib.blake2b(key, digest_size=16)
    digest.update(vector)
    digest.update(encoder.fingerprint.encode())
    return digest.digest()
