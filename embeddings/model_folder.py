"""What the files of a folder that sentence-transformers saved say about its model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeGuard

from corpus.regular_files import read_regular
from embeddings.errors import EncoderError

POOLINGS = ("mean", "cls", "max", "lasttoken", "mean_sqrt_len")

_TOKENS = 512
_FEWEST_TOKENS = 3
_MOST_TOKENS = 8192  # what is larger means that nobody said
_MOST_DIM = 1 << 16
_MODULES = frozenset({"Transformer", "Pooling", "Normalize"})
_PASSAGE_PROMPTS = ("document", "passage", "corpus")
_PROMPT_FILE = "config_sentence_transformers.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """All that a folder says of how texts become vectors, besides tokenizer and weights."""

    query_prompt: str
    passage_prompt: str
    pooling: str
    dim: int
    limit: int
    is_lower_case: bool


def read_settings(name: str, folder: Path) -> ModelSettings:
    """The settings of the model in a folder; raises EncoderError, which names the file."""
    return _Folder(name, folder).read_settings()


class _Folder:
    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder

    def read_settings(self) -> ModelSettings:
        query, passage = self._read_prompts()
        pooling, dim, has_prompt = self._read_pooling()
        if (query or passage) and not has_prompt:
            self._refuse("leaves its prompts out when it pools; use it with sentence-transformers")
        limit, is_lower_case = self._read_limit()
        return ModelSettings(
            query_prompt=query,
            passage_prompt=passage,
            pooling=pooling,
            dim=dim,
            limit=limit,
            is_lower_case=is_lower_case,
        )

    def _read_prompts(self) -> tuple[str, str]:
        """The prompts for queries and for passages; empty where the model has none."""
        config = self._read_object(_PROMPT_FILE)
        prompts = config.get("prompts")
        if prompts is None:
            return "", ""
        if not isinstance(prompts, dict):
            self._refuse_file(_PROMPT_FILE)
        if any(prompt is not None and not isinstance(prompt, str) for prompt in prompts.values()):
            self._refuse_file(_PROMPT_FILE)
        passage = next((prompts[key] for key in _PASSAGE_PROMPTS if key in prompts), None)
        return prompts.get("query") or "", passage or ""

    def _read_limit(self) -> tuple[int, bool]:
        """How many tokens the model reads, and whether its texts are lower-cased first."""
        ours = self._read_object("sentence_bert_config.json")
        limit = ours.get("max_seq_length")
        if not _is_limit(limit):
            given = self._read_object("tokenizer_config.json").get("model_max_length")
            places = self._read_object("config.json").get("max_position_embeddings")
            limit = given if _is_limit(given) else _TOKENS
            limit = min(limit, places) if _is_limit(places) else limit
        is_lower_case = ours.get("do_lower_case")
        if is_lower_case is not None and not isinstance(is_lower_case, bool):
            self._refuse_file("sentence_bert_config.json")
        return limit, bool(is_lower_case)

    def _read_pooling(self) -> tuple[str, int, bool]:
        """How states become a vector, how long that is, and whether prompts are pooled too."""
        file = f"{self._find_pooling_folder()}/config.json"
        config = self._read_object(file)
        modes = self._find_modes(config, file)
        if len(modes) > 1:
            self._refuse(f"has more than one pooling ({', '.join(modes)}) in {file}")
        dim = config.get("embedding_dimension", config.get("word_embedding_dimension"))
        if not modes or modes[0] not in POOLINGS or not _is_count(dim) or not 0 < dim < _MOST_DIM:
            self._refuse(f"has a pooling that is not known here, in {file}")
        has_prompt = config.get("include_prompt", True)
        if not isinstance(has_prompt, bool):
            self._refuse_file(file)
        return modes[0], dim, has_prompt

    def _find_pooling_folder(self) -> str:
        parts = self._read("modules.json", default=[])
        if not isinstance(parts, list):
            self._refuse_file("modules.json")
        paths: dict[str, str] = {}
        for part in parts:
            kind, path = (
                (part.get("type"), part.get("path", "")) if isinstance(part, dict) else (None, None)
            )
            # A path is shown in messages, so it must be one that can be.
            if not isinstance(kind, str) or not isinstance(path, str) or not path.isprintable():
                self._refuse_file("modules.json")
            kind = kind.rpartition(".")[2]
            if kind in paths or kind not in _MODULES:
                what = "more than one" if kind in paths else "the part"
                self._refuse(f"has {what} {kind}; use it with sentence-transformers")
            paths[kind] = path
        if "Pooling" not in paths:
            self._refuse("has no pooling; use it with sentence-transformers")
        return paths["Pooling"] or "."

    def _find_modes(self, config: Mapping[str, Any], file: str) -> list[str]:
        """All pooling modes that are asked for, in the new way of writing them and in the old."""
        chosen = config.get("pooling_mode")
        modes = [chosen] if isinstance(chosen, str) else chosen or []
        if not isinstance(modes, list) or not all(isinstance(mode, str) for mode in modes):
            self._refuse_file(file)
        prefix = "pooling_mode_"
        for key, value in config.items():
            if key.startswith(prefix) and value is not None:
                if not isinstance(value, bool):
                    self._refuse_file(file)
                modes = [*modes, key.removeprefix(prefix)] if value else modes
        return sorted({mode.removesuffix("_tokens").removesuffix("_token") for mode in modes})

    def _read_object(self, file: str) -> dict[str, Any]:
        """What a JSON file with an object holds; nothing if there is no such file."""
        content = self._read(file, default={})
        if not isinstance(content, dict):
            self._refuse_file(file)
        return content

    def _read(self, file: str, *, default: Any) -> Any:
        try:
            return json.loads(read_regular(self._folder / file))
        except FileNotFoundError:
            return default
        except (OSError, ValueError, RecursionError) as error:
            raise EncoderError(self._name, f"has a {file} that cannot be read") from error

    def _refuse(self, reason: str) -> NoReturn:
        raise EncoderError(self._name, reason)

    def _refuse_file(self, file: str) -> NoReturn:
        self._refuse(f"has a {file} that cannot be read: it does not hold what it should")


def _is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_limit(value: Any) -> TypeGuard[int]:
    return _is_count(value) and _FEWEST_TOKENS <= value <= _MOST_TOKENS
