"""Files of many kinds, damaged: an article's text, or one named error; never anything else."""

import io
import json
import plistlib
import zipfile
from pathlib import Path

from fuzz.inputs import fuzzed, hostile_text
from hypothesis import strategies as st
from pdf_files import lines, pdf

from corpus.errors import ArticleError
from corpus.formats.archives import open_archive
from corpus.formats.docx import read_docx
from corpus.formats.kinds import describe_counts, kind_of_file
from corpus.formats.paged_text import unpage_text
from corpus.formats.pdf import read_pdf
from corpus.formats.rows import read_rows
from corpus.formats.saved_pages import read_mhtml, read_webarchive

_PATH = Path("a")
_PROSE = ("The bank opened on Monday and said that it would", "stay open for a year.")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _zip(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


_DOCX = _zip(
    {
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:pPr>'
        '<w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>The bank</w:t></w:r></w:p><w:tbl><w:tr>'
        "<w:tc><w:p><w:r><w:t>opened</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>",
        "docProps/core.xml": "<p><title>The bank</title></p>",
    }
)
_PDFS = (
    pdf([[(72, 780, 20, "The bank"), *lines(_PROSE), (300, 40, 9, f"Page {n}")] for n in (1, 2)]),
    pdf([lines(["銀行今日開業。"])], chinese=True, title="銀行"),
)
_ARCHIVE = _zip({"a.md": "The bank opened.", "b/銀行.txt": "銀行今日開業。", "c.zip": "PK\3\4"})
_MHTML = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: text/html; charset=big5\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<html><p>=A4=A4</p>\r\n--b--\r\n"
)
_WEB_ARCHIVE = plistlib.dumps(
    {"WebMainResource": {"WebResourceData": b"<html>"}}, fmt=plistlib.FMT_BINARY
)


def _damaged(*seeds: bytes) -> st.SearchStrategy[bytes]:
    """A file with some of its bytes changed, cut out or put in again."""
    edit = st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 60),
        st.integers(0, 2),
        st.integers(0, 255),
    )

    def damage(drawn: tuple[bytes, list[tuple[float, int, int, int]]]) -> bytes:
        data = bytearray(drawn[0])
        for place, length, times, bits in drawn[1]:
            at = int(place * len(data))
            if times == 1 and data:
                data[at] ^= bits
            else:
                data[at : at + length] = data[at : at + length] * times
        return bytes(data)

    return st.tuples(st.sampled_from(seeds), st.lists(edit, min_size=1, max_size=9)).map(damage)


@fuzzed(_damaged(*_PDFS))
def test_a_damaged_pdf_gives_text_and_pages_or_a_named_error(data):
    try:
        text = read_pdf(data, path=_PATH)
    except ArticleError:
        return
    assert text.page_starts[0] == 0
    assert list(text.page_starts) == sorted(text.page_starts)
    assert text.page_starts[-1] <= len(text.body)
    text.body.encode("utf-8")


@fuzzed(_damaged(_DOCX))
def test_a_damaged_word_file_gives_text_or_a_named_error(data):
    try:
        text = read_docx(data, path=_PATH)
    except ArticleError:
        return
    assert text.body or text.title


@fuzzed(_damaged(_ARCHIVE))
def test_a_damaged_archive_gives_files_or_a_named_error(data):
    try:
        files = list(open_archive(data, path=_PATH))
    except ArticleError:
        return
    for file in files:
        assert not file.name.startswith(("/", "."))
        assert ".." not in file.name.split("/")
        assert not (file.data and file.problem)
        assert describe_counts({file.kind: 2})


@fuzzed(_damaged(_MHTML, _WEB_ARCHIVE))
def test_a_damaged_saved_page_gives_a_page_or_a_named_error(data):
    for read in (read_mhtml, read_webarchive):
        try:
            assert read(data, path=_PATH)
        except ArticleError:
            continue


_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | hostile_text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("rendered", "name", "a")), inner, max_size=2)
    ),
    max_leaves=6,
)
_NAMES = st.sampled_from(("id", "title", "text", "Body", "content:encoded", "tags", "", "內文"))
_OBJECTS = st.dictionaries(_NAMES, _VALUES, max_size=5)
_CELLS = st.lists(
    st.one_of(_NAMES, hostile_text(max_size=2), st.sampled_from(",;\t|\"'\n\r"))
    | st.sampled_from(('"a\nb"', '""', '"')),
    max_size=30,
)
_ROWS = st.one_of(
    st.lists(_OBJECTS, max_size=4).map(json.dumps),
    st.lists(_OBJECTS, max_size=4).map(lambda rows: "\n".join(map(json.dumps, rows))),
    st.tuples(st.sampled_from(",;\t"), _CELLS).map(lambda drawn: drawn[0].join(drawn[1])),
    hostile_text(),
)


@fuzzed(st.tuples(_ROWS, st.sampled_from(("jsonl", "json", "csv", "tsv"))))
def test_any_text_gives_rows_or_a_named_error(drawn):
    text, kind = drawn
    try:
        read = read_rows(text, kind=kind, path=_PATH)
    except ArticleError:
        return
    ids = [row.id for row in read.rows]
    assert len(set(ids)) == len(ids)
    for row in read.rows:
        assert row.id.isascii()
        assert row.body or row.fields


_LINES = st.one_of(
    hostile_text(max_size=3),
    st.sampled_from(
        ("", "\f", "Annual Report      Page 3", "第4頁", "- 5 -", "The bank opened in-", "crease",
         "• one", "1. two", "Item   2   3", "銀行今日開業，並", "公布業績。")
    ),
)  # fmt: skip


@fuzzed(st.lists(_LINES, max_size=30).map("\n".join))
def test_taking_pages_out_of_any_text_loses_no_more_than_pages_do(text):
    unpaged = unpage_text(text)
    assert len(unpaged) <= len(text) + 4 * text.count("\n") + 4
    if "\f" not in text and not any(character.isdigit() for character in text):
        assert unpaged == text


@fuzzed(st.tuples(hostile_text(max_size=3), st.binary(max_size=60)))
def test_any_file_has_a_kind(drawn):
    name, head = drawn
    assert kind_of_file(name, head).value
