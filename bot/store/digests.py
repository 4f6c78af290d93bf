"""Digests: which channel is told what is new, how often, and up to which moment it was told."""

from dataclasses import dataclass

from bot.store.transactions import Transactions

_COLUMNS = "guild, channel, every, topic, provider, publishes, told, tried, failures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one channel is told: `every` is "daily" or "weekly".

    `told` is the moment up to which all news was told, `tried` when that was last looked at, and
    `failures` how often in a row the channel could not be written in since.
    """

    guild_id: int
    channel_id: int
    every: str
    topic: str | None = None
    provider: str | None = None
    publishes: bool = False
    told: float
    tried: float
    failures: int = 0


class Digests:
    """One for each channel that has one."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    async def set(self, digest: Digest) -> None:
        """Keep a digest; a change of one that there is leaves what was told as it is."""
        await self._store.write(
            f"INSERT INTO digests ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)"
            " ON CONFLICT (guild, channel) DO UPDATE SET every = excluded.every,"
            " topic = excluded.topic, provider = excluded.provider,"
            " publishes = excluded.publishes, failures = 0",
            digest.guild_id,
            digest.channel_id,
            digest.every,
            digest.topic,
            digest.provider,
            digest.publishes,
            digest.told,
            digest.tried,
        )

    async def remove(self, guild_id: int, channel_id: int) -> None:
        await self._store.write(
            "DELETE FROM digests WHERE guild = ? AND channel = ?", guild_id, channel_id
        )

    async def all(self) -> list[Digest]:
        """Those of every server."""
        return [
            Digest(
                guild_id=guild,
                channel_id=channel,
                every=every,
                topic=topic,
                provider=provider,
                publishes=bool(publishes),
                told=told,
                tried=tried,
                failures=failures,
            )
            for guild, channel, every, topic, provider, publishes, told, tried, failures in (
                await self._store.read(f"SELECT {_COLUMNS} FROM digests ORDER BY guild, channel")
            )
        ]

    async def of_server(self, guild_id: int) -> list[Digest]:
        """Those of one server."""
        return [digest for digest in await self.all() if digest.guild_id == guild_id]

    async def note(self, digest: Digest) -> None:
        """Keep how far it was told, and how that went."""
        await self._store.write(
            "UPDATE digests SET told = ?, tried = ?, failures = ? WHERE guild = ? AND channel = ?",
            digest.told,
            digest.tried,
            digest.failures,
            digest.guild_id,
            digest.channel_id,
        )
