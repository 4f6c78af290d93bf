"""What an index was last built from."""

import json
from collections.abc import Sequence
from pathlib import Path

from corpus.drafts import replace_file
from corpus.regular_files import read_regular
from corpus.seals import open_sealed, seal
from embeddings.errors import EmbeddingError
from embeddings.manifest import CURRENT_FILE

_SOURCES_FILE = "SOURCES"
_SOURCES = "sources"


def read_sources(folder: Path) -> list[str]:
    """What the index in `folder` was last built from; nothing when it never was.

    Raises EmbeddingError when it was, and what is written of it cannot be trusted.
    """
    path = folder / _SOURCES_FILE
    try:
        raw = read_regular(path)
    except FileNotFoundError as error:
        if (folder / CURRENT_FILE).exists():
            raise _unknown_sources(path, "is missing") from error
        return []
    except OSError as error:
        raise _unknown_sources(path) from error
    try:
        return _parse_sources(raw)
    except (ValueError, RecursionError) as error:
        raise _unknown_sources(path) from error


def write_sources(folder: Path, sources: Sequence[str]) -> None:
    """Remember what the index is built from."""
    content = json.dumps(seal({_SOURCES: list(sources)}), ensure_ascii=False) + "\n"
    replace_file(folder / _SOURCES_FILE, content.encode())


def _parse_sources(raw: bytes) -> list[str]:
    if raw.startswith(b"["):  # of a version that kept no digest
        sources = json.loads(raw)
    else:
        sources = open_sealed(raw, fields={_SOURCES})[_SOURCES]
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        raise ValueError("is no list of names")
    return sources


def _unknown_sources(path: Path, what: str = "is damaged") -> EmbeddingError:
    return EmbeddingError(
        f"{path} {what}, so what the index was built from is not known; "
        'run "sampan index" with the files and folders that it should hold'
    )
