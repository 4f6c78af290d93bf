"""The passages that look most like answers: `… training.reading.nearest PUBLIC.jsonl.gz OUT.npz`.

For each question of the public sets, the passages of all of them whose vectors are nearest by the
bundled encoder. Most do not answer, although they look so: what a search finds is of that kind
(Karpukhin et al. 2020 call them hard negatives).
"""

import sys
from pathlib import Path

import numpy as np

from embeddings.bundled_encoder import BundledEncoder
from embeddings.encoder import Matrix
from training.reading.examples import distinct, read_pairs

_KEPT = 24
_AT_ONCE = 512


def main() -> None:
    """Write the numbers of passages for each question, both in the order of their texts."""
    pairs = read_pairs(Path(sys.argv[1]))
    questions, passages = distinct(pairs, "question"), distinct(pairs, "passage")
    kept = min(_KEPT, len(passages) - 1)
    encoder = BundledEncoder()
    rows: list[Matrix] = []
    for at in range(0, len(passages), _AT_ONCE):
        rows.append(encoder.encode_passages(passages[at : at + _AT_ONCE]))
        print(f"{at} of {len(passages)} passages", flush=True)
    vectors = np.concatenate(rows)
    found = []
    for at in range(0, len(questions), _AT_ONCE):
        scores = encoder.encode_queries(questions[at : at + _AT_ONCE]) @ vectors.T
        best = np.argpartition(-scores, kept, axis=1)[:, :kept]
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1)
        found.append(np.take_along_axis(best, order, axis=1).astype(np.uint32))
        print(f"{at} of {len(questions)} questions", flush=True)
    np.savez(sys.argv[2], nearest=np.concatenate(found))


if __name__ == "__main__":
    main()
