"""Coming to a server and leaving it, end to end; all tests share one bot."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from live_bot import live_bot

from bot.store.journal_file import JOURNAL_FILE

pytestmark = pytest.mark.asyncio(loop_scope="module")

_THANKS = "Thank you for having me"


@pytest.fixture(scope="module")
def home(starter_home, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("joining") / "home"
    shutil.copytree(starter_home, home)
    return home


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(home) -> AsyncIterator[DiscordSim]:
    async with live_bot(home) as sim:
        await sim.wait_ready(on_ready=True)
        yield sim


def _stored(home: Path) -> list[tuple[object, ...]]:
    """What the journal holds of servers."""
    with closing(sqlite3.connect(home / JOURNAL_FILE)) as journal:
        tables = ("settings", "channels", "channel_settings", "digests", "questions", "votes")
        rows = [
            row
            for table in tables
            for row in journal.execute(f"SELECT guild FROM {table} WHERE guild IS NOT NULL")
        ]
        return [*rows, *journal.execute("SELECT place FROM turns")]


async def _welcomed(sim: DiscordSim) -> tuple[str, str]:
    """Where the bot says hello, and how, once it was added."""
    before = sim.now()
    sim.join_guild()
    assert await sim.wait_until(lambda: sim.bot_messages(since=before), 10)
    (hello,) = sim.bot_messages(since=before)
    return hello.channel_id, hello.text


async def test_three_steps_are_told_once_where_the_moderators_are(sim):
    sim.leave_guild()
    place, text = await _welcomed(sim)
    assert place == sim.dm_channel("owner")["id"]
    assert text.startswith(_THANKS)
    assert [f"\n{number}. " in text for number in (1, 2, 3, 4)] == [True, True, True, False]
    sim.leave_guild()
    sim.system_channel_id = sim.channel("help")["id"]
    assert (await _welcomed(sim))[0] == sim.system_channel_id
    sim.leave_guild()
    sim.deny("help", "SEND_MESSAGES")
    assert (await _welcomed(sim))[0] == sim.dm_channel("owner")["id"]
    sim.assert_clean()


async def test_moderators_choose_where_they_are_told(sim):
    chosen = await sim.slash("sampan log", {"channel": "general"}, user="owner")
    assert chosen.ephemeral
    assert f"<#{sim.channel('general')['id']}>" in chosen.text
    assert "missing" not in chosen.text
    quiet = await sim.slash("sampan log", {"channel": "help"}, user="owner")
    assert "Send Messages" in quiet.text
    assert "nothing" in (await sim.slash("sampan log", user="owner")).text
    sim.assert_clean()


async def test_an_outage_is_no_goodbye_and_a_goodbye_leaves_nothing(sim, home):
    await sim.slash("sampan log", {"channel": "general"}, user="owner")
    thread = sim.create_thread("talk", channel="general", user="alice")
    await sim.slash("ask", {"question": "weather in tokyo tmr"}, channel=thread)
    assert len(_stored(home)) == 3
    before = sim.now()
    sim.leave_guild(is_outage=True)
    sim.join_guild(was_outage=True)
    assert (await sim.slash("topics")).ok
    assert len(_stored(home)) == 3
    assert all(message.ephemeral for message in sim.bot_messages(since=before))
    sim.leave_guild(is_outage=True)
    sim.leave_guild()
    assert await sim.wait_until(lambda: not _stored(home), 10)
    await _welcomed(sim)
    sim.assert_clean()


async def test_of_a_server_that_the_bot_is_not_in_nothing_is_kept(sim, home):
    far = sim.add_channel("far", guild_id=sim.snowflake())
    answer = await sim.slash("ask", {"question": "What is FPS?"}, channel=far)
    assert "Sources" in answer.text
    assert "your vote counts" in (await sim.click(answer, "👍")).text
    assert _stored(home) == []
    assert "1 votes" in (await sim.slash("forget")).text
    sim.assert_clean()


async def test_a_goodbye_while_the_bot_was_away_is_noticed(sim, home):
    await sim.slash("sampan log", {"channel": "general"}, user="owner")
    for name in ("chosen", "own", "digest", "unasked"):
        sim.add_channel(name)
    await sim.slash("sampan channels add", {"channel": "chosen"}, user="owner")
    await sim.slash("sampan channel length", {"channel": "own", "length": "long"}, user="owner")
    await sim.slash("sampan digest", {"channel": "digest", "every": "daily"}, user="owner")
    await sim.slash("sampan unasked", {"channel": "unasked", "state": "on"}, user="owner")
    sim.add_role("gone")
    await sim.slash("sampan limit", {"role": "gone", "number": 1}, user="owner")
    assert len(_stored(home)) == 6
    await sim.stop_bot()
    for name in ("chosen", "own", "digest", "unasked"):
        sim.delete_channel(name)
    sim.roles.pop(sim.role("gone")["id"])
    await sim.restart_bot()
    assert await sim.wait_until(lambda: len(_stored(home)) == 1, 10)
    said = sim.bot_messages("general")[-1]
    assert "The last channel that you chose for me is gone" in said.text
    assert len(_stored(home)) == 1
    await sim.stop_bot()
    sim.is_member = False
    await sim.restart_bot()
    assert await sim.wait_until(lambda: not _stored(home), 10)
    await _welcomed(sim)
    sim.assert_clean()
