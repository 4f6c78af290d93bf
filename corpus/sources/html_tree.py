"""HTML from strangers as a tree."""

from typing import Any

from corpus.text import strip_controls

MAX_HTML_CHARS = 1_000_000


def parse_html_tree(text: str) -> Any:
    """The tree of a piece of HTML, up to a million characters; None for what has none."""
    from lxml import etree

    parser = etree.HTMLParser(
        recover=True, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    content = strip_controls(text[:MAX_HTML_CHARS]).encode("utf-8", "replace")
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError):
        return None
