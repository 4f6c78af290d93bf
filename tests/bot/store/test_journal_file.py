import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import JournalError
from bot.store.journal_file import JOURNAL_FILE, open_journal
from bot.store.journal_key import KEY_FILE
from bot.store.journal_schema import MIGRATIONS
from embeddings.filters import Filters

_ROOT = Path(__file__).parents[3]


async def test_a_file_that_is_no_journal_and_a_later_version_are_named(tmp_path):
    (tmp_path / JOURNAL_FILE).write_bytes(b"no database" * 500)
    with pytest.raises(JournalError, match="is damaged .*restore it from a backup"):
        async with open_journal(tmp_path):
            pass
    (tmp_path / JOURNAL_FILE).unlink()
    with sqlite3.connect(tmp_path / JOURNAL_FILE) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="later version"):
        async with open_journal(tmp_path):
            pass


async def test_a_journal_that_cannot_be_opened_is_named(tmp_path):
    (tmp_path / JOURNAL_FILE).mkdir()
    with pytest.raises(
        JournalError, match="journal.sqlite is damaged .it is a folder, not a file.*restore"
    ):
        async with open_journal(tmp_path):
            pass


async def test_a_journal_of_the_first_version_is_brought_to_this_one(tmp_path):
    with sqlite3.connect(tmp_path / JOURNAL_FILE) as connection:
        connection.executescript(MIGRATIONS[0])
        connection.execute(
            "INSERT INTO questions (answer, asker, guild, verdict, topic, language, asked_at)"
            " VALUES ('a', 'x', 7, 'not_found', 'AI', 'en', 1.0)"
        )
        connection.execute("INSERT INTO settings VALUES (7, 'threads', 'on')")
        connection.execute("PRAGMA user_version = 1")
    (tmp_path / KEY_FILE).write_bytes(b"k" * 32)
    async with open_journal(tmp_path) as journal:
        assert journal.servers.setting(7, "threads") == "on"
        (asked,) = await journal.unanswered.listed(7, 0.0, verdict="not_found")
        assert asked.topic == "AI"


def test_several_processes_may_open_it_at_once(tmp_path):
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from bot.store.journal_file import open_journal\n"
        "async def main():\n"
        "    for number in range(10):\n"
        "        async with open_journal(Path(sys.argv[1]) / str(number)) as journal:\n"
        "            await journal.votes.give('a', 1, 1, now=1.0)\n"
        "            print(journal.hash_of(1))\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "asyncio.run(main())\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate() for process in processes]
    assert [stderr for _, stderr in said if stderr] == []
    assert len({stdout for stdout, _ in said}) == 1


async def test_a_person_has_the_same_hash_after_a_restart_and_another_elsewhere(tmp_path):
    async with open_journal(tmp_path / "a") as journal:
        first = journal.hash_of(1)
    async with open_journal(tmp_path / "a") as journal:
        assert journal.hash_of(1) == first != journal.hash_of(2)
    async with open_journal(tmp_path / "b") as journal:
        assert journal.hash_of(1) != first
    assert (tmp_path / "a" / KEY_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("left", [b"", b"short"])
async def test_a_key_that_nothing_was_kept_under_is_made_again(tmp_path, left):
    async with open_journal(tmp_path) as journal:
        await journal.servers.set_setting(1, "threads", "on")
    (tmp_path / KEY_FILE).write_bytes(left)
    (tmp_path / "journal.new").write_bytes(b"from a kill during writing")
    async with open_journal(tmp_path) as journal:
        hashed = journal.hash_of(1)
        assert journal.servers.setting(1, "threads") == "on"
    assert len((tmp_path / KEY_FILE).read_bytes()) == 32
    assert sorted(path.name for path in tmp_path.glob("journal.*"))[0] == KEY_FILE
    async with open_journal(tmp_path) as journal:
        assert journal.hash_of(1) == hashed


@pytest.mark.parametrize(
    ("left", "says"), [(b"short", "is damaged"), (b"", "is missing or empty"), (None, "is missing")]
)
async def test_a_key_that_is_lost_is_named_with_the_remedy(tmp_path, left, says):
    async with open_journal(tmp_path) as journal:
        await journal.votes.give("a", 1, 1, now=1.0)
    (tmp_path / KEY_FILE).unlink()
    if left is not None:
        (tmp_path / KEY_FILE).write_bytes(left)
    with pytest.raises(JournalError, match=f"journal.key {says}.*restore it from a backup"):
        async with open_journal(tmp_path):
            pass
    assert left is None or (tmp_path / KEY_FILE).read_bytes() == left


async def test_another_journals_key_is_noticed(tmp_path):
    for name in ("a", "b"):
        async with open_journal(tmp_path / name) as journal:
            await journal.votes.give("a", 1, 1, now=1.0)
    (tmp_path / "a" / KEY_FILE).write_bytes((tmp_path / "b" / KEY_FILE).read_bytes())
    with pytest.raises(JournalError, match="another journal's.*restore it from a backup"):
        async with open_journal(tmp_path / "a"):
            pass
    async with open_journal(tmp_path / "b") as journal:
        assert await journal.votes.count("a") == (1, 0)


async def test_a_journal_that_knows_no_key_yet_takes_the_one_beside_it(tmp_path):
    with sqlite3.connect(tmp_path / JOURNAL_FILE) as connection:
        for migration in MIGRATIONS:
            connection.executescript(migration)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        filters = (
            '{"since": null, "until": null, "providers": ["HKMA"], "topics": [], "languages": []}'
        )
        connection.execute("INSERT INTO filters VALUES ('0123456789ab', ?)", (filters,))
        connection.execute(
            "INSERT INTO questions (answer, asker, verdict, language, asked_at)"
            " VALUES ('0123456789ab', 'x', 'answered', 'en', 1.0)"
        )
        connection.execute(
            "INSERT INTO votes VALUES ('0123456789ab', 'x', 1, NULL, 1.0, NULL, NULL)"
        )
    (tmp_path / KEY_FILE).write_bytes(b"k" * 32)
    for _ in range(2):
        async with open_journal(tmp_path) as journal:
            keyed = journal.answer_id("0123456789ab")
            assert await journal.votes.count(keyed) == (1, 0)
            assert await journal.filters("0123456789ab") is None
            assert await journal.filters(keyed) == Filters(providers=("HKMA",))
    assert b"0123456789ab" not in (tmp_path / JOURNAL_FILE).read_bytes()
    (tmp_path / KEY_FILE).write_bytes(b"l" * 32)
    with pytest.raises(JournalError, match="another journal's"):
        async with open_journal(tmp_path):
            pass


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("DROP TABLE turns", "turns.answered is missing"),
        ("DROP TABLE settings", "settings.guild is missing"),
        ("DROP INDEX questions_by_asker", "questions_by_asker is missing"),
        ("ALTER TABLE questions DROP COLUMN text", "questions.text is missing"),
        ("ALTER TABLE votes RENAME COLUMN reason TO why", "votes.reason is missing"),
        (
            "DROP TABLE languages; CREATE TABLE languages (person TEXT, language TEXT)",
            "languages.person is missing",
        ),
        ("INSERT INTO channels VALUES ('x', 1)", "channels"),
        ("UPDATE settings SET value = x'00'", "settings holds a value of another kind"),
    ],
)
async def test_a_journal_that_lost_something_is_named_with_the_remedy(tmp_path, damage, says):
    async with open_journal(tmp_path) as journal:
        await journal.servers.set_setting(1, "threads", "on")
    with sqlite3.connect(tmp_path / JOURNAL_FILE) as connection:
        connection.executescript(damage)
    with pytest.raises(JournalError, match=f"is damaged .*{says}.*restore it from a backup"):
        async with open_journal(tmp_path):
            pass


async def test_damaged_pages_and_text_that_is_none_are_named(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.servers.set_setting(1, "threads", "Quagga")
        await journal.votes.give("a" * 12, 1, 1, now=1.0)
    whole = (tmp_path / JOURNAL_FILE).read_bytes()
    for damaged in (
        whole[:-4096],
        whole.replace(b"Quagga", b"Qu\xffgga"),
        whole[:4096] + bytes(len(whole) - 4096),
    ):
        assert damaged != whole
        (tmp_path / JOURNAL_FILE).write_bytes(damaged)
        with pytest.raises(JournalError, match="is damaged"):
            async with open_journal(tmp_path):
                pass
        for left in tmp_path.glob(f"{JOURNAL_FILE}-*"):
            left.unlink()


@pytest.mark.parametrize("umask", [0o000, 0o022])
async def test_all_that_it_keeps_is_its_owners_alone(tmp_path, umask):
    home = tmp_path / "home"
    before = os.umask(umask)
    try:
        async with open_journal(home) as journal:
            await journal.votes.give("a", 1, 1, now=1.0)
            modes = {path.name: path.stat().st_mode & 0o777 for path in home.iterdir()}
    finally:
        os.umask(before)
    names = (JOURNAL_FILE, f"{JOURNAL_FILE}-wal", f"{JOURNAL_FILE}-shm", KEY_FILE)
    assert modes == dict.fromkeys(names, 0o600)
    assert home.stat().st_mode & 0o777 == 0o700


async def test_files_that_others_could_read_are_closed_to_them_and_the_folder_stays(tmp_path):
    tmp_path.chmod(0o755)
    async with open_journal(tmp_path):
        pass
    (tmp_path / JOURNAL_FILE).chmod(0o664)
    async with open_journal(tmp_path):
        modes = {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {0o600}
    assert tmp_path.stat().st_mode & 0o777 == 0o755


async def test_an_emptied_journal_is_told_and_one_that_was_moved_away_begun_anew(tmp_path, caplog):
    async with open_journal(tmp_path) as journal:
        await journal.votes.give("a1", 1, 1, 1.0)
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"{JOURNAL_FILE}{suffix}").unlink(missing_ok=True)
    (tmp_path / JOURNAL_FILE).write_bytes(b"")
    with pytest.raises(JournalError, match="it is empty.*restore it from a backup"):
        async with open_journal(tmp_path):
            pass
    (tmp_path / JOURNAL_FILE).unlink()
    async with open_journal(tmp_path) as journal:
        assert await journal.votes.count("a1") == (0, 0)
    assert "begun anew" in caplog.text
