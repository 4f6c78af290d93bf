"""What may go wrong around the bot: it is killed, stopped, rebuilt under; a disk fills up."""

import asyncio
import contextlib
import resource
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from discordsim import DiscordSim
from filelock import FileLock
from live_bot import COMMAND, ROOT, bot_environment, live_bot, run_bot

_QUESTION = "Which companies got the first virtual bank licences?"
_ANSWER = "Three companies"
_UNKNOWN = "When did the Kowloon Lunar Biscuit Museum open?"


@pytest.fixture
def home(starter_home, tmp_path) -> Path:
    """A data folder with the index of the starter corpus, and a journal of its own."""
    return shutil.copytree(starter_home, tmp_path / "bot-home")


def _votes(home: Path) -> list[int]:
    with contextlib.closing(sqlite3.connect(home / "journal.sqlite")) as journal:
        return [value for (value,) in journal.execute("SELECT value FROM votes")]


async def test_a_vote_that_was_confirmed_survives_kill_9(home):
    async with live_bot(home) as sim:
        answer = await sim.slash("ask", {"question": _QUESTION})
        assert "Thank you" in (await sim.click(answer, "👍", user="alice", settle=0)).text
        await sim.restart_bot(signal.SIGKILL)
        assert _votes(home) == [1]
        await sim.click(answer, "👎", user="alice")
        assert await sim.wait_until(lambda: _votes(home) == [-1], 5)  # kept while the form is read
        sim.assert_clean()


async def test_a_journal_that_is_none_is_one_sentence(home):
    (home / "journal.sqlite").write_bytes(b"no journal " * 100)
    async with DiscordSim(privileged=()) as sim:
        status, stderr = await run_bot(sim, home)
    assert status == 2
    assert "Traceback" not in stderr
    assert "journal.sqlite is damaged" in stderr.splitlines()[-1]


@contextlib.contextmanager
def _locked(home: Path, pid: int) -> Iterator[None]:
    """Another process writes to the journal and does not end."""
    with contextlib.closing(sqlite3.connect(home / "journal.sqlite")) as journal:
        journal.execute("BEGIN IMMEDIATE")
        yield


@contextlib.contextmanager
def _full(home: Path, pid: int) -> Iterator[None]:
    """No file of the bot's may grow any more, as on a full disk."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


_needs_prlimit = pytest.mark.skipif(
    not hasattr(resource, "prlimit"), reason="only Linux limits the files of a running process"
)


@pytest.mark.parametrize("fault", [_locked, pytest.param(_full, marks=_needs_prlimit)])
async def test_answers_come_without_the_journal_and_nothing_is_promised(home, fault):
    async with live_bot(home) as sim:
        before = await sim.slash("ask", {"question": _QUESTION})
        with fault(home, sim.process.pid):
            answer = await sim.slash("ask", {"question": _QUESTION}, user="alice")
            assert _ANSWER in answer.text
            mention = await sim.message(_QUESTION, mention_bot=True, user="owner")
            assert _ANSWER in mention.text
            vote = await sim.click(before, "👍")
            assert vote.ephemeral
            assert "cannot keep that" in vote.text
        assert _votes(home) == []
        assert "Thank you" in (await sim.click(before, "👍")).text
        assert _votes(home) == [1]
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
        assert await build.wait() == 0
        assert all(_ANSWER in reply.text for reply in replies)
        assert await sim.wait_until(lambda: closed.hits and cut.hits, 10)
        assert "3 May 2026" in (await sim.slash("ask", {"question": _UNKNOWN})).text
        for _ in range(2):
            identifies = sim.identifies
            sim.gateway_invalid_session()
            await sim.wait_until(lambda: sim.identifies > identifies and sim.connected, 30)  # noqa: B023
            await sim.wait_ready(on_ready=True)
        await asyncio.sleep(1)
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
                await asyncio.sleep(0.02)

        load = asyncio.create_task(go_on())
        await sim.wait_until(lambda: len(asked) > 30, 20)
        sim.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(sim.process.wait(), 30) == 0
        await load
        replies = await asyncio.gather(*(sim.finish(ask, settle=0) for ask in asked))
        begun = [reply for reply in replies if reply.deferred]
        assert len(begun) >= 30
        assert all(_ANSWER in reply.text for reply in begun)


async def test_a_bot_that_is_stopped_ends_its_refresh_and_tells_who_asked(home):
    async with live_bot(home) as sim:
        with FileLock(home / "index" / "LOCK"):  # so that the refresh has to wait
            refresh = sim.slash_start("sampan refresh", user="owner")
            assert await sim.wait_until(lambda: _children(sim.process.pid), 10)
            (indexing,) = _children(sim.process.pid)
            assert _ANSWER in (await sim.slash("ask", {"question": _QUESTION})).text
            sim.process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(sim.process.wait(), 10) == 0
        assert not Path(f"/proc/{indexing}").exists()
        assert "about to restart" in (await sim.finish(refresh, settle=0)).text
        assert not [line for _, line in sim.bot_log if "Traceback" in line]


async def test_an_answer_whose_connection_is_lost_is_sent_again(home):
    async with live_bot(home) as sim:
        lost = sim.inject_reset(r"PATCH /webhooks/\d+/[^/]+/messages/@original", times=2)
        answer = await sim.slash("ask", {"question": _QUESTION})
        assert lost.hits == 2
        assert _ANSWER in answer.text
        sim.assert_clean()


@pytest.mark.parametrize("event", ["MESSAGE_CREATE", "GUILD_UPDATE", "INTERACTION_CREATE"])
async def test_an_event_that_cannot_be_read_is_skipped(home, event):
    async with live_bot(home) as sim:
        sim.dispatch(event, {"id": "no number", "guild_id": []})
        assert _ANSWER in (await sim.slash("ask", {"question": _QUESTION})).text
        assert [line for _, line in sim.bot_log if f"a {event} event" in line]


async def test_a_question_that_is_deleted_before_its_answer_is_no_defect(home):
    async with live_bot(home) as sim:
        sim.inject_delay(4.0, r"POST /channels/\d+/typing")
        asked = await sim.message(_QUESTION, mention_bot=True, expect_reply=False)
        sim.delete_message(asked.message)
        assert await sim.wait_until(lambda: "was gone" in str(sim.bot_log), 20)
        assert _ANSWER in (await sim.slash("ask", {"question": _QUESTION})).text
        assert not [line for _, line in sim.bot_log if "Traceback" in line]


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
