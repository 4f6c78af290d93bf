import codecs
import plistlib
from pathlib import Path

import pytest

from corpus.errors import ArticleError
from corpus.formats.encodings import decode_text
from corpus.formats.kinds import READ_SUFFIXES, Kind, describe_counts, kind_of_file
from corpus.formats.saved_pages import read_mhtml, read_webarchive

_PAGE = b"<!DOCTYPE html>\n<html><body><p>The bank opened.</p>"
_RSS = b'<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0"><channel>'


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.md", b"# A", Kind.MARKDOWN),
        ("a.MARKDOWN", b"", Kind.MARKDOWN),
        ("a.mdx", b"import A from 'a'", Kind.MDX),
        ("a.txt", b"The bank opened.", Kind.TEXT),
        ("a.txt", codecs.BOM_UTF16_LE + "The bank".encode("utf-16-le"), Kind.TEXT),
        ("a.htm", b"<p>The bank", Kind.HTML),
        ("a.jsonl", b'{"text": "a"}', Kind.JSONL),
        ("a.json", b"[]", Kind.JSON),
        ("feed.json", b'{"version": "https://jsonfeed.org/version/1.1"}', Kind.FEED),
        ("a.csv", b"title,text", Kind.CSV),
        ("a.tsv", b"title\ttext", Kind.TSV),
        ("feed.xml", _RSS, Kind.FEED),
        ("a.xml", b'<?xml version="1.0"?><urlset/>', Kind.XML),
        ("a.rss", _RSS, Kind.FEED),
        ("a.docx", b"PK\x03\x04" + b"0" * 26 + b"[Content_Types].xml", Kind.DOCX),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.DOCX),
        ("a.docx", b"PK fake", Kind.DOCX),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.DOC),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.XLS),
        ("a.zip", b"PK\x03\x04", Kind.ZIP),
        ("a.epub", b"PK\x03\x04" + b"0" * 26 + b"mimetypeapplication/epub+zip", Kind.EPUB),
        ("a.py", b"import os", Kind.PYTHON),
        ("notes.xyz", b"The bank opened.", Kind.UNKNOWN),
        ("README", b"The bank opened.", Kind.UNKNOWN),
        ("a.jpg", b"", Kind.PICTURE),
        ("a.mp3", b"", Kind.AUDIO),
    ],
)
def test_the_kind_is_told_from_the_name(name, head, kind):
    assert kind_of_file(name, head) is kind


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.txt", b"%PDF-1.7\n", Kind.PDF),
        ("a", b"\xef\xbb\xbf%PDF-1.7\n", Kind.PDF),
        ("a.pdf", b"junk of a mail gateway\n%PDF-1.7\n", Kind.PDF),
        ("a.txt", _PAGE, Kind.HTML),
        ("a", _PAGE, Kind.HTML),
        ("a.md", _PAGE, Kind.HTML),
        ("a.txt", codecs.BOM_UTF16_BE + _PAGE.decode().encode("utf-16-be"), Kind.HTML),
        ("a.xml", b'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html>', Kind.HTML),
        ("a.doc", b"{\\rtf1\\ansi", Kind.RTF),
        ("a.doc", b"<html xmlns:o='urn'>", Kind.HTML),
        ("a.txt", b"PK\x03\x04" + b"0" * 26 + b"word/document.xml", Kind.DOCX),
        ("a.docx", b"PK\x03\x04" + b"0" * 26 + b"xl/workbook.xml", Kind.XLSX),
        ("a.md", b"\x89PNG\r\n\x1a\n", Kind.PICTURE),
        ("a.pdf", b"\xff\xd8\xff\xe0", Kind.PICTURE),
        ("a.html", b"From: <Saved by Blink>\r\n", Kind.MHTML),
        ("a.htm", b"MIME-Version: 1.0\r\nContent-Type: multipart/related;", Kind.MHTML),
        ("a.bin", b"\0\0\0\x20ftypisom", Kind.VIDEO),
    ],
)
def test_what_the_bytes_say_for_sure_goes_before_the_name(name, head, kind):
    assert kind_of_file(name, head) is kind


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.md", b"The mark %PDF-1.7 begins a PDF."),
        ("a.txt", b"In HTML a page begins with <html>."),
        ("a.md", b"<div>\nA block of HTML\n</div>\n"),
        ("a.md", b"Content-Type: multipart/related is a header.\n"),
    ],
)
def test_a_text_about_other_kinds_is_a_text(name, head):
    assert kind_of_file(name, head) in (Kind.MARKDOWN, Kind.TEXT)


def test_read_suffixes_are_those_of_kinds_that_are_read():
    assert {".md", ".mdx", ".pdf", ".docx", ".jsonl", ".csv", ".zip", ".xml"} <= READ_SUFFIXES
    assert not {".png", ".xlsx", ".py", ""} & READ_SUFFIXES
    assert Kind.PDF.is_read
    assert not Kind.XLSX.is_read


def test_counts_are_told_in_words_the_most_first():
    counts = {Kind.PICTURE: 3, Kind.XLSX: 2, Kind.UNKNOWN: 1, Kind.DOC: 1, Kind.VIDEO: 0}
    assert describe_counts(counts) == (
        "3 pictures, 2 XLSX files, 1 DOC (old Word) file, 1 file of an unknown kind"
    )
    assert describe_counts({"picture": 1_200}) == "1,200 pictures"
    assert describe_counts({}) == ""


def _mhtml(charset: str, page: bytes) -> bytes:
    return (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--b"'
        b"\r\n\r\n----b\r\nContent-Type: text/html; charset="
        + charset.encode()
        + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + page
        + b"\r\n----b\r\nContent-Type: text/css\r\n\r\nbody {}\r\n----b--\r\n"
    )


def test_the_page_of_an_mhtml_file_is_read_in_the_encoding_that_the_file_names():
    page = "<html><body><p>銀行今日開業。</p>"
    data = read_mhtml(_mhtml("big5", page.encode("big5")), path=Path("a.mhtml"))
    assert page in decode_text(data, is_html=True).text


def test_the_page_of_a_web_archive_is_read():
    archive = {
        "WebMainResource": {"WebResourceData": _PAGE, "WebResourceTextEncodingName": "UTF-8"}
    }
    data = plistlib.dumps(archive, fmt=plistlib.FMT_BINARY)
    assert kind_of_file("a.webarchive", data) is Kind.WEBARCHIVE
    assert _PAGE in read_webarchive(data, path=Path("a.webarchive"))


@pytest.mark.parametrize("data", [b"", b"bplist00", b"MIME-Version: 1.0\r\n\r\ntext"])
def test_a_saved_page_that_holds_none_is_told(data):
    for read in (read_mhtml, read_webarchive):
        with pytest.raises(ArticleError, match="save the page again"):
            read(data, path=Path("a"))
