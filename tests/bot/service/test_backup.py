import asyncio
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from forked import run
from small_home import QUESTION, write_articles

from bot.errors import BackupError, JournalError
from bot.service.archives import writing_archive
from bot.service.backup import make_backup, restore_backup
from bot.service.calibrations import calibration_path, load_calibration, write_calibration
from bot.settings import Settings, load_settings
from bot.settings_file import read_settings_file
from bot.store.journal_file import JOURNAL_FILE, open_journal
from bot.store.journal_key import KEY_FILE
from bot.store.keys import add_key, read_keys
from corpus.sources.registry import Registry, new_source
from embeddings.encoder import BUNDLED
from embeddings.encoders import open_encoder

_ROOT = Path(__file__).parents[3]
_NAMES = "- name: Kettle Pay\n  abbreviations: [KP]\n"
_MORE = "- name: Harbour Bank\n  abbreviations: [HB]\n"


async def _remember(home: Path) -> None:
    async with open_journal(home) as journal:
        await journal.languages.choose(7, "zh-Hant")
        await journal.servers.set_setting(1, "threads", "on")
        await journal.votes.give("a" * 16, 7, 1, 1e9)


async def _remembers(home: Path) -> tuple[str | None, str | None, tuple[int, int]]:
    async with open_journal(home) as journal:
        return (
            journal.languages.of(7),
            journal.servers.setting(1, "threads"),
            await journal.votes.count("a" * 16),
        )


_REMEMBERED = ("zh-Hant", "on", (1, 0))


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """An installation that holds all that a backup has to keep, and much that it need not."""
    folder = tmp_path_factory.mktemp("original")
    home = folder / "home"
    articles = write_articles(folder / "etc" / "articles")
    (folder / "etc" / "names.yaml").write_text(_NAMES)
    (folder / "more.yaml").write_text(_MORE)
    (folder / "etc" / "sampan.toml").write_text(
        'name = "Kettle"\nhome = "../home"\narticles = ["articles"]\nglossary = ["names.yaml",'
        ' "../more.yaml"] # mine\nllm_key = "hunter2"\n'
    )
    built = run("index", str(articles), home=home)
    assert built.status == 0, built.stderr
    asyncio.run(_remember(home))
    add_key(home, "reading-room", "reader", today=date(2026, 6, 1))
    fingerprint = open_encoder(BUNDLED).fingerprint
    write_calibration(calibration_path(home, fingerprint), load_calibration(home, fingerprint))
    registry = Registry(home)
    source = new_source("https://mill.example/feed", "feed", now=datetime(2026, 6, 1, tzinfo=UTC))
    fetched = registry.folder_of(registry.add(source))
    fetched.mkdir(parents=True)
    (fetched / "again.md").write_text("---\ntitle: The mill\n---\nThe mill grinds again.\n")
    (fetched / ".state.json").write_text("{}")
    (fetched / ".building-again.md.0a1b").write_text("half")
    (home / "bot.alive").touch()
    return folder


@pytest.fixture
def copied(original, tmp_path) -> Path:
    """A copy of it to be harmed."""
    return shutil.copytree(original, tmp_path / "copied")


@pytest.fixture(autouse=True)
def no_home(monkeypatch):
    monkeypatch.delenv("SAMPAN_HOME")


def _settings(folder: Path) -> Settings:
    return load_settings(file=folder / "etc" / "sampan.toml")


def _keep(folder: Path, target: Path) -> Path:
    make_backup(target, _settings(folder), folder / "etc" / "sampan.toml")
    return target


@pytest.fixture
def kept(original, tmp_path) -> Path:
    return _keep(original, tmp_path / "kept.zip")


def _state(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal"))
    }


def test_it_holds_what_cannot_be_made_again_and_nothing_else(original, kept):
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    calibration = calibration_path(original / "home", open_encoder(BUNDLED).fingerprint).name
    with zipfile.ZipFile(kept) as archive:
        assert sorted(archive.namelist()) == sorted(
            [
                "backup.json",
                "settings/sampan.toml",
                "settings/names.yaml",
                "settings/glossaries/1-more.yaml",
                "home/journal.sqlite",
                "home/journal.key",
                "home/sources.json",
                "home/keys.json",
                f"home/{calibration}",
                "home/index/SOURCES",
                "home/fetched/mill-example-feed/again.md",
                "home/fetched/mill-example-feed/.state.json",
            ]
        )


def test_a_full_round_trip(original, kept, tmp_path):
    new = tmp_path / "new" / "etc" / "sampan.toml"
    restored = restore_backup(kept, new)
    home = tmp_path / "new" / "home"
    assert restored.home == home
    assert asyncio.run(_remembers(home)) == _REMEMBERED
    assert [key.name for key in read_keys(home)] == ["reading-room"]
    assert [source.address for source in Registry(home).sources()] == ["https://mill.example/feed"]
    before, after = _state(original / "home"), _state(home)
    journal = {JOURNAL_FILE}  # the same rows in other pages
    assert {name: after[name] for name in after.keys() - journal} == {
        name: before[name] for name in after.keys() - journal
    }
    for name in (JOURNAL_FILE, KEY_FILE):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    # "more.yaml" lay elsewhere, and is still there.
    assert new.read_text() == (original / "etc" / "sampan.toml").read_text()
    assert (new.parent / "names.yaml").read_text() == _NAMES


def test_what_lay_elsewhere_and_is_gone_lies_beside_the_settings(copied, tmp_path):
    kept = _keep(copied, tmp_path / "kept.zip")
    shutil.rmtree(copied)
    new = tmp_path / "new" / "sampan.toml"
    restore_backup(kept, new)
    beside = new.parent / "glossaries" / "1-more.yaml"
    assert beside.read_text() == _MORE
    values = read_settings_file(new)
    assert values["glossary"].value == ["names.yaml", "glossaries/1-more.yaml"]
    assert "# mine" in new.read_text()
    assert load_settings(file=new).glossary == [new.parent / "names.yaml", beside]


def test_the_commands_lead_back_to_answers(copied, tmp_path, monkeypatch):
    kept = tmp_path / "kept.zip"
    etc = copied / "etc" / "sampan.toml"
    done = run("--config", str(etc), "backup", str(kept), home=copied / "home")
    assert done.status == 0, done.stderr
    assert f"Kept in {kept}, for your user alone: 11 files" in done.stdout
    assert "keep it as safe as the home itself" in done.stderr
    shutil.move(copied / "etc" / "articles", tmp_path / "new" / "articles")
    shutil.rmtree(copied)
    new = tmp_path / "new" / "sampan.toml"
    home = tmp_path / "elsewhere"
    done = run("--config", str(new), "restore", str(kept), home=home)
    assert done.status == 0, done.stderr
    assert f"Written: {new}" in done.stderr
    assert "5 articles" in done.stdout
    asked = run("--config", str(new), "ask", QUESTION, home=home)
    assert "450,000 users" in asked.stdout
    assert asyncio.run(_remembers(home)) == _REMEMBERED


# Gives vote after vote, as a bot at work does, until it is killed.
_WRITER = """
import asyncio, sys
from pathlib import Path
from bot.store.journal_file import open_journal

async def write():
    async with open_journal(Path(sys.argv[1])) as journal:
        for number in range(1_000_000):
            answer = f"{number:016x}"
            await journal.votes.give(answer, number, -1, 1e9 + number)
            await journal.votes.add_reason(answer, number, "fine", 1e9 + number)
            if number == 20:
                print("started", flush=True)

asyncio.run(write())
"""


@contextmanager
def _writing(home: Path) -> Iterator[subprocess.Popen[str]]:
    command = (sys.executable, "-c", _WRITER, str(home))
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT)
    try:
        assert writer.stdout.readline() == "started\n"
        yield writer
    finally:
        writer.kill()
        writer.communicate()


def test_beside_a_writer_it_keeps_one_moment(copied, tmp_path):
    with _writing(copied / "home") as writer:
        for number in range(3):
            kept = _keep(copied, tmp_path / f"kept{number}.zip")
            restore_backup(kept, tmp_path / f"new{number}" / "etc" / "sampan.toml")
        with pytest.raises(BackupError, match="runs over .*; stop it"):
            restore_backup(kept, copied / "etc" / "sampan.toml", is_forced=True)
        assert writer.poll() is None
    counts = []
    for number in range(3):
        home = tmp_path / f"new{number}" / "home"
        assert asyncio.run(_remembers(home))[:2] == _REMEMBERED[:2]
        with closing(sqlite3.connect(home / JOURNAL_FILE)) as journal:
            given, explained = journal.execute(
                "SELECT count(*), count(reason) FROM votes"
            ).fetchone()
        # The first vote of all has no reason, and the last one none yet.
        assert given - explained in (1, 2)
        counts.append(given)
    assert counts[0] >= 20
    assert counts == sorted(set(counts))


def test_after_a_kill_it_keeps_what_was_confirmed(copied, tmp_path):
    with _writing(copied / "home"):
        pass
    before = _state(copied / "home")
    kept = _keep(copied, tmp_path / "kept.zip")
    assert _state(copied / "home") == before
    restore_backup(kept, tmp_path / "new" / "etc" / "sampan.toml")
    with closing(sqlite3.connect(tmp_path / "new" / "home" / JOURNAL_FILE)) as journal:
        assert journal.execute("SELECT count(*) FROM votes").fetchone()[0] >= 21


def test_a_home_with_a_journal_is_replaced_only_if_forced(copied, kept, tmp_path):
    etc = copied / "etc" / "sampan.toml"

    async def change() -> None:
        async with open_journal(copied / "home") as journal:
            await journal.languages.choose(7, "en")

    asyncio.run(change())
    before = _state(copied)
    with pytest.raises(BackupError, match=r"has a journal already; add --force"):
        restore_backup(kept, etc)
    assert _state(copied) == before
    restore_backup(kept, etc, is_forced=True)
    assert asyncio.run(_remembers(copied / "home")) == _REMEMBERED


def test_other_settings_are_replaced_only_if_forced_and_kept_aside(copied, kept, tmp_path):
    etc = tmp_path / "new" / "sampan.toml"
    etc.parent.mkdir()
    etc.write_text('name = "Other"\n')
    with pytest.raises(BackupError, match=r"sampan\.toml says otherwise; add --force"):
        restore_backup(kept, etc)
    assert [path.name for path in etc.parent.iterdir()] == ["sampan.toml"]
    restored = restore_backup(kept, etc, is_forced=True)
    assert [path.read_text() for path in restored.copies] == ['name = "Other"\n']
    assert load_settings(file=etc).name == "Kettle"


def test_a_damaged_archive_changes_nothing(copied, kept, tmp_path):
    whole = kept.read_bytes()
    before = _state(copied)
    with zipfile.ZipFile(kept) as archive:
        largest = max(archive.infolist(), key=lambda one: one.compress_size)
    header = whole[largest.header_offset :][:30]  # behind it come its name and more
    start = largest.header_offset + 30 + sum(struct.unpack("<HH", header[26:]))
    for at in range(start, start + largest.compress_size - 4, largest.compress_size // 9):
        kept.write_bytes(whole[:at] + b"????" + whole[at + 4 :])
        with pytest.raises(BackupError, match="is damaged"):
            restore_backup(kept, copied / "etc" / "sampan.toml", is_forced=True)
    assert _state(copied) == before


def test_a_journal_of_a_later_version_is_not_put_over_ours(copied, tmp_path):
    kept = _keep(copied, tmp_path / "kept.zip")
    harmed = tmp_path / "harmed"
    with zipfile.ZipFile(kept) as archive:
        archive.extractall(harmed)
    with closing(sqlite3.connect(harmed / "home" / JOURNAL_FILE)) as journal:
        journal.execute("PRAGMA user_version = 99")
    with writing_archive(tmp_path / "later.zip") as writer:
        for name in (JOURNAL_FILE, KEY_FILE):
            writer.add(f"home/{name}", harmed / "home" / name)
        writer.end({"settings_file": None, "moved": {}})
    before = _state(copied)
    with pytest.raises(JournalError, match="a later version of Sampan"):
        restore_backup(tmp_path / "later.zip", copied / "etc" / "sampan.toml", is_forced=True)
    assert _state(copied) == before


def test_a_damaged_journal_is_told_and_no_backup_is_left(copied, tmp_path):
    (copied / "home" / KEY_FILE).write_bytes(b"x" * 32)
    with pytest.raises(JournalError, match=f"journal {copied}/home/journal.key is another"):
        _keep(copied, tmp_path / "kept.zip")
    assert not (tmp_path / "kept.zip").exists()


def test_it_needs_something_to_keep_and_a_place_for_it(copied, tmp_path):
    with pytest.raises(BackupError, match="nothing in .* to keep yet; build an index first"):
        make_backup(tmp_path / "kept.zip", Settings(home=tmp_path / "none"), None)
    with pytest.raises(BackupError, match="name a file elsewhere"):
        _keep(copied, copied / "home" / "kept.zip")


def test_what_is_named_and_not_there_is_told(copied, tmp_path):
    (copied / "more.yaml").unlink()
    kept = make_backup(tmp_path / "kept.zip", _settings(copied), copied / "etc" / "sampan.toml")
    assert [line.partition(": ")[2] for line in kept.left_out] == ["is not there"]
