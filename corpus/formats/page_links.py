"""The address of a page, from whatever of the page or of what saved it says so."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from corpus.formats.page_paths import select
from corpus.web import is_web_url

_SAVED = re.compile(
    r"saved from url=\([0-9]{1,6}\)\s*(\S+)"  # browsers
    r"|\burl:\s*(https?://\S+)"  # SingleFile
    r"|saved from\s+(https?://\S+)"  # monolith
    r"|mirrored from\s+(\S+)\s+by",  # HTTrack
    re.IGNORECASE,
)
_ARCHIVED = re.compile(
    r"https?://web\.archive\.org/web/[0-9]{4,14}[a-z_]{0,5}/(?P<url>https?:/{1,2}.+)"
    r"|https?://archive\.(?:is|ph|today|li|vn|md|fo)/(?:[0-9]{8,14}|o/\w{1,12})/(?P<url_2>http.+)"
    r"|https?://webcache\.googleusercontent\.com/search\?q=cache:(?:\w{12}:)?(?P<url_3>http[^+ ]+)",
    re.IGNORECASE,
)
_FRONT = re.compile(
    r"/*(?:[a-z]{2}(?:[-_][a-z]{2,4})?/*)?(?:(?:index|default|home|main)(?:\.\w{2,5})?)?/*", re.I
)
_LONGEST = 2_000
_OTHER_ADDRESSES = '//meta[@name="savepage-url" or @itemprop="url" or @name="url"]/@content'


def find_address(tree: Any, *, story_url: str, comments: Sequence[str]) -> str | None:
    """The absolute address of the article, without one that is only the site's or a section's.

    The page's canonical link comes first, then what its metadata, its linked data and the program
    that saved it say; a front page is believed only where nothing else is said.
    """
    candidates = list(candidate_addresses(tree, story_url=story_url, comments=comments))
    deep = [url for url in candidates if not _is_front(url)]
    if not deep:
        return candidates[0] if candidates else None
    first = deep[0]
    # A section's page holds the story's address as a folder holds a file.
    inside = [url for url in deep[1:] if _is_section_of(first, url)]
    return inside[0] if inside else first


def candidate_addresses(
    tree: Any, *, story_url: str = "", comments: Sequence[str] = ()
) -> Iterator[str]:
    """Every absolute address that the page gives itself, the most trusted first."""
    saved = saved_address(comments)
    given = [
        *select(tree, '//link[contains(concat(" ", @rel, " "), " canonical ")]/@href')[:5],
        *select(tree, '//meta[@property="og:url" or @name="og:url"]/@content')[:5],
        story_url,
        *select(tree, _OTHER_ADDRESSES)[:5],
        *select(tree, '//meta[@property="twitter:url" or @name="twitter:url"]/@content')[:5],
        saved or "",
    ]
    urls = [str(url).strip() for url in given if url]
    bases = [str(url).strip() for url in select(tree, "//base/@href")[:1]]
    base = next((url for url in (*bases, *urls) if is_web_url(url)), "")
    for url in urls:
        absolute = _unwrap(_join(base, url))
        if len(absolute) <= _LONGEST and is_web_url(absolute):
            yield absolute


def saved_address(comments: Sequence[str]) -> str | None:
    """The address in the comment that a browser, SingleFile, monolith or HTTrack leaves."""
    for comment in comments:
        if found := _SAVED.search(comment[:_LONGEST]):
            url = next(filter(None, found.groups())).strip()
            url = url if "://" in url else f"https://{url}"
            if is_web_url(url) and "." in (urlsplit(url).hostname or ""):
                return url
    return None


def _join(base: str, url: str) -> str:
    try:
        joined = urljoin(base, url) if base else url
        parts = urlsplit(joined)
        return urlunsplit(
            parts._replace(fragment="" if "/" not in parts.fragment else parts.fragment)
        )
    except ValueError:
        return ""


def _unwrap(url: str) -> str:
    """The address that an archive keeps a copy of."""
    found = _ARCHIVED.match(url)
    if not found:
        return url
    inner = next(filter(None, found.groups()))
    return re.sub(r"^(https?):/(?!/)", r"\1://", inner)


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and bool(_FRONT.fullmatch(parts.path)) and "/" not in parts.fragment


def _is_section_of(section: str, url: str) -> bool:
    """Whether one address is a folder that the other lies in, on the same site."""
    mine, theirs = urlsplit(section), urlsplit(url)
    if mine.query or re.search(r"[0-9]{3}|\.\w{2,5}$", mine.path):
        return False
    same = (mine.hostname or "").removeprefix("www.") == (theirs.hostname or "").removeprefix(
        "www."
    )
    folder = mine.path.rstrip("/") + "/"
    # A long slug is an article's own; what comes behind it is a page or a print of it.
    is_slug = len(folder.rstrip("/").rpartition("/")[2]) > 25
    return (
        same
        and not is_slug
        and theirs.path.startswith(folder)
        and len(theirs.path) > len(folder) + 3
    )
