import math
import subprocess
import sys
from pathlib import Path

import numpy as np

from embeddings.bundled_encoder import BODY_FILE, NUMBERS_FILE, BundledEncoder
from embeddings.vocabulary import IDS_FILE, PIECES_FILE, open_tokenizer
from embeddings.weights import Weights

_ROOT = Path(__file__).parents[2]
_TEXTS = (
    "query: 哪間銀行取得牌照？",
    "query: When did the sandbox start?",
    "passage: The regulator granted three licences to virtual banks, which opened within a year.",
    "passage: 金融管理局於2019年3月27日向三間虛擬銀行發出牌照，它們預計在六至九個月內開業。",
)


def test_the_same_weight_file_gives_the_files_that_ship(tmp_path):
    command = (sys.executable, "-m", "training.export", str(tmp_path))
    subprocess.run(command, cwd=_ROOT, check=True, capture_output=True)
    for shipped in (BODY_FILE, NUMBERS_FILE, PIECES_FILE, IDS_FILE):
        assert (tmp_path / shipped.name).read_bytes() == shipped.read_bytes(), shipped.name


def test_eight_bits_give_almost_the_vectors_of_thirty_two(weights):
    encoder = BundledEncoder()
    for text in _TEXTS:
        kind, _, said = text.partition(": ")
        encode = encoder.encode_queries if kind == "query" else encoder.encode_passages
        ids = np.array([0, *open_tokenizer(weights).split(text), 2])
        exact = _mean_state(weights, ids)
        assert encode([said])[0] @ (exact / np.linalg.norm(exact)) > 0.995


def _mean_state(weights: Weights, ids: np.ndarray) -> np.ndarray:
    """The body in 32 bits, as the paper has it (Devlin et al. 2019), and the mean of its states."""
    shape = weights.shape
    tensors: dict[str, np.ndarray] = {}

    def tensor(name: str) -> np.ndarray:
        return tensors.setdefault(name, weights.tensor(name))

    def normalise(states: np.ndarray, name: str) -> np.ndarray:
        deviation = np.sqrt(states.var(axis=-1, keepdims=True) + shape.epsilon)
        unit = (states - states.mean(axis=-1, keepdims=True)) / deviation
        return unit * tensor(f"{name}.w") + tensor(f"{name}.b")

    def multiply(states: np.ndarray, name: str) -> np.ndarray:
        matrix = tensor(f"{name}.w").reshape(-1, states.shape[-1])
        return states @ matrix.T + tensor(f"{name}.b")

    def heads(states: np.ndarray) -> np.ndarray:
        return states.reshape(len(states), shape.heads, -1).transpose(1, 0, 2)

    positions = tensor("emb.pos").reshape(-1, shape.hidden)[: len(ids)]
    states = weights.word_rows(ids) + positions + tensor("emb.type")[: shape.hidden]
    states = normalise(states, "emb.ln")
    for n in range(shape.layers):
        queries, keys, values = (heads(multiply(states, f"l{n}.{part}")) for part in "qkv")
        scores = queries @ keys.transpose(0, 2, 1) / math.sqrt(shape.hidden / shape.heads)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        attended = (shares @ values).transpose(1, 0, 2).reshape(len(ids), -1)
        states = normalise(states + multiply(attended, f"l{n}.ao"), f"l{n}.aln")
        wide = multiply(states, f"l{n}.fi")
        curved = wide * (1 + np.vectorize(math.erf)(wide / math.sqrt(2))) / 2
        states = normalise(states + multiply(curved, f"l{n}.fo"), f"l{n}.oln")
    return states.mean(axis=0)


def test_the_shape_of_the_body_is_read_from_its_weights(weights):
    assert (weights.shape.layers, weights.shape.hidden, weights.shape.heads) == (12, 384, 12)
    assert len(weights.pieces()) == len(weights.scores()) == 250_002
