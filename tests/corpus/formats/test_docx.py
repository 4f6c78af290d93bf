import io
import zipfile
from pathlib import Path

import pytest

from corpus.errors import ArticleError
from corpus.formats.docx import WordText, read_docx

_PATH = Path("report.docx")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_STYLES = f'<w:styles xmlns:w="{_WORD}">' + "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
    for key, name in (
        ("Title", "Title"),
        ("H1", "heading 1"),
        ("H2", "heading 2"),
        ("Toc1", "toc 1"),
        ("Zh1", "標題 1"),
    )
)


def _text(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def _paragraph(words: str, style: str = "", inside: str = "") -> str:
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}{_text(words) if words else ''}{inside}</w:p>"


def _docx(body: str, *, properties: str = "", parts: dict[str, str] | None = None) -> bytes:
    word = f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"'
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/styles.xml": _STYLES + "</w:styles>",
        "word/document.xml": f"<w:document {word}><w:body>{body}</w:body></w:document>",
        "docProps/core.xml": '<p:coreProperties xmlns:p="http://schemas.openxmlformats.org/package/'
        '2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{properties}</p:coreProperties>",
    } | (parts or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _read(data: bytes) -> WordText:
    return read_docx(data, path=_PATH)


def _relations(*entries: str) -> dict[str, str]:
    joined = "".join(entries)
    text = f'<Relationships xmlns="{_RELATIONS}">{joined}</Relationships>'
    return {"word/_rels/document.xml.rels": text}


def test_headings_and_paragraphs_become_markdown_and_the_title_is_not_in_the_body():
    text = _read(
        _docx(
            _paragraph("Payments in Hong Kong", "Title")
            + _paragraph("The rail settled 1.3 million transfers.")
            + _paragraph("Outlook", "H2")
            + _paragraph("Costs fall.")
        )
    )
    assert text.title == text.fields["title"] == "Payments in Hong Kong"
    assert text.body == "The rail settled 1.3 million transfers.\n\n## Outlook\n\nCosts fall."


def test_a_first_heading_is_the_title_where_nothing_better_is_given():
    body = _paragraph("利率通告", "Zh1") + _paragraph("銀行把利率定為四厘。")
    assert _read(_docx(body)) == WordText(
        body="銀行把利率定為四厘。", title="利率通告", fields={"title": "利率通告"}
    )


def test_title_author_and_key_words_are_taken_from_the_properties():
    properties = (
        "<dc:title>Rate notice</dc:title><dc:creator>Mei Lam</dc:creator>"
        "<p:keywords>rates, savings</p:keywords>"
    )
    text = _read(
        _docx(_paragraph("Rate notice") + _paragraph("Four per cent."), properties=properties)
    )
    assert text.fields == {
        "title": "Rate notice",
        "author": "Mei Lam",
        "tags": ["rates", "savings"],
    }
    assert text.body == "Four per cent."


def test_properties_that_a_program_filled_in_are_none():
    properties = "<dc:title>Document1</dc:title><dc:creator>user</dc:creator>"
    text = _read(_docx(_paragraph("Four per cent."), properties=properties))
    assert text == WordText(body="Four per cent.", title="", fields={})


def test_a_table_becomes_a_table():
    def cell(words: str) -> str:
        return f"<w:tc>{_paragraph(words)}</w:tc>"

    rows = "".join(
        f"<w:tr>{cell(first)}{cell(second)}</w:tr>"
        for first, second in (("Item", "2023"), ("Loans", "1.2"))
    )
    body = _read(_docx(f"<w:tbl>{rows}</w:tbl>")).body
    assert "| Item | 2023 |" in body
    assert "| Loans | 1.2 |" in body


def test_what_is_marked_as_deleted_is_left_out_and_what_is_inserted_stays():
    inside = (
        f"<w:ins>{_text(' four')}</w:ins>"
        "<w:del><w:r><w:delText> five</w:delText></w:r></w:del>" + _text(" per cent.")
    )
    assert (
        _read(_docx(_paragraph("The rate is", inside=inside))).body == "The rate is four per cent."
    )


def test_comments_headers_and_a_table_of_contents_are_left_out():
    body = (
        _paragraph("Overview 3", "Toc1")
        + _paragraph(
            "The rate is four per cent.", inside='<w:r><w:commentReference w:id="0"/></w:r>'
        )
        + '<w:sectPr><w:headerReference r:id="r9" w:type="default"/></w:sectPr>'
    )
    word = f'xmlns:w="{_WORD}"'
    parts = {
        "word/comments.xml": f'<w:comments {word}><w:comment w:id="0">'
        f"{_paragraph('Really?')}</w:comment></w:comments>",
        "word/header1.xml": f"<w:hdr {word}>{_paragraph('Secret')}</w:hdr>",
    }
    assert _read(_docx(body, parts=parts)).body == "The rate is four per cent."


def test_a_footnote_keeps_its_sentence_and_loses_its_mark():
    body = _paragraph(
        "The rate is four per cent.", inside='<w:r><w:footnoteReference w:id="2"/></w:r>'
    )
    note = f'<w:footnote w:id="2">{_paragraph("It was five in May.")}</w:footnote>'
    parts = {"word/footnotes.xml": f'<w:footnotes xmlns:w="{_WORD}">{note}</w:footnotes>'}
    text = _read(_docx(body, parts=parts)).body
    assert text.startswith("The rate is four per cent.\n\n")
    assert text.endswith("It was five in May.")
    assert "[1]" not in text
    assert "↑" not in text


def test_pictures_and_what_lies_outside_of_the_file_are_never_opened():
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/'
        '2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/'
        '2006/picture"><pic:blipFill><a:blip r:link="r7"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    relations = _relations(
        f'<Relationship Id="r7" Type="{_OFFICE}/image" Target="file:///etc/passwd" '
        'TargetMode="External"/>'
    )
    text = _read(_docx(_paragraph("Four per cent.", inside=drawing), parts=relations))
    assert text.body == "Four per cent."


def test_a_style_map_in_the_file_changes_nothing():
    body = _paragraph("Four per cent.")
    assert _read(_docx(body, parts={"mammoth/style-map": "p => h1:fresh"})).body == "Four per cent."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is damaged or no DOCX"),
        (b"PK fake\n", "is damaged or no DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, "locked with a password, or an old DOC"),
        (_docx(""), "has no text"),
        (_docx("<w:p><w:r>"), "is damaged or no DOCX"),
        (_docx("<w:p>" * 200 + "</w:p>" * 200), "nested too deep"),
        (_docx(_paragraph("a" * 2_100_000)), "more than 2,000,000 characters; split it"),
        (
            _docx("", parts={"word/document.xml": "<a>" + " " * 60_000_000 + "</a>"}),
            "more than 50 MB of text; split it",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_a_remedy(data, reason):
    with pytest.raises(ArticleError, match=reason):
        _read(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_unfold(encoding):
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY a "{"a" * 900}">'
        f'<!ENTITY b "{"&a;" * 900}"><!ENTITY c "{"&b;" * 900}">]>'
        f'<w:document xmlns:w="{_WORD}"><w:body>{_paragraph("&c;")}</w:body></w:document>'
    )
    data = _docx("", parts={"word/document.xml": bomb.encode(encoding)})  # type: ignore[dict-item]
    with pytest.raises(ArticleError, match="is damaged or no DOCX"):
        _read(data)


def test_properties_with_entities_are_left_out():
    bomb = '<!DOCTYPE p [<!ENTITY a "aaa">]><p><title>&a;</title></p>'
    text = _read(_docx(_paragraph("Four per cent."), parts={"docProps/core.xml": bomb}))
    assert text.fields == {}
