"""A hook of MkDocs: what a page links to outside the documentation stands there by its path.

Whoever reads a page in the repository follows the link; the built site holds no such file.
"""

import re
from typing import Any

_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\(\.\./([^)\s]+)\)")


def on_page_markdown(markdown: str, **_rest: Any) -> str:
    """The page with paths in place of links that lead out of it."""
    return _LINK.sub(_name, markdown)


def _name(link: re.Match[str]) -> str:
    text, path = link[1], link[2]
    if text.strip("`") == path:
        return f"`{path}`"
    return f"{text} (`{path}`)"
