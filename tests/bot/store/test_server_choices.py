import pytest

from bot.errors import NotKeptError
from bot.store.journal_file import open_journal


async def test_what_was_chosen_is_kept(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.servers.set_setting(1, "threads", "on")
        for guild, channel in ((1, 11), (1, 10), (1, 10), (2, 20)):
            await journal.servers.add_channel(guild, channel)
        await journal.servers.remove_channel(1, 11)
    async with open_journal(tmp_path) as journal:
        assert journal.servers.setting(1, "threads") == "on"
        assert journal.servers.setting(2, "threads") is None
        assert journal.servers.channels(1) == [10]
        await journal.servers.remove_channel(1, 10)
        assert journal.servers.channels(1) == []
        assert journal.servers.channels(3) == []


async def test_it_is_read_from_memory_and_changed_only_on_disk(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.servers.add_channel(1, 10)
        await journal.servers.set_setting(1, "threads", "on")
        await journal.servers._store._connection.execute("PRAGMA query_only = ON")
        with pytest.raises(NotKeptError, match="readonly"):
            await journal.servers.add_channel(1, 11)
        with pytest.raises(NotKeptError):
            await journal.servers.set_setting(1, "threads", "off")
        with pytest.raises(NotKeptError):
            await journal.servers.remove_channel(1, 10)
        assert journal.servers.channels(1) == [10]
        assert journal.servers.setting(1, "threads") == "on"
        await journal.servers._store._connection.execute("PRAGMA query_only = OFF")
        await journal.servers.add_channel(1, 11)
        assert journal.servers.channels(1) == [10, 11]
    # A closed file is not read again.
    assert journal.servers.channels(1) == [10, 11]
