"""Vectors by content: what was encoded once is not encoded again."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder, Matrix
from embeddings.errors import EmbeddingError

_BATCH = 16
_BUSY_S = 30.0

Progress = Callable[[int, int], None]
"""Called with how many texts are encoded, and how many there are."""


class _DamagedError(Exception):
    """The file is no cache of ours any more."""


class VectorCache:
    """An SQLite file that any number of processes may read and write at once.

    A vector is kept under the encoder's fingerprint and the text's SHA-256, as soon as its batch
    is encoded: a build that was killed goes on where it stopped. A damaged file is thrown away.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._create()

    def encode_passages(
        self, encoder: Encoder, texts: Sequence[str], *, progress: Progress | None = None
    ) -> Matrix:
        """Like `encoder.encode_passages`, but only for texts that are not in the cache."""
        try:
            return self._encode(encoder, texts, progress)
        except _DamagedError:
            self._remove()
            self._create()
            return self._encode(encoder, texts, progress)

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
            with closing(sqlite3.connect(self._path, timeout=_BUSY_S)) as connection, connection:
                yield connection
        except sqlite3.OperationalError as error:
            message = f"the vector cache {self._path} cannot be used: {error}"
            raise EmbeddingError(message) from error
        except sqlite3.DatabaseError as error:
            raise _DamagedError from error

    def _create(self) -> None:
        try:
            self._create_table()
        except _DamagedError:
            self._remove()
            self._create_table()

    def _create_table(self) -> None:
        with self._open() as connection:
            # Not WAL: changing to it fails at once, without waiting, while others are starting too.
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, text_sha256 BLOB, vector BLOB,"
                " PRIMARY KEY (encoder, text_sha256)) WITHOUT ROWID"
            )

    def _remove(self) -> None:
        # What SQLite keeps beside the file would be replayed into a new one.
        for suffix in ("", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _read(self, encoder: Encoder, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        rows: dict[bytes, Matrix] = {}
        with self._open() as connection:
            for key in set(keys):
                found = connection.execute(
                    "SELECT vector FROM vectors WHERE encoder = ? AND text_sha256 = ?",
                    (encoder.fingerprint, key),
                ).fetchone()
                if found and len(found[0]) == 4 * encoder.dim:
                    rows[key] = np.frombuffer(found[0], dtype="<f4").astype(np.float32)
        return rows

    def _write(self, encoder: Encoder, rows: dict[bytes, Matrix]) -> None:
        with self._open() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [
                    (encoder.fingerprint, key, row.astype("<f4").tobytes())
                    for key, row in rows.items()
                ],
            )
