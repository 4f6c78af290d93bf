"""Web pages that a browser saved with all their parts in one file: MHTML and web archives."""

import email
import email.policy
import logging
import plistlib
import re
from email.message import Message
from pathlib import Path

from corpus.errors import ArticleError

log = logging.getLogger(__name__)

_MAX_PARTS = 10_000
_BOUNDARY = re.compile(rb"(?:\A|\n)--")
_CHARSET = re.compile(r"[A-Za-z0-9_.:-]{2,40}")
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
    except Exception as error:
        log.debug("an MHTML file could not be read: %r", str(path), exc_info=True)
        reason = "is damaged or no saved page; save the page again, as HTML"
        raise ArticleError(path, "file", reason) from error
    if not isinstance(content, bytes) or not content.strip():
        raise ArticleError(path, "file", "holds no page; save the page again, as HTML")
    return _with_charset(content, charset)


def read_webarchive(data: bytes, *, path: Path) -> bytes:
    """The page in a web archive of Safari, as bytes of HTML; raises ArticleError."""
    try:
        page = plistlib.loads(data)["WebMainResource"]
        content, charset = page["WebResourceData"], page.get("WebResourceTextEncodingName")
    except Exception as error:
        log.debug("a web archive could not be read: %r", str(path), exc_info=True)
        reason = "is damaged or no web archive; save the page again, as HTML"
        raise ArticleError(path, "file", reason) from error
    if not isinstance(content, bytes) or not content.strip():
        raise ArticleError(path, "file", "holds no page; save the page again, as HTML")
    return _with_charset(content, charset if isinstance(charset, str) else None)


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
