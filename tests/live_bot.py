"""The real bot in a process of its own, against a simulated Discord."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from discordsim import DiscordSim

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "bot")
_COMMANDS = 11
# Tests ask more in a minute than one person may.
_PATIENT = {"SAMPAN_USER_QUESTIONS": "1000", "SAMPAN_SERVER_QUESTIONS": "1000"}


@asynccontextmanager
async def live_bot(
    home: Path, *, env: Mapping[str, str] | None = None, **options: object
) -> AsyncIterator[DiscordSim]:
    """A simulator to which the bot has connected; `env` are settings, `options` the simulator's."""
    async with DiscordSim(**{"privileged": (), "settle": 0.2, **options}) as sim:
        await start(sim, home, env)
        yield sim
        assert sim.network_attempts == []


async def start(
    sim: DiscordSim, home: Path, env: Mapping[str, str] | None = None, *, commands: int = _COMMANDS
) -> None:
    """Start the bot and return when it is connected and so many commands are registered."""
    await sim.start_bot(
        [*COMMAND, "bot"],
        cwd=ROOT,
        env={"SAMPAN_HOME": str(home), **_PATIENT, **(env or {})},
        token_var="SAMPAN_DISCORD_TOKEN",
        commands=commands,
        net="block",
    )


async def run_bot(sim: DiscordSim, home: Path, **settings: str) -> tuple[int, str]:
    """The exit code and stderr of a bot that ends by itself."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        "bot",
        env=bot_environment(sim, home, **settings),
        stderr=asyncio.subprocess.PIPE,
    )
    _, stderr = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, stderr.decode()


def bot_environment(sim: DiscordSim, home: Path, **settings: str) -> dict[str, str]:
    """The environment of a command that reaches the simulator, and may not get ready."""
    environment = sim.env("SAMPAN_DISCORD_TOKEN", net="block")
    path = os.pathsep.join((environment["PYTHONPATH"], str(ROOT)))
    return {**environment, "PYTHONPATH": path, "SAMPAN_HOME": str(home), **settings}
