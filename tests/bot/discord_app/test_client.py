"""The bot in a process of its own, an unmodified discord.py, and a simulated Discord.

Most tests share one bot; those for which something is broken, or which may ask no more than one
person may, share another.
"""

import asyncio
import contextlib
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from discordsim.message_forms import Draft
from forked import run
from live_bot import COMMAND, ROOT, bot_environment, live_bot, run_bot

from bot.store.journal_file import JOURNAL_FILE

pytestmark = pytest.mark.asyncio(loop_scope="module")

_QUESTION = "Which banks were in the first GenA.I. Sandbox?"
_ANSWER = "Société Générale"
_UNKNOWN = "weather in tokyo tmr"
_NOTIFY = "Tell me when you can answer"
_REASON = "Wrong, incomplete, outdated, not asked …"
_BACKED = "GenA.I. Sandbox: who backs them"
_COMMANDS = 11
# What is asked in these words fails in as many ways, and a journal that is locked is waited for
# only for a moment.
_BROKEN = """
import bot.store.journal_file as journal_file
from bot.errors import AnswerTimeoutError, BusyError
from bot.service.asking import Asking

journal_file._BUSY_S = 0.2
respond = Asking._respond
errors = {"busy": BusyError(5), "slow": AnswerTimeoutError(9.0), "broken": KeyError("secret")}


async def fail(self, turn):
    for word, error in errors.items():
        if word in turn.text:
            raise error
    return await respond(self, turn)


Asking._respond = fail
from bot.terminal.cli import main
main()
"""


def _copy(starter_home: Path, folder: Path) -> Path:
    """A data folder with the index of the starter corpus, and a journal of its own."""
    return shutil.copytree(starter_home, folder / "home")


@pytest.fixture(scope="module")
def home(starter_home, tmp_path_factory) -> Path:
    return _copy(starter_home, tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="module")
def broken_home(starter_home, tmp_path_factory) -> Path:
    return _copy(starter_home, tmp_path_factory.mktemp("broken"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(home) -> AsyncIterator[DiscordSim]:
    async with live_bot(home) as sim:
        sim.add_user("mei", locale="zh-TW")
        sim.add_user("wei", locale="zh-CN")
        yield sim
        assert {violation.source for violation in sim.violations} <= {"rule"}
        assert sim.self_violations == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def broken(broken_home) -> AsyncIterator[DiscordSim]:
    async with DiscordSim(privileged=(), settle=0.2) as sim:
        await sim.start_bot(
            [sys.executable, "-c", _BROKEN, "bot"],
            cwd=ROOT,
            env={"SAMPAN_HOME": str(broken_home)},
            token_var="SAMPAN_DISCORD_TOKEN",
            commands=_COMMANDS,
            net="block",
        )
        yield sim
        assert sim.network_attempts == []


def _footer(shown) -> str:
    return shown.embeds[0]["footer"]["text"]


async def test_questions_are_answered_wherever_they_are_asked(sim):
    slash = await sim.slash("ask", {"question": _QUESTION})
    assert slash.ok
    assert slash.deferred
    assert "Société Générale" in slash.text.replace("**", "")
    assert "](<https://bastillepost.com/" in slash.text
    assert _footer(slash) == _QUESTION

    private = await sim.slash("ask", {"question": _QUESTION, "private": True}, user="alice")
    assert private.ephemeral

    mention = await sim.message("生成式AI沙盒第二期有幾多個用例？", mention_bot=True)
    assert mention.reply.reference_id == mention.message.id
    assert "文章這樣說" in mention.text
    assert mention.reply.raw["mentions"] == []

    direct = await sim.dm("What is Project Ensemble?", user=sim.add_user("direct"))
    assert "Ensemble" in direct.text

    said = await sim.message("Mox opened in 2020. Who owns it?", expect_reply=False)
    assert not said.replies
    found = await sim.context_menu("Find sources", said.message)
    assert found.ephemeral
    assert "Mox" in found.text
    sim.assert_clean()


async def test_what_cannot_be_asked_is_told_in_private(sim):
    for options, says in (
        ({"question": "?!?"}, "has no words"),
        ({"question": _QUESTION, "provider": "nobody"}, 'No article has the provider "nobody"'),
        ({"question": _QUESTION, "since": "soon"}, "is no date"),
    ):
        refused = await sim.slash("ask", options)
        assert refused.ephemeral
        assert says in refused.text
    nothing = await sim.slash("ask", {"question": _UNKNOWN})
    assert nothing.text.startswith("Not found")
    assert "Nearest articles" not in nothing.text
    sim.assert_clean()


async def test_a_refusal_is_never_public(broken):
    for question, says in (
        ("Who is busy?", "5 questions are waiting before yours"),
        ("Who is slow?", "This took longer than"),
        ("Who is broken?", "Something went wrong"),
    ):
        for private in (False, True):
            options = {"question": question, "private": private}
            refused = await broken.slash("ask", options, user="alice")
            assert refused.deferred
            assert says in refused.text
            assert "secret" not in refused.text
    left = broken.bot_messages("general")
    assert len(left) == 6
    assert all(message.ephemeral for message in left)
    broken.assert_clean()


async def test_follow_ups_are_understood_from_what_went_before(sim):
    dora = sim.add_user("dora")
    await sim.dm("What is Project Ensemble?", user=dora)
    second = await sim.dm("When did it start?", user=dora)
    assert _footer(second.reply) == "Project Ensemble: When did it start"
    first = await sim.message("What is the GenA.I. sandbox?", mention_bot=True)
    reply = await sim.message("and who runs it?", reply_to=first.reply, mention_bot=True)
    assert _footer(reply.reply) == "GenA.I. sandbox: who runs it"
    sim.assert_clean()


async def test_commands_and_forms_are_part_of_a_conversation(sim):
    thread = sim.create_thread("talk", channel="general", user="alice")
    direct = sim.dm_channel(sim.add_user("erin"))
    for place, user in ((thread, "bob"), (direct, "erin")):
        slash = {"user": user, "channel": place}
        first = await sim.slash("ask", {"question": "What is Project Ensemble?"}, **slash)
        second = await sim.slash("ask", {"question": "When did it start?"}, **slash)
        assert _footer(second) == "Project Ensemble: When did it start"
        secret = {"question": "What is FPS?", "private": True}
        assert (await sim.slash("ask", secret, **slash)).ephemeral
        third = await sim.message("and who runs it?", mention_bot=True, **slash)
        assert "Ensemble" in _footer(third.reply)
        form = await sim.click(first, "Follow up", user=user)
        asked = {"Your next question": "What is the GenA.I. sandbox?"}
        other = await sim.modal_submit(form, asked)
        fourth = await sim.slash("ask", {"question": "and who runs it?"}, **slash)
        assert "GenA.I." in _footer(fourth)
        reply = await sim.message("and where?", reply_to=third.reply, mention_bot=True, user=user)
        assert "Ensemble" in _footer(reply.reply)
        assert not other.ephemeral
    sim.assert_clean()


async def test_what_nobody_wrote_is_not_answered(sim):
    alice, direct, before = sim.user("alice"), sim.dm_channel("alice"), sim.now()
    for kind in (6, 18, 21):  # a pin, a new thread, a thread's first message
        sim.post(direct["id"], alice, Draft(type=kind))
        sim.post(sim.channel("general")["id"], alice, Draft(type=kind, content=sim.bot.mention))
    await sim.watch_silence()
    assert not sim.bot_messages(since=before)
    hello = await sim.dm("", user="alice")
    assert hello.text.startswith("Ask me something")
    sim.assert_clean()


async def test_a_voice_channels_chat_is_a_channel(sim):
    sim.add_channel("lounge", type=2)
    asked = await sim.message("What is FPS?", mention_bot=True, channel="lounge")
    assert asked.reply.reference_id == asked.message.id
    assert "Sources" in asked.text
    sim.deny("lounge", "CONNECT")
    told = await _told_directly(sim, "lounge", sim.add_user("voice"))
    assert told.endswith("I am missing a permission there: Connect.")
    sim.assert_clean()


async def _told_directly(sim: DiscordSim, channel: str, user) -> str:
    """What somebody is told who mentions the bot where it may not answer."""
    await sim.message("What is Ensemble?", mention_bot=True, channel=channel, user=user, timeout=0)
    direct = sim.dm_channel(user)
    assert await sim.wait_until(lambda: sim.bot_messages(direct), 10)
    (told,) = sim.bot_messages(direct)
    return told.text


async def test_a_missing_permission_is_named_in_private(sim):
    sim.add_channel("mute")
    sim.deny("mute", "SEND_MESSAGES")
    told = await _told_directly(sim, "mute", sim.add_user("unheard"))
    assert "I am missing a permission there: Send Messages" in told
    sim.assert_clean()


@pytest.mark.parametrize(("status", "code"), [(404, 10003), (403, 50013), (400, 50035)])
async def test_a_channel_that_is_gone_is_no_mishap(sim, status, code):
    before, user = sim.now(), sim.add_user(f"late {status}")
    gone = sim.inject_status(r"POST /channels/\d+/messages$", status, times=2)
    await sim.message("What is FPS?", mention_bot=True, user=user, timeout=0)
    assert await sim.wait_until(lambda: gone.hits, 10)
    await sim.watch_silence()
    sim.clear_injections()
    assert "Ignoring exception" not in sim.said(before)
    assert ("cannot be replied in" in sim.said(before)) == (status != 400)
    again = await sim.message("What is FPS?", mention_bot=True, user=user)
    assert "Sources" in again.text


async def test_the_same_question_is_not_answered_twice_at_once(sim):
    fay = sim.add_user("fay")
    first, second = (
        sim.slash_start("ask", {"question": question}, user=fay)
        for question in (_QUESTION, f" {_QUESTION}  ")
    )
    replies = [await sim.finish(first), await sim.finish(second)]
    assert _ANSWER in replies[0].text
    assert replies[1].ephemeral
    assert "a moment ago" in replies[1].text
    other = await sim.slash("ask", {"question": _QUESTION}, user="alice")
    assert _ANSWER in other.text
    await sim.message("What is FPS?", mention_bot=True, user=fay)
    again = await sim.message("What is FPS?", mention_bot=True, user=fay, expect_reply=False)
    assert not again.replies
    sim.assert_clean()


async def test_what_was_private_stays_private(sim):
    answer = await sim.slash("ask", {"question": _QUESTION, "private": True, "since": "2019"})
    form = await sim.click(answer, "Follow up")
    asked = await sim.modal_submit(form, {"Your next question": "And who backs them?"})
    assert asked.ephemeral
    assert "Only: 2019-01-01" in asked.text
    sim.assert_clean()


async def test_a_locked_journal_loses_no_answer(broken, broken_home):
    sim = broken
    limited = await sim.slash("ask", {"question": _QUESTION, "since": "2019"})
    with contextlib.closing(sqlite3.connect(broken_home / JOURNAL_FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = await sim.slash("ask", {"question": "What is FPS?", "since": "2018"})
        assert answer.deferred
        assert "Sources" in answer.text
        mention = await sim.message("What is Project Ensemble?", mention_bot=True)
        assert "Ensemble" in mention.text
        more = await sim.click(limited, "More")
        assert "Alibaba Cloud and Baidu" in more.text
        refusal = await sim.slash("ask", {"question": _UNKNOWN})
        for target, label in ((answer, "👍"), (refusal, _NOTIFY)):
            unkept = await sim.click(target, label)
            assert unkept.ephemeral
            assert "cannot keep that at the moment" in unkept.text
        down = await sim.click(answer, "👎")
        assert down.modal
        await sim.wait_until(lambda: down.followups, 10)
        assert down.followups[0].ephemeral
        forgotten = await sim.click(answer, "More")
        assert forgotten.ephemeral
        assert "Please ask again" in forgotten.text
    assert _rows(broken_home, "SELECT value FROM votes") == []
    assert (await sim.click(answer, "👍")).text.startswith("Thank you")
    assert _rows(broken_home, "SELECT value FROM votes") == [(1,)]
    assert sim.said().count("answers go on without it") == 1
    sim.assert_clean()


def _rows(home: Path, statement: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(home / JOURNAL_FILE)) as journal:
        return journal.execute(statement).fetchall()


async def test_errors_behind_a_button_reach_whoever_pressed(broken):
    answer = await broken.slash("ask", {"question": _QUESTION}, user="alice")
    gina = broken.add_user("gina")
    presses = [await broken.click(answer, "More", user=gina, settle=0) for _ in range(11)]
    assert "Alibaba Cloud and Baidu" in presses[9].text
    assert presses[10].ephemeral
    assert "please wait" in presses[10].text
    broken.assert_clean()


async def test_one_person_who_asks_too_often_waits(broken):
    hans = broken.add_user("hans")
    replies = [
        await broken.slash("ask", {"question": f"{_QUESTION} {n}"}, user=hans, settle=0)
        for n in range(11)
    ]
    assert _ANSWER in replies[9].text
    assert replies[10].ephemeral
    assert "please wait" in replies[10].text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def before(sim) -> SimpleNamespace:
    """What people saw, chose and had open when the bot was started anew."""
    asked = {"question": _QUESTION, "since": "2019"}
    iris, jack = sim.add_user("iris"), sim.add_user("jack")
    answer = await sim.slash("ask", asked, user=iris)
    seen = SimpleNamespace(
        iris=iris,
        jack=jack,
        answer=answer,
        refusal=await sim.slash("ask", {"question": _UNKNOWN}, user=iris),
        follow=await sim.click(answer, "Follow up", user=iris),
        reason=await sim.click(answer, "👎", user=jack),
    )
    await _press_all(sim, seen)
    await sim.dm("What is Project Ensemble?", user=jack)
    chosen = await sim.slash("language", {"choice": "zh-Hant"}, user=(ken := sim.add_user("ken")))
    assert chosen.ephemeral
    assert chosen.text == "今後我會用繁體中文回應你。"
    seen.ken = ken
    await sim.restart_bot()
    return seen


async def _press_all(sim: DiscordSim, seen: SimpleNamespace) -> None:
    """Every button of an answer and of a refusal does what it says."""
    answer = seen.answer
    up = await sim.click(answer, "👍", user="alice")
    assert up.ephemeral
    down = await sim.click(answer, "👎", user="alice")
    assert down.modal["title"] == "What was wrong?"
    thanks = await sim.modal_submit(down, {_REASON: "old"})
    assert thanks.ephemeral
    more = await sim.click(answer, "More")
    assert "Alibaba Cloud and Baidu" in more.text
    why = await sim.click(answer, "Why this answer")
    assert why.ephemeral
    assert "Only: 2019-01-01" in why.text
    follow = await sim.click(answer, "Follow up", user="alice")
    asked = await sim.modal_submit(follow, {"Your next question": "And who backs them?"})
    assert _footer(asked) == _BACKED
    told = await sim.click(seen.refusal, _NOTIFY)
    assert told.ephemeral


async def test_buttons_work_before_and_after_a_restart(sim, before):
    await _press_all(sim, before)
    assert len(sim.command_syncs) == 1
    sim.assert_clean()


async def test_a_form_that_was_open_during_a_restart_is_taken(sim, home, before):
    asked = await sim.modal_submit(before.follow, {"Your next question": "And who backs them?"})
    assert not asked.ephemeral
    assert _footer(asked) == _BACKED
    assert "Only: 2019-01-01" in asked.text
    told = await sim.modal_submit(before.reason, {_REASON: "long open"})
    assert told.ephemeral
    assert "your vote counts" in told.text
    reasons = _rows(home, "SELECT value FROM votes WHERE reason = 'long open'")
    assert reasons == [(-1,)]
    sim.assert_clean()


async def test_a_conversation_goes_on_after_a_restart(sim, before):
    third = await sim.dm("and who takes part?", user=before.jack)
    assert "Ensemble" in _footer(third.reply)
    sim.assert_clean()


async def test_everybody_may_choose_their_language(sim, before):
    asked, ken, mei = {"question": _QUESTION}, before.ken, sim.user("mei")
    await sim.slash("language", {"choice": "en"}, user=mei)
    answer = await sim.slash("ask", asked, user=ken)
    assert answer.text.startswith("文章這樣說")
    assert _ANSWER in answer.text
    assert "追問" in answer.labels
    assert (await sim.click(answer, "更多", user=ken)).text.startswith("引文所在的段落")
    refusal = await sim.slash("ask", {"question": _UNKNOWN}, user=ken)
    assert "找不到相關內容" in refusal.text
    refused = await sim.slash("ask", {"question": "?!?"}, user=ken)
    assert "問題沒有文字" in refused.text
    mention = await sim.message("What is FPS?", mention_bot=True, user=ken)
    assert "**來源**" in mention.text
    assert (await sim.dm("", user=ken)).text.startswith("請用中文或英文")
    assert (await sim.slash("article latest", user=ken)).text.startswith("最新文章")
    assert (await sim.slash("topics", user=ken)).text.startswith("主題")
    english = await sim.slash("ask", {"question": "穩定幣條例幾時生效？"}, user=mei)
    assert english.text.startswith("From the articles")
    assert "/forget" in (await sim.slash("privacy", user=mei)).text.split("I see only")[1]
    await sim.slash("language", {"choice": "automatic"}, user=mei)
    assert (await sim.slash("privacy", user=mei)).text.startswith("我只看到")
    forgotten = await sim.slash("forget", user=ken)
    assert "1 項語言選擇" in forgotten.text
    assert "I see only" in (await sim.slash("privacy", user=ken)).text
    sim.assert_clean()


async def test_articles_are_looked_up(sim):
    typed = await sim.autocomplete("article find", "query", "穩定幣")
    assert typed.choices
    chosen = await sim.slash("article find", {"query": typed.values[0]})
    assert "穩定幣" in chosen.text
    free = await sim.slash("article find", {"query": "no such thing zzz"})
    assert "No article fits." in free.text
    providers = await sim.autocomplete("ask", "provider", "hkm")
    assert "HKMA" in providers.values
    latest = await sim.slash("article latest", {"topic": "payments"})
    assert latest.text.count("](<") == 10
    newest = latest.text
    older = await sim.click(latest, "▶")
    assert older.text != newest
    assert (await sim.click(latest, "◀")).text == newest
    related = await sim.slash("article related", {"article": "2022-10-24-cdi-goes-live"})
    assert "](<" in related.text
    for name, says in (
        ("topics", "Banking"),
        ("status", "160 articles"),
        ("privacy", "/forget"),
        ("forget", "Deleted: 0 questions"),
    ):
        shown = await sim.slash(name, user=sim.add_user(f"reader of {name}"))
        assert shown.ephemeral
        assert says in shown.text
    sim.assert_clean()


async def test_moderators_choose_channels_threads_and_feedback(sim):
    await sim.slash("sampan channels add", {"channel": "help"}, user="owner")
    await sim.slash("sampan threads", {"state": "on"}, user="owner")
    await sim.slash("sampan feedback", {"state": "off"}, user="owner")
    pointed = await sim.message("AlipayHK users?", mention_bot=True)
    assert pointed.text.startswith(f"I answer in <#{sim.channel('help')['id']}>")
    elsewhere = await sim.slash("ask", {"question": _QUESTION}, channel="general")
    assert elsewhere.ephemeral
    asked = await sim.message("AlipayHK users?", mention_bot=True, channel="help")
    assert asked.thread_id
    assert "👍" not in str(asked.replies[0].buttons)
    thread = await sim.thread_message(asked, "and the merchants?", mention_bot=True)
    assert _footer(thread.replies[0]) == "AlipayHK: merchants"
    refreshed = await sim.slash("sampan refresh", user="owner")
    assert "160 articles" in refreshed.text
    again = await sim.slash("sampan refresh", user="owner")
    assert again.ephemeral
    assert "please wait 5 minutes" in again.text
    await sim.slash("sampan channels remove", {"channel": "help"}, user="owner")
    listed = await sim.slash("sampan channels list", user="owner")
    assert "every channel" in listed.text
    for name, state in (("threads", "off"), ("feedback", "on")):
        await sim.slash(f"sampan {name}", {"state": state}, user="owner")
    sim.assert_clean()


async def test_moderators_see_what_was_not_answered_and_where(sim):
    question = "Who won the lottery in Reykjavik?"
    slash = await sim.slash("ask", {"question": question})
    mention = await sim.message("Reykjavik lottery, who won?", mention_bot=True)
    await sim.slash("ask", {"question": question, "private": True}, user="alice")
    lone = sim.add_user("lone")
    await sim.slash("ask", {"question": question}, channel=sim.dm_channel(lone), user=lone)
    await sim.dm(f"{question}?", user=lone)
    unanswered = await sim.slash("sampan unanswered", user="owner")
    assert unanswered.ephemeral
    links = [
        f"https://discord.com/channels/{sim.guild_id}/{shown.channel_id}/{shown.id}"
        for shown in (slash.message, mention.reply)
    ]
    (line,) = [line for line in unanswered.text.splitlines() if links[0] in line]
    assert line.startswith("**2×**")
    assert links[1] in line
    assert line.count("https://") == 2
    sim.assert_clean()


async def test_commands_and_words_are_in_the_users_language(sim):
    ask = next(c for c in sim.commands() if c["name"] == "ask")
    assert ask["name_localizations"].keys() == {"zh-TW", "zh-CN"}
    assert ask["description_localizations"]["zh-TW"] == "詢問香港金融科技和人工智能"
    assert "篇文章" in (await sim.slash("status", user="mei")).text
    assert "最近一次更新" in (await sim.slash("status", user="wei")).text
    for options, says in (
        ({"question": "?!?"}, "問題沒有文字"),
        ({"question": "轉數快是甚麼？", "since": "soon"}, "「soon」不是日期"),
        ({"question": "轉數快是甚麼？", "topic": "tea"}, "沒有文章屬於主題「tea」"),
    ):
        refused = await sim.slash("ask", options, user="mei")
        assert refused.ephemeral
        assert says in refused.text
    sim.assert_clean()


async def test_bots_and_everyone_get_no_answer(sim):
    sim.add_user("machine", bot=True)
    for text, options in (
        ("What is FPS?", {"user": "machine", "mention_bot": True}),
        ("@everyone What is FPS?", {"user": "owner"}),
    ):
        ignored = await sim.message(text, expect_reply=False, **options)
        assert not ignored.replies
    sim.assert_clean()


async def test_an_ancient_button_is_refused_politely(sim):
    answer = await sim.slash("ask", {"question": _QUESTION}, user=sim.add_user("ancient"))
    raw = answer.message.raw
    for button in raw["components"][0]["components"]:
        button["custom_id"] = f"old-{button['custom_id']}"
    pressed = await sim.click(answer, "More")
    assert pressed.ephemeral
    assert "Please ask again" in pressed.text


async def test_a_button_from_before_ids_were_keyed_is_too_old_and_records_nothing(sim, home):
    past = sim.add_user("past")
    answer = await sim.slash("ask", {"question": _QUESTION, "since": "2019"}, user=past)
    refusal = await sim.slash("ask", {"question": _UNKNOWN}, user=past)
    counts = "SELECT (SELECT COUNT(*) FROM votes), (SELECT COUNT(*) FROM subscriptions)"
    recorded = _rows(home, counts)
    labels = {}
    for shown in (answer, refusal):
        for button in shown.message.raw["components"][0]["components"]:
            name, action, code, *conditions = button["custom_id"].split(":")
            button["custom_id"] = ":".join((name, action, code[:12], *conditions))
            labels[button.get("label") or button["emoji"]["name"]] = shown
    assert len(labels) == 6
    for label, shown in labels.items():
        pressed = await sim.click(shown, label, user=past)
        assert pressed.modal is None
        assert pressed.ephemeral
        assert "Please ask again" in pressed.text
    assert _rows(home, counts) == recorded
    sim.assert_clean()


async def test_faults_of_discord_lose_nothing_and_double_nothing(sim):
    luis = sim.add_user("luis")
    sim.inject_429(r"PATCH /webhooks/", times=1, retry_after=0.3)
    assert (await sim.slash("ask", {"question": _QUESTION}, user=luis)).ok
    sim.inject_status(r"PATCH /webhooks/", 500, times=1)
    assert "Sources" in (await sim.slash("ask", {"question": "What is FPS?"}, user=luis)).text
    posting = r"POST /channels/\d+/messages$"
    sim.inject_status(posting, 502, times=1, after=True)
    repeated = sim.inject_delay(0.0, posting, times=1)
    message = await sim.message("What is FPS?", mention_bot=True, user=luis)
    assert await sim.wait_until(lambda: repeated.hits, 10)
    await sim.watch_silence()
    assert len(message.replies) == 1
    resumes = sim.resumes
    await sim.drop_gateway()
    missed = await sim.message("What is Project Ensemble?", mention_bot=True, user=luis)
    assert sim.resumes > resumes
    assert "Ensemble" in missed.text
    identifies = sim.identifies
    sim.gateway_invalid_session()
    await sim.wait_until(lambda: sim.identifies > identifies and sim.connected, 30)
    assert _ANSWER in (await sim.slash("ask", {"question": _QUESTION}, user="alice")).text
    sim.clear_injections()


async def test_twenty_people_may_ask_within_a_second(sim):
    asked = [
        sim.slash_start("ask", {"question": _QUESTION}, user=sim.add_user(f"user{n}"))
        for n in range(20)
    ]
    replies = await asyncio.gather(*(sim.finish(interaction) for interaction in asked))
    assert all(reply.ok and _ANSWER in reply.text for reply in replies)
    assert max(reply.first_ms for reply in replies) < 3000


async def test_the_doctor_asks_discord(sim, home):
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *("doctor", "--discord"),
        env=bot_environment(sim, home),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    stdout, stderr = await asyncio.wait_for(process.communicate(), 60)
    shown = stdout.decode()
    assert process.returncode == 0, shown + stderr.decode()
    assert "11 are registered" in shown
    assert "scope=bot+applications.commands" in shown
    assert "permissions=309237730304" in shown
    assert "all permissions are there" in shown


async def test_what_is_hostile_is_shown_as_text_and_whoever_asked_to_be_told_is_told_alone(
    tmp_path,
):
    folder, home = tmp_path / "articles", tmp_path / "home"
    folder.mkdir()
    title = "@everyone [click](https://evil.example) ||x|| \u202eevil " + "標題" * 2000
    (folder / "a.md").write_text(
        f'---\ntitle: "{title}"\nwebUrl: "https://news.example/a"\n---\n'
        "Octopus cards were sold @here by <@123> with **discounts** in May 2024."
    )
    assert run("index", str(folder), home=home).status == 0
    question = "When did the first lunar fintech bank open in Hong Kong?"
    async with live_bot(home) as sim:
        answer = await sim.message("When were Octopus cards sold with discounts?", mention_bot=True)
        assert answer.reply.raw["mention_everyone"] is False
        assert answer.reply.raw["mentions"] == []
        assert "https://evil" not in answer.text
        assert "Octopus cards were sold" in answer.text

        refusal = await sim.slash("ask", {"question": question}, user="alice")
        await sim.click(refusal, _NOTIFY, user="alice")
        (folder / "b.md").write_text(
            "---\ntitle: The first lunar fintech bank in Hong Kong opens\n---\n"
            "The first lunar fintech bank in Hong Kong opened on 3 May 2026."
        )
        await sim.slash("sampan refresh", user="owner")
        channel = sim.dm_channel("alice")
        assert await sim.wait_until(lambda: sim.bot_messages(channel), 30)
        (news,) = sim.bot_messages(channel)
        assert "3 May 2026" in news.text
        assert not sim.bot_messages(sim.dm_channel("owner"))
        sim.assert_clean()


@pytest.mark.parametrize(
    ("token", "says"), [("", "SAMPAN_DISCORD_TOKEN: is not set"), ("x.y.z", "does not know")]
)
async def test_no_token_and_a_wrong_one_are_one_sentence(sim, home, token, says):
    status, stderr = await run_bot(sim, home, SAMPAN_DISCORD_TOKEN=token)
    assert status == 2
    assert says in stderr
    assert "Traceback" not in stderr
