"""What kind a file is, told from its name and its first bytes."""

import codecs
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePosixPath

HEAD_BYTES = 4096
"""How much of a file's beginning tells its kind."""


class Kind(StrEnum):
    """A kind of file; the value of those that are not read is a name for a message."""

    MARKDOWN = "markdown"
    MDX = "mdx"
    TEXT = "text"
    HTML = "html"
    MHTML = "mhtml"
    WEBARCHIVE = "webarchive"
    PDF = "pdf"
    DOCX = "docx"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    ZIP = "zip"
    FEED = "feed"

    DOC = "DOC (old Word)"
    XLS = "XLS (old Excel)"
    PPT = "PPT (old PowerPoint)"
    XLSX = "XLSX"
    PPTX = "PPTX"
    ODT = "ODT"
    ODS = "ODS"
    ODP = "ODP"
    RTF = "RTF"
    EPUB = "EPUB"
    PAGES = "Pages, Numbers or Keynote"
    XML = "XML"
    SETTINGS = "YAML, TOML or INI"
    NOTEBOOK = "Jupyter notebook"
    PYTHON = "Python source"
    SOURCE = "other source"
    MARKUP = "other mark-up"
    MAIL = "e-mail"
    SUBTITLES = "subtitle"
    DATABASE = "database"
    ARCHIVE = "other archive"
    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"
    FONT = "font"
    PROGRAM = "program"
    UNKNOWN = "unknown"

    @property
    def is_read(self) -> bool:
        """Whether articles can be read from a file of this kind."""
        return self in READ_KINDS


READ_KINDS: frozenset[Kind] = frozenset(
    {
        Kind.MARKDOWN, Kind.MDX, Kind.TEXT, Kind.HTML, Kind.MHTML, Kind.WEBARCHIVE, Kind.PDF,
        Kind.DOCX, Kind.JSONL, Kind.JSON, Kind.CSV, Kind.TSV, Kind.ZIP, Kind.FEED,
    }
)  # fmt: skip

_ENDINGS: tuple[tuple[Kind, str], ...] = (
    (Kind.MARKDOWN, "md markdown mkd mdown mkdn qmd rmd"),
    (Kind.MDX, "mdx"),
    (Kind.TEXT, "txt text"),
    (Kind.HTML, "html htm xhtml shtml xht"),
    (Kind.MHTML, "mhtml mht"),
    (Kind.WEBARCHIVE, "webarchive"),
    (Kind.PDF, "pdf"),
    (Kind.DOCX, "docx docm"),
    (Kind.JSONL, "jsonl ndjson jsonlines"),
    (Kind.JSON, "json"),
    (Kind.CSV, "csv"),
    (Kind.TSV, "tsv tab"),
    (Kind.ZIP, "zip"),
    (Kind.FEED, "rss atom"),
    (Kind.DOC, "doc dot wps"),
    (Kind.XLS, "xls"),
    (Kind.PPT, "ppt pps"),
    (Kind.XLSX, "xlsx xlsm xlsb"),
    (Kind.PPTX, "pptx pptm ppsx"),
    (Kind.ODT, "odt"),
    (Kind.ODS, "ods"),
    (Kind.ODP, "odp"),
    (Kind.RTF, "rtf"),
    (Kind.EPUB, "epub mobi azw azw3"),
    (Kind.PAGES, "pages numbers key"),
    (Kind.XML, "xml xsl xsd opml"),
    (Kind.SETTINGS, "yaml yml toml ini cfg conf lock"),
    (Kind.NOTEBOOK, "ipynb"),
    (Kind.PYTHON, "py pyi"),
    (
        Kind.SOURCE,
        "js mjs cjs ts jsx tsx vue svelte astro css scss sass less c h cc cpp hpp cs go rs java kt "
        "swift rb php pl sh bash ps1 bat sql lua r scala dart njk liquid",
    ),
    (Kind.MARKUP, "rst adoc asciidoc org tex bib wiki textile"),
    (Kind.MAIL, "eml msg mbox"),
    (Kind.SUBTITLES, "srt vtt ass"),
    (Kind.DATABASE, "db sqlite sqlite3 mdb parquet arrow feather"),
    (Kind.ARCHIVE, "gz tgz tar bz2 xz 7z rar zst"),
    (
        Kind.PICTURE,
        "png jpg jpeg gif webp svg bmp tif tiff heic heif avif ico psd ai eps raw",
    ),
    (Kind.AUDIO, "mp3 wav m4a ogg oga opus flac aac wma aiff"),
    (Kind.VIDEO, "mp4 m4v mov avi mkv webm wmv mpg mpeg flv"),
    (Kind.FONT, "ttf otf woff woff2 ttc"),
    (Kind.PROGRAM, "exe dll so dylib bin dmg msi apk jar class pyc wasm"),
)
_BY_ENDING = {f".{ending}": kind for kind, endings in _ENDINGS for ending in endings.split()}

READ_SUFFIXES: frozenset[str] = frozenset(
    suffix for suffix, kind in _BY_ENDING.items() if kind in READ_KINDS
) | {".xml"}
"""The endings, with their dot, of files that may hold articles; .xml does if it is a feed."""

_MAGIC: tuple[tuple[Kind, bytes], ...] = (
    (Kind.PICTURE, b"\x89PNG\r\n\x1a\n"),
    (Kind.PICTURE, b"\xff\xd8\xff"),
    (Kind.PICTURE, b"GIF87a"),
    (Kind.PICTURE, b"GIF89a"),
    (Kind.PICTURE, b"II*\0"),
    (Kind.PICTURE, b"MM\0*"),
    (Kind.PICTURE, b"8BPS"),
    (Kind.AUDIO, b"ID3\x02"),
    (Kind.AUDIO, b"ID3\x03"),
    (Kind.AUDIO, b"ID3\x04"),
    (Kind.AUDIO, b"OggS"),
    (Kind.AUDIO, b"fLaC"),
    (Kind.VIDEO, b"\x1aE\xdf\xa3"),
    (Kind.ARCHIVE, b"\x1f\x8b"),
    (Kind.ARCHIVE, b"7z\xbc\xaf\x27\x1c"),
    (Kind.ARCHIVE, b"Rar!\x1a\x07"),
    (Kind.ARCHIVE, b"BZh91AY&SY"),
    (Kind.ARCHIVE, b"\xfd7zXZ\0"),
    (Kind.ARCHIVE, b"(\xb5/\xfd"),
    (Kind.DATABASE, b"SQLite format 3\0"),
    (Kind.FONT, b"wOFF"),
    (Kind.FONT, b"wOF2"),
    (Kind.FONT, b"OTTO\0"),
    (Kind.PROGRAM, b"\x7fELF"),
    (Kind.RTF, b"{\\rtf"),
)
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_ZIP: tuple[tuple[Kind, bytes], ...] = (
    (Kind.EPUB, b"mimetypeapplication/epub+zip"),
    (Kind.ODT, b"mimetypeapplication/vnd.oasis.opendocument.text"),
    (Kind.ODS, b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
    (Kind.ODP, b"mimetypeapplication/vnd.oasis.opendocument.presentation"),
    (Kind.DOCX, b"word/document.xml"),
    (Kind.XLSX, b"xl/workbook.xml"),
    (Kind.XLSX, b"xl/worksheets/"),
    (Kind.PPTX, b"ppt/presentation.xml"),
    (Kind.PPTX, b"ppt/slides/"),
)
# Kinds that are ZIP archives by another name.
_ZIPPED = frozenset(
    {
        Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODT, Kind.ODS, Kind.ODP, Kind.EPUB, Kind.PAGES,
        Kind.PROGRAM,
    }
)  # fmt: skip
_IN_OLE = frozenset({Kind.DOC, Kind.XLS, Kind.PPT, Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.MAIL})
_PROLOGUE = re.compile(r"\s*+(?:<!--(?:[^-]|-(?!->))*+-->\s*+|<\?xml[^>]{0,200}\?>\s*+)*+", re.I)
_PAGE = re.compile(r"<!doctype\s++html\b|<html\b|<head\b|<body\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b")
_SVG = re.compile(r"(?:<!doctype svg\b[^>]*>\s*)?<svg\b", re.IGNORECASE)
_JSON_FEED = re.compile(r'"version"\s{0,9}:\s{0,9}"https?:(?:\\?/){2}jsonfeed\.org')
_MIME_PAGE = re.compile(
    r"(?:\A|\n)(?:From: <Saved by |Snapshot-Content-Location:|Content-Type: multipart/related)",
    re.IGNORECASE,
)
# Kinds that are plain text whatever they hold, so that a page may hide in them.
_LOOSE = frozenset({Kind.TEXT, Kind.HTML, Kind.MARKDOWN, Kind.XML, Kind.DOC, Kind.UNKNOWN})

_MANY: dict[str, tuple[str, str]] = {
    Kind.PICTURE: ("picture", "pictures"),
    Kind.VIDEO: ("video", "videos"),
    Kind.FONT: ("font", "fonts"),
    Kind.PROGRAM: ("program", "programs"),
    Kind.DATABASE: ("database", "databases"),
    Kind.ARCHIVE: ("archive that is no ZIP", "archives that are no ZIP"),
    Kind.NOTEBOOK: ("Jupyter notebook", "Jupyter notebooks"),
    Kind.MAIL: ("e-mail", "e-mails"),
    Kind.UNKNOWN: ("file of an unknown kind", "files of unknown kinds"),
}


def kind_of_file(name: str, head: bytes) -> Kind:
    """The kind of a file by its name and first HEAD_BYTES bytes.

    What the bytes say for sure goes before what the name's ending says.
    """
    named = _kind_of_name(name)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return _kind_of_zip(named, head)
    if head.startswith(_OLE):
        # A locked DOCX is such a file too; its reader says so.
        return named if named in _IN_OLE else Kind.DOC
    if _is_pdf(named, head):
        return Kind.PDF
    for kind, magic in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":
        return _kind_of_box(named, head)
    if head.startswith(b"RIFF"):
        return {b"WAVE": Kind.AUDIO, b"WEBP": Kind.PICTURE}.get(head[8:12], Kind.VIDEO)
    if head.startswith(b"bplist00"):
        return named if named is Kind.WEBARCHIVE else Kind.UNKNOWN
    return _kind_of_text(named, _decode(head))


def describe_counts(counts: Mapping[str, int]) -> str:
    """How many files of which kinds: "3 pictures, 2 XLSX files"; the most first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{count:,} {_name(kind, count)}" for kind, count in ordered if count)


def _name(kind: str, count: int) -> str:
    one, many = _MANY.get(kind, (f"{kind} file", f"{kind} files"))
    return one if count == 1 else many


def _kind_of_name(name: str) -> Kind:
    return _BY_ENDING.get(PurePosixPath(name).suffix.casefold(), Kind.UNKNOWN)


def _kind_of_zip(named: Kind, head: bytes) -> Kind:
    for kind, sign in _IN_ZIP:
        if sign in head:
            return kind
    return named if named in _ZIPPED else Kind.ZIP


def _is_pdf(named: Kind, head: bytes) -> bool:
    # Readers take a file for a PDF if its mark stands near its beginning.
    at = head[:1024].find(b"%PDF-")
    return at >= 0 and (named is Kind.PDF or not head[:at].strip(b" \t\r\n\0\xef\xbb\xbf"))


def _kind_of_box(named: Kind, head: bytes) -> Kind:
    if head[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        return Kind.PICTURE
    return Kind.AUDIO if named is Kind.AUDIO or head[8:11] == b"M4A" else Kind.VIDEO


def _decode(head: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    return head.decode("latin-1")  # its signs are the same in every encoding of text


def _kind_of_text(named: Kind, text: str) -> Kind:
    if named is Kind.JSON:
        return Kind.FEED if _JSON_FEED.search(text) else Kind.JSON
    if named not in _LOOSE and named is not Kind.FEED:
        return named
    if named is not Kind.MARKDOWN and _MIME_PAGE.search(text):
        return Kind.MHTML
    prologue = _PROLOGUE.match(text)
    start = prologue.end() if prologue else 0
    if _PAGE.match(text, start):
        return Kind.HTML
    if named is Kind.MARKDOWN:
        return named
    if _FEED.match(text, start):
        return Kind.FEED
    if named is not Kind.HTML and _SVG.match(text, start):
        return Kind.PICTURE
    return Kind.XML if named is Kind.FEED else named
