"""Promises to tell somebody: answered under their own conditions, or not at all."""

import json
import sqlite3
from dataclasses import replace

import pytest

from bot.errors import ForgottenError
from bot.store.journal_file import JOURNAL_FILE, open_journal
from bot.store.journal_schema import MIGRATIONS
from bot.store.remembered import Asked
from embeddings.filters import Filters

_LIMITED = Filters(providers=("HKMA",))
_ASKED = Asked(
    answer="a1",
    user_id=1,
    guild_id=1,
    link=None,
    verdict="not_found",
    topic=None,
    language="en",
    text="When?",
    understood="When?",
    filters=_LIMITED,
)


async def test_a_promise_has_the_conditions_of_its_question(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.record_question(_ASKED, now=1.0)
        await journal.promises.make(1, "When?", "en", "a1", 1.0, has_filters=True)
        await journal.promises.make(2, "When?", "en", "a2", 1.0)
        await journal.forget(9)
        await journal._store.write("DELETE FROM filters")
        assert [s.filters for s in await journal.promises.all()] == [_LIMITED, Filters()]
        await journal.promises.make(1, "When?", "en", "a3", 2.0)  # asked again, without any
        assert [s.filters for s in await journal.promises.all()] == [Filters(), Filters()]


@pytest.mark.parametrize(
    "trouble", ["DELETE FROM filters", "UPDATE filters SET filters = '{}'", "SELECT 1"]
)
async def test_nothing_is_promised_whose_conditions_are_forgotten(tmp_path, trouble):
    async with open_journal(tmp_path) as journal:
        answer = "a1" if trouble != "SELECT 1" else "another"
        await journal.record_question(_ASKED, now=1.0)
        await journal._store.write(trouble)
        with pytest.raises(ForgottenError):
            await journal.promises.make(1, "When?", "en", answer, 1.0, has_filters=True)
        assert await journal.promises.all() == []


@pytest.mark.parametrize(
    "damage",
    [
        "conditions = NULL",
        "conditions = ''",
        "conditions = '{}'",
        "conditions = replace(conditions, 'HKMA', 'HKMB')",
        "conditions = substr(conditions, 3)",
        "question = 'Whence?'",
        "user = 2",
        "language = 'zh'",
    ],
)
async def test_a_damaged_promise_is_dropped_and_said(tmp_path, caplog, damage):
    async with open_journal(tmp_path) as journal:
        await journal.record_question(_ASKED, now=1.0)
        await journal.promises.make(1, "When?", "en", "a1", 1.0, has_filters=True)
        await journal.promises.make(3, "And when?", "en", "a2", 1.0)
        await journal._store.write(f"UPDATE subscriptions SET {damage} WHERE user = 1")
        assert [s.user_id for s in await journal.promises.all()] == [3]
        assert [s.user_id for s in await journal.promises.all()] == [3]
        assert (await journal._store.read("SELECT COUNT(*) FROM subscriptions"))[0][0] == 1
    assert caplog.text.count("1 promises to tell somebody were damaged and are dropped") == 1


@pytest.mark.parametrize("damage", ["HKMB", '"HKMA', 'HKMA", 7, "', 'HKMA"], "x": ["'])
async def test_conditions_that_were_changed_count_as_forgotten(tmp_path, damage):
    async with open_journal(tmp_path) as journal:
        await journal.record_question(_ASKED, now=1.0)
        assert await journal.filters("a1") == _LIMITED
        await journal._store.write(
            "UPDATE filters SET filters = replace(filters, 'HKMA', ?)", damage
        )
        assert await journal.filters("a1") is None


async def test_promises_of_earlier_versions_keep_their_conditions(tmp_path, caplog):
    plain = {"since": None, "until": "2024-01-31", "providers": ["HKMA"], "topics": []}
    kept = {"a1": json.dumps({**plain, "languages": []}), "a2": json.dumps(plain)}
    with sqlite3.connect(tmp_path / JOURNAL_FILE) as connection:
        for migration in MIGRATIONS[:3]:
            connection.executescript(migration)
        connection.execute("PRAGMA user_version = 3")
        connection.executemany("INSERT INTO filters VALUES (?, ?)", kept.items())
        for user, answer in enumerate(("a1", "a2", "a3")):
            connection.execute(
                "INSERT INTO subscriptions (user, question, language, answer, asked_at)"
                " VALUES (?, 'When?', 'en', ?, 1.0)",
                (user, answer),
            )
    async with open_journal(tmp_path) as journal:
        first, third = await journal.promises.all()
    assert (first.user_id, third.user_id) == (0, 2)
    assert first.filters.until.isoformat() == "2024-01-31"
    assert replace(first.filters, until=None) == _LIMITED
    assert third.filters == Filters()
    assert "were damaged and are dropped" in caplog.text
