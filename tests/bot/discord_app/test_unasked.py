"""A bot that may read every message, forums, and categories; most tests share one bot."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from live_bot import bot_environment, live_bot, run_bot

pytestmark = pytest.mark.asyncio(loop_scope="module")

_READING = {"SAMPAN_MESSAGE_CONTENT": "true"}
_LICENCES = "Which banks were in the first GenA.I. Sandbox?"
_ENSEMBLE = "What is Project Ensemble?"
_WEATHER = "weather in tokyo tmr"
_FORUM, _CATEGORY, _STAGE, _MEDIA = 15, 4, 13, 16


@pytest.fixture(scope="module")
def home(starter_home, tmp_path_factory) -> Path:
    """The bot's data folder, with the index of the starter corpus."""
    return shutil.copytree(starter_home, tmp_path_factory.mktemp("unasked") / "home")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(home) -> AsyncIterator[DiscordSim]:
    """One bot over the starter corpus, which may read what does not mention it."""
    async with live_bot(home, env=_READING, privileged=("message_content",)) as sim:
        yield sim
        assert not [line for _, line in sim.bot_log if "Traceback" in line]


async def _choose(sim: DiscordSim, *channels: str) -> None:
    for channel in channels:
        await sim.slash("sampan channels add", {"channel": channel}, user="owner")


async def _leave(sim: DiscordSim, *channels: str) -> None:
    for channel in channels:
        await sim.slash("sampan channels remove", {"channel": channel}, user="owner")


async def test_in_its_own_threads_nobody_has_to_mention_it(sim):
    await _choose(sim, "help")
    await sim.slash("sampan threads", {"state": "on"}, user="owner")
    asked = await sim.message(_ENSEMBLE, mention_bot=True, channel="help")
    assert asked.reply.content == "To ask on here, just write."
    later = await sim.thread_message(asked, "When did it start?", user="alice")
    assert "When did it start" in later.reply.embeds[0]["footer"]["text"]
    among = await sim.thread_message(
        asked, f"{sim.user('bob').mention} did you know?", user="alice", expect_reply=False
    )
    assert not among.replies
    await sim.slash("sampan threads", {"state": "off"}, user="owner")
    await _leave(sim, "help")
    sim.assert_clean()


async def test_a_reply_or_its_role_needs_no_mention_to_be_read(sim):
    answer = await sim.message(_ENSEMBLE, mention_bot=True)
    replied = await sim.message("When did it start?", reply_to=answer, ping=False)
    assert "Ensemble" in replied.text
    to_role = await sim.message(f"<@&{sim.role('testbot')['id']}> {_LICENCES}", user="alice")
    assert "Société Générale" in to_role.text
    said = await sim.message(_ENSEMBLE, expect_reply=False)
    assert not said.replies
    sim.assert_clean()


async def test_where_moderators_wish_it_answers_unasked_what_the_articles_answer(sim):
    told = await sim.slash("sampan unasked", {"channel": "help", "state": "on"}, user="owner")
    assert told.ephemeral
    assert "also when nobody asks me" in told.text
    assert "SAMPAN_MESSAGE_CONTENT" not in told.text
    answered = await sim.message(_LICENCES, channel="help", user="alice")
    assert "Société Générale" in answered.text
    for text in (_WEATHER, "ok", "?!?"):
        silent = await sim.message(text, channel="help", expect_reply=False)
        assert not silent.replies
    await sim.slash("sampan unasked", {"channel": "help", "state": "off"}, user="owner")
    silent = await sim.message(_ENSEMBLE, channel="help", expect_reply=False)
    assert not silent.replies
    sim.assert_clean()


async def test_a_post_in_a_chosen_forum_is_answered_once_or_not_at_all(sim):
    sim.add_channel("forum", _FORUM)
    sim.add_channel("pictures", _MEDIA)
    silent = await sim.create_post("forum", _ENSEMBLE, "I wonder.", expect_reply=False)
    assert not silent.replies
    await _choose(sim, "forum", "pictures")
    for place in ("forum", "pictures"):
        post = await sim.create_post(place, "Sandbox", _LICENCES)
        assert "Société Générale" in post.text
        assert len(post.replies) == 1
    said = await sim.thread_message(post.message.channel_id, _ENSEMBLE, expect_reply=False)
    assert not said.replies
    asked = await sim.thread_message(post.message.channel_id, _ENSEMBLE, mention_bot=True)
    assert "Ensemble" in asked.text
    unknown = await sim.create_post("forum", "Weather", _WEATHER, expect_reply=False)
    assert not unknown.replies
    await _leave(sim, "forum", "pictures")
    sim.assert_clean()


async def test_a_category_stands_for_all_of_its_channels(sim):
    category = sim.add_channel("fintech", _CATEGORY)
    sim.add_channel("payments", parent=category)
    sim.add_channel("talks", _STAGE, parent=category)
    await _choose(sim, "fintech")
    for place in ("payments", "talks"):
        answered = await sim.slash("ask", {"question": _ENSEMBLE}, channel=place)
        assert not answered.ephemeral
    thread = sim.create_thread("more", channel="payments", user="alice")
    asked = await sim.thread_message(thread["id"], _LICENCES, mention_bot=True)
    assert "Société Générale" in asked.text
    assert (await sim.slash("ask", {"question": _ENSEMBLE}, channel="general")).ephemeral
    await _leave(sim, "fintech")
    sim.assert_clean()


async def test_what_it_reads_is_no_secret(sim):
    said = await sim.slash("privacy")
    assert said.text.startswith("My operator lets me read all messages")
    assert "I see only" not in said.text
    assert await sim.wait_until(lambda: "ready as" in sim.said(), 10)
    sim.leave_guild()
    before = sim.now()
    sim.join_guild()
    assert await sim.wait_until(lambda: sim.bot_messages(since=before), 10)
    (hello,) = sim.bot_messages(since=before)
    assert "My operator lets me read all messages" in hello.text


async def test_an_intent_that_discord_refuses_ends_the_start_with_a_sentence(home):
    async with DiscordSim(privileged=()) as sim:
        status, stderr = await run_bot(sim, home, **_READING)
        examined = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "doctor", "--discord"),
            env=bot_environment(sim, home, **_READING),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        shown, _ = await asyncio.wait_for(examined.communicate(), 60)
    assert status == 2
    assert "SAMPAN_MESSAGE_CONTENT: Discord does not let the bot read messages" in stderr
    assert "Traceback" not in stderr
    assert "the Message Content intent is off" in shown.decode()
