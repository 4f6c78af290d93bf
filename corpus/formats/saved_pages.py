"""Web pages that a browser saved with all their parts in one file: MHTML and web archives."""

import email
import email.policy
import itertools
import logging
import plistlib
import re
from collections.abc import Callable
from email.message import Message
from pathlib import Path

from corpus.errors import ArticleError

log = logging.getLogger(__name__)

_MAX_PARTS = 10_000
_BOUNDARY = re.compile(rb"(?:\A|\n)--")
_CHARSET = re.compile(r"[A-Za-z0-9_.:-]{2,40}")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def read_mhtml(data: bytes, *, path: Path) -> bytes:
    """The page in an MHTML file, as bytes of HTML that declare their encoding.

    Raises ArticleError if there is none.
    """
    if len(_BOUNDARY.findall(data, 0)) > _MAX_PARTS:
        raise ArticleError(path, "file", f"has more than {_MAX_PARTS:,} parts; save the page again")
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        part = _first_page(message)
        content = part.get_payload(decode=True) if part is not None else None
        charset = part.get_content_charset() if part is not None else None
        url = _address_of(message, part)
    except Exception as error:
        log.debug("an MHTML file could not be read: %r", str(path), exc_info=True)
        reason = "is damaged or no saved page; save the page again, as HTML"
        raise ArticleError(path, "file", reason) from error
    if not isinstance(content, bytes) or not content.strip():
        raise ArticleError(path, "file", "holds no page; save the page again, as HTML")
    return _with_address(_with_charset(content, charset), url)


def read_webarchive(data: bytes, *, path: Path) -> bytes:
    """The page in a web archive of Safari, as bytes of HTML; raises ArticleError."""
    try:
        page = plistlib.loads(data)["WebMainResource"]
        content, charset = page["WebResourceData"], page.get("WebResourceTextEncodingName")
        url = str(page.get("WebResourceURL", ""))
    except Exception as error:
        log.debug("a web archive could not be read: %r", str(path), exc_info=True)
        reason = "is damaged or no web archive; save the page again, as HTML"
        raise ArticleError(path, "file", reason) from error
    if not isinstance(content, bytes) or not content.strip():
        raise ArticleError(path, "file", "holds no page; save the page again, as HTML")
    known = charset if isinstance(charset, str) else None
    return _with_address(_with_charset(content, known), url)


def is_frame_of_page(
    path: Path, *, depth: int, is_file: Callable[[Path], bool] = Path.is_file
) -> bool:
    """Whether a file lies in the folder that a browser makes for the parts of a saved page.

    Only the `depth` folders right above it are looked at.
    """
    for folder in itertools.islice(path.parents, depth):
        stem, mark, _ = folder.name.rpartition("_files")
        if not mark:
            stem, mark, _ = folder.name.rpartition(".files")
        if mark and folder.name.endswith("files") and stem:
            pages = (folder.with_name(f"{stem}{suffix}") for suffix in (".html", ".htm", ".xhtml"))
            if any(map(is_file, pages)):
                return True
    return False


def _first_page(message: Message) -> Message | None:
    # The page itself comes first; frames and parts follow it.
    for part in message.walk():
        if part.get_content_type() in _HTML_TYPES and not part.is_multipart():
            return part
    return None


def _with_charset(content: bytes, charset: str | None) -> bytes:
    """The page with the encoding that stands outside of it declared before everything else."""
    if not charset or not _CHARSET.fullmatch(charset):
        return content
    return f'<meta charset="{charset}">\n'.encode("ascii") + content


def _address_of(message: Message, part: Message | None) -> str:
    """The address that the file names for its page; "" when it names none."""
    holders = [holder for holder in (message, part) if holder is not None]
    names = ("Snapshot-Content-Location", "Content-Location")
    found = (str(holder.get(name, "")) for name in names for holder in holders)
    # A long header is folded, also amid an address.
    return next(("".join(value.split()) for value in found if value), "")


def _with_address(content: bytes, url: str) -> bytes:
    """The page with its address in a comment, as browsers write it into pages that they save."""
    if not _ADDRESS.fullmatch(url):
        return content
    # Behind the page, where it keeps no declaration from its place.
    return content + f"\n<!-- saved from url=({len(url):04}){url} -->".encode()
