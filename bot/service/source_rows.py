"""Every source as a row: what the index is made of, and what is fetched."""

from pathlib import Path
from typing import Any

from bot.service.rebuilding import last_sources
from bot.settings import Settings
from corpus.sources.registry import Registry, Source
from corpus.starter import STARTER, starter_folder


def list_rows(settings: Settings) -> list[dict[str, Any]]:
    """What is on this machine, then what is fetched; each says whether it is in the index."""
    held = last_sources(settings)
    registry = Registry(settings.home)
    sources = registry.sources()
    folders = {registry.folder_of(source) for source in sources}
    rows = [_path_to_json(path) for path in held if path not in folders]
    fetched = [
        source_to_json(source) | {"in_index": registry.folder_of(source) in held}
        for source in sources
    ]
    return rows + fetched


def source_to_json(source: Source) -> dict[str, Any]:
    """A source that is fetched, as a program reads it."""
    return {
        "id": source.id,
        "kind": source.kind,
        "address": source.address,
        "articles": source.articles,
        "succeeded": source.succeeded.isoformat() if source.succeeded else None,
        "checked": source.checked.isoformat() if source.checked else None,
        "due": source.due.isoformat() if source.due else None,
        "error": source.error,
        "failures": source.failures,
        "is_ok": not source.error,
        "is_fetched": source.is_fetched,
    }


def _path_to_json(path: Path) -> dict[str, Any]:
    is_starter = path == starter_folder()
    kind = "starter" if is_starter else "file" if path.is_file() else "folder"
    return {
        "id": STARTER if is_starter else str(path),
        "kind": kind,
        "address": str(path),
        "articles": None,
        "succeeded": None,
        "checked": None,
        "due": None,
        "error": "" if path.exists() else "does not exist any more",
        "failures": 0,
        "is_ok": path.exists(),
        "is_fetched": False,
        "in_index": True,
    }
