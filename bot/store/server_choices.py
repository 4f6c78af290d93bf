"""What the moderators of each server chose: read from memory, written through to the journal.

Discord waits three seconds for a first word, and this decides whether it may be public; a disk that
is slow or locked must not be in the way.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass, replace

from bot.store.transactions import Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """How questions in a channel are answered where whoever asks says nothing else."""

    language: str | None = None
    topic: str | None = None
    provider: str | None = None
    length: str = "normal"


class ServerChoices:
    """Settings and chosen channels of every server, and settings of single channels."""

    def __init__(self, store: Transactions) -> None:
        self._store = store
        self._settings: dict[tuple[int, str], str] = {}
        self._channels: defaultdict[int, set[int]] = defaultdict(set)
        self._channel_settings: dict[tuple[int, int], ChannelSettings] = {}

    async def load(self) -> None:
        """Read all of it; once, before anything is asked."""
        for guild, name, value in await self._store.read("SELECT guild, name, value FROM settings"):
            self._settings[guild, name] = value
        for guild, channel in await self._store.read("SELECT guild, channel FROM channels"):
            self._channels[guild].add(channel)
        rows = await self._store.read("SELECT guild, channel, name, value FROM channel_settings")
        for guild, channel, name, value in rows:
            self._note(guild, channel, name, value)

    def setting(self, guild_id: int, name: str) -> str | None:
        """A server's setting."""
        return self._settings.get((guild_id, name))

    async def set_setting(self, guild_id: int, name: str, value: str) -> None:
        await self._store.write(
            "INSERT OR REPLACE INTO settings VALUES (?, ?, ?)", guild_id, name, value
        )
        self._settings[guild_id, name] = value

    async def drop_setting(self, guild_id: int, name: str) -> None:
        """Be as if it had never been set."""
        await self._store.write("DELETE FROM settings WHERE guild = ? AND name = ?", guild_id, name)
        self._settings.pop((guild_id, name), None)

    def settings_named(self, guild_id: int, start: str) -> dict[str, str]:
        """The settings of a server whose names start so, by the rest of their names."""
        return {
            name.removeprefix(start): value
            for (guild, name), value in sorted(self._settings.items())
            if guild == guild_id and name.startswith(start)
        }

    def drop(self, guild_id: int) -> None:
        """Forget a server of which nothing is on disk any more."""
        self._channels.pop(guild_id, None)
        for key in [key for key in self._settings if key[0] == guild_id]:
            del self._settings[key]
        for place in [place for place in self._channel_settings if place[0] == guild_id]:
            del self._channel_settings[place]

    def channel_settings(self, guild_id: int | None, channel_id: int | None) -> ChannelSettings:
        """How to answer in a channel; the defaults where moderators chose nothing."""
        if guild_id is None or channel_id is None:
            return ChannelSettings()
        return self._channel_settings.get((guild_id, channel_id), ChannelSettings())

    def set_channels(self, guild_id: int) -> dict[int, ChannelSettings]:
        """The channels of a server that something was set for, in order."""
        found = sorted(self._channel_settings.items())
        return {channel: chosen for (guild, channel), chosen in found if guild == guild_id}

    async def set_channel_setting(
        self, guild_id: int, channel_id: int, name: str, value: str | None
    ) -> None:
        """Set what is named as a field of ChannelSettings; None gives its default back."""
        place = (guild_id, channel_id)
        if value is None:
            await self._store.write(
                "DELETE FROM channel_settings WHERE guild = ? AND channel = ? AND name = ?",
                *(*place, name),
            )
        else:
            await self._store.write(
                "INSERT OR REPLACE INTO channel_settings VALUES (?, ?, ?, ?)", *place, name, value
            )
        self._note(*place, name, value)

    async def drop_channel(self, guild_id: int, channel_id: int) -> None:
        """Forget a channel that is gone."""
        await self.remove_channel(guild_id, channel_id)
        if (guild_id, channel_id) in self._channel_settings:
            await self._store.write(
                "DELETE FROM channel_settings WHERE guild = ? AND channel = ?", guild_id, channel_id
            )
            del self._channel_settings[guild_id, channel_id]

    def _note(self, guild_id: int, channel_id: int, name: str, value: str | None) -> None:
        defaults = asdict(ChannelSettings())
        if name not in defaults:
            return  # of a later version
        chosen = {name: defaults[name] if value is None else value}
        settings = replace(self.channel_settings(guild_id, channel_id), **chosen)
        if settings == ChannelSettings():
            self._channel_settings.pop((guild_id, channel_id), None)
        else:
            self._channel_settings[guild_id, channel_id] = settings

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
