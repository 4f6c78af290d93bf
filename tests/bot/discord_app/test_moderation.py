"""What moderators look at and decide, end to end; all tests share one bot."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from discordsim.errors import DriverError
from discordsim.wire import INTENTS
from discordsim.world_forms import public_form
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


def _settings(home: Path) -> dict[str, str]:
    with closing(sqlite3.connect(home / JOURNAL_FILE)) as journal:
        return dict(journal.execute("SELECT name, value FROM settings"))


async def test_nobody_else_and_nowhere_else_has_the_commands_of_moderators(sim, home):
    far = sim.add_channel("far", guild_id=sim.snowflake())
    places = (sim.dm_channel("alice"), "alice"), (far, "owner")
    for place, user in places:
        with pytest.raises(DriverError, match="not available"):
            await sim.slash("sampan refresh", channel=place, user=user)
    ours = next(command for command in sim.commands_global if command["name"] == "sampan")
    kept = dict(ours)
    ours |= {"contexts": [0, 1, 2], "integration_types": [0, 1]}  # as Discord may know it still
    for place, user in places:
        refused = await sim.slash("sampan threads", {"state": "on"}, channel=place, user=user)
        assert refused.ephemeral
        assert "This command has changed" in refused.text
    ours |= kept
    assert _settings(home) == {}
    sim.assert_clean()


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


async def test_a_channel_is_answered_in_as_its_moderators_decided(sim):
    place = {"channel": "help"}
    asked = {"question": "What is FPS?"}
    await sim.slash("sampan channel topic", {**place, "topic": "payments"}, user="owner")
    chosen = await sim.slash("sampan channel length", {**place, "length": "short"}, user="owner")
    assert chosen.text.endswith(": Payments, one quote")
    answer = await sim.slash("ask", asked, channel="help")
    assert "Only: Payments" in answer.text
    assert answer.text.count("\n> ") <= 1
    mention = await sim.message("What is Octopus?", mention_bot=True, channel="help")
    assert "Only: Payments" in mention.text
    spoken = {**place, "choice": "zh-Hant"}
    chosen = await sim.slash("sampan channel language", spoken, user="owner")
    assert "繁體中文" in chosen.text
    assert "來源" in (await sim.slash("ask", asked, channel="help")).text
    await sim.slash("sampan channel language", {**place, "choice": "automatic"}, user="owner")
    own = await sim.slash("ask", {**asked, "provider": "HKMA"}, channel="help")
    assert "Payments" not in own.text.split("Only: ")[1].splitlines()[0]
    assert "Only" not in (await sim.slash("ask", asked, user="alice")).text
    refused = await sim.slash("sampan channel topic", {**place, "topic": "tea"}, user="owner")
    assert 'No article has the topic "tea"' in refused.text
    for name in ("topic", "length"):
        options = place if name == "topic" else {**place, "length": "normal"}
        chosen = await sim.slash(f"sampan channel {name}", options, user="owner")
    assert chosen.text.endswith(": up to three quotes")
    assert "Only" not in (await sim.slash("ask", asked, channel="help", user="alice")).text
    sim.assert_clean()


async def test_roles_and_the_server_ask_no_more_than_moderators_let_them(sim):
    role = sim.add_role("new")
    sim.add_user("carol", roles=["new"])
    await sim.slash("sampan limit", {"role": "new", "number": 1}, user="owner")
    assert (await sim.slash("ask", {"question": "What is FPS?"}, user="carol")).embeds
    refused = await sim.slash("ask", {"question": "What is Octopus?"}, user="carol")
    assert refused.ephemeral
    assert "please wait" in refused.text
    said = await sim.message("What is Octopus?", mention_bot=True, user="carol")
    assert "please wait" in said.text
    assert (await sim.slash("ask", {"question": "What is Octopus?"}, user="owner")).embeds
    unlimited = await sim.slash("sampan limit", {"role": "new"}, user="owner")
    assert unlimited.text.startswith(f"<@&{role['id']}>: no limit")
    assert unlimited.message.raw["mention_roles"] == []
    assert (await sim.slash("ask", {"question": "Who runs FPS?"}, user="carol")).embeds
    await sim.slash("sampan quota", {"number": 1}, user="owner")
    await sim.slash("ask", {"question": "What is FPS?"}, user="owner")
    used = await sim.slash("ask", {"question": "What is Octopus?"}, user="carol")
    assert used.ephemeral
    assert "all that its moderators allow" in used.text
    assert "no limit of a day" in (await sim.slash("sampan quota", user="owner")).text
    sim.assert_clean()


async def test_all_settings_are_on_one_page_with_switches(sim, home):
    gone = sim.add_channel("later gone")
    for command, options in (
        ("channels add", {"channel": "general"}),
        ("channel provider", {"channel": "help", "provider": "HKMA"}),
        ("unasked", {"channel": "later gone", "state": "on"}),
        ("channel length", {"channel": "later gone", "length": "long"}),
        ("digest", {"channel": "help", "every": "weekly", "topic": "banking"}),
        ("limit", {"role": "@everyone", "number": 9}),
        ("quota", {"number": 500}),
        ("log", {"channel": "help"}),
        ("questions", {"state": "forget"}),
    ):
        await sim.slash(f"sampan {command}", options, user="owner")
    page = await sim.slash("sampan settings", user="owner")
    assert page.ephemeral
    assert page.text.count(f"<#{gone['id']}>") == 2
    for says in ("HKMA, up to three quotes", "each Monday", "at most 9", "at most 500", "I tell"):
        assert says in page.text
    assert page.labels == ["Threads: off", "Votes: on", "Words of questions kept: off"]
    await sim.restart_bot()
    sim.delete_channel(gone)
    for name in ("Threads", "Votes", "Words"):
        pressed = await sim.click(page, name, user="owner")
    switched = ["Threads: on", "Votes: off", "Words of questions kept: on"]
    assert await sim.wait_until(lambda: page.labels == switched, 10)
    assert "Members see that in /privacy" in pressed.text
    sim.inject_delay(0.3, r"PATCH /webhooks/")  # so that the page is pressed as it was before
    pressed = asyncio.create_task(sim.click(page, "Threads", user="owner"))
    assert await sim.wait_until(lambda: _settings(home)["threads"] == "off", 5)
    await sim.click(page, "Threads", user="owner")
    await pressed
    assert page.labels[0] == "Threads: off"
    await sim.click(page, "Threads", user="owner")
    stored = _settings(home)
    assert (stored["threads"], stored["feedback"], stored["questions"]) == ("on", "off", "keep")
    chinese = await sim.slash("sampan settings", user="mei")
    assert gone["id"] not in chinese.text
    assert chinese.embeds[0]["title"] == "此伺服器的設定"
    sim.assert_clean()


async def test_what_is_gone_meanwhile_is_told_as_that(sim):
    gone = sim.add_channel("going")
    sim.dispatch("CHANNEL_DELETE", public_form(gone), INTENTS["guilds"])
    refused = await sim.slash("sampan channels add", {"channel": "going"}, user="owner")
    assert refused.ephemeral
    assert "is not there any more" in refused.text
    topics = next(command for command in sim.commands_global if command["name"] == "topics")
    topics["name"] = "subjects"
    assert "This command has changed" in (await sim.slash("subjects")).text
    topics["name"] = "topics"
    sim.assert_clean()


async def test_moderators_are_told_when_the_last_chosen_channel_is_deleted(sim):
    await sim.slash("sampan channels remove", {"channel": "general"}, user="owner")
    await sim.slash("sampan log", {"channel": "help"}, user="owner")
    before = sim.now()
    for name in ("first", "last"):
        sim.add_channel(name)
        await sim.slash("sampan channels add", {"channel": name}, user="owner")
    for name in ("first", "last"):
        sim.delete_channel(name)
    assert await sim.wait_until(lambda: sim.bot_messages("help", since=before), 10)
    (told,) = sim.bot_messages("help", since=before)
    assert "I answer in every channel" in told.text
    assert not (await sim.slash("topics")).failed
    sim.assert_clean()
