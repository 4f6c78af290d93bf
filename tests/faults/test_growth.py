"""A bot that runs for long: as much memory and as many open files at the end as at the start."""

import os
import statistics
from collections.abc import Sequence
from pathlib import Path

from discordsim import DiscordSim
from live_bot import COMMAND, ROOT
from small_home import CHINESE, QUESTION, UNKNOWN, copy_home, write_edition

_MANY_ROUNDS = 10
_PATIENT = {"SAMPAN_USER_QUESTIONS": "1000000", "SAMPAN_SERVER_QUESTIONS": "1000000"}
# The bot as it is, but that moderators may refresh as often as they like.
_EAGER = (
    "from bot.service import refresh; refresh._EVERY_S = 0.0;"
    "from bot.terminal.cli import main; main()"
)


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _open_files(pid: int) -> int:
    mapped = [
        line for line in Path(f"/proc/{pid}/maps").read_text().splitlines() if "/index/" in line
    ]
    return len(list(Path(f"/proc/{pid}/fd").iterdir())) + len(mapped)


async def _start(sim: DiscordSim, home: Path) -> None:
    await sim.start_bot(
        [COMMAND[0], "-c", _EAGER, "bot"],
        cwd=ROOT,
        env={"SAMPAN_HOME": str(home), "PYTHONPATH": str(ROOT), **_PATIENT},
        token_var="SAMPAN_DISCORD_TOKEN",
        commands=11,
        net="block",
    )


def _is_flat(values: Sequence[float], *, most: float) -> bool:
    """Whether the last third lies no higher than the second, but for `most`."""
    third = len(values) // 3
    middle, last = values[third : 2 * third], values[2 * third :]
    return statistics.median(last) - statistics.median(middle) <= most


def _has_even_floor(counts: Sequence[int]) -> bool:
    """Whether the least of the last third is no more than one above that of the second.

    What is left open raises the least; on a busy machine a connection or two more stand open at
    any moment, which raises all but that.
    """
    third = len(counts) // 3
    return min(counts[2 * third :]) <= min(counts[third : 2 * third]) + 1


async def test_memory_stays_as_it_is_over_refreshes(small, tmp_path, rounds, table):
    home = copy_home(small, tmp_path / "copy")
    refreshes = 50 if rounds > _MANY_ROUNDS else 4
    resident, files, generations = [], [], []
    async with DiscordSim(privileged=(), rate_limits=False) as sim:
        await _start(sim, home)
        for number in range(refreshes):
            write_edition(home.parent / "articles", 100 + number)
            told = await sim.slash("sampan refresh", user="owner", until=lambda r: r.text, settle=0)
            assert "1 changed" in told.text
            assert (await sim.slash("ask", {"question": QUESTION}, settle=0)).ok
            resident.append(_resident_mb(sim.process.pid))
            files.append(_open_files(sim.process.pid))
            generations.append(sum(path.is_dir() for path in (home / "index").iterdir()))
    table.measured(
        f"{refreshes} refreshes: {resident[0]:.0f} MB after the first, {resident[-1]:.0f} MB after"
        f" the last; {files[0]} and {files[-1]} open files; {generations[-1]} generations kept"
    )
    # The first few still fill caches, and a connection or two come and go.
    assert _is_flat(resident, most=3.0 if rounds > _MANY_ROUNDS else 20.0), resident
    assert _has_even_floor(files), files
    assert max(generations) <= 2


async def test_memory_stays_as_it_is_over_answers(small, tmp_path, rounds, table):
    home = copy_home(small, tmp_path / "copy")
    answers = 5000 if rounds > _MANY_ROUNDS else 60
    resident, files = [], []
    async with DiscordSim(privileged=(), rate_limits=False) as sim:
        await _start(sim, home)
        users = [sim.add_user(f"user{number}") for number in range(6)]
        for number in range(0, answers, len(users)):
            asked = [
                sim.slash_start("ask", {"question": f"{text} ({number})"}, user=user)
                for user, text in zip(users, (QUESTION, CHINESE, UNKNOWN) * 2, strict=True)
            ]
            replies = [await sim.finish(ask, settle=0) for ask in asked]
            assert all(reply.ok and reply.text for reply in replies)
            if number % max(1, answers // 30) < len(users):
                resident.append(_resident_mb(sim.process.pid))
                files.append(_open_files(sim.process.pid))
    table.measured(
        f"{answers} answers: {resident[len(resident) // 3]:.0f} MB after a third,"
        f" {resident[-1]:.0f} MB at the end; {files[0]} and {files[-1]} open files"
    )
    assert _is_flat(resident, most=8.0 if rounds > _MANY_ROUNDS else 20.0), resident
    assert _has_even_floor(files), files
