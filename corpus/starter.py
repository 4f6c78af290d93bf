"""The articles that ship with Sampan."""

from importlib import resources
from pathlib import Path

STARTER = "starter"
"""What the starter corpus is called where files and folders are named."""

_ALSO = "the starter corpus"  # what an index built by an earlier version calls it


def starter_folder() -> Path:
    """The folder of these articles: it moves with the installation."""
    return Path(str(resources.files("corpus").joinpath("articles")))


def is_starter(path: Path) -> bool:
    """Whether the starter corpus is meant: nothing of that name lies in the current folder."""
    return str(path) in (STARTER, _ALSO) and not path.exists()


def find_source(name: str) -> Path:
    """The path of a source by the name that `name_source` gave it, or that was typed."""
    return starter_folder() if is_starter(Path(name)) else Path(name)


def name_source(path: Path) -> str:
    """How a source is remembered."""
    return STARTER if path == starter_folder() else str(path)
