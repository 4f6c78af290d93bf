"""Names of sources and of the files of their articles."""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from urllib.parse import unquote, urlsplit

from corpus.dates import HONG_KONG
from corpus.text import fold_line
from corpus.web import canonical_url, is_web_url

_LONGEST_ID = 60
_LONGEST_SLUG_BYTES = 120
_NOT_IN_SLUG = re.compile(r"[\W_]+")
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")
_HASH_CHARS = 8
_FILE_NAME = re.compile(r"-(?P<hash>[0-9a-f]{8})\.md\Z")


def address_key(address: str) -> str:
    """A form under which two spellings of one address meet; a path is its own."""
    if not is_web_url(address):
        return address
    try:
        return canonical_url(address)
    except ValueError:
        return address


def name_source_id(address: str, known: Collection[str] = ()) -> str:
    """A short name from an address or path, of a-z, 0-9 and "-", that none of the known ones is."""
    text = address
    if is_web_url(address):
        parts = urlsplit(address)
        text = f"{(parts.hostname or '').removeprefix('www.')} {unquote(parts.path)}"
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = _NOT_IN_ID.sub("-", plain).strip("-")[-_LONGEST_ID:].strip("-")
    if is_web_url(address):
        slug = _NOT_IN_ID.sub("-", plain).strip("-")[:_LONGEST_ID].strip("-")
    base = slug or f"source-{_digest(address)}"
    name, number = base, 2
    while name in known:
        name, number = f"{base}-{number}", number + 1
    return name


def name_file(key: str, *, title: str, published: datetime | None) -> str:
    """The file name of an article: day, words of the title, and what tells it from all others."""
    day = published.astimezone(HONG_KONG).date().isoformat() if published else ""
    folded = unicodedata.normalize("NFKC", fold_line(title)).casefold()
    words = _NOT_IN_SLUG.sub("-", folded).strip("-")
    slug = words.encode()[:_LONGEST_SLUG_BYTES].decode("utf-8", "ignore")
    if len(slug) < len(words):
        slug = slug.rpartition("-")[0] or slug
    return "-".join(part for part in (day, slug.strip("-"), _digest(key)) if part) + ".md"


def key_in(file_name: str) -> str:
    """What tells an article's file name from all others; "" for a file of another kind."""
    found = _FILE_NAME.search(f"-{file_name}")
    return found["hash"] if found else ""


def hash_key(key: str) -> str:
    """The same of the article with this guid or address."""
    return _digest(key)


def _digest(text: str) -> str:
    data = text.encode("utf-8", "replace")
    return hashlib.blake2b(data, digest_size=_HASH_CHARS // 2).hexdigest()
