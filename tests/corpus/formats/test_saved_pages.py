import plistlib
from pathlib import Path

import pytest

from corpus.formats.page import parse_html
from corpus.formats.saved_pages import read_mhtml, read_webarchive
from corpus.load import load_corpus

PAGE = "<html><head><title>A pier opens</title></head><body><h1>A pier opens</h1>{}</body></html>"
PROSE = "".join(
    f"<p>Boat {number} left the new pier on Monday with all of its seats taken.</p>"
    for number in range(5)
)
URL = "https://bay.example/player?newsId=600123"


def mhtml(*, outer: str = "", inner: str = "") -> bytes:
    lines = [
        "From: <Saved by Blink>", *([outer] if outer else []), "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="--x"', "",
        "----x", "Content-Type: text/html; charset=utf-8", *([inner] if inner else []), "",
        PAGE.format(PROSE), "", "----x--", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    "headers",
    [
        {"outer": f"Snapshot-Content-Location: {URL}"},
        {"outer": f"Snapshot-Content-Location:\r\n {URL}"},
        {"inner": f"Content-Location: {URL}"},
    ],
)
def test_a_page_in_mhtml_keeps_the_address_that_it_was_saved_from(headers):
    html = read_mhtml(mhtml(**headers), path=Path("a.mhtml")).decode()
    assert parse_html(html).fields["webUrl"] == URL


@pytest.mark.parametrize("url", ["", "cid:frame-1@mhtml.blink", "https://a.example/--><b>"])
def test_what_is_no_address_is_not_taken_for_one(url):
    html = read_mhtml(mhtml(inner=f"Content-Location: {url}"), path=Path("a.mhtml")).decode()
    assert "webUrl" not in parse_html(html).fields


def test_a_web_archive_keeps_the_address_that_it_was_saved_from():
    resource = {"WebResourceData": PAGE.format(PROSE).encode(), "WebResourceURL": URL}
    data = plistlib.dumps({"WebMainResource": resource}, fmt=plistlib.FMT_BINARY)
    html = read_webarchive(data, path=Path("a.webarchive")).decode()
    assert parse_html(html).fields["webUrl"] == URL


@pytest.mark.parametrize("ending", ["_files", ".files"])
def test_the_frames_of_a_saved_page_are_no_articles(tmp_path, ending):
    (tmp_path / "A pier.html").write_text(PAGE.format(PROSE), "utf-8")
    for folder in (f"A pier{ending}", "other_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.html").write_text(
            f"<html><body><h1>Buy a boat</h1>{PROSE.replace('Boat', folder)}</body></html>", "utf-8"
        )
    corpus = load_corpus([tmp_path])
    assert [article.id for article in corpus.articles] == ["A pier", "other_files"]
    assert [problem.fate for problem in corpus.problems] == ["left out"]
    named = load_corpus([tmp_path / f"A pier{ending}" / f"A pier{ending}.html"])
    assert len(named.articles) == 1
