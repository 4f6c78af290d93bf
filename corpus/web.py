"""Web addresses."""

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING = ("utm_", "fbclid", "gclid", "mc_", "ref_src", "spm", "igshid")


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
