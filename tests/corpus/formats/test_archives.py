import io
import zipfile
from pathlib import Path

import pytest

from corpus.errors import ArticleError
from corpus.formats.archives import ArchivedFile, open_archive
from corpus.formats.kinds import Kind

_PATH = Path("articles.zip")


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _open(data: bytes | Path) -> list[ArchivedFile]:
    return list(open_archive(data, path=_PATH))


def _with_raw_name(name: bytes) -> bytes:
    stand_in = "x" * len(name)
    return _zip({stand_in: b"The bank opened."}).replace(stand_in.encode(), name)


def test_files_come_in_the_order_of_their_names_with_kind_and_content(tmp_path):
    data = _zip({"b/two.txt": b"Two.", "a.md": b"# One", "b/": b""})
    expected = [
        ArchivedFile(name="a.md", kind=Kind.MARKDOWN, data=b"# One"),
        ArchivedFile(name="b/two.txt", kind=Kind.TEXT, data=b"Two."),
    ]
    assert _open(data) == expected
    (tmp_path / "a.zip").write_bytes(data)
    assert _open(tmp_path / "a.zip") == expected


def test_kinds_that_are_not_read_come_without_content():
    files = _open(_zip({"a.png": b"\x89PNG\r\n\x1a\n" + b"0" * 99, "b.xlsx": b"x"}))
    assert [(file.kind, file.data, file.problem) for file in files] == [
        (Kind.PICTURE, b"", ""),
        (Kind.XLSX, b"", ""),
    ]


def test_what_systems_leave_in_archives_is_left_out():
    names = ("__MACOSX/._a.md", ".git/config.md", "b/.hidden.md", "Thumbs.db", "desktop.ini")
    assert _open(_zip(dict.fromkeys(names, b"a"))) == []


def test_names_lead_nowhere():
    names = ("../../etc/a.md", "/root/b.md", "C:\\temp\\c.md", "./d.md", "e/../../f.md")
    shown = [file.name for file in _open(_zip(dict.fromkeys(names, b"a")))]
    assert shown == ["d.md", "e/f.md", "etc/a.md", "root/b.md", "temp/c.md"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("金融年報.txt", "utf-8"),
        ("金融管理局年報.txt", "big5"),
        ("金融管理局年报.txt", "gbk"),
        ("年報/第一章.md", "big5"),
        ("新闻/第一章.md", "gbk"),
        ("résumé.txt", "cp437"),
    ],
)
def test_names_without_a_mark_are_read_in_the_encoding_that_makes_sense(name, encoding):
    assert [file.name for file in _open(_with_raw_name(name.encode(encoding)))] == [name]


def test_an_archive_in_an_archive_is_told_and_not_opened():
    (file,) = _open(_zip({"inner.zip": _zip({"a.md": b"a"})}))
    assert file.kind is Kind.ZIP
    assert file.problem == "is an archive in an archive; unpack it"


def test_a_locked_file_is_told():
    data = bytearray(_zip({"a.md": b"The bank opened."}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    (file,) = _open(bytes(data))
    assert file.problem == "is locked with a password; unpack it"


def test_a_file_that_unfolds_too_far_is_told_and_the_others_are_read():
    files = _open(_zip({"a.txt": b"a" * 20_000_000, "b.txt": b"Two."}))
    assert "unfolds" in files[0].problem
    assert files[0].data == b""
    assert files[1].data == b"Two."


def test_a_damaged_file_is_told_and_the_others_are_read():
    data = bytearray(_zip({"a.txt": b"The bank opened." * 9, "b.txt": b"Two."}))
    data[data.index(b"a.txt") + 8] ^= 0xFF
    files = _open(bytes(data))
    assert "damaged" in files[0].problem
    assert files[1].data == b"Two."


def test_a_name_that_occurs_twice_is_told():
    data = _zip({"a.md": b"One.", "b.md": b"Two."}).replace(b"b.md", b"a.md")
    assert [file.problem for file in _open(data)] == [
        "",
        "occurs more than once in the archive",
    ]


@pytest.mark.parametrize("data", [b"", b"PK fake\n", b"PK\x03\x04" + b"0" * 99, b"PK\x05\x06"])
def test_what_is_no_archive_is_told(data):
    with pytest.raises(ArticleError, match="is damaged or no ZIP archive"):
        _open(data)


def test_an_archive_of_too_many_files_is_not_opened():
    with pytest.raises(ArticleError, match="more than 20,000 files"):
        _open(b"PK\x01\x02" * 20_001)


def test_an_archive_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ArticleError, match="cannot be read"):
        _open(tmp_path / "none.zip")


def test_the_frames_of_a_saved_page_in_an_archive_are_left_unread():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("a/page.html", "a/page_files/ad.html", "a/my_files/note.html"):
            archive.writestr(name, "<html><body><p>A text.</p></body></html>")
    files = {file.name: file for file in open_archive(stream.getvalue(), path=Path("a.zip"))}
    assert "saved page" in files["a/page_files/ad.html"].problem
    assert all(files[name].data for name in ("a/page.html", "a/my_files/note.html"))
