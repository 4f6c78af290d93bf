"""Fits both classifiers and writes the file that ships: `python -m training.messages.train`.

Ten-fold cross-validation says what they are worth, before they are fitted to all messages.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from embeddings.classifier import CLASSIFIERS_FILE, write_classifiers
from embeddings.encoder import BUNDLED, Matrix
from embeddings.encoders import open_encoder

_MESSAGES = Path(__file__).parent / "messages.jsonl"
_STRENGTH = 10.0  # of the fit's regularisation, its inverse
_FOLDS = 10
_TASKS = ("kind", "breadth")


def main() -> None:
    """Fit, measure and write."""
    messages = [json.loads(line) for line in _MESSAGES.read_text(encoding="utf-8").splitlines()]
    encoder = open_encoder(BUNDLED)
    vectors = encoder.encode_queries([message["text"] for message in messages])
    fitted = {}
    for task in _TASKS:
        rows = [row for row, message in enumerate(messages) if task in message]
        labels = [messages[row][task] for row in rows]
        fitted[task] = _fit(task, vectors[rows], labels)
    write_classifiers(CLASSIFIERS_FILE, encoder, fitted)


def _fit(task: str, vectors: Matrix, labels: Sequence[str]) -> tuple[list[str], Matrix]:
    """The labels, and for each its weights and bias."""
    model = LogisticRegression(C=_STRENGTH, max_iter=3000)
    told = cross_val_predict(model, vectors, labels, cv=_FOLDS)
    print(f"{task}: {len(labels)} messages")
    for label in sorted(set(labels)):
        right = np.array([own == label for own in labels])
        found = told == label
        recall, precision = (found & right).sum() / right.sum(), (found & right).sum() / found.sum()
        print(f"  {label}: {right.sum()}, recall {recall:.3f}, precision {precision:.3f}")
    model.fit(vectors, labels)
    weights = np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float32)
    return list(model.classes_), weights


if __name__ == "__main__":
    main()
