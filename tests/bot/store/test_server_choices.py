import pytest

from bot.errors import NotKeptError
from bot.store.journal_file import open_journal
from bot.store.server_choices import ChannelSettings


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


async def test_settings_of_a_channel_have_defaults_and_are_kept(tmp_path):
    async with open_journal(tmp_path) as journal:
        servers = journal.servers
        assert servers.channel_settings(1, 10) == servers.channel_settings(None, None)
        for name, value in (("topic", "AI"), ("length", "short"), ("language", "zh-Hant")):
            await servers.set_channel_setting(1, 10, name, value)
        await servers.set_channel_setting(1, 10, "language", None)
        await journal.servers._store.write(
            "INSERT INTO channel_settings VALUES (1, 10, 'of a later version', 'x')"
        )
    async with open_journal(tmp_path) as journal:
        servers = journal.servers
        assert servers.channel_settings(1, 10) == ChannelSettings(topic="AI", length="short")
        assert servers.channel_settings(1, 11) == ChannelSettings()
        assert servers.channel_settings(2, 10) == ChannelSettings()
        assert list(servers.set_channels(1)) == [10]
        await servers.add_channel(1, 10)
        await servers.drop_channel(1, 10)
        assert servers.channels(1) == []
        assert servers.channel_settings(1, 10) == ChannelSettings()
    async with open_journal(tmp_path) as journal:
        assert journal.servers.set_channels(1) == {}


async def test_settings_are_found_by_the_start_of_their_names(tmp_path):
    async with open_journal(tmp_path) as journal:
        for name in ("limit:7", "limit:8", "other"):
            await journal.servers.set_setting(1, name, name)
        await journal.servers.drop_setting(1, "limit:8")
        assert journal.servers.settings_named(1, "limit:") == {"7": "limit:7"}
    async with open_journal(tmp_path) as journal:
        assert journal.servers.setting(1, "limit:8") is None
