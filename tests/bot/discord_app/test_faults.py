"""What may go wrong around the bot: it is killed, stopped, rebuilt under; a disk fills up."""

import asyncio
import contextlib
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from discordsim import DiscordSim
from filelock import FileLock
from full_disk import full_disk, needs_prlimit
from live_bot import COMMAND, ROOT, bot_environment, live_bot, run_bot

pytestmark = pytest.mark.asyncio(loop_scope="module")

_QUESTION = "Which banks were in the first GenA.I. Sandbox?"
_ANSWER = "Société Générale"
_UNKNOWN = "When did the Kowloon Lunar Biscuit Museum open?"


@pytest.fixture
def home(starter_home, tmp_path) -> Path:
    """A data folder with the index of the starter corpus, and a journal of its own."""
    return shutil.copytree(starter_home, tmp_path / "bot-home")


@pytest.fixture(scope="module")
def shared_home(starter_home, tmp_path_factory) -> Path:
    """That of the bot which tests share."""
    return shutil.copytree(starter_home, tmp_path_factory.mktemp("faults") / "home")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sim(shared_home) -> AsyncIterator[DiscordSim]:
    async with live_bot(shared_home) as sim:
        yield sim


def _votes(home: Path) -> list[int]:
    with contextlib.closing(sqlite3.connect(home / "journal.sqlite")) as journal:
        return [value for (value,) in journal.execute("SELECT value FROM votes")]


async def test_a_vote_that_was_confirmed_survives_kill_9(sim, shared_home):
    answer = await sim.slash("ask", {"question": _QUESTION})
    assert "Thank you" in (await sim.click(answer, "👍", user="alice", settle=0)).text
    await sim.restart_bot(signal.SIGKILL)
    assert _votes(shared_home) == [1]
    await sim.click(answer, "👎", user="alice")
    # Kept while the form is read.
    assert await sim.wait_until(lambda: _votes(shared_home) == [-1], 5)
    sim.assert_clean()


async def test_a_journal_that_is_none_is_one_sentence(home):
    (home / "journal.sqlite").write_bytes(b"no journal " * 100)
    async with DiscordSim(privileged=()) as sim:
        status, stderr = await run_bot(sim, home)
    assert status == 2
    assert "Traceback" not in stderr
    assert "journal.sqlite is damaged" in stderr.splitlines()[-1]


@needs_prlimit
async def test_answers_come_from_a_full_disk_and_nothing_is_promised(sim, shared_home):
    before, votes = await sim.slash("ask", {"question": _QUESTION}), _votes(shared_home)
    with full_disk(sim.process.pid):
        answer = await sim.slash("ask", {"question": _QUESTION}, user="alice")
        assert _ANSWER in answer.text
        mention = await sim.message(_QUESTION, mention_bot=True, user="owner")
        assert _ANSWER in mention.text
        vote = await sim.click(before, "👍")
        assert vote.ephemeral
        assert "cannot keep that" in vote.text
    assert _votes(shared_home) == votes
    assert "Thank you" in (await sim.click(before, "👍")).text
    assert _votes(shared_home) == [*votes, 1]
    sim.assert_clean()


async def test_a_server_that_asks_too_often_waits_and_its_members_do_not(home):
    async with live_bot(home, env={"SAMPAN_SERVER_QUESTIONS": "2"}) as sim:
        for user in ("owner", "alice"):
            assert _ANSWER in (await sim.slash("ask", {"question": _QUESTION}, user=user)).text
        refused = await sim.slash("ask", {"question": _QUESTION}, user="bob")
        assert refused.ephemeral
        assert "please wait" in refused.text
        assert _ANSWER in (await sim.dm(_QUESTION, user="bob")).text
        sim.assert_clean()


async def test_a_new_index_is_taken_over_in_full_flight_and_told_of_once(home, tmp_path):
    extra = tmp_path / "museum.md"
    extra.write_text(
        "---\ntitle: When the Kowloon Lunar Biscuit Museum opened\n---\n"
        "The Kowloon Lunar Biscuit Museum opened on 3 May 2026."
    )
    async with live_bot(home) as sim:
        refusal = await sim.slash("ask", {"question": _UNKNOWN})
        dm = {}
        for user in ("owner", "bob", "alice"):
            await sim.click(refusal, "Tell me when you can answer", user=user)
            dm[user] = sim.dm_channel(user)["id"]
        closed = sim.inject_status(rf"POST /channels/{dm['bob']}/messages", 403, times=99)
        cut = sim.inject_reset(rf"POST /channels/{dm['owner']}/messages")
        build = await asyncio.create_subprocess_exec(
            *COMMAND,
            *("index", str(ROOT / "corpus" / "articles"), str(extra)),
            env=bot_environment(sim, home),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        replies = []
        while not sim.bot_messages(dm["alice"]) and len(replies) < 400:
            users = [sim.add_user(f"user{len(replies) + n}") for n in range(4)]
            asked = [sim.slash_start("ask", {"question": _QUESTION}, user=u) for u in users]
            replies += await asyncio.gather(*(sim.finish(ask, settle=0) for ask in asked))
            await asyncio.sleep(0.1)  # or the index would wait for the answers
        assert await build.wait() == 0
        assert all(_ANSWER in reply.text for reply in replies)
        assert await sim.wait_until(lambda: closed.hits and cut.hits, 10)
        assert "3 May 2026" in (await sim.slash("ask", {"question": _UNKNOWN})).text
        before = sim.now()
        sim.gateway_invalid_session()
        assert await sim.wait_until(lambda: "ready as" in sim.said(before), 30)
        assert await sim.wait_until(lambda: sim.bot_messages(dm["owner"]), 20)
        await sim.watch_silence()
        told = {user: len(sim.bot_messages(channel)) for user, channel in dm.items()}
        assert told == {"alice": 1, "bob": 0, "owner": 1}
        assert closed.hits == 1


async def test_a_bot_that_is_stopped_under_load_leaves_no_answer_open(home):
    async with live_bot(home) as sim:
        asked = []

        async def go_on() -> None:
            while sim.connected and sim.process.returncode is None:
                user = sim.add_user(f"user{len(asked)}")
                asked.append(sim.slash_start("ask", {"question": _QUESTION}, user=user))
                await asyncio.sleep(0.05)

        load = asyncio.create_task(go_on())
        await sim.wait_until(lambda: len(asked) > 15, 20)
        sim.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(sim.process.wait(), 30) == 0
        await load
        replies = await asyncio.gather(*(sim.finish(ask, settle=0) for ask in asked))
        begun = [reply for reply in replies if reply.deferred]
        assert len(begun) >= 15
        assert all(_ANSWER in reply.text for reply in begun)


async def test_a_bot_that_is_stopped_keeps_votes_ends_its_refresh_and_tells_who_asked(home):
    async with live_bot(home) as sim:
        answer = await sim.slash("ask", {"question": _QUESTION})
        with FileLock(home / "index" / "LOCK"):  # so that the refresh has to wait
            refresh = sim.slash_start("sampan refresh", user="owner")
            assert await sim.wait_until(lambda: _children(sim.process.pid), 10)
            (indexing,) = _children(sim.process.pid)
            assert _ANSWER in (await sim.slash("ask", {"question": _QUESTION}, user="alice")).text
            with contextlib.closing(sqlite3.connect(home / "journal.sqlite")) as other:
                other.execute("BEGIN IMMEDIATE")
                vote = asyncio.create_task(sim.click(answer, "👍", user="alice"))
                await sim.wait_until(lambda: "callback" in sim.requests[-1].path, 10)
                sim.process.send_signal(signal.SIGTERM)
                await asyncio.sleep(0.5)
            assert "your vote counts" in (await vote).text
            assert await asyncio.wait_for(sim.process.wait(), 10) == 0
        assert _votes(home) == [1]
        assert not Path(f"/proc/{indexing}").exists()
        assert "about to restart" in (await sim.finish(refresh, settle=0)).text
        assert "Ignoring exception" not in sim.said()


async def test_an_answer_whose_connection_is_lost_is_sent_again(sim):
    lost = sim.inject_reset(r"PATCH /webhooks/\d+/[^/]+/messages/@original", times=2)
    answer = await sim.slash("ask", {"question": _QUESTION}, user=sim.add_user("lost"))
    assert lost.hits == 2
    assert _ANSWER in answer.text
    posting = r"POST /channels/\d+/messages$"
    sim.inject_status(posting, 503, after=True)  # what was sent all the same is not sent twice
    lost = sim.inject_reset(posting, times=2)
    courtesy = sim.inject_reset(r"POST /channels/\d+/typing$")
    mention = await sim.message(_QUESTION, mention_bot=True, user=sim.add_user("cut off"))
    assert (lost.hits, courtesy.hits) == (2, 1)
    assert _ANSWER in mention.text
    await sim.watch_silence()
    assert len(mention.replies) == 1
    sim.assert_clean()


@pytest.mark.parametrize("event", ["MESSAGE_CREATE", "GUILD_UPDATE", "INTERACTION_CREATE"])
async def test_an_event_that_cannot_be_read_is_skipped(sim, event):
    sim.dispatch(event, {"id": "no number", "guild_id": []})
    await sim.wait_received()
    assert (await sim.slash("topics")).ok
    assert f"a {event} event" in sim.said()


async def test_a_question_that_is_deleted_before_its_answer_is_no_defect(sim):
    before, typing = sim.now(), r"POST /channels/\d+/typing"
    slow = sim.inject_delay(0.5, typing)
    asked = await sim.message(_QUESTION, mention_bot=True, user=sim.add_user("rash"), timeout=0)
    assert await sim.wait_until(lambda: slow.hits, 10)
    sim.delete_message(asked.message)
    assert await sim.wait_until(lambda: "was gone" in sim.said(before), 20)
    assert (await sim.slash("topics")).ok
    assert "Traceback" not in sim.said(before)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
