"""A sentence-transformers model that was exported to ONNX: any other encoder without torch."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from embeddings.encoder import Matrix, to_unit_rows
from embeddings.engine import Body, on_all_cores
from embeddings.errors import EncoderError

_TOKENS = 512
_MOST_TOKENS = 8192  # what is larger means that nobody said
_STATES = ("last_hidden_state", "token_embeddings")
_BLOCK = 1 << 20
# How the states of all tokens become one vector, by its name in the model's configuration.
_POOLINGS: dict[str, Callable[[Matrix], Matrix]] = {
    "mean": lambda states: states.mean(axis=0),
    "cls": lambda states: states[0],
    "max": lambda states: states.max(axis=0),
    "lasttoken": lambda states: states[-1],
    "mean_sqrt_len": lambda states: states.sum(axis=0) / np.sqrt(len(states)),
}
_OLD_NAMES = {"mean": "mean_tokens", "cls": "cls_token", "max": "max_tokens"}
_OLD_NAMES |= {"mean_sqrt_len": "mean_sqrt_len_tokens"}
_MODULES = frozenset({"Transformer", "Pooling", "Normalize"})
_PASSAGE_PROMPTS = ("document", "passage", "corpus")


class OnnxEncoder:
    """The model in a folder that sentence-transformers saved, run from its ONNX export.

    Its prompts, its pooling and its limit of tokens are read from the folder. May be shared by
    threads. Raises EncoderError for a folder that lacks a file or has parts of another kind.
    """

    def __init__(self, name: str, model: Path) -> None:
        self._name = name
        self._folder = model.parent.parent
        try:
            self._tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:  # the library has no class of its own for it
            raise EncoderError(name, "has no tokenizer.json that can be read") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._limit = self._find_limit()
        self._pool, self._dim = self._find_pooling()
        self._body = Body(name, model)
        self._output = next((known for known in _STATES if known in self._body.outputs), "")
        if not self._output:
            raise EncoderError(name, f"gives none of {', '.join(_STATES)}")
        prompts = self._read("config_sentence_transformers.json").get("prompts") or {}
        self._query = str(prompts.get("query", ""))
        self._passage = next((str(prompts[p]) for p in _PASSAGE_PROMPTS if p in prompts), "")
        self._fingerprint = f"{self._folder.name}-onnx-{self._digest(model)}"

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dim(self) -> int:
        return self._dim

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self._encode([self._query + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        return self._encode([self._passage + text for text in texts])

    def count_tokens(self, text: str) -> int:
        return len(self._split(text))

    def _encode(self, texts: Sequence[str]) -> Matrix:
        rows = on_all_cores(self._encode_one, [self._split(text) for text in texts], size=len)
        return to_unit_rows(np.stack(rows)) if rows else np.empty((0, self.dim), np.float32)

    def _encode_one(self, tokens: list[int]) -> Matrix:
        if len(tokens) > self._limit:
            tokens = [*tokens[: self._limit - 1], tokens[-1]]  # the last one ends the text
        ids = np.array([tokens], np.int64)
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        if "token_type_ids" in self._body.inputs:
            feeds["token_type_ids"] = np.zeros_like(ids)
        return self._pool(self._body.run(feeds, output=self._output)[0])

    def _split(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text.encode("utf-8", "replace").decode()).ids
        return ids

    def _find_limit(self) -> int:
        given = (
            self._read("sentence_bert_config.json").get("max_seq_length"),
            self._read("tokenizer_config.json").get("model_max_length"),
        )
        return next((n for n in given if isinstance(n, int) and 2 < n <= _MOST_TOKENS), _TOKENS)

    def _find_pooling(self) -> tuple[Callable[[Matrix], Matrix], int]:
        """How states become a vector, and how long that is."""
        parts = self._read("modules.json", default=[])
        kinds = {str(part.get("type")).rpartition(".")[2]: part for part in parts}
        unknown = kinds.keys() - _MODULES
        if unknown or "Pooling" not in kinds:
            what = f"the part {min(unknown)}" if unknown else "no pooling"
            raise EncoderError(self._name, f"has {what}; use it with sentence-transformers")
        config = self._read(f"{kinds['Pooling'].get('path')}/config.json")
        chosen = config.get("pooling_mode") or [
            name for name in _POOLINGS if config.get(f"pooling_mode_{_OLD_NAMES.get(name, name)}")
        ]
        modes = [chosen] if isinstance(chosen, str) else list(chosen)
        dim = config.get("embedding_dimension") or config.get("word_embedding_dimension")
        if len(modes) != 1 or modes[0] not in _POOLINGS or not isinstance(dim, int):
            raise EncoderError(self._name, "has a pooling that is not known here")
        return _POOLINGS[modes[0]], dim

    def _read(self, file: str, *, default: Any = None) -> Any:
        """What a JSON file of the folder holds; the default, or nothing, if there is none."""
        try:
            return json.loads((self._folder / file).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {} if default is None else default
        except (OSError, ValueError) as error:
            raise EncoderError(self._name, f"has a {file} that cannot be read") from error

    def _digest(self, model: Path) -> str:
        """A digest of the weights, tokenizer and settings: whatever changes the vectors."""
        digest = hashlib.blake2b(digest_size=6)
        digest.update(repr((self._query, self._passage, self._limit)).encode())
        tokenizer = self._folder / "tokenizer.json"
        for path in (tokenizer, *sorted(model.parent.glob(f"{model.name}*"))):
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
        return digest.hexdigest()
