"""Encoders and re-rankers, opened by name."""

from pathlib import Path

from embeddings.encoder import BUNDLED, Encoder, Reranker
from embeddings.errors import EncoderError


def open_encoder(name: str) -> Encoder:
    """The bundled encoder by its name, or any sentence-transformers model by name or folder.

    A folder with an ONNX export is run from that, without torch. Raises EncoderError when it cannot
    be loaded, or when the extra that it needs is not installed. Only the module of the encoder
    asked for is imported.
    """
    if name == BUNDLED:
        from embeddings.bundled_encoder import BundledEncoder

        return BundledEncoder()
    exported = find_exported(name)
    try:
        if exported:
            from embeddings.onnx_encoder import OnnxEncoder

            return OnnxEncoder(name, exported)
        _check_folder(name)
        from embeddings.sentence_encoder import SentenceEncoder
    except ModuleNotFoundError as error:
        raise _missing_extra(name, "onnx" if exported else "models") from error
    return SentenceEncoder(name)


def open_reranker(name: str) -> Reranker:
    """Any cross-encoder of sentence-transformers by name or folder; raises EncoderError."""
    _check_folder(name)
    try:
        from embeddings.sentence_encoder import SentenceReranker
    except ModuleNotFoundError as error:
        raise _missing_extra(name, "models") from error
    return SentenceReranker(name)


def find_exported(name: str) -> Path | None:
    """The ONNX export in a model's folder: `onnx/model.onnx`, or else the first of its kind."""
    folder = Path(name).expanduser() / "onnx"
    found = sorted(folder.glob("model*.onnx"), key=lambda path: (path.name != "model.onnx", path))
    return found[0] if found else None


def _check_folder(name: str) -> None:
    """Raises EncoderError at once for a path that is no folder: no hub has a model of that name."""
    is_path = name.startswith((".", "~", "/")) or name.count("/") > 1 or "\\" in name
    if is_path and not Path(name).expanduser().is_dir():
        raise EncoderError(name, "there is no such folder")


def _missing_extra(name: str, extra: str) -> EncoderError:
    return EncoderError(name, f"needs more packages; run: pip install 'sampan[{extra}]'")
