import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.store.journal_file import JOURNAL_FILE, open_journal
from bot.store.promises import MAX_SUBSCRIPTIONS
from bot.store.remembered import Asked, Forgotten
from bot.talking.history import Exchange
from embeddings.filters import Filters

_ROOT = Path(__file__).parents[3]


def _asked(user_id: int = 7, **fields: object) -> Asked:
    values: dict[str, object] = {
        "answer": "a1",
        "user_id": user_id,
        "guild_id": 1,
        "link": "https://discord.example/1",
        "verdict": "not_found",
        "topic": "Payments",
        "language": "en",
        "text": "What is the fee of Octopus?",
        "filters": Filters(),
    }
    values |= fields
    return Asked(**{"understood": values["text"], **values})


def _bytes(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.glob(f"{JOURNAL_FILE}*"))


async def test_neither_text_nor_person_of_a_question_is_stored(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.record_question(_asked(user_id=1234567890123), now=1.0)
    assert b"Octopus" not in _bytes(tmp_path)
    assert b"1234567890123" not in _bytes(tmp_path)


async def test_the_text_is_stored_where_the_operator_opted_in(tmp_path):
    async with open_journal(tmp_path, keeps_text=True) as journal:
        await journal.record_question(_asked(), now=1.0)
        (unanswered,) = await journal.unanswered.listed(1, 0.0, verdict="not_found")
    assert unanswered.text == "What is the fee of Octopus?"


async def test_a_vote_can_be_changed_but_not_doubled(tmp_path):
    async with open_journal(tmp_path) as journal:
        for user_id, value in ((1, 1), (2, 1), (1, -1), (1, -1)):
            await journal.votes.give("a1", user_id, value, now=1.0)
        assert await journal.votes.count("a1") == (1, 1)
        assert await journal.votes.count("other") == (0, 0)


async def test_a_conversation_is_a_few_questions_of_one_day(tmp_path):
    async with open_journal(tmp_path) as journal:
        for number in range(5):
            exchange = Exchange(question=f"question {number}", shown=(("fps", (3, 9)),))
            await journal.remember_turn("thread", 1 + number % 2, exchange, now=float(number))
        await journal.remember_turn("other", 1, Exchange(question="elsewhere"), now=5.0)
        turns = await journal.turns("thread", 1, now=6.0)
        assert [turn.question for turn in turns][-2:] == ["question 3", "question 4"]
        assert [turn.is_own for turn in turns][-2:] == [False, True]
        assert turns[-1].shown == (("fps", (3, 9)),)
        assert await journal.turns("thread", 1, now=100_000.0) == []
        await journal.drop_expired(now=100_000.0)
    assert b"question 4" not in _read_all_turns(tmp_path)


def _read_all_turns(home: Path) -> bytes:
    with sqlite3.connect(home / JOURNAL_FILE) as connection:
        return repr(connection.execute("SELECT * FROM turns").fetchall()).encode()


@pytest.mark.parametrize("keeps_text", [False, True])
async def test_unanswered_questions_are_merged_when_alike(tmp_path, keeps_text):
    asked = (
        "What is the fee of Octopus?",
        "八達通收費幾多？",
        "Octopus fees: what are they",
        "Who runs Octopus?",
        "八达通收费几多",
    )
    async with open_journal(tmp_path, keeps_text=keeps_text) as journal:
        for number, text in enumerate(asked):
            link = f"https://discord.example/{number}"
            await journal.record_question(_asked(text=text, link=link), now=10.0)
        await journal.record_question(_asked(verdict="answered"), now=10.0)
        await journal.record_question(_asked(guild_id=2), now=10.0)
        await journal.record_question(_asked(guild_id=None, link=None), now=10.0)
        await journal.record_question(_asked(), now=1.0)
        found = await journal.unanswered.listed(1, 5.0, verdict="not_found")
    assert [(u.topic, u.count) for u in found] == [
        ("Payments", 2),
        ("Payments", 2),
        ("Payments", 1),
    ]
    assert found[0].links == ("https://discord.example/1", "https://discord.example/4")
    assert found[1].links == ("https://discord.example/0", "https://discord.example/2")
    assert (found[2].text == "Who runs Octopus?") == keeps_text


async def test_facts_are_kept(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.set_fact("commands", "digest")
    async with open_journal(tmp_path) as journal:
        assert await journal.fact("commands") == "digest"


async def test_forgetting_deletes_all_of_one_person_and_says_what(tmp_path):
    async with open_journal(tmp_path) as journal:
        for user_id in (1, 2):
            await journal.record_question(_asked(user_id=user_id), now=1.0)
            await journal.votes.give("a1", user_id, 1, now=1.0)
            await journal.remember_turn("thread", user_id, Exchange(question="hello"), now=1.0)
            await journal.promises.make(user_id, "When?", "en", "a1", now=1.0)
            await journal.promises.make(user_id, "When?", "en", "a2", now=2.0)
            await journal.watches.add(user_id, "words", "octopus", "en", now=1.0)
        forgotten = await journal.forget(1)
        assert forgotten == Forgotten(
            questions=1, votes=1, turns=1, subscriptions=1, watches=1, languages=0
        )
        assert set(asdict(await journal.forget(1)).values()) == {0}
        assert await journal.votes.count("a1") == (1, 0)
        assert [s.user_id for s in await journal.promises.all()] == [2]
        assert [watch.user_id for watch in await journal.watches.all()] == [2]


def test_a_confirmed_vote_survives_kill_9(tmp_path):
    program = (
        "import asyncio, os, signal, sys\n"
        "from pathlib import Path\n"
        "from bot.store.journal_file import open_journal\n"
        "async def main():\n"
        "    async with open_journal(Path(sys.argv[1])) as journal:\n"
        "        for user_id in range(50):\n"
        "            await journal.votes.give('a1', user_id, 1, now=1.0)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=_ROOT,
        check=False,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
    )
    assert killed.returncode == -signal.SIGKILL
    with sqlite3.connect(tmp_path / JOURNAL_FILE) as connection:
        assert connection.execute("SELECT COUNT(*) FROM votes").fetchone() == (50,)


async def test_conditions_of_an_answer_are_kept(tmp_path):
    filters = Filters(since=date(2019, 1, 1), providers=("HKMA",), languages=("zh",))
    async with open_journal(tmp_path) as journal:
        await journal.record_question(_asked(answer="a1", filters=filters), now=1.0)
        await journal.record_question(_asked(answer="a2"), now=1.0)
        assert await journal.filters("a1") == filters
        assert await journal.filters("a2") is None


async def test_questions_are_kept_for_thirty_days(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.record_question(_asked(user_id=1), now=0.0)
        await journal.record_question(_asked(user_id=2), now=31 * 86_400.0)
        await journal.drop_expired(now=31 * 86_400.0)
        assert (await journal.forget(1)).questions == 0
        assert (await journal.forget(2)).questions == 1


async def test_conditions_are_kept_as_long_as_something_refers_to_them(tmp_path):
    filters = Filters(providers=("HKMA",))
    async with open_journal(tmp_path) as journal:
        for answer, user_id in (("a1", 1), ("a2", 2), ("a3", 3)):
            asked = _asked(answer=answer, user_id=user_id, filters=filters)
            await journal.record_question(asked, now=0.0 if answer != "a3" else 31 * 86_400.0)
        await journal.promises.make(9, "When?", "en", "a2", now=0.0)
        await journal.drop_expired(now=31 * 86_400.0)
        kept = [answer for answer in ("a1", "a2", "a3") if await journal.filters(answer)]
        assert kept == ["a2", "a3"]
        await journal.forget(3)
        await journal.forget(9)
        assert await journal.filters("a2") is None
        assert await journal.filters("a3") is None


async def test_one_person_may_wait_for_so_many_answers(tmp_path):
    async with open_journal(tmp_path) as journal:
        for number in range(MAX_SUBSCRIPTIONS):
            await journal.promises.make(1, f"When {number}?", "en", "a1", now=1.0)
        with pytest.raises(UserError, match=f"at most {MAX_SUBSCRIPTIONS} promises"):
            await journal.promises.make(1, "And when else?", "en", "a1", now=1.0)
        await journal.promises.make(1, "When 0?", "en", "a1", now=1.0)
        await journal.promises.make(2, "And when else?", "en", "a1", now=1.0)
        assert len(await journal.promises.all()) == MAX_SUBSCRIPTIONS + 1


async def test_a_reason_belongs_to_a_vote_against(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.votes.give("a1", 1, -1, now=1.0)
        await journal.votes.give("a1", 1, 1, now=2.0)
        await journal.votes.add_reason("a1", 1, "too late", now=3.0)
        await journal.votes.add_reason("a2", 1, "its vote was lost", now=3.0)
    with sqlite3.connect(tmp_path / JOURNAL_FILE) as connection:
        votes = connection.execute("SELECT answer, value, reason FROM votes").fetchall()
    assert votes == [("a1", 1, None), ("a2", -1, "its vote was lost")]
