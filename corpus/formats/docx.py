"""Word files (DOCX): their text as Markdown, and what they say of themselves."""

import io
import logging
import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from corpus.errors import ArticleError
from corpus.formats.markup import html_to_markdown
from corpus.formats.properties import fields_of_properties, says_something
from corpus.text import fold_key, fold_line

log = logging.getLogger(__name__)

_MAX_BYTES = 100_000_000
_MAX_PARTS = 5_000
_MAX_TEXT_BYTES = 50_000_000
_MAX_DEPTH = 100
_MAX_ELEMENTS = 1_000_000
_MAX_CHARS = 2_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Only these parts reach the library that reads them: no pictures, comments, headers or footers.
_TEXT_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/(?:_rels/)?"
    r"(?:document|styles|numbering|footnotes|endnotes)\d{0,3}\.xml(?:\.rels)?",
    re.IGNORECASE,
)
_NOTE_MARKS = (
    "//sup[a[starts-with(@href, '#footnote') or starts-with(@href, '#endnote')]]"
    " | //a[starts-with(@href, '#footnote-ref') or starts-with(@href, '#endnote-ref')]"
)
_MAX_PROPERTY_BYTES = 200_000
_PROPERTIES = "docProps/core.xml"
_STYLES = "\n".join(
    [f"p[style-name='{name}'] => h1.title:fresh" for name in ("Title", "標題", "标题")]
    + ["p[style-name='Subtitle'] => p:fresh"]
    + [f"p[style-name='{name}'] => blockquote > p:fresh" for name in ("Quote", "Intense Quote")]
    + [
        f"p[style-name='{name} {level}'] => h{level}:fresh"
        for name in ("標題", "标题")
        for level in range(1, 7)
    ]
    + [f"p[style-name='toc {level}'] => !" for level in range(1, 10)]
    + ["p[style-name='TOC Heading'] => !"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordText:
    """The text of a Word file as Markdown, without its title; `fields` are as in front matter."""

    body: str
    title: str
    fields: dict[str, object]


def read_docx(data: bytes, *, path: Path) -> WordText:
    """The text of a Word file; raises ArticleError.

    Pictures, comments, headers, footers and what is marked as deleted are left out; nothing is
    fetched.
    """
    if data.startswith(_OLE):
        reason = "is locked with a password, or an old DOC; save it as DOCX without a password"
        raise ArticleError(path, "file", reason)
    if len(data) > _MAX_BYTES:
        raise ArticleError(path, "file", "is larger than 100 MB; take its pictures out")
    try:
        safe, properties = _text_parts(data)
        html = _convert(safe)
        title, body = _split_title(html, properties.get("title", ""))
    except _TooLargeError as error:
        raise ArticleError(path, "file", f"{error}; split it") from error
    except Exception as error:
        log.debug("a Word file could not be read: %r", str(path), exc_info=True)
        reason = "is damaged or no DOCX; open it in Word or LibreOffice and save it again"
        raise ArticleError(path, "file", reason) from error
    if not any(map(str.isalnum, body + title)):
        raise ArticleError(path, "body", "has no text; if it shows pages as pictures, type them")
    fields = fields_of_properties(
        title=title,
        author=properties.get("creator", ""),
        keywords=properties.get("keywords", ""),
        body=body,
    )
    return WordText(body=body, title=title, fields=fields)


class _TooLargeError(Exception):
    """The file holds more than an article does; the message says of what."""


def _text_parts(data: bytes) -> tuple[io.BytesIO, dict[str, str]]:
    """The file with nothing but its checked text, and its properties."""
    left = _MAX_TEXT_BYTES
    properties: dict[str, str] = {}
    safe = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(safe, "w") as target:
        entries = source.infolist()
        if len(entries) > _MAX_PARTS:
            raise _TooLargeError(f"has more than {_MAX_PARTS:,} parts")
        for entry in entries:
            is_properties = entry.filename == _PROPERTIES
            if not is_properties and not _TEXT_PARTS.fullmatch(entry.filename):
                continue
            with source.open(entry) as part:
                content = part.read(left + 1)
            left -= len(content)
            if left < 0:
                raise _TooLargeError("holds more than 50 MB of text")
            if is_properties:
                properties = _read_properties(content)
                continue
            _check_xml(content)
            target.writestr(entry.filename, content)
    safe.seek(0)
    return safe, properties


def _check_xml(content: bytes) -> None:
    """Raises an error for what would unfold, or cost the next reader all memory or stack."""
    depth = elements = 0
    parser = expat.ParserCreate()

    def start(_: str, __: object) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _MAX_DEPTH or elements > _MAX_ELEMENTS:
            raise _TooLargeError("is nested too deep or holds too many parts")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise ValueError("declares a document type, which no Word file does")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)


def _read_properties(content: bytes) -> dict[str, str]:
    """Title, creator and keywords; {} where they cannot be read."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if len(content) > _MAX_PROPERTY_BYTES:
        return {}
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return {}
    return {
        element.tag.rpartition("}")[2]: fold_line(element.text or "")[:1000] for element in root
    }


def _convert(file: io.BytesIO) -> str:
    import mammoth

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        converted = mammoth.convert_to_html(
            file,
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=lambda _: [],
        )
    html = str(converted.value)
    if len(html) > _MAX_CHARS:
        raise _TooLargeError(f"holds more than {_MAX_CHARS:,} characters")
    return html


def _split_title(html: str, given: str) -> tuple[str, str]:
    """The title that the text shows, or else that of the properties; and the body as Markdown."""
    import lxml.html

    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for mark in root.xpath(_NOTE_MARKS):
        mark.drop_tree()
    heads = root.xpath("./h1[@class='title']")
    first = next(iter(root.xpath("./*[normalize-space()]")), None)
    shown = heads[0] if heads else None
    if shown is None and first is not None:
        is_given = fold_key(first.text_content()) == fold_key(given)
        if is_given or (first.tag == "h1" and not says_something(given)):
            shown = first
    title = given if says_something(given) else ""
    if shown is not None:
        title = fold_line(shown.text_content())
        shown.drop_tree()
    return title, html_to_markdown(lxml.html.tostring(root, encoding="unicode"))
