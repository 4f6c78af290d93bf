"""PDF files: their text in paragraphs, and where each page begins in it."""

import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import ArticleError
from corpus.formats.pdf_layout import lay_out
from corpus.formats.pdf_lines import PlacedLine, is_unreadable, read_page_lines, tidy_line
from corpus.formats.properties import fields_of_properties
from corpus.text import fold_line

log = logging.getLogger(__name__)

MAX_PAGES = 2_000
MAX_CHARS = 500_000
_MAX_BYTES = 100_000_000
_LEAST_LETTERS = 20
_MOST_SHOWN = 5
# What the pypdf of these limits does not read in a few seconds is no page of text.
_LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "brotli_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "stream_parsing_work_maximum_count": 500_000,
    "stream_filters_maximum_length": 8,
    "zlib_maximum_recovery_input_length": 500_000,
    "xform_maximum_invocations_per_extraction": 300,
    "page_tree_maximum_entries": 20_000,
    "jbig2dec_binary": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedText:
    """The text of a paginated file; headings that are certain are Markdown's ("## ").

    `page_starts[n]` is where page n + 1 begins in `body`: the first is 0, none is smaller than
    that before it, and one that lies inside a paragraph marks where it runs on to a new page.
    `fields` are as in front matter; `repairs` say what was left out.
    """

    body: str
    page_starts: tuple[int, ...]
    title: str
    fields: dict[str, object]
    repairs: tuple[str, ...] = ()


def read_pdf(data: bytes, *, path: Path) -> PagedText:
    """The text of a PDF file without what belongs to its pages; raises ArticleError.

    It may take seconds for a long file, and minutes for a hostile one: call it in a process with
    a time limit.
    """
    if len(data) > _MAX_BYTES:
        raise ArticleError(path, "file", "is larger than 100 MB; split it")
    with _quiet_pypdf():
        try:
            pages, information, repairs = _read_pages(data, path)
        except ArticleError:
            raise
        except Exception as error:
            log.debug("a PDF could not be read: %r", str(path), exc_info=True)
            reason = "is damaged or no PDF; open it in a reader and save it again"
            raise ArticleError(path, "file", reason) from error
    text = "".join(line.text for page in pages for line in page)
    if is_unreadable(text):
        reason = "its fonts do not say which letters they show; save it again, or as text"
        raise ArticleError(path, "file", reason)
    pages = [[replace(line, text=tidy_line(line.text)) for line in page] for page in pages]
    if sum(map(str.isalnum, text)) < _LEAST_LETTERS:
        reason = "has no text; it may be a scan: let a program for text recognition (OCR) read it"
        raise ArticleError(path, "body", reason)
    body, page_starts, title = lay_out(pages, information.get("Title", ""))
    return PagedText(
        body=body,
        page_starts=page_starts,
        title=title,
        fields=fields_of_properties(
            title=title,
            author=information.get("Author", ""),
            keywords=information.get("Keywords", ""),
            body=body,
        ),
        repairs=tuple(repairs),
    )


def _read_pages(
    data: bytes, path: Path
) -> tuple[list[list[PlacedLine]], dict[str, str], list[str]]:
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    locked = "is locked with a password; save a copy without one"
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise ArticleError(path, "file", locked)
        count = len(reader.pages)
        information = _information(reader)
    except (DependencyError, NotImplementedError) as error:
        reason = "is encrypted in a way that we do not read; save a copy without encryption"
        raise ArticleError(path, "file", reason) from error
    except FileNotDecryptedError as error:
        raise ArticleError(path, "file", locked) from error
    pages: list[list[PlacedLine]] = []
    failed: list[int] = []
    chars = 0
    for number in range(min(count, MAX_PAGES)):
        try:
            lines = read_page_lines(reader.pages[number])
        except Exception:
            log.debug("page %d of a PDF could not be read", number + 1, exc_info=True)
            failed.append(number + 1)
            lines = []
        chars += sum(len(line.text) for line in lines)
        if chars > MAX_CHARS and pages:
            break
        pages.append(lines)
    if failed and len(failed) == len(pages):
        reason = "none of its pages can be read; open it in a reader and save it again"
        raise ArticleError(path, "file", reason)
    return pages, information, list(_repairs(count, len(pages), failed))


def _repairs(count: int, kept: int, failed: Sequence[int]) -> Iterator[str]:
    if kept < count:
        yield (
            f"body: has {count:,} pages; the first {kept:,} are kept, as no more than "
            f"{MAX_PAGES:,} pages or {MAX_CHARS:,} characters are; split it"
        )
    if failed:
        shown = ", ".join(map(str, failed[:_MOST_SHOWN]))
        more = f" and {len(failed) - _MOST_SHOWN:,} more" if len(failed) > _MOST_SHOWN else ""
        yield f"body: pages that cannot be read were left out: {shown}{more}"


def _information(reader: Any) -> dict[str, str]:
    """What the file says of itself; {} where that cannot be read."""
    try:
        values = reader.metadata or {}
        return {
            name: fold_line(str(values.get(f"/{name}") or ""))[:1000]
            for name in ("Title", "Author", "Keywords")
        }
    except Exception:
        log.debug("the metadata of a PDF could not be read", exc_info=True)
        return {}


@contextmanager
def _quiet_pypdf() -> Iterator[None]:
    """While it lasts pypdf keeps to our bounds, and what it warns of goes to the debug log."""
    from pypdf import apply_configuration

    logger = logging.getLogger("pypdf")
    before = logger.propagate, logger.handlers[:]
    logger.propagate, logger.handlers = False, [_ToDebug()]
    try:
        with warnings.catch_warnings(), apply_configuration(**_LIMITS):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.propagate, logger.handlers = before


class _ToDebug(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        log.debug("pypdf: %s", record.getMessage())
