"""Rows of a vector cache: what is in one, and whether it is what was written."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.databases import DATABASE_ERRORS, open_database
from embeddings.encoder import Encoder, Matrix
from embeddings.errors import EmbeddingError

COLUMNS = ["encoder", "text_sha256", "vector", "digest"]

_READ = 1000  # rows of another file that are in memory at once
_BUSY_S = 30.0
_LENGTH_ERROR = 1e-3  # how far from 1 the length of a vector of half precision may be


@dataclass(frozen=True, slots=True)
class VectorRow:
    """A vector as it is kept: under the encoder's fingerprint and the text's SHA-256."""

    fingerprint: str
    key: bytes
    vector: bytes
    digest: bytes


def key_of(text: str) -> bytes:
    """What a text's vector is kept under."""
    return hashlib.sha256(text.encode()).digest()


def make_row(encoder: Encoder, key: bytes, vector: Matrix) -> VectorRow:
    """The row of an encoder's vector."""
    raw = vector.astype("<f4").tobytes()
    return VectorRow(encoder.fingerprint, key, raw, _digest(encoder.fingerprint, key, raw))


def read_vector(fingerprint: str, key: bytes, vector: object, digest: object) -> Matrix | None:
    """The vector of a row, or None unless it is the encoder's for this text, and a vector."""
    if not isinstance(vector, bytes) or not vector or len(vector) % 4:
        return None
    if digest != _digest(fingerprint, key, vector):
        return None
    row = np.frombuffer(vector, dtype="<f4").astype(np.float32)
    # Not finite is not near 1 either. An encoder that knows no word of a text gives zeros.
    length = float(np.linalg.norm(row))
    return row if abs(length - 1) < _LENGTH_ERROR or length == 0 else None


def read_rows(path: Path) -> Iterator[list[VectorRow | None]]:
    """The rows of any cache file, some at a time; None for one that is not what was written.

    Raises EmbeddingError for a file that is no vector cache, or where it is damaged.
    """
    if not path.exists():
        raise EmbeddingError(f"there is no {path}")
    try:
        with closing(open_database(path, timeout_s=_BUSY_S)) as connection:
            # A text that is none, in a damaged row, is no error until it is looked at.
            connection.text_factory = bytes
            columns = [row[1] for row in connection.execute("PRAGMA table_info(vectors)")]
            if columns != [name.encode() for name in COLUMNS]:
                raise EmbeddingError(f"{path} is no vector cache of this version")
            cursor = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM vectors")
            while found := cursor.fetchmany(_READ):
                yield [_check(*row) for row in found]
    except (*DATABASE_ERRORS, OSError) as error:
        raise EmbeddingError(f"{path} cannot be read: {error}") from error


def _check(name: object, key: object, vector: object, digest: object) -> VectorRow | None:
    if not isinstance(name, bytes) or not isinstance(key, bytes):
        return None
    fingerprint = name.decode(errors="replace")
    if read_vector(fingerprint, key, vector, digest) is None:
        return None
    if not isinstance(vector, bytes) or not isinstance(digest, bytes):
        return None
    return VectorRow(fingerprint, key, vector, digest)


def _digest(fingerprint: str, key: bytes, vector: bytes) -> bytes:
    """Of all three, so that a vector under another text's key is noticed."""
    digest = hashlib.blake2b(key, digest_size=16)
    digest.update(vector)
    digest.update(fingerprint.encode())
    return digest.digest()
