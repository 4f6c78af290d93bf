"""Web addresses and web pages."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING = ("utm_", "fbclid", "gclid", "mc_", "ref_src", "spm", "igshid")
_PUBLISHED_META = (
    '//meta[@property="article:published_time" or @name="pubdate" or @name="publishdate"'
    ' or @name="date" or @name="DC.date.issued" or @itemprop="datePublished"]/@content'
    ' | //time[@itemprop="datePublished" or @pubdate]/@datetime'
)
_PUBLISHED_JSON = re.compile(r'"datePublished"\s{0,9}:\s{0,9}"([^"]{4,40})"')
_TAG_START = re.compile(r"<[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_BETWEEN_ATTRIBUTES = re.compile(r"[\s\"'/]++")
_SCRIPT_START = re.compile(r"(?i)(?=<script\b)")
_SCRIPT_END = re.compile(r"(?i)</script\b")
# What reads a page costs more than its length in tags, in one tag's attributes and in the data of
# scripts: pages with more than this of them are no articles, or would take minutes.
_MAX_TAGS = 10_000
_MAX_ATTRIBUTES = 1_000
_MAX_SCRIPT_CHARS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a web page says: its article, and front matter fields for what stands around it."""

    body: str
    fields: dict[str, object]


def is_web_url(url: str) -> bool:
    """Whether it is an absolute http or https address that can stand in a link."""
    if any(character.isspace() or character in '<>"' for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def canonical_url(url: str) -> str:
    """The address without what does not change the page: scheme, "www.", tracking, fragment.

    A path counts as the same whether its letters are percent-encoded or not.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    query = sorted(
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not pair[0].startswith(_TRACKING)
    )
    path = quote(unquote(parts.path), safe="/%", errors="replace").rstrip("/")
    return f"{host}{path}" + (f"?{urlencode(query, errors='replace')}" if query else "")


def find_excess(html: str) -> str | None:
    """What makes a page too costly to read, and what to do about it; None for most pages."""
    tags = html.count("<")
    if tags > _MAX_TAGS:
        return f"has {tags:,} tags, more than {_MAX_TAGS:,}; save its text as Markdown"
    for tag in _TAG_START.finditer(html):
        # No attribute stands without white space or a quote before it.
        if len(_BETWEEN_ATTRIBUTES.findall(_QUOTED.sub('""', tag[0]))) > _MAX_ATTRIBUTES:
            return (
                f"has a tag of more than {_MAX_ATTRIBUTES:,} attributes; save its text as Markdown"
            )
    return None


def parse_html(html: str) -> Page:
    """The article of a page, found by trafilatura; an empty body when there is none.

    The date is the one that the page's own metadata gives as published, if it gives one only.
    Call it for pages in which `find_excess` finds nothing.
    """
    import trafilatura

    html = _without_long_scripts(html)
    tree = trafilatura.load_html(html)
    if tree is None:
        return Page(body="", fields={})
    details = trafilatura.extract_metadata(tree).as_dict()
    dates = {str(value)[:10]: str(value) for value in _published_in(tree)}
    body = trafilatura.extract(html, output_format="markdown", include_comments=False) or ""
    title = str(details.get("title") or "")
    heading, _, rest = body.partition("\n")
    if title and heading.lstrip("# ").strip() == title:
        body = rest.strip()
    fields: dict[str, object] = {
        "title": title,
        "webUrl": details.get("url"),
        "provider": details.get("sitename"),
        "publishedDateTime": next(iter(dates.values())) if len(dates) == 1 else None,
        "excerpt": details.get("description"),
    }
    return Page(body=body, fields={name: value for name, value in fields.items() if value})


def _without_long_scripts(html: str) -> str:
    kept: list[str] = []
    for piece in _SCRIPT_START.split(html):
        end = _SCRIPT_END.search(piece)
        behind = end.start() if end else len(piece)
        is_long = piece[:7].lower() == "<script" and behind > _MAX_SCRIPT_CHARS
        kept.append(piece[behind:] if is_long else piece)
    return "".join(kept)


def _published_in(tree: Any) -> list[str]:
    """The dates that the metadata of a page calls its date of publication."""
    values = [str(value) for value in tree.xpath(_PUBLISHED_META)]
    for script in tree.xpath('//script[@type="application/ld+json"]/text()'):
        values.extend(_PUBLISHED_JSON.findall(str(script)))
    return [value.strip() for value in values if value.strip()]
