import csv
import io

import pytest
import pytest_asyncio

from bot.store.journal_file import JOURNAL_FILE, open_journal
from bot.store.remembered import Asked
from embeddings.filters import Filters


@pytest_asyncio.fixture
async def asked(tmp_path):
    """What members asked of the bot: two questions alike, one unsurely answered, an attack."""
    async with open_journal(tmp_path / "home", keeps_text=True) as journal:
        for text, verdict, guild_id in (
            ("What is the fee?", "not_found", 1),
            ("What's the fee", "not_found", 2),
            ("Who runs it?", "unsure", 1),
            ("=cmd|' /C calc'!A0", "not_found", None),
            ("What is FPS?", "answered", 1),
        ):
            record = Asked(
                answer="a1",
                user_id=7,
                guild_id=guild_id,
                link="https://discord.example/1" if guild_id else None,
                verdict=verdict,
                topic="Payments",
                language="en",
                text=text,
                understood=text,
                filters=Filters(),
            )
            await journal.record_question(record, now=_NOW)


_NOW = 4e9  # whatever the day is, it is no longer ago than asked for


@pytest.mark.usefixtures("asked")
def test_the_operator_sees_what_was_not_answered_wherever_it_was_asked(sampan):
    shown = sampan("unanswered")
    assert shown.status == 0
    assert "Payments" not in shown.stdout
    assert "What's the fee" in shown.stdout
    assert "Who runs it?" not in shown.stdout
    found = sampan("unanswered", "--unsure", "--days", "7", "--json").json
    assert [(one["times"], one["verdict"]) for one in found] == [
        (2, "not_found"),
        (1, "not_found"),
        (1, "unsure"),
    ]
    assert found[0]["links"] == ["https://discord.example/1", "https://discord.example/1"]
    rows = list(csv.reader(io.StringIO(sampan("unanswered", "--csv").stdout.lstrip("\ufeff"))))
    assert [row[2] for row in rows] == ["question", "What's the fee", "'=cmd|' /C calc'!A0"]


def test_a_bot_that_never_ran_was_asked_nothing_and_gets_no_journal(sampan, tmp_path):
    shown = sampan("unanswered")
    assert (shown.status, shown.stderr) == (0, "")
    assert "no question is kept" in shown.stdout
    assert sampan("unanswered", "--json").json == []
    assert not (tmp_path / "home" / JOURNAL_FILE).exists()
