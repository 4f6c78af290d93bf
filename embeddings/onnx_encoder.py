"""A sentence-transformers model that was exported to ONNX: any other encoder without torch."""

import hashlib
import mmap
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from embeddings.encoder import Matrix, to_unit_rows
from embeddings.engine import Body, on_all_cores
from embeddings.errors import EncoderError
from embeddings.model_folder import read_settings

_STATES = ("last_hidden_state", "token_embeddings")
_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids", "position_ids"})
_PROBE = "A short text."
_BLOCK = 1 << 20
# How the states of all tokens become one vector, by its name in the model's configuration.
_POOLINGS: dict[str, Callable[[Matrix], Matrix]] = {
    "mean": lambda states: states.mean(axis=0),
    "cls": lambda states: states[0],
    "max": lambda states: states.max(axis=0),
    "lasttoken": lambda states: states[-1],
    "mean_sqrt_len": lambda states: states.sum(axis=0) / np.sqrt(len(states)),
}


class OnnxEncoder:
    """The model in a folder that sentence-transformers saved, run from its ONNX export.

    Its prompts, its pooling and its limit of tokens are read from the folder. A text without any
    token has a row of zeros. May be shared by threads. Raises EncoderError for a folder that lacks
    a file or has parts of another kind.
    """

    def __init__(self, name: str, model: Path) -> None:
        self._name = name
        folder = model.parent.parent
        self._tokenizer = _open_tokenizer(name, folder / "tokenizer.json")
        self._settings = read_settings(name, folder)
        self._pool = _POOLINGS[self._settings.pooling]
        self._body = Body(name, model)
        self._output = next((known for known in _STATES if known in self._body.outputs), "")
        if not self._output:
            raise EncoderError(name, f"gives none of {', '.join(_STATES)}")
        self._integer = self._probe()
        self._fingerprint = f"{folder.name}-onnx-{self._digest(model)}"

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dim(self) -> int:
        return self._settings.dim

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self._encode([self._settings.query_prompt + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        return self._encode([self._settings.passage_prompt + text for text in texts])

    def count_tokens(self, text: str) -> int:
        return len(self._split(text)) + self._count_special()

    def _encode(self, texts: Sequence[str]) -> Matrix:
        rows = on_all_cores(self._encode_one, [self._tokens_of(text) for text in texts], size=len)
        return to_unit_rows(np.stack(rows)) if rows else np.empty((0, self.dim), np.float32)

    def _encode_one(self, tokens: list[int]) -> Matrix:
        if not tokens:
            return np.zeros(self.dim, np.float32)
        return self._pool(self._run(tokens, self._integer))

    def _split(self, text: str) -> Encoding:
        """The tokens of a text without those that the tokenizer sets around each."""
        clean = text.encode("utf-8", "replace").decode()
        try:
            return self._tokenizer.encode(
                clean.lower() if self._settings.is_lower_case else clean, add_special_tokens=False
            )
        except Exception as error:  # the library has no class of its own for it
            raise EncoderError(self._name, "has a tokenizer that fails at a text") from error

    def _tokens_of(self, text: str) -> list[int]:
        """The ids of a text's tokens: what does not fit is cut before special ones are set."""
        encoding = self._split(text)
        encoding.truncate(max(self._settings.limit - self._count_special(), 0))
        ids: list[int] = self._tokenizer.post_process(encoding).ids
        return ids

    def _count_special(self) -> int:
        return int(self._tokenizer.num_special_tokens_to_add(False))

    def _probe(self) -> type[np.signedinteger]:
        """The type of integer that the model takes; raises EncoderError if it takes neither."""
        unknown = sorted(set(self._body.inputs) - _INPUTS)
        if unknown or "input_ids" not in self._body.inputs:
            what = f"wants {unknown[0]}" if unknown else "takes no input_ids"
            raise EncoderError(self._name, f"{what}; use it with sentence-transformers")
        tokens = self._tokens_of(_PROBE) or [0]
        try:
            self._run(tokens, np.int64)
            integer: type[np.signedinteger] = np.int64
        except EncoderError as error:
            if error.__cause__ is None:  # it runs, and what it gives is wrong
                raise
            self._run(tokens, np.int32)
            integer = np.int32
        highest = max(self._tokenizer.get_vocab().values(), default=0)
        try:
            self._run([highest], integer)
        except EncoderError as error:
            reason = f"cannot be run with all tokens of its tokenizer: it fails at {highest}"
            raise EncoderError(self._name, reason) from error
        return integer

    def _run(self, tokens: list[int], integer: type[np.signedinteger]) -> Matrix:
        """The states of all tokens; raises EncoderError if they are not what they should be."""
        ids = np.array([tokens], integer)
        known = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),  # nothing is padded: a model may do without
            "token_type_ids": np.zeros_like(ids),
            "position_ids": np.arange(len(tokens), dtype=integer)[np.newaxis],
        }
        feeds = {key: known[key] for key in self._body.inputs}
        try:
            states = self._body.run(feeds, output=self._output)
        except Exception as error:  # its classes have no common one
            reason = f"cannot be run on a text of {len(tokens)} tokens"
            raise EncoderError(self._name, reason) from error
        wanted = (1, len(tokens), self.dim)
        if not isinstance(states, np.ndarray) or states.dtype != np.float32:
            raise EncoderError(self._name, "gives states that are no 32-bit floats")
        if states.shape != wanted:
            raise EncoderError(self._name, f"gives states of shape {states.shape}, not {wanted}")
        if not np.isfinite(states).all():
            raise EncoderError(self._name, "gives states that are no finite numbers")
        first: Matrix = states[0]
        return first

    def _digest(self, model: Path) -> str:
        """A digest of the weights, tokenizer and settings: whatever changes the vectors."""
        digest = hashlib.blake2b(repr(self._settings).encode(), digest_size=6)
        try:
            for path in (model.parent.parent / "tokenizer.json", *_find_used(model)):
                digest.update(f"\n{path.stat().st_size}\n".encode())
                with path.open("rb") as file:
                    while block := file.read(_BLOCK):
                        digest.update(block)
        except OSError as error:
            raise EncoderError(self._name, "has a file that cannot be read") from error
        return digest.hexdigest()


def _open_tokenizer(name: str, path: Path) -> Tokenizer:
    try:
        if not path.is_file():  # a pipe would be waited for
            raise FileNotFoundError(path)
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library has no class of its own for it
        raise EncoderError(name, "has no tokenizer.json that can be read") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _find_used(model: Path) -> list[Path]:
    """The files of an export's folder that may hold its weights, itself first.

    Weights beside the model may have any name. Other exports are left out, unless it names them.
    """
    files = sorted(path for path in model.parent.rglob("*") if path.is_file() and path != model)
    with model.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as own:
        return [
            model,
            *(p for p in files if p.suffix != ".onnx" or own.find(p.name.encode()) >= 0),
        ]
