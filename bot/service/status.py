"""How it stands with what answers: its articles, how good and how fast it is, and its sources."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.service.keeping import Health, read_health
from bot.service.quality import Measured, read_measured
from bot.service.wiring import Service
from bot.talking.facts import CorpusFacts
from corpus.errors import SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The articles of an index, the figures of its last evaluation, and the sources that are read.

    `measured` is None where nobody measured this index, `sources` where their list cannot be read.
    """

    index_id: str
    facts: CorpusFacts
    measured: Measured | None
    sources: Health | None
    waiting: int
    median_ms: int


async def read_status(
    service: Service, facts: CorpusFacts, home: Path, *, waiting: int, median_ms: int
) -> Status:
    """As it is now."""
    return Status(
        index_id=service.index_id,
        facts=facts,
        measured=await asyncio.to_thread(read_measured, home, service.index_id),
        sources=await asyncio.to_thread(_read_sources, home),
        waiting=waiting,
        median_ms=median_ms,
    )


def _read_sources(home: Path) -> Health | None:
    try:
        return read_health(home)
    except SourceError:
        return None
