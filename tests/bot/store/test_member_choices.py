import sqlite3

from bot.store.journal_file import JOURNAL_FILE, open_journal


async def test_a_choice_is_kept_changed_ended_and_forgotten(tmp_path):
    async with open_journal(tmp_path) as journal:
        assert journal.languages.of(1) is None
        await journal.languages.choose(1, "zh-Hans")
        await journal.languages.choose(1, "zh-Hant")
        await journal.languages.choose(1234567890123, "en")
    async with open_journal(tmp_path) as journal:
        assert journal.languages.of(1) == "zh-Hant"
        await journal.languages.choose(1, None)
        assert journal.languages.of(1) is None
        assert (await journal.forget(1234567890123)).languages == 1
        assert journal.languages.of(1234567890123) is None
    async with open_journal(tmp_path) as journal:
        assert journal.languages.of(1) is None


async def test_whoever_chose_is_kept_as_a_hash(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.languages.choose(1234567890123, "en")
    with sqlite3.connect(tmp_path / JOURNAL_FILE) as connection:
        ((person, language),) = connection.execute("SELECT * FROM languages").fetchall()
    assert language == "en"
    assert "1234567890123" not in person
