"""Encoders and re-rankers, opened by name; and the reader."""

from importlib.util import find_spec
from pathlib import Path

from embeddings.encoder import BUNDLED, Encoder, Reranker
from embeddings.errors import EncoderError, install_command
from embeddings.reader import Reader

_SHOWN_CHARS = 100


def open_encoder(name: str) -> Encoder:
    """The bundled encoder by its name, or any sentence-transformers model by name or folder.

    A folder with an ONNX export is run from that, without torch. Raises EncoderError when it cannot
    be loaded, or when the extra that it needs is not installed. Only the module of the encoder
    asked for is imported.
    """
    if name == BUNDLED:
        from embeddings.bundled_encoder import BundledEncoder

        return BundledEncoder()
    is_folder = _is_folder(name)
    exported = find_exported(name) if is_folder else None
    try:
        if exported:
            from embeddings.onnx_encoder import OnnxEncoder

            return OnnxEncoder(name, exported)
        found = name if is_folder else _find_on_hub(name)
        from embeddings.sentence_encoder import SentenceEncoder
    except ModuleNotFoundError as error:
        raise _missing_extra(name, "onnx" if exported else "models") from error
    return SentenceEncoder(found)


def open_reader(encoder: Encoder) -> Reader:
    """The reader that ships; it shares the vocabulary of the bundled encoder.

    Raises EncoderError for a file that is missing or is not the one we know.
    """
    from embeddings.bundled_encoder import BundledEncoder
    from embeddings.reader import BundledReader

    return BundledReader(encoder.vocabulary if isinstance(encoder, BundledEncoder) else None)


def open_reranker(name: str) -> Reranker:
    """Any cross-encoder of sentence-transformers by name or folder; raises EncoderError."""
    is_folder = _is_folder(name)
    try:
        found = name if is_folder else _find_on_hub(name)
        from embeddings.sentence_encoder import SentenceReranker
    except ModuleNotFoundError as error:
        raise _missing_extra(name, "models") from error
    return SentenceReranker(found)


def find_exported(name: str) -> Path | None:
    """The ONNX export in a model's folder: `onnx/model.onnx`, or else the first of its kind.

    Raises EncoderError if what has its name is no file.
    """
    folder = Path(name).expanduser() / "onnx"
    found = sorted(folder.glob("model*.onnx"), key=lambda path: (path.name != "model.onnx", path))
    if found and not found[0].is_file():
        raise EncoderError(name, f"its onnx/{found[0].name} is not a file")
    return found[0] if found else None


def _is_folder(name: str) -> bool:
    """Whether a name is that of a folder on this machine.

    Raises EncoderError at once for a path that is no folder: no hub has a model of that name.
    """
    try:
        if name.strip() and Path(name).expanduser().is_dir():
            return True
    except (OSError, RuntimeError, ValueError) as error:  # too long, no such home
        shown = name if len(name) <= _SHOWN_CHARS else f"{name[:_SHOWN_CHARS]}…"
        raise EncoderError(shown, "there is no such folder") from error
    is_path = name.startswith((".", "~", "/")) or name.count("/") > 1 or "\\" in name
    if is_path or not name.strip() or not name.isprintable():
        raise EncoderError(name, "there is no such folder")
    return False


def _find_on_hub(name: str) -> str:
    """The full name of a model that the hub has; asks before torch, which takes long to import."""
    if find_spec("sentence_transformers") is None:
        raise ModuleNotFoundError("sentence_transformers")
    from embeddings.hub import find_model

    return find_model(name)


def _missing_extra(name: str, extra: str) -> EncoderError:
    return EncoderError(name, f"needs more packages; run: {install_command(extra)}")
