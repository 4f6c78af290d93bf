"""What people may say and press, end to end; all tests share one bot."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from live_bot import live_bot

pytestmark = pytest.mark.asyncio(loop_scope="module")

_QUESTION = "Which banks were in the first GenA.I. Sandbox?"
_BIDI = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
_HOSTILE = (
    "@everyone @here When did <@&{role}> <@{user}> **FPS** start? ||x|| "
    "[click](https://evil.example) https://discord.gg/abc \u202egnp.exe\u202c zero\u200bwidth "
    "`code` # big"
)


@pytest.fixture(scope="module")
def home(starter_home, tmp_path_factory) -> Path:
    """The bot's data folder, with the index of the starter corpus."""
    return shutil.copytree(starter_home, tmp_path_factory.mktemp("talk") / "home")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(home) -> AsyncIterator[DiscordSim]:
    """One bot over the starter corpus, in a server with a role and a Chinese speaker."""
    async with live_bot(home) as sim:
        sim.add_role("staff", mentionable=True)
        sim.add_user("mei", locale="zh-TW")
        yield sim
        assert not [line for _, line in sim.bot_log if "Traceback" in line]


def _is_harmless(raw: dict) -> bool:
    """Whether a message pings nobody, and shows no direction marks and no live address."""
    shown = str(raw["embeds"]) + raw["content"]
    linked = [part for part in shown.split("](<")[1:] if "evil" in part.partition(">)")[0]]
    return (
        not raw["mention_everyone"]
        and not raw["mentions"]
        and not raw["mention_roles"]
        and not linked
        and not any(mark in shown for mark in _BIDI)
    )


async def test_hostile_questions_get_harmless_and_readable_answers(sim):
    text = _HOSTILE.format(role=sim.role("staff")["id"], user=sim.user("alice").id)
    slash = await sim.slash("ask", {"question": text}, user="owner")
    assert _is_harmless(slash.message.raw)
    assert "FPS" in slash.embeds[0]["footer"]["text"]
    direct = await sim.dm(text, user="alice")
    assert _is_harmless(direct.reply.raw)
    mention = await sim.message(text.replace("@everyone @here ", ""), mention_bot=True)
    assert _is_harmless(mention.reply.raw)
    refused = await sim.slash("ask", {"question": "@everyone", "provider": text}, user="owner")
    assert _is_harmless(refused.message.raw)
    sim.assert_clean()


async def test_a_hostile_question_makes_a_harmless_thread(sim):
    await sim.slash("sampan channels add", {"channel": "help"}, user="owner")
    await sim.slash("sampan threads", {"state": "on"}, user="owner")
    text = _HOSTILE.format(role=sim.role("staff")["id"], user=sim.user("alice").id)
    asked = await sim.message(
        text.replace("@everyone @here ", ""), mention_bot=True, channel="help"
    )
    assert not any(mark in sim.channel(asked.thread_id)["name"] for mark in _BIDI)
    assert all(_is_harmless(message.raw) for message in asked.replies)
    await sim.slash("sampan threads", {"state": "off"}, user="owner")
    await sim.slash("sampan channels remove", {"channel": "help"}, user="owner")
    sim.assert_clean()


async def test_conditions_choose_the_articles_that_may_answer(sim):
    conditions = {"since": "2024", "until": "2024", "provider": "bastille POST"}
    answer = await sim.slash("ask", {"question": _QUESTION, "topic": "banking", **conditions})
    assert "Only: 2024-01-01" in answer.text
    sources = [line for line in answer.text.splitlines() if "](<" in line and "[[" not in line]
    assert sources
    assert all("Bastille Post" in line for line in sources)
    backwards = await sim.slash("ask", {"question": _QUESTION, "since": "2020", "until": "2019"})
    assert backwards.ephemeral
    assert "no span of time" in backwards.text
    sim.assert_clean()


async def test_chinese_answers_have_chinese_buttons(sim):
    answer = await sim.slash("ask", {"question": "AlipayHK 幾時有二百萬用戶？"}, user="mei")
    assert "來源**" in answer.text
    assert "引文所在的段落" in (await sim.click(answer, "更多", user="mei")).text
    assert "文章有答案的機會" in (await sim.click(answer, "為何有此答案", user="mei")).text
    assert "多謝" in (await sim.click(answer, "👍", user="mei")).text
    form = await sim.click(answer, "追問", user="mei")
    assert form.modal["title"] == "追問"
    asked = await sim.modal_submit(form, {"你的下一個問題": "咁商戶呢？"})
    assert asked.embeds[0]["footer"]["text"].startswith("AlipayHK")
    sim.assert_clean()


async def test_the_buttons_of_an_answer_outlive_what_was_forgotten(sim):
    answer = await sim.slash("ask", {"question": _QUESTION}, user="mei")
    narrowed = await sim.slash("ask", {"question": _QUESTION, "since": "2019"}, user="mei")
    await sim.click(answer, "👍", user="mei")
    forgotten = await sim.slash("forget", user="mei")
    assert forgotten.ephemeral
    assert "個評價" in forgotten.text
    again = await sim.slash("forget", user="mei")
    assert "0 個問題、0 個評價" in again.text
    assert "Alibaba Cloud and Baidu" in (await sim.click(answer, "More", user="mei")).text
    gone = await sim.click(narrowed, "More", user="mei")  # its conditions are forgotten too
    assert gone.ephemeral
    assert "請再問一次" in gone.text
    assert "多謝" in (await sim.click(answer, "👍", user="mei")).text
    sim.assert_clean()


async def test_the_chat_of_a_voice_channel_is_a_channel_like_others(sim):
    sim.add_channel("lounge", type=2)
    answer = await sim.message(_QUESTION, mention_bot=True, channel="lounge")
    assert "Société Générale" in answer.text
    await sim.slash("sampan channels add", {"channel": "lounge"}, user="owner")
    await sim.slash("sampan channels remove", {"channel": "lounge"}, user="owner")
    sim.assert_clean()


async def test_a_channel_that_is_deleted_is_chosen_no_more(sim):
    sim.add_channel("doomed")
    await sim.slash("sampan channels add", {"channel": "doomed"}, user="owner")
    assert (await sim.slash("ask", {"question": _QUESTION})).ephemeral
    typed = len(sim.typing)
    asked = asyncio.create_task(
        sim.message(_QUESTION, mention_bot=True, channel="doomed", expect_reply=False)
    )
    await sim.wait_until(lambda: len(sim.typing) > typed, 5)
    sim.delete_channel("doomed")
    await asked
    listed = await sim.slash("sampan channels list", user="owner")
    assert "every channel" in listed.text
    assert not (await sim.slash("ask", {"question": _QUESTION})).ephemeral


async def test_a_session_that_is_lost_repeats_no_answer(sim):
    identifies = sim.identifies
    asked = asyncio.create_task(sim.message(_QUESTION, mention_bot=True))
    await asyncio.sleep(0.01)
    sim.gateway_invalid_session()
    await asked
    await sim.wait_until(lambda: sim.identifies > identifies and sim.connected, 30)
    assert (await sim.slash("ask", {"question": _QUESTION})).ok
    assert len((await asked).replies) == 1


async def test_whoever_finds_the_queue_full_is_told(sim):
    asked = [
        sim.slash_start("ask", {"question": _QUESTION}, user=sim.add_user(f"user{number}"))
        for number in range(120)
    ]
    replies = await asyncio.gather(*(sim.finish(interaction) for interaction in asked))
    busy = [reply for reply in replies if "questions are waiting before yours" in reply.text]
    answered = [reply for reply in replies if "Société Générale" in reply.text]
    slow = [reply for reply in replies if "took longer than" in reply.text]  # a busy machine
    assert busy
    assert answered
    assert len(answered) + len(slow) >= 50
    assert len(busy) + len(answered) + len(slow) == 120
