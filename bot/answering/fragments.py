"""Addresses that open a page at a quoted sentence: text fragments, as browsers know them.

The form is that of https://wicg.github.io/scroll-to-text-fragment/. A browser that does not know
it, and a page that does not have the sentence, open at the top.
"""

import re
from urllib.parse import quote, urlsplit

from corpus.schema import Article
from corpus.text import fold_line, has_han

_DIRECTIVE = ":~:"
_MOST_WORDS = 12
_EDGE_WORDS = 5
_MOST_HAN = 30
_EDGE_HAN = 10
_LINK = re.compile(r"!?\[([^\]]{0,500})\]\([^)]{0,2000}\)")
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)|^#+\s")
_NO_PROSE = re.compile(r"\s*[|#]")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_CLAUSE_END = re.compile("[，、；：。！？,;:]")


def sentence_url(article: Article, start: int, text: str) -> str | None:
    """The article's address, opening at the text that starts there in its body; None without one.

    A file of pages opens at the page. An article of which only an excerpt is known, and a PDF of
    which no pages are, open at the top.
    """
    url = article.url
    if not url:
        return None
    if page := article.page_at(start):
        return f"{url.partition('#')[0]}#page={page}"
    parts = urlsplit(url)
    is_page = parts.scheme in ("http", "https") and not parts.path.lower().endswith(".pdf")
    directive = _directive(text) if is_page and article.extent == "full" else ""
    if not directive:
        return url
    address = url.partition(_DIRECTIVE)[0]
    return f"{address}{'' if '#' in address else '#'}{_DIRECTIVE}text={directive}"


def _directive(text: str) -> str:
    """A text's first line as `text=` names it: whole, or by its first and last words if long.

    A page has a list's items and a table's cells apart, and no marks of them.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or _NO_PROSE.match(lines[0]):
        return ""
    line = _ITEM.sub("", lines[0], count=1)
    plain = fold_line(_MARKS.sub("", _LINK.sub(r"\1", line)))
    start, end = _han_ends(plain) if has_han(plain) else _word_ends(plain)
    return f"{_encode(start)},{_encode(end)}" if end else _encode(start)


def _word_ends(text: str) -> tuple[str, str]:
    words = text.split()
    if len(words) <= _MOST_WORDS:
        return text, ""
    return " ".join(words[:_EDGE_WORDS]), " ".join(words[-_EDGE_WORDS:])


def _han_ends(text: str) -> tuple[str, str]:
    """Cut at clauses where they are short enough: browsers look for whole words."""
    if len(text) <= _MOST_HAN:
        return text, ""
    cuts = [match.start() for match in _CLAUSE_END.finditer(text)]
    first = next((cut for cut in cuts if cut >= 4), 0)
    start = text[:first] if 0 < first <= _MOST_HAN else text[:_EDGE_HAN]
    last = next((cut + 1 for cut in reversed(cuts) if cut + 1 <= len(text) - 5), 0)
    end = text[last:] if last and len(text) - last <= _MOST_HAN else text[-_EDGE_HAN:]
    if len(start) + len(end) > len(text):
        return text[:_EDGE_HAN], text[-_EDGE_HAN:]
    return start, end.strip()


def _encode(text: str) -> str:
    """Percent-encoded; a hyphen too, which would mark a prefix or suffix."""
    return quote(text, safe="").replace("-", "%2D")
