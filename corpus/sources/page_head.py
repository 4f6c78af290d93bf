"""What a web page says of itself in its head, and where its links lead."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from corpus.sources.html_tree import parse_html_tree
from corpus.text import fold_line
from corpus.web import is_web_url

_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
)
_ARTICLE_TYPE = re.compile(
    r"\"@type\"\s{0,9}:\s{0,9}\[?\s{0,9}\"[A-Za-z]{0,20}(?:Article|BlogPosting)\""
)
_LONGEST_SCRIPT = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The feeds that a page advertises, address and title, and whether it is one article."""

    title: str = ""
    feeds: tuple[tuple[str, str], ...] = ()
    is_article: bool = False


def read_head(page: str, *, url: str) -> Head:
    """What a page says of itself; nothing where it cannot be read."""
    root = parse_html_tree(page)
    if root is None:
        return Head()
    base = join_url(url, str(next(iter(root.xpath("//base/@href")), ""))) or url
    feeds: dict[str, str] = {}
    for link in root.xpath("//link[@href and @rel]"):
        kind = str(link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in str(link.get("rel")).lower().split() and kind in _FEED_TYPES:
            address = join_url(base, str(link.get("href")))
            if address:
                feeds.setdefault(address, fold_line(str(link.get("title") or "")))
    types = [str(value).lower() for value in root.xpath("//meta[@property='og:type']/@content")]
    scripts = root.xpath("//script[@type='application/ld+json']/text()")
    is_article = (
        "article" in types
        or bool(root.xpath("//meta[@property='article:published_time']"))
        or any(_ARTICLE_TYPE.search(str(script)[:_LONGEST_SCRIPT]) for script in scripts)
    )
    title = fold_line(str(root.xpath("string(//title)"))[:1_000])
    return Head(title=title, feeds=tuple(feeds.items()), is_article=is_article)


def join_url(base: str, link: str) -> str | None:
    """Where a link of a page leads, if that is an address of the web."""
    try:
        joined = urljoin(base, link.strip())
    except ValueError:
        return None
    return joined if is_web_url(joined) else None
