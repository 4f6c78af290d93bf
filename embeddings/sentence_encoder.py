"""Any sentence-transformers model, to encode or to re-rank, on the processor or a graphics card.

The only use of torch.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import CrossEncoder, SentenceTransformer
from transformers.utils.logging import disable_progress_bar, set_verbosity_error

from embeddings.encoder import Matrix, to_unit_rows
from embeddings.errors import EncoderError


class SentenceEncoder:
    """A model by its name on the Hugging Face hub, or by the folder it was saved in.

    The model's own prompts for queries and passages are used where it has them
    (`encode_query` and `encode_document` of sentence-transformers).
    """

    def __init__(self, name: str, *, device: str | None = None) -> None:
        self._model: Any = _load(
            name, lambda **options: SentenceTransformer(name, **options), device
        )
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
        self._model: Any = _load(
            name, lambda **options: CrossEncoder(name, num_labels=1, **options), device
        )
        # A model that was not trained to re-rank gets a head of random weights.
        made_for = getattr(self._model.config, "architectures", None) or []
        if not any("SequenceClassification" in architecture for architecture in made_for):
            raise EncoderError(name, "is no cross-encoder: it was never trained to rate a pair")

    def rate(self, query: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers the query; the higher, the better."""
        if not passages:
            return []
        pairs = [(query, passage) for passage in passages]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]


def _load(name: str, load: Callable[..., Any], device: str | None) -> Any:
    """The model from its folder, from this machine's cache or else from the hub, without a word."""
    disable_progress_bar()  # type: ignore[no-untyped-call]
    set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        return load(device=device, local_files_only=True)
    except Exception as error:  # what it raises differs from model to model
        if Path(name).expanduser().is_dir():
            raise EncoderError(name, "is a folder without a model that can be loaded") from error
    try:
        return load(device=device)
    except Exception as error:
        raise EncoderError(name, "cannot be loaded from the hub") from error


def _digest(model: Any) -> str:
    """A digest of the weights and prompts: whatever changes the vectors changes it."""
    digest = hashlib.blake2b(repr(sorted(model.prompts.items())).encode(), digest_size=6)
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).numpy().tobytes())
    return digest.hexdigest()
