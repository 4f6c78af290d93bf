"""XPath expressions over the tree of a page, each compiled only once."""

from functools import lru_cache
from typing import Any


def select(tree: Any, path: str) -> list[Any]:
    """The elements, attributes or texts that the path leads to, in the page's order."""
    found: list[Any] = _compile(path)(tree)
    return found


@lru_cache(maxsize=256)
def _compile(path: str) -> Any:
    from lxml import etree

    return etree.XPath(path)
