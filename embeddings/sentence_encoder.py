"""Any sentence-transformers model, to encode or to re-rank, on the processor or a graphics card.

The only use of torch.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import CrossEncoder, SentenceTransformer

from embeddings.encoder import Matrix, to_unit_rows
from embeddings.errors import EncoderError


class SentenceEncoder:
    """A model by its name on the Hugging Face hub, or by the folder it was saved in.

    The model's own prompts for queries and passages are used where it has them
    (`encode_query` and `encode_document` of sentence-transformers).
    """

    def __init__(self, name: str, *, device: str | None = None) -> None:
        try:
            self._model: Any = SentenceTransformer(name, device=device)
        except Exception as error:  # what it raises differs from model to model
            reason = "is neither a folder with a model nor a model that can be downloaded"
            raise EncoderError(name, reason) from error
        self._name = Path(name).name
        self._fingerprint = f"{self._name}-{_digest(self._model)}"

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dim(self) -> int:
        return int(self._model.get_embedding_dimension())

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self._to_matrix(self._model.encode_query(list(texts), show_progress_bar=False))

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        return self._to_matrix(self._model.encode_document(list(texts), show_progress_bar=False))

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer(text, verbose=False)["input_ids"])

    def _to_matrix(self, rows: Any) -> Matrix:
        return to_unit_rows(np.asarray(rows, dtype=np.float32).reshape(-1, self.dim))


class SentenceReranker:
    """A cross-encoder, which reads question and passage together, by its name or folder."""

    def __init__(self, name: str, *, device: str | None = None) -> None:
        try:
            self._model: Any = CrossEncoder(name, num_labels=1, device=device)
        except Exception as error:  # what it raises differs from model to model
            reason = "is neither a folder with a cross-encoder nor one that can be downloaded"
            raise EncoderError(name, reason) from error

    def rate(self, query: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers the query; the higher, the better."""
        if not passages:
            return []
        pairs = [(query, passage) for passage in passages]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]


def _digest(model: Any) -> str:
    """A digest of the weights and prompts: whatever changes the vectors changes it."""
    digest = hashlib.blake2b(repr(sorted(model.prompts.items())).encode(), digest_size=6)
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).numpy().tobytes())
    return digest.hexdigest()
