"""Whether there is a model of a name, found out before what takes long to import."""

import os
from pathlib import Path

from huggingface_hub import HfApi, constants
from huggingface_hub.file_download import repo_folder_name

from embeddings.errors import EncoderError

_HUB_S = 5.0
_OWNER = "sentence-transformers"  # of the models whose names have no owner


def find_model(name: str) -> str:
    """A model's full name; raises EncoderError if neither this machine nor the hub has it."""
    names = [name] if "/" in name else [f"{_OWNER}/{name}", name]
    cause: Exception | None = None
    for has in (_is_kept, _is_on_hub):
        for one in names:
            try:
                if has(one):
                    return one
            except Exception as error:  # what it raises differs from network to network
                cause = error
    reason = "is neither a folder with a model nor a model that can be downloaded"
    raise EncoderError(name, reason) from cause


def _is_on_hub(name: str) -> bool:
    HfApi().model_info(name, timeout=_HUB_S)
    return True


def _is_kept(name: str) -> bool:
    folder = repo_folder_name(repo_id=name, repo_type="model")
    caches = (constants.HF_HUB_CACHE, os.environ.get("SENTENCE_TRANSFORMERS_HOME"))
    return any(cache and (Path(cache) / folder / "snapshots").is_dir() for cache in caches)
