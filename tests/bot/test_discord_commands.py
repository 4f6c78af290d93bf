"""Look-ups and what commands are called, end to end; all tests share one bot."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from live_bot import live_bot

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(starter_home, tmp_path_factory) -> AsyncIterator[DiscordSim]:
    """One bot over the starter corpus, and two people whose Discord is in Chinese."""
    home = tmp_path_factory.mktemp("commands") / "home"
    shutil.copytree(starter_home, home)
    async with live_bot(home) as sim:
        sim.add_user("mei", locale="zh-TW")
        sim.add_user("wei", locale="zh-CN")
        yield sim


async def test_pages_are_turned_by_whoever_asked_and_stay_in_their_language(sim):
    latest = await sim.slash("article latest", {"topic": "payments"}, user="mei")
    assert latest.embeds[0]["title"] == "最新文章"
    newest = latest.text
    refused = await sim.click(latest, "▶", user="alice")
    assert refused.ephemeral
    assert "Only whoever asked" in refused.text
    assert latest.text == newest
    await sim.restart_bot()
    older = await sim.click(latest, "▶", user="mei")
    assert older.embeds[0]["title"] == "最新文章"
    assert older.text != newest
    sim.assert_clean()
