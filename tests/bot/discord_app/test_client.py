"""The bot in a process of its own, an unmodified discord.py, and a simulated Discord."""

import asyncio
import contextlib
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from discordsim import DiscordSim
from discordsim.message_forms import Draft

from bot.service.wiring import open_service
from bot.settings import Settings
from bot.store.journal_file import JOURNAL_FILE

_ROOT = Path(__file__).parents[3]
_QUESTION = "Which companies got the first virtual bank licences?"
_ANSWER = "Three companies"
_COMMANDS = 11


@pytest.fixture
def home(starter_home, tmp_path) -> Path:
    """A data folder with the index of the starter corpus, and a journal of its own."""
    own = tmp_path / "bot-home"
    shutil.copytree(starter_home, own)
    return own


@asynccontextmanager
async def _running(home: Path, *, mishap: str = "") -> AsyncIterator[DiscordSim]:
    """The bot at work; `mishap` is Python that its process runs first, to break something."""
    program = (
        ["-c", f"{mishap}\nfrom bot.terminal.cli import main\nmain()"] if mishap else ["-m", "bot"]
    )
    async with DiscordSim(privileged=(), settle=0.2) as sim:
        await sim.start_bot(
            [sys.executable, *program, "bot"],
            cwd=_ROOT,
            env={"SAMPAN_HOME": str(home)},
            token_var="SAMPAN_DISCORD_TOKEN",
            commands=_COMMANDS,
            net="block",
        )
        yield sim
        assert sim.network_attempts == []


async def test_questions_are_answered_wherever_they_are_asked(home):
    async with _running(home) as sim:
        slash = await sim.slash("ask", {"question": _QUESTION})
        assert slash.ok
        assert slash.deferred
        assert "Three companies received" in slash.text.replace("**", "")
        assert "](<https://www.caixinglobal.com/" in slash.text
        assert slash.embeds[0]["footer"]["text"] == _QUESTION

        private = await sim.slash("ask", {"question": _QUESTION, "private": True}, user="alice")
        assert private.ephemeral

        mention = await sim.message("生成式AI沙盒第二期有幾多個用例？", mention_bot=True)
        assert mention.reply.reference_id == mention.message.id
        assert "文章這樣說" in mention.text
        assert mention.reply.raw["mentions"] == []

        direct = await sim.dm("What is Project Ensemble?", user="alice")
        assert "Ensemble" in direct.text

        said = await sim.message("Mox opened in 2020. Who owns it?", expect_reply=False)
        assert not said.replies
        found = await sim.context_menu("Find sources", said.message)
        assert found.ephemeral
        assert "Mox" in found.text
        sim.assert_clean()


async def test_what_cannot_be_asked_is_told_in_private(home):
    async with _running(home) as sim:
        for options, says in (
            ({"question": "?!?"}, "has no words"),
            ({"question": _QUESTION, "provider": "nobody"}, 'No article has the provider "nobody"'),
            ({"question": _QUESTION, "since": "soon"}, "is no date"),
        ):
            refused = await sim.slash("ask", options)
            assert refused.ephemeral
            assert says in refused.text
        nothing = await sim.slash("ask", {"question": "weather in tokyo tmr"})
        assert nothing.text.startswith("Not found")
        assert "Nearest articles" not in nothing.text
        sim.assert_clean()


@pytest.mark.parametrize(
    ("mishap", "says"),
    [
        (
            "import bot.service.worker; bot.service.worker._WAITING = -1",
            "questions are waiting before yours",
        ),
        (
            "import bot.service.worker; bot.service.worker._TIMEOUT_S = 1e-9",
            "This took longer than",
        ),
        (
            "import bot.discord_app.embeds as embeds; embeds.answer_embed = None",
            "Something went wrong",
        ),
    ],
)
async def test_a_refusal_is_never_public(home, mishap, says):
    async with _running(home, mishap=mishap) as sim:
        for private in (False, True):
            refused = await sim.slash("ask", {"question": _QUESTION, "private": private})
            assert refused.deferred
            assert says in refused.text
        left = [m for m in sim.bot_messages("general") if not m.deleted]
        assert len(left) == 2
        assert all(message.ephemeral for message in left)
        sim.assert_clean()


async def test_follow_ups_are_understood_from_what_went_before(home):
    async with _running(home) as sim:
        await sim.dm("What is Project Ensemble?", user="alice")
        second = await sim.dm("When did it start?", user="alice")
        assert second.reply.embeds[0]["footer"]["text"] == ("Project Ensemble: When did it start")
        await sim.restart_bot()
        third = await sim.dm("and who takes part?", user="alice")
        assert "Ensemble" in third.reply.embeds[0]["footer"]["text"]

        first = await sim.message("What is the GenA.I. sandbox?", mention_bot=True)
        reply = await sim.message("and who runs it?", reply_to=first.reply, mention_bot=True)
        assert reply.reply.embeds[0]["footer"]["text"] == ("GenA.I. sandbox: who runs it")
        sim.assert_clean()


async def test_commands_and_forms_are_part_of_a_conversation(home):
    async with _running(home) as sim:
        thread = sim.create_thread("talk", channel="general", user="alice")
        direct = sim.dm_channel("alice")
        for place, user in ((thread, "bob"), (direct, "alice")):
            slash = {"user": user, "channel": place}
            first = await sim.slash("ask", {"question": "What is Project Ensemble?"}, **slash)
            second = await sim.slash("ask", {"question": "When did it start?"}, **slash)
            assert second.embeds[0]["footer"]["text"] == ("Project Ensemble: When did it start")
            secret = {"question": "What is FPS?", "private": True}
            assert (await sim.slash("ask", secret, **slash)).ephemeral
            third = await sim.message("and who runs it?", mention_bot=True, **slash)
            assert "Ensemble" in third.reply.embeds[0]["footer"]["text"]
            form = await sim.click(first, "Follow up", user=user)
            asked = {"Your next question": "What is the GenA.I. sandbox?"}
            other = await sim.modal_submit(form, asked)
            fourth = await sim.slash("ask", {"question": "and who runs it?"}, **slash)
            assert "GenA.I." in fourth.embeds[0]["footer"]["text"]
            reply = await sim.message(
                "and where?", reply_to=third.reply, mention_bot=True, user=user
            )
            assert "Ensemble" in reply.reply.embeds[0]["footer"]["text"]
            assert not other.ephemeral
        sim.assert_clean()


async def test_what_nobody_wrote_is_not_answered(home):
    async with _running(home) as sim:
        alice, direct = sim.user("alice"), sim.dm_channel("alice")
        for kind in (6, 18, 21):  # a pin, a new thread, a thread's first message
            sim.post(direct["id"], alice, Draft(type=kind))
            sim.post(sim.channel("general")["id"], alice, Draft(type=kind, content=sim.bot.mention))
        await asyncio.sleep(1.5)
        assert not sim.bot_messages()
        hello = await sim.dm("", user="alice")
        assert hello.text.startswith("Ask me something")
        sim.assert_clean()


async def test_a_voice_channels_chat_is_a_channel(home):
    async with _running(home) as sim:
        sim.add_channel("lounge", type=2)
        asked = await sim.message("What is FPS?", mention_bot=True, channel="lounge")
        assert asked.reply.reference_id == asked.message.id
        assert "Sources" in asked.text
        sim.deny("lounge", "CONNECT")
        await sim.message(
            "What is Ensemble?",
            mention_bot=True,
            channel="lounge",
            user="alice",
            expect_reply=False,
        )
        (told,) = sim.bot_messages(sim.dm_channel("alice"))
        assert told.text.endswith("I am missing a permission there: Connect.")
        sim.assert_clean()


@pytest.mark.parametrize(("status", "code"), [(404, 10003), (403, 50013), (400, 50035)])
async def test_a_channel_that_is_gone_is_no_mishap(home, status, code):
    async with _running(home) as sim:
        sim.inject_status(r"POST /channels/\d+/messages$", status, times=2)
        await sim.message("What is FPS?", mention_bot=True, expect_reply=False)
        sim.clear_injections()
        log = "\n".join(line for _, line in sim.bot_log)
        assert "Ignoring exception" not in log
        assert ("cannot be replied in" in log) == (status != 400)
        assert "Sources" in (await sim.message("What is FPS?", mention_bot=True)).text


async def test_the_same_question_is_not_answered_twice_at_once(home):
    async with _running(home) as sim:
        first, second = (
            sim.slash_start("ask", {"question": question})
            for question in (_QUESTION, f" {_QUESTION}  ")
        )
        replies = [await sim.finish(first), await sim.finish(second)]
        assert "Three companies" in replies[0].text
        assert replies[1].ephemeral
        assert "a moment ago" in replies[1].text
        other = await sim.slash("ask", {"question": _QUESTION}, user="alice")
        assert "Three companies" in other.text
        await sim.message("What is FPS?", mention_bot=True)
        again = await sim.message("What is FPS?", mention_bot=True, expect_reply=False)
        assert not again.replies
        sim.assert_clean()


async def test_what_was_private_stays_private(home):
    async with _running(home) as sim:
        answer = await sim.slash("ask", {"question": _QUESTION, "private": True, "since": "2019"})
        form = await sim.click(answer, "Follow up")
        asked = await sim.modal_submit(form, {"Your next question": "And who backs them?"})
        assert asked.ephemeral
        assert "Only: 2019-01-01" in asked.text
        sim.assert_clean()


async def test_a_form_that_was_open_during_a_restart_is_taken(home):
    async with _running(home) as sim:
        answer = await sim.slash("ask", {"question": _QUESTION, "since": "2019"})
        follow = await sim.click(answer, "Follow up")
        reason = await sim.click(answer, "👎", user="alice")
        await sim.restart_bot()
        asked = await sim.modal_submit(follow, {"Your next question": "And who backs them?"})
        assert not asked.ephemeral
        assert (
            asked.embeds[0]["footer"]["text"]
            == "companies first virtual bank licences: who backs them"
        )
        assert "Only: 2019-01-01" in asked.text
        told = await sim.modal_submit(reason, {"Wrong, incomplete, outdated, not asked …": "old"})
        assert told.ephemeral
        assert "your vote counts" in told.text
        sim.assert_clean()
    with sqlite3.connect(home / JOURNAL_FILE) as connection:
        assert connection.execute("SELECT value, reason FROM votes").fetchall() == [(-1, "old")]


async def test_a_locked_journal_loses_no_answer(home):
    async with _running(home) as sim:
        limited = await sim.slash("ask", {"question": _QUESTION, "since": "2019"})
        with contextlib.closing(sqlite3.connect(home / JOURNAL_FILE)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = await sim.slash("ask", {"question": "What is FPS?", "since": "2018"})
            assert answer.deferred
            assert "Sources" in answer.text
            mention = await sim.message("What is Project Ensemble?", mention_bot=True)
            assert "Ensemble" in mention.text
            more = await sim.click(limited, "More")
            assert "within six to nine months" in more.text
            refusal = await sim.slash("ask", {"question": "weather in tokyo tmr"})
            for target, label in ((answer, "👍"), (refusal, "Tell me when you can answer")):
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
        assert (await sim.click(answer, "👍")).text.startswith("Thank you")
        warnings = [line for _, line in sim.bot_log if "answers go on without it" in line]
        assert len(warnings) == 1
        sim.assert_clean()


async def test_errors_behind_a_button_reach_whoever_pressed(home):
    async with _running(home) as sim:
        answer = await sim.slash("ask", {"question": _QUESTION}, user="alice")
        presses = [await sim.click(answer, "More", user="bob", settle=0) for _ in range(11)]
        assert "within six to nine months" in presses[9].text
        assert presses[10].ephemeral
        assert "please wait" in presses[10].text
        sim.assert_clean()


async def test_buttons_work_before_and_after_a_restart(home):
    async with _running(home) as sim:
        answer = await sim.slash("ask", {"question": _QUESTION, "since": "2019"})
        refusal = await sim.slash("ask", {"question": "weather in tokyo tmr"})
        for _ in range(2):
            up = await sim.click(answer, "👍", user="alice")
            assert up.ephemeral
            down = await sim.click(answer, "👎", user="alice")
            assert down.modal["title"] == "What was wrong?"
            thanks = await sim.modal_submit(
                down, {"Wrong, incomplete, outdated, not asked …": "old"}
            )
            assert thanks.ephemeral
            more = await sim.click(answer, "More")
            assert "within six to nine months" in more.text
            why = await sim.click(answer, "Why this answer")
            assert why.ephemeral
            assert "Only: 2019-01-01" in why.text
            follow = await sim.click(answer, "Follow up")
            asked = await sim.modal_submit(follow, {"Your next question": "And who backs them?"})
            assert (
                asked.embeds[0]["footer"]["text"]
                == "companies first virtual bank licences: who backs them"
            )
            told = await sim.click(refusal, "Tell me when you can answer")
            assert told.ephemeral
            await sim.restart_bot()
        assert len(sim.command_syncs) == 1
        sim.assert_clean()


async def test_articles_are_looked_up(home):
    async with _running(home) as sim:
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
            shown = await sim.slash(name)
            assert shown.ephemeral
            assert says in shown.text
        sim.assert_clean()


async def test_moderators_choose_channels_threads_and_feedback(home):
    async with _running(home) as sim:
        await sim.slash("sampan channels add", {"channel": "help"}, user="owner")
        await sim.slash("sampan threads", {"state": "on"}, user="owner")
        await sim.slash("sampan feedback", {"state": "off"}, user="owner")
        pointed = await sim.message("AlipayHK users?", mention_bot=True)
        assert pointed.text.startswith(f"I answer in <#{sim.channel('help')['id']}>")
        elsewhere = await sim.slash("ask", {"question": _QUESTION}, channel="general")
        assert elsewhere.ephemeral
        asked = await sim.message("AlipayHK users?", mention_bot=True, channel="help", settle=1.0)
        assert asked.thread_id
        assert "👍" not in str(asked.replies[0].buttons)
        thread = await sim.thread_message(asked, "and the merchants?", mention_bot=True)
        assert thread.replies[0].embeds[0]["footer"]["text"] == "AlipayHK: merchants"
        refreshed = await sim.slash("sampan refresh", user="owner")
        assert "160 articles" in refreshed.text
        again = await sim.slash("sampan refresh", user="owner")
        assert again.ephemeral
        assert "please wait 5 minutes" in again.text
        await sim.slash("sampan channels remove", {"channel": "help"}, user="owner")
        listed = await sim.slash("sampan channels list", user="owner")
        assert "every channel" in listed.text
        sim.assert_clean()


async def test_moderators_see_what_was_not_answered_and_where(home):
    question = "weather in tokyo tmr"
    async with _running(home) as sim:
        slash = await sim.slash("ask", {"question": question})
        mention = await sim.message("Tokyo weather tmr?", mention_bot=True)
        await sim.slash("ask", {"question": question, "private": True}, user="alice")
        await sim.slash(
            "ask", {"question": question}, channel=sim.dm_channel("alice"), user="alice"
        )
        await sim.dm(f"{question}?", user="alice")
        unanswered = await sim.slash("sampan unanswered", user="owner")
        assert unanswered.ephemeral
        assert unanswered.text.count("×") == 1
        assert "**2×**" in unanswered.text
        for message in (slash.message, mention.reply):
            link = f"https://discord.com/channels/{sim.guild_id}/{message.channel_id}/{message.id}"
            assert link in unanswered.text
        assert unanswered.text.count("https://") == 2
        sim.assert_clean()


async def test_commands_and_words_are_in_the_users_language(home):
    async with _running(home) as sim:
        ask = next(c for c in sim.commands() if c["name"] == "ask")
        assert ask["name_localizations"].keys() == {"zh-TW", "zh-CN"}
        assert ask["description_localizations"]["zh-TW"] == "詢問香港金融科技和人工智能"
        sim.add_user("mei", locale="zh-TW")
        sim.add_user("wei", locale="zh-CN")
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


async def test_everybody_may_choose_their_language(home):
    asked = {"question": _QUESTION}
    async with _running(home) as sim:
        sim.add_user("mei", locale="zh-TW")
        chosen = await sim.slash("language", {"choice": "zh-Hant"}, user="alice")
        assert chosen.ephemeral
        assert chosen.text == "今後我會用繁體中文回應你。"
        await sim.slash("language", {"choice": "en"}, user="mei")
        await sim.restart_bot()
        answer = await sim.slash("ask", asked, user="alice")
        assert answer.text.startswith("文章這樣說")
        assert _ANSWER in answer.text
        assert "追問" in answer.labels
        assert (await sim.click(answer, "更多", user="alice")).text.startswith("引文所在的段落")
        refusal = await sim.slash("ask", {"question": "weather in tokyo tmr"}, user="alice")
        assert "找不到相關內容" in refusal.text
        refused = await sim.slash("ask", {"question": "?!?"}, user="alice")
        assert "問題沒有文字" in refused.text
        mention = await sim.message("What is FPS?", mention_bot=True, user="alice")
        assert "**來源**" in mention.text
        assert (await sim.dm("", user="alice")).text.startswith("請用中文或英文")
        assert (await sim.slash("article latest", user="alice")).text.startswith("最新文章")
        assert (await sim.slash("topics", user="alice")).text.startswith("主題")
        english = await sim.slash("ask", {"question": "穩定幣條例幾時生效？"}, user="mei")
        assert english.text.startswith("From the articles")
        assert "/forget" in (await sim.slash("privacy", user="mei")).text.split("I see only")[1]
        await sim.slash("language", {"choice": "automatic"}, user="mei")
        assert (await sim.slash("privacy", user="mei")).text.startswith("我只看到")
        forgotten = await sim.slash("forget", user="alice")
        assert "1 項語言選擇" in forgotten.text
        assert "I see only" in (await sim.slash("privacy", user="alice")).text
        sim.assert_clean()


async def test_bots_and_everyone_get_no_answer(home):
    async with _running(home) as sim:
        sim.add_user("machine", bot=True)
        for text, options in (
            ("What is FPS?", {"user": "machine", "mention_bot": True}),
            ("@everyone What is FPS?", {"user": "owner"}),
        ):
            ignored = await sim.message(text, expect_reply=False, **options)
            assert not ignored.replies
        sim.assert_clean()


async def test_a_missing_permission_is_named_in_private(home):
    async with _running(home) as sim:
        sim.deny("general", "SEND_MESSAGES")
        await sim.message("What is FPS?", mention_bot=True, user="alice", expect_reply=False)
        channel = sim.dm_channel("alice")
        await sim.wait_until(lambda: sim.bot_messages(channel), 10)
        (told,) = sim.bot_messages(channel)
        assert "I am missing a permission there: Send Messages" in told.text
        sim.assert_clean()


async def test_an_ancient_button_is_refused_politely(home):
    async with _running(home) as sim:
        answer = await sim.slash("ask", {"question": _QUESTION})
        raw = answer.message.raw
        for button in raw["components"][0]["components"]:
            button["custom_id"] = f"old-{button['custom_id']}"
        pressed = await sim.click(answer, "More")
        assert pressed.ephemeral
        assert "Please ask again" in pressed.text


async def test_a_button_from_before_ids_were_keyed_is_too_old_and_records_nothing(home):
    async with _running(home) as sim:
        answer = await sim.slash("ask", {"question": _QUESTION, "since": "2019"})
        refusal = await sim.slash("ask", {"question": "weather in tokyo tmr"})
        labels = {}
        for shown in (answer, refusal):
            for button in shown.message.raw["components"][0]["components"]:
                name, action, code, *conditions = button["custom_id"].split(":")
                button["custom_id"] = ":".join((name, action, code[:12], *conditions))
                labels[button.get("label") or button["emoji"]["name"]] = shown
        assert len(labels) == 6
        for label, shown in labels.items():
            pressed = await sim.click(shown, label)
            assert pressed.modal is None
            assert pressed.ephemeral
            assert "Please ask again" in pressed.text
        sim.assert_clean()
    with sqlite3.connect(home / "journal.sqlite") as journal:
        for table in ("votes", "subscriptions"):
            assert journal.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)


async def test_faults_of_discord_lose_nothing_and_double_nothing(home):
    async with _running(home) as sim:
        sim.inject_429(r"PATCH /webhooks/", times=1, retry_after=0.3)
        assert (await sim.slash("ask", {"question": _QUESTION})).ok
        sim.inject_status(r"PATCH /webhooks/", 500, times=1)
        assert "Sources" in (await sim.slash("ask", {"question": "What is FPS?"})).text
        sim.inject_status(r"POST /channels/\d+/messages$", 502, times=1, after=True)
        message = await sim.message("What is FPS?", mention_bot=True, settle=3.0)
        assert len(message.replies) == 1
        resumes = sim.resumes
        await sim.drop_gateway()
        missed = await sim.message("What is Project Ensemble?", mention_bot=True)
        assert sim.resumes > resumes
        assert "Ensemble" in missed.text
        identifies = sim.identifies
        sim.gateway_invalid_session()
        await sim.wait_until(lambda: sim.identifies > identifies and sim.connected, 30)
        assert _ANSWER in (await sim.slash("ask", {"question": _QUESTION}, user="alice")).text


async def test_fifty_people_may_ask_within_a_second(home):
    async with _running(home) as sim:
        asked = [
            sim.slash_start("ask", {"question": _QUESTION}, user=sim.add_user(f"user{n}"))
            for n in range(50)
        ]
        replies = await asyncio.gather(*(sim.finish(interaction) for interaction in asked))
        assert all(reply.ok and "Three companies" in reply.text for reply in replies)
        assert max(reply.first_ms for reply in replies) < 3000


async def test_one_person_who_asks_too_often_waits(home):
    async with _running(home) as sim:
        replies = [
            await sim.slash("ask", {"question": f"{_QUESTION} {n}"}, settle=0) for n in range(11)
        ]
        assert _ANSWER in replies[9].text
        assert replies[10].ephemeral
        assert "please wait" in replies[10].text


async def test_a_stopped_bot_finishes_what_it_began(home):
    async with _running(home) as sim:
        asked = [
            sim.slash_start("ask", {"question": _QUESTION}, user=sim.add_user(f"user{n}"))
            for n in range(20)
        ]
        await sim.wait_until(lambda: any("callback" in r.path for r in sim.requests), 10)
        sim.process.send_signal(signal.SIGTERM)
        replies = await asyncio.gather(*(sim.finish(interaction) for interaction in asked))
        begun = [reply for reply in replies if reply.deferred]
        assert begun
        assert all("Three companies" in reply.text for reply in begun)
        await sim.wait_until(lambda: sim.process.returncode is not None, 20)
        assert sim.process.returncode == 0


async def test_a_stopped_bot_keeps_the_votes_that_were_given(home):
    async with _running(home) as sim:
        answer = await sim.slash("ask", {"question": _QUESTION})
        with contextlib.closing(sqlite3.connect(home / JOURNAL_FILE)) as other:
            other.execute("BEGIN IMMEDIATE")
            vote = asyncio.create_task(sim.click(answer, "👍", user="alice"))
            await sim.wait_until(lambda: "callback" in sim.requests[-1].path, 10)
            sim.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.5)
        assert "your vote counts" in (await vote).text
        await sim.wait_until(lambda: sim.process.returncode is not None, 20)
    with sqlite3.connect(home / JOURNAL_FILE) as connection:
        assert connection.execute("SELECT value FROM votes").fetchall() == [(1,)]


async def test_a_hostile_corpus_is_shown_as_text(tmp_path, sampan):
    folder = tmp_path / "hostile"
    folder.mkdir()
    title = "@everyone [click](https://evil.example) ||x|| \u202eevil " + "標題" * 2000
    (folder / "a.md").write_text(
        f'---\ntitle: "{title}"\nwebUrl: "https://news.example/a"\n---\n'
        "Octopus cards were sold @here by <@123> with **discounts** in May 2024."
    )
    home = tmp_path / "home"
    assert sampan("index", str(folder)).status == 0
    async with _running(home) as sim:
        answer = await sim.message("When were Octopus cards sold with discounts?", mention_bot=True)
        assert answer.reply.raw["mention_everyone"] is False
        assert answer.reply.raw["mentions"] == []
        assert "https://evil" not in answer.text
        assert "Octopus cards were sold" in answer.text
        sim.assert_clean()


async def test_whoever_asked_to_be_told_is_told_alone(tmp_path, sampan):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: Trams\n---\nTrams run on the island.")
    assert sampan("index", str(folder)).status == 0
    home = tmp_path / "home"
    question = "When did the first lunar fintech bank open in Hong Kong?"
    strict = {"SAMPAN_UNSURE_FROM": "0.9", "SAMPAN_ANSWER_FROM": "0.9"}
    async with DiscordSim(privileged=()) as sim:
        await sim.start_bot(
            [sys.executable, "-m", "bot", "bot"],
            cwd=_ROOT,
            env={"SAMPAN_HOME": str(home), **strict},
            token_var="SAMPAN_DISCORD_TOKEN",
            commands=_COMMANDS,
            net="block",
        )
        refusal = await sim.slash("ask", {"question": question}, user="alice")
        await sim.click(refusal, "Tell me when you can answer", user="alice")
        (folder / "b.md").write_text(
            "---\ntitle: The first lunar fintech bank in Hong Kong opens\n---\n"
            "The first lunar fintech bank in Hong Kong opened on 3 May 2026."
        )
        await sim.slash("sampan refresh", user="owner")
        channel = sim.dm_channel("alice")
        await sim.wait_until(lambda: sim.bot_messages(channel), 30)
        (news,) = sim.bot_messages(channel)
        assert "3 May 2026" in news.text
        sim.assert_clean()


@pytest.mark.parametrize(
    ("token", "says"), [(None, "SAMPAN_DISCORD_TOKEN: is not set"), ("x.y.z", "does not know")]
)
async def test_no_token_and_a_wrong_one_are_one_sentence(home, token, says):
    async with DiscordSim(privileged=()) as sim:
        environment = {**os.environ, **sim.env("UNUSED"), "SAMPAN_HOME": str(home)}
        environment["PYTHONPATH"] = os.pathsep.join((environment["PYTHONPATH"], str(_ROOT)))
        if token:
            environment["SAMPAN_DISCORD_TOKEN"] = token
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "bot",
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _, stderr = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert says in stderr.decode()
    assert "Traceback" not in stderr.decode()


async def test_the_doctor_asks_discord(home):
    async with _running(home) as sim:
        environment = {
            **sim.env("SAMPAN_DISCORD_TOKEN"),
            "SAMPAN_HOME": str(home),
        }
        environment["PYTHONPATH"] = os.pathsep.join((environment["PYTHONPATH"], str(_ROOT)))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "doctor", "--discord"),
            env=environment,
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


@pytest.mark.skipif(
    "DISCORD_SIM_SPEC" not in os.environ,
    reason="DISCORD_SIM_SPEC does not name Discord's OpenAPI document",
)
async def test_requests_fit_discords_own_specification(home):
    async with _running(home) as sim:
        await sim.slash("ask", {"question": _QUESTION})
        assert {v.source for v in sim.violations} <= {"rule"}
        assert sim.self_violations == []
        sim.assert_clean()


def test_the_index_in_these_tests_is_the_starter_corpus(home):
    assert len(open_service(Settings(home=home)).catalogue) == 160
