import sqlite3

import pytest

from corpus import load
from corpus.load import load_corpus
from corpus.reading_cache import ReadingCache, reading_key


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.md").write_text(f"# Story {name}\n\nThe bank {name} opened on Monday.\n")
    return folder


def _read(files, cache, monkeypatch):
    """The corpus, and the names of the files that were really read."""
    read: list[str] = []
    read_file = load.read_file
    monkeypatch.setattr(
        load,
        "read_file",
        lambda file, table: (read.append(file.name), read_file(file, table=table))[1],
    )
    corpus = load_corpus([files], cache=cache)
    monkeypatch.setattr(load, "read_file", read_file)
    return corpus, read


def test_only_what_changed_is_read_again_and_all_is_the_same(files, tmp_path, monkeypatch):
    cache = tmp_path / "home" / "readings.sqlite"
    first, read = _read(files, cache, monkeypatch)
    assert read == ["a.md", "b.md"]
    again, read = _read(files, cache, monkeypatch)
    assert read == []
    assert (again.articles, again.problems) == (first.articles, first.problems)
    (files / "b.md").write_text("# Story b\n\nThe bank b closed on Tuesday.\n")
    changed, read = _read(files, cache, monkeypatch)
    assert read == ["b.md"]
    assert "closed" in changed.articles[1].body


def test_problems_are_kept_too(files, tmp_path, monkeypatch):
    (files / "bad.md").write_text("")
    cache = tmp_path / "readings.sqlite"
    first, _ = _read(files, cache, monkeypatch)
    again, read = _read(files, cache, monkeypatch)
    assert read == []
    assert again.problems == first.problems
    assert len(again.skipped) == 1


@pytest.mark.parametrize("damage", [b"no database at all", b""])
def test_a_damaged_cache_costs_nothing_but_time(files, tmp_path, monkeypatch, damage):
    cache = tmp_path / "readings.sqlite"
    _read(files, cache, monkeypatch)
    cache.write_bytes(damage)
    corpus, read = _read(files, cache, monkeypatch)
    assert len(corpus.articles) == 2
    assert read == ["a.md", "b.md"]


def test_a_reading_that_is_not_what_was_written_is_none(tmp_path):
    path = tmp_path / "readings.sqlite"
    file = tmp_path / "a.md"
    file.write_text("# A\n\nText.\n")
    key = reading_key(file, "a")
    ReadingCache(path).keep({key: "{}"})
    assert ReadingCache(path).find([key]) == {key: "{}"}
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE readings SET reading = ?", (b"[]",))
    connection.close()
    assert ReadingCache(path).find([key]) == {}


def test_another_name_or_table_of_fields_is_another_reading(tmp_path):
    file = tmp_path / "a.md"
    file.write_text("# A\n\nText.\n")
    assert reading_key(file, "a", "") != reading_key(file, "b", "")
    assert reading_key(file, "a", "") != reading_key(file, "a", "title: [head]")
