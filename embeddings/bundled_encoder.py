"""multilingual-e5-small, run by ONNX Runtime: no download, no torch."""

import hashlib
from collections.abc import Sequence

import numpy as np

from embeddings.encoder import BUNDLED, Matrix, to_unit_rows
from embeddings.engine import Body, on_all_cores
from embeddings.model_files import MODELS, check_files
from embeddings.vocabulary import PARTS_SHA256, Vocabulary
from embeddings.weights import WEIGHTS_SHA256

BODY_FILE = MODELS / "multilingual-e5-small.onnx"
NUMBERS_FILE = MODELS / "multilingual-e5-small.onnx.data"
_SHA256 = {  # `python -m training.export` makes these files and prints their digests
    BODY_FILE: "43a70ed6a6adf9c32dfd71d189e5a1ff500582fba24bd47170d27ee74d39dbc8",
    NUMBERS_FILE: "5412e3d33f867846009e961823596c267fb889b05b0d946f18a3746177d1bbcc",
}

# Far more than a passage, and than an article, may have: what a text costs stays in bounds.
_MAX_ENCODED_CHARS = 100_000
_MAX_COUNTED_CHARS = 1_000_000


class BundledEncoder:
    """intfloat/multilingual-e5-small with 8-bit weights (Wang et al. 2024, MIT licence).

    Its model card asks for "query: " and "passage: " before the texts; they are added here. The
    embeddings of words stay 4-bit. Texts of more than 512 tokens are read in windows, and their
    vector is the mean of all tokens. May be shared by threads.
    """

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self.vocabulary = vocabulary or Vocabulary()
        check_files(BUNDLED, _SHA256)
        self._body = Body(BUNDLED, BODY_FILE)

    @property
    def fingerprint(self) -> str:
        files = "".join((WEIGHTS_SHA256, *_SHA256.values(), *PARTS_SHA256.values()))
        return f"{BUNDLED}-int8-{hashlib.sha256(files.encode()).hexdigest()[:12]}"

    @property
    def dim(self) -> int:
        return self.vocabulary.shape.hidden

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self._encode([f"query: {text[:_MAX_ENCODED_CHARS]}" for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        return self._encode([f"passage: {text[:_MAX_ENCODED_CHARS]}" for text in texts])

    def count_tokens(self, text: str) -> int:
        return len(self.vocabulary.split(f"passage: {text[:_MAX_COUNTED_CHARS]}")) + 2

    def _encode(self, texts: Sequence[str]) -> Matrix:
        tokens = [self.vocabulary.split(text) for text in texts]
        rows = on_all_cores(self._sum_states, tokens, size=len)
        return to_unit_rows(np.stack(rows)) if rows else np.empty((0, self.dim), np.float32)

    def _sum_states(self, tokens: list[int]) -> Matrix:
        """The sum of all tokens' last states, window by window."""
        room = self.vocabulary.shape.positions - 2
        sums = np.zeros(self.dim, np.float32)
        for at in range(0, len(tokens), room):
            words = self.vocabulary.embed(self.vocabulary.enclose(tokens[at : at + room]))
            sums += self._body.run({"words": words}, output="states")[0].sum(axis=0)
        return sums
