"""What was promised to be forgotten is in no file, while the bot goes on running.

That of a person who asks for it, that of a server which the bot has left, and what expires.
"""

import contextlib
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from bot.answering.confidence import UNFITTED
from bot.errors import NotKeptError, TraceError
from bot.store import journal as journal_module
from bot.store.digests import Digest
from bot.store.journal import place_in
from bot.store.journal_file import JOURNAL_FILE, open_journal
from bot.store.remembered import Asked
from bot.store.traces import find_trace, keep_trace, make_trace
from bot.talking.history import Exchange
from embeddings.filters import Filters

_DAY_S = 86_400.0
_WORD = "Quagga斑驢"
# In a process of its own: closing a file here would let go of the journal's own locks.
_GREP = (
    "import sys; from pathlib import Path\n"
    "word = sys.argv[2]\n"
    "forms = [word.encode(e) for e in ('utf-8', 'utf-16-le', 'utf-16-be')]\n"
    "forms += [ascii(word)[1:-1].encode()]\n"
    "files = [p for p in Path(sys.argv[1]).rglob('*') if p.is_file()]\n"
    "print(*sorted(p.name for p in files if any(f in p.read_bytes() for f in forms)))\n"
)


def _files_with(home, word: str) -> list[str]:
    command = [sys.executable, "-c", _GREP, str(home), word]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.split()


async def _plant(journal, user_id: int, now: float, *, word: str = _WORD, answer: str = "a1"):
    """One entry by every way on which a person's words are kept."""
    asked = Asked(
        answer=answer,
        user_id=user_id,
        guild_id=1,
        link=f"https://discord.example/{word}",
        verdict="not_found",
        topic="Payments",
        language="en",
        text=f"What is {word}?",
        understood=f"What is {word}?",
        filters=Filters(providers=(word,)),
    )
    await journal.record_question(asked, now)
    await journal.remember_turn("thread", user_id, Exchange(question=f"And {word}?"), now)
    await journal.votes.give(answer, user_id, -1, now)
    await journal.votes.add_reason(answer, user_id, f"no word of {word}", now)
    await journal.promises.make(user_id, f"When {word}?", "en", answer, now)


def _keep_trace(home, answer, answer_id: str, language: str = "en") -> None:
    trace = make_trace(
        answer, UNFITTED, index_id="gen-1", published_at=datetime(2026, 1, 2, tzinfo=UTC)
    )
    keep_trace(home, trace | {"id": answer_id, "language": language}, with_text=False)


async def test_no_file_holds_what_a_person_had_forgotten(tmp_path, answer):
    async with open_journal(tmp_path, keeps_text=True) as journal:
        for number in range(20):
            # Beside others' entries of many lengths, so that pages are filled, split and merged.
            other = f"other {number} " * (number * 7 % 50)
            await _plant(journal, 1000 + number, 1.0, word=other, answer=f"o{number}")
            await _plant(
                journal, 1, 1.0, word=f"{_WORD}{number}" * (number + 1), answer=f"a{number}"
            )
        _keep_trace(tmp_path, answer, "a1", language=_WORD)
        assert f"{JOURNAL_FILE}-wal" in _files_with(tmp_path, _WORD)
        forgotten = await journal.forget(1)
        assert (forgotten.questions, forgotten.subscriptions) == (20, 20)
        assert _files_with(tmp_path, _WORD) == []
        assert len(await journal.turns("thread", 1, now=2.0)) == 12


async def test_no_file_holds_what_expired(tmp_path, answer):
    now = time.time()
    async with open_journal(tmp_path, keeps_text=True) as journal:
        await _plant(journal, 1, now)
        _keep_trace(tmp_path, answer, "a1", language=_WORD)
        await journal.promises.end(1)
        await journal.votes.give("a1", 1, 1, now)
        await journal.drop_expired(now + 2 * _DAY_S)
        assert _files_with(tmp_path, "And Quagga") == []
        assert _files_with(tmp_path, "What is Quagga") == [JOURNAL_FILE]
        assert find_trace(tmp_path, "a1")
        await journal.drop_expired(now + 31 * _DAY_S)
        assert _files_with(tmp_path, _WORD) == []
    with pytest.raises(TraceError):
        find_trace(tmp_path, "a1")


async def test_a_promise_that_was_kept_is_in_no_file(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.promises.make(1, f"When {_WORD}?", "en", "a1", now=1.0)
        await journal.promises.end(1)
        assert _files_with(tmp_path, _WORD) == []


async def test_traces_go_with_the_last_who_asked(tmp_path, answer):
    async with open_journal(tmp_path) as journal:
        for user_id, answer_id in ((1, "a1"), (2, "a1"), (1, "a2"), (2, "a3")):
            await _plant(journal, user_id, 1.0, word=str(user_id), answer=answer_id)
            _keep_trace(tmp_path, answer, answer_id)
        await journal.forget(1)
        assert find_trace(tmp_path, "a1")
        assert find_trace(tmp_path, "a3")
        with pytest.raises(TraceError):
            find_trace(tmp_path, "a2")
        await journal.forget(2)
        for answer_id in ("a1", "a3"):
            with pytest.raises(TraceError):
                find_trace(tmp_path, answer_id)


async def test_an_answer_that_another_is_being_shown_keeps_its_trace(tmp_path, answer):
    """It is recorded as asked only after that."""
    async with open_journal(tmp_path) as journal:
        await _plant(journal, 1, 1.0, answer="a1")
        for answer_id in ("a1", "shown now"):
            _keep_trace(tmp_path, answer, answer_id)
        await journal.forget(1)
        await journal.forget_server(7)
        assert find_trace(tmp_path, "shown now")
        with pytest.raises(TraceError):
            find_trace(tmp_path, "a1")


async def test_nothing_is_forgotten_by_halves(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise TraceError("locked")

    async with open_journal(tmp_path) as journal:
        await _plant(journal, 1, 1.0)
        with monkeypatch.context() as patch:
            patch.setattr(journal_module, "forget_traces", fail)
            with pytest.raises(NotKeptError):
                await journal.forget(1)
        assert (await journal.forget(1)).questions == 1


async def test_a_reader_that_holds_the_log_is_waited_for(tmp_path, caplog, monkeypatch):
    async with open_journal(tmp_path) as journal:
        await journal._store._connection.execute("PRAGMA busy_timeout = 10")
        await journal.remember_turn("thread", 1, Exchange(question=_WORD), now=1.0)
        with contextlib.closing(sqlite3.connect(tmp_path / JOURNAL_FILE)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM turns").fetchall()
            assert (await journal.forget(1)).turns == 1
            assert "still holds what was deleted" in caplog.text
        await journal.drop_expired(2.0)
        assert _files_with(tmp_path, _WORD) == []


async def test_an_answers_id_is_known_only_with_the_key(tmp_path):
    plain = "0123456789ab"
    async with open_journal(tmp_path / "a") as journal:
        keyed = journal.answer_id(plain)
        assert len(keyed) == 16  # no button of before looks like one of today
        assert set(keyed) <= set("0123456789abcdef")
        assert keyed != plain
        assert keyed != journal.answer_id("0123456789ac")
    async with open_journal(tmp_path / "a") as journal:
        assert journal.answer_id(plain) == keyed
    async with open_journal(tmp_path / "b") as journal:
        assert journal.answer_id(plain) != keyed


async def test_damaged_conditions_count_as_forgotten(tmp_path, caplog):
    async with open_journal(tmp_path) as journal:
        await _plant(journal, 1, 1.0)
        for damaged in ("", "{}", "[]", '{"since": 1}', '{"since": "soon"}'):
            await journal._store.write("UPDATE filters SET filters = ?", damaged)
            assert await journal.filters("a1") is None
    assert caplog.text.count("are damaged") == 5


async def _fill(journal, guild_id: int, word: str) -> None:
    """One entry by every way on which something is kept of a server."""
    asked = Asked(
        answer=f"a{guild_id}",
        user_id=1,
        guild_id=guild_id,
        link=f"https://discord.example/{word}",
        verdict="not_found",
        topic=word,
        language="en",
        text=f"What is {word}?",
        understood=f"What is {word}?",
        filters=Filters(providers=(word,)),
    )
    await journal.servers.set_setting(guild_id, "questions", "keep")
    await journal.servers.set_setting(guild_id, "log_channel", word)
    await journal.servers.add_channel(guild_id, 10)
    await journal.servers.set_channel_setting(guild_id, 10, "topic", word)
    await journal.record_question(asked, 1.0)
    place = place_in(guild_id, 10)
    await journal.remember_turn(place, 1, Exchange(question=f"And {word}?"), 1.0)
    await journal.votes.give(asked.answer, 1, -1, 1.0, guild_id=guild_id, link=word)
    await journal.votes.add_reason(asked.answer, 1, word, 1.0)
    digest = Digest(guild_id=guild_id, channel_id=10, every="daily", topic=word, told=1.0, tried=1)
    await journal.digests.set(digest)


async def test_no_file_holds_what_a_server_left_behind(tmp_path, answer):
    async with open_journal(tmp_path) as journal:
        await _fill(journal, 1, _WORD)
        await _fill(journal, 2, "Okapi")
        _keep_trace(tmp_path, answer, "a1", language=_WORD)
        _keep_trace(tmp_path, answer, "a2")
        assert f"{JOURNAL_FILE}-wal" in _files_with(tmp_path, _WORD)
        await journal.forget_server(1)
        assert _files_with(tmp_path, _WORD) == []
        with pytest.raises(TraceError):
            find_trace(tmp_path, "a1")
        assert find_trace(tmp_path, "a2")
    async with open_journal(tmp_path) as journal:
        assert await journal.servers_stored() == {2}
        assert await journal.turns(place_in(2, 10), 1, now=2.0)
        assert journal.servers.channels(2) == [10]
        assert journal.servers.channel_settings(2, 10).topic == "Okapi"
        assert [digest.guild_id for digest in await journal.digests.all()] == [2]
        assert await journal.votes.given_in(1, 0.0) == []
        (vote,) = await journal.votes.given_in(2, 0.0)
        assert (vote.reason, vote.link) == ("Okapi", "Okapi")
        (asked,) = await journal.unanswered.listed(2, 0.0, verdict="not_found")
        assert asked.text == "What is Okapi?"


async def test_what_was_chosen_is_forgotten_at_once(tmp_path):
    async with open_journal(tmp_path) as journal:
        await _fill(journal, 1, _WORD)
        await journal.forget_server(1)
        assert await journal.servers_stored() == set()
        assert journal.servers.setting(1, "questions") is None
        assert journal.servers.channels(1) == []
        assert journal.servers.channel_settings(1, 10).topic is None


async def test_only_the_words_are_forgotten_where_a_server_wants_none_any_more(tmp_path):
    async with open_journal(tmp_path) as journal:
        await _fill(journal, 1, _WORD)
        await _fill(journal, 2, "Okapi")
        assert (
            "What is Quagga" in (await journal.unanswered.listed(1, 0, verdict="not_found"))[0].text
        )
        await journal.unanswered.forget_texts(1)
        assert _files_with(tmp_path, "What is Quagga") == []
        (asked,) = await journal.unanswered.listed(1, 0, verdict="not_found")
        assert (asked.text, asked.topic, asked.count) == (None, _WORD, 1)
        (asked,) = await journal.unanswered.listed(2, 0, verdict="not_found")
        assert asked.text == "What is Okapi?"


async def test_a_conversation_alone_is_something_that_is_stored_of_a_server(tmp_path):
    async with open_journal(tmp_path) as journal:
        for place in (place_in(12, 3), place_in(1, 3), "1", "http key 12/3"):
            await journal.remember_turn(place, 1, Exchange(question="What?"), 1.0)
        assert await journal.servers_stored() == {1, 12}
        await journal.forget_server(1)
        assert await journal.turns(place_in(1, 3), 1, now=2.0) == []
        for place in (place_in(12, 3), "1", "http key 12/3"):
            assert len(await journal.turns(place, 1, now=2.0)) == 1
