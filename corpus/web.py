"""Web addresses and web pages."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = ("utm_", "fbclid", "gclid", "mc_", "ref_src", "spm", "igshid")


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
    """The address without what does not change the page: scheme, "www.", tracking, fragment."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    query = sorted(
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not pair[0].startswith(_TRACKING)
    )
    return f"{host}{parts.path.rstrip('/')}" + (f"?{urlencode(query)}" if query else "")


def parse_html(html: str) -> Page:
    """The article of a page, found by trafilatura; an empty body when there is none."""
    import trafilatura

    found = trafilatura.bare_extraction(
        html, output_format="markdown", include_comments=False, with_metadata=True
    )
    if found is None:
        return Page(body="", fields={})
    details = found if isinstance(found, dict) else found.as_dict()
    names = {
        "title": "title",
        "webUrl": "url",
        "provider": "sitename",
        "publishedDateTime": "date",
        "excerpt": "description",
    }
    fields: dict[str, object] = {
        name: details[source] for name, source in names.items() if details.get(source)
    }
    return Page(body=str(details.get("text") or ""), fields=fields)
