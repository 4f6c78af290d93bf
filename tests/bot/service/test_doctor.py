import shutil
from pathlib import Path

import pytest

from bot.service.doctor import examine
from bot.store.journal_file import JOURNAL_FILE, open_journal
from bot.store.journal_key import KEY_FILE
from embeddings import manifest
from embeddings.index import current_generation


def says() -> dict[str, tuple[bool, str]]:
    return {one.check: (one.is_ok, one.says) for one in examine()}


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below one, with what changes when it is written."""
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in (folder, *folder.rglob("*"))
    }


def test_it_says_which_settings_file_was_read(tmp_path, monkeypatch):
    assert says()["settings"] == (
        True,
        f"no settings file was found; data lives in {tmp_path / 'home'}",
    )
    (tmp_path / "sampan.toml").write_text("user_questions = 3")
    assert says()["settings"][1].startswith(f"{tmp_path / 'sampan.toml'} was read; ")
    (tmp_path / "sampan.toml").write_text("user_questions = 0")
    ok, sentence = says()["settings"]
    assert not ok
    assert f"{tmp_path / 'sampan.toml'}, line 1: user_questions" in sentence


def test_nothing_is_made_where_there_is_nothing(tmp_path):
    before = state(tmp_path)
    found = says()
    assert found["data folder"] == (True, f"{tmp_path / 'home'} is made when it is needed")
    assert not found["index"][0]
    assert state(tmp_path) == before


async def test_nothing_that_is_there_is_changed(starter_home, tmp_path, monkeypatch):
    home = tmp_path / "home"
    shutil.copytree(starter_home, home)
    async with open_journal(home) as journal:
        await journal.languages.choose(7, "zh-Hant")
        in_use = state(home)  # as beside a bot that runs
        assert (await _in_thread())["journal"] == (True, "whole, and beside its own key")
        kept = {name for name in in_use if "journal" in name}
        assert {name: one for name, one in state(home).items() if name not in kept} == {
            name: one for name, one in in_use.items() if name not in kept
        }
    before = state(home)
    found = await _in_thread()
    assert [name for name, (ok, _) in found.items() if not ok] == []
    assert state(home) == before


async def _in_thread() -> dict[str, tuple[bool, str]]:
    import asyncio

    return await asyncio.to_thread(says)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda home: (home / KEY_FILE).write_bytes(b"x" * 32), "journal.key is another journal's"),
        (lambda home: (home / JOURNAL_FILE).write_bytes(b"x" * 9000), "journal.sqlite is damaged"),
    ],
)
async def test_a_damaged_journal_is_named_where_it_lies(tmp_path, harm, sentence):
    home = tmp_path / "home"
    async with open_journal(home) as journal:
        await journal.languages.choose(7, "zh-Hant")
    harm(home)
    ok, told = (await _in_thread())["journal"]
    assert not ok
    assert f"journal {home}/{sentence}" in told


def test_a_home_that_is_a_file_is_named(tmp_path):
    (tmp_path / "home").write_text("")
    assert says()["data folder"] == (False, f"{tmp_path / 'home'}: is not a folder")


def test_of_a_bot_that_asks_a_service_the_service_is_examined(tmp_path, monkeypatch):
    monkeypatch.setenv("SAMPAN_SERVICE_URL", "http://127.0.0.1:9")
    found = says()
    assert "index" not in found
    ok, sentence = found["service"]
    assert not ok
    assert sentence.startswith("the service at http://127.0.0.1:9 cannot be reached")


def test_of_a_large_index_too_every_file_is_compared(starter_home, tmp_path, monkeypatch):
    folder = shutil.copytree(starter_home, tmp_path / "home") / "index"
    for bound in ("_LARGE_INDEX", "_LARGE_FILE"):
        monkeypatch.setattr(manifest, bound, 0)
    damaged = current_generation(folder) / "articles.sqlite"
    content = damaged.read_bytes()
    damaged.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    ok, told = says()["index"]
    assert not ok
    assert "articles.sqlite is not what was written" in told


def test_of_an_index_in_milvus_that_is_away_the_sentence_tells(monkeypatch):
    monkeypatch.setenv("SAMPAN_INDEX", "http://127.0.0.1:9")
    monkeypatch.setenv("SAMPAN_INDEX_TOKEN", "root:hunter2")
    ok, sentence = says()["milvus"]
    assert not ok
    assert sentence.startswith("the index at http://127.0.0.1:9 does not answer; start Milvus")
    assert "hunter2" not in repr(examine())
