"""What a message is, told by its vector: small talk of some kind, or a question of some breadth."""

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from embeddings.encoder import Encoder, Matrix
from embeddings.errors import EncoderError
from embeddings.model_files import MODELS

CLASSIFIERS_FILE = MODELS / "messages.npz"
# What reading any file as an archive of arrays may raise.
_DAMAGED = (OSError, EOFError, ValueError, KeyError, RuntimeError, BadZipFile, zlib.error)


class Classifier:
    """Multinomial logistic regression over query vectors.

    `weights` has a row for each label and a column for each dimension, and the bias behind them.
    """

    def __init__(self, labels: Sequence[str], weights: Matrix) -> None:
        self._labels = tuple(labels)
        self._weights = weights

    def chances(self, vector: Matrix) -> dict[str, float]:
        """The probability of each label for a query vector of shape (1, dim); their sum is 1."""
        scores = self._weights[:, :-1] @ vector[0] + self._weights[:, -1]
        powers = np.exp(scores - scores.max())
        return dict(zip(self._labels, (powers / powers.sum()).tolist(), strict=True))


def open_classifier(name: str, encoder: Encoder) -> Classifier | None:
    """The classifier that ships, "kind" or "breadth"; None where it knows another encoder only.

    Raises EncoderError for a file that is damaged or missing.
    """
    try:
        with CLASSIFIERS_FILE.open("rb") as file, np.load(file) as kept:
            if str(kept["encoder"]) != encoder.fingerprint:
                return None
            return Classifier([str(label) for label in kept[f"{name}_labels"]], kept[name])
    except _DAMAGED as error:
        reason = f"{CLASSIFIERS_FILE} is damaged or missing; install Sampan again"
        raise EncoderError(encoder.fingerprint, reason) from error


def write_classifiers(
    path: Path, encoder: Encoder, classifiers: Mapping[str, tuple[Sequence[str], Matrix]]
) -> None:
    """Keep labels and weights by the classifier's name, for one encoder."""
    arrays: dict[str, Any] = {"encoder": np.array(encoder.fingerprint)}
    for name, (labels, weights) in classifiers.items():
        arrays |= {f"{name}_labels": np.array(labels), name: weights}
    np.savez_compressed(path, **arrays)
