"""How the bot starts, and what its operator is told, end to end."""

import asyncio
import shutil
import signal
from pathlib import Path

import pytest
from discordsim import DiscordSim
from live_bot import COMMAND, bot_environment, live_bot, run_bot, start


@pytest.fixture
def home(starter_home, tmp_path) -> Path:
    """A data folder with the index of the starter corpus, and a journal of its own."""
    return shutil.copytree(starter_home, tmp_path / "bot-home")


def _is_one_sentence(stderr: str) -> bool:
    return "Traceback" not in stderr and stderr.strip().splitlines()[-1].startswith("Error: ")


async def test_without_an_index_the_operator_is_told_to_build_one(tmp_path):
    async with DiscordSim(privileged=()) as sim:
        status, stderr = await run_bot(sim, tmp_path / "empty")
        assert sim.requests == []
    assert status == 2
    assert _is_one_sentence(stderr)
    assert "sampan index" in stderr


async def test_commands_that_discord_refuses_end_the_start(home):
    async with DiscordSim(privileged=()) as sim:
        sim.inject_status(r"PUT /applications/\d+/commands", 400)
        status, stderr = await run_bot(sim, home)
    assert status == 2
    assert _is_one_sentence(stderr)
    assert "Discord refused the commands" in stderr


async def test_commands_that_were_cut_off_are_sent_at_the_next_start(home):
    async with DiscordSim(privileged=()) as sim:
        sim.inject_reset(r"PUT /applications/\d+/commands", times=2)
        await start(sim, home, commands=0)
        assert sim.command_syncs == []
        await sim.restart_bot()
        assert len(sim.command_syncs) == 1


async def test_a_network_that_comes_up_late_is_waited_for(home):
    async with DiscordSim(privileged=()) as sim:
        sim.inject_reset(r"GET /users/@me$", times=2)
        await start(sim, home)
        said = "\n".join(line for _, line in sim.bot_log)
        assert "Discord cannot be reached" in said
        assert "trying again in 1 s" in said
        assert "Traceback" not in said
        assert "Unclosed" not in said


async def test_waiting_for_the_network_ends_when_told_to(home):
    async with DiscordSim(privileged=()) as sim:
        environment = bot_environment(sim, home, DISCORD_SIM_URL="http://127.0.0.1:9")
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "bot", env=environment, stderr=asyncio.subprocess.PIPE
    )
    said = b""
    while b"cannot be reached" not in said:
        said = await asyncio.wait_for(process.stderr.readline(), 20)
        assert said, "the bot ended"
    process.send_signal(signal.SIGTERM)
    _, rest = await asyncio.wait_for(process.communicate(), 5)
    assert process.returncode == 0
    assert b"Traceback" not in rest


async def test_a_file_tells_that_the_bot_is_connected_until_its_token_is_withdrawn(home):
    alive = home / "bot.alive"
    async with live_bot(home) as sim:
        assert await sim.wait_until(alive.exists, 10)
        await sim.drop_gateway(4004)
        assert await asyncio.wait_for(sim.process.wait(), 20) == 2
        last = [line for _, line in sim.bot_log][-1]
        assert last.startswith("Error: SAMPAN_DISCORD_TOKEN: Discord does not know this token")
    assert not alive.exists()
