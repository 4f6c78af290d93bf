"""What the moderators of each server chose: read from memory, written through to the journal.

Discord waits three seconds for a first word, and this decides whether it may be public; a disk that
is slow or locked must not be in the way.
"""

from collections import defaultdict

from bot.store.transactions import Transactions


class ServerChoices:
    """Settings and chosen channels of every server."""

    def __init__(self, store: Transactions) -> None:
        self._store = store
        self._settings: dict[tuple[int, str], str] = {}
        self._channels: defaultdict[int, set[int]] = defaultdict(set)

    async def load(self) -> None:
        """Read all of it; once, before anything is asked."""
        for guild, name, value in await self._store.read("SELECT guild, name, value FROM settings"):
            self._settings[guild, name] = value
        for guild, channel in await self._store.read("SELECT guild, channel FROM channels"):
            self._channels[guild].add(channel)

    def setting(self, guild_id: int, name: str) -> str | None:
        """A server's setting."""
        return self._settings.get((guild_id, name))

    async def set_setting(self, guild_id: int, name: str, value: str) -> None:
        await self._store.write(
            "INSERT OR REPLACE INTO settings VALUES (?, ?, ?)", guild_id, name, value
        )
        self._settings[guild_id, name] = value

    def channels(self, guild_id: int) -> list[int]:
        """The channels that a server chose, in order; none means all."""
        return sorted(self._channels.get(guild_id, ()))

    async def add_channel(self, guild_id: int, channel_id: int) -> None:
        await self._store.write(
            "INSERT OR IGNORE INTO channels VALUES (?, ?)", guild_id, channel_id
        )
        self._channels[guild_id].add(channel_id)

    async def remove_channel(self, guild_id: int, channel_id: int) -> None:
        if channel_id not in self.channels(guild_id):
            return
        await self._store.write(
            "DELETE FROM channels WHERE guild = ? AND channel = ?", guild_id, channel_id
        )
        self._channels[guild_id].discard(channel_id)
