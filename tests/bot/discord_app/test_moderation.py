"""What moderators look at and decide, end to end; all tests share one bot."""

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

_UNKNOWN = "weather in tokyo tmr"


@pytest.fixture(scope="module")
def home(starter_home, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("moderation") / "home"
    shutil.copytree(starter_home, home)
    return home


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(home) -> AsyncIterator[DiscordSim]:
    async with live_bot(home) as sim:
        sim.add_user("mei", locale="zh-TW", admin=True)
        yield sim


def _texts(home: Path) -> list[str | None]:
    """The words that the journal holds of questions."""
    with closing(sqlite3.connect(home / JOURNAL_FILE)) as journal:
        return [text for (text,) in journal.execute("SELECT text FROM questions ORDER BY id")]


async def test_words_are_kept_where_moderators_decide_so_and_members_can_know(sim, home):
    await sim.slash("ask", {"question": _UNKNOWN})
    assert "in this server the text too" not in (await sim.slash("privacy")).text
    kept = await sim.slash("sampan questions", {"state": "keep"}, user="owner")
    assert kept.ephemeral
    assert "/privacy" in kept.text
    assert "in this server the text too" in (await sim.slash("privacy", user="alice")).text
    direct = await sim.slash("privacy", user="alice", channel=sim.dm_channel("alice"))
    assert "the text too" not in direct.text
    await sim.slash("ask", {"question": "Who won the =lottery= in Paris?"})
    await sim.slash("ask", {"question": "Is my secret safe?", "private": True})
    assert _texts(home) == [None, "Who won the =lottery= in Paris?", None]
    listed = await sim.slash("sampan unanswered", user="owner")
    assert "Who won the =lottery= in Paris?" in listed.text
    forgot = await sim.slash("sampan questions", {"state": "forget"}, user="mei")
    assert "已刪除" in forgot.text
    assert _texts(home) == [None, None, None]
    sim.assert_clean()


async def test_what_is_dealt_with_leaves_the_list_also_after_a_restart(sim, home):
    await sim.slash("sampan questions", {"state": "keep"}, user="owner")
    for question in (f"{_UNKNOWN}?", "+1 for the ghost train of Lantau, when?"):
        await sim.slash("ask", {"question": question})
    listed = await sim.slash("sampan unanswered", {"days": 7, "file": True}, user="owner")
    assert listed.ephemeral
    assert listed.embeds[0]["title"] == "Not answered in the last 7 days"
    ((name, content),) = sim.attached(listed.message).items()
    assert name == "unanswered.csv"
    text = content.decode("utf-8-sig")
    assert text.startswith("times,verdict,question,topic,last asked,links")
    assert "'+1 for the ghost train of Lantau" in text
    assert "https://discord.com/channels/" in text
    await sim.restart_bot()
    picked = await sim.select(listed, values=["+1 for the ghost"], user="owner")
    assert picked.ok
    assert "ghost train" not in listed.text
    assert "tokyo" in listed.text
    again = await sim.slash("sampan unanswered", user="mei")
    assert "ghost train" not in again.text
    assert again.embeds[0]["title"] == "過去 30 天未能回答"
    everything = [option["value"] for option in again.selects[0]["options"]]
    await sim.select(again, values=everything, user="mei")
    assert "已處理" in again.text
    assert again.selects == []
    sim.assert_clean()


async def test_moderators_see_how_answers_were_liked_and_nobodys_name(sim, home):
    public = await sim.slash("ask", {"question": "What is FPS?"}, user="alice")
    private = await sim.slash("ask", {"question": "What is FPS?", "private": True})
    other = await sim.slash("ask", {"question": "What is Project Ensemble?"})
    await sim.click(public, "👍", user="owner")
    form = await sim.click(public, "👎", user="alice")
    ((field,),) = [
        [row["component"] if "component" in row else row["components"][0]]
        for row in form.modal["components"]
    ]
    assert "Moderators here" in field["placeholder"]
    await sim.modal_submit(form, {"Wrong, incomplete, outdated, not asked …": "=outdated|*bold*"})
    hidden = await sim.click(private, "👎")
    await sim.modal_submit(hidden, {"Wrong, incomplete, outdated, not asked …": "my secret"})
    await sim.click(other, "👍")
    assert "without your name" in (await sim.slash("privacy")).text
    shown = await sim.slash("sampan votes", {"days": 1, "file": True}, user="owner")
    assert shown.ephemeral
    assert shown.embeds[0]["title"] == "Votes of the last 1 days: 2 for, 1 against"
    first, reason, second = shown.embeds[0]["description"].splitlines()
    assert first.startswith("👍 1 👎 1 ")
    assert public.message.id in first
    assert reason == "> =outdated\\|\\*bold\\*"
    assert second.startswith("👍 1 ")
    rows = sim.attached(shown.message)["votes.csv"].decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert "'=outdated|*bold*" in "\n".join(rows)
    assert "secret" not in "\n".join(rows) + shown.text
    for name in ("alice", "owner"):
        assert sim.user(name).id not in "\n".join(rows) + shown.text
    sim.assert_clean()
