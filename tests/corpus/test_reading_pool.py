"""Files read in processes of their own; what happens to one is no other's loss."""

from pathlib import Path

import pytest

from corpus import reading_pool
from corpus.load import load_corpus
from corpus.walking import walk

_PAGE = (
    "<html><head><title>Trams</title></head><body><article><h1>Trams</h1><p>The tram company sold"
    " 12,000 tickets by phone in the first week, and will close two offices.</p></article></body>"
)


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "trams.html").write_text(_PAGE)
    (tmp_path / "note.md").write_text("# A note\n\nThe ferry runs on Monday.\n")
    return tmp_path


def _instead(monkeypatch, tmp_path, code: str) -> None:
    """Lets the process that reads do something else when it is asked for a page."""
    worker = tmp_path / "worker.py"
    worker.write_text(code)
    begin = reading_pool.subprocess.Popen

    def popen(command, **about):
        return begin([command[0], str(worker)], **about)

    monkeypatch.setattr(reading_pool.subprocess, "Popen", popen)


def test_a_page_is_read_in_another_process_as_it_would_be_here(folder):
    (reading,) = reading_pool.read_in_processes(walk([folder / "trams.html"]).files)
    assert reading.articles == tuple(load_corpus([folder / "trams.html"]).articles)
    assert reading.scraped == ("trams",)


def test_a_file_that_ends_the_process_costs_itself_only(folder, tmp_path_factory, monkeypatch):
    place = tmp_path_factory.mktemp("worker")
    _instead(monkeypatch, place, "import os, sys\nsys.stdin.readline()\nos.abort()\n")
    corpus = load_corpus([folder])
    assert [article.id for article in corpus.articles] == ["note"]
    assert [problem.reason for problem in corpus.skipped] == [
        "file: ended the process that read it; save its text as plain Markdown, or take it away"
    ]


def test_a_file_that_takes_for_ever_is_given_up(folder, tmp_path_factory, monkeypatch):
    place = tmp_path_factory.mktemp("worker")
    monkeypatch.setattr(reading_pool, "_LIMIT_S", 0.2)
    _instead(monkeypatch, place, "import sys, time\nsys.stdin.readline()\ntime.sleep(600)\n")
    corpus = load_corpus([folder])
    assert [article.id for article in corpus.articles] == ["note"]
    assert "takes longer than" in corpus.skipped[0].reason
