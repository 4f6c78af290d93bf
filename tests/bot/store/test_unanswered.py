from dataclasses import replace

import pytest

from bot.store.journal_file import open_journal
from bot.store.remembered import Asked
from embeddings.filters import Filters

_NOT_FOUND = "not_found"


def _asked(text: str, verdict: str = _NOT_FOUND, guild_id: int | None = 1) -> Asked:
    return Asked(
        answer="a1",
        user_id=7,
        guild_id=guild_id,
        link=None,
        verdict=verdict,
        topic="Payments",
        language="en",
        text=text,
        understood=text,
        filters=Filters(),
    )


@pytest.mark.parametrize(
    ("operator", "server", "is_kept"),
    [
        (False, None, False),
        (True, None, True),
        (False, "keep", True),
        (True, "keep", True),
        (False, "forget", False),
        (True, "forget", False),
    ],
)
async def test_the_servers_choice_counts_before_the_operators(tmp_path, operator, server, is_kept):
    async with open_journal(tmp_path, keeps_text=operator) as journal:
        if server:
            await journal.servers.set_setting(1, "questions", server)
        await journal.record_question(_asked("Here?"), now=1.0)
        await journal.record_question(_asked("Elsewhere?", guild_id=2), now=1.0)
        await journal.record_question(_asked("Directly?", guild_id=None), now=1.0)
        private = replace(_asked("In private?"), is_private=True)
        await journal.record_question(private, now=1.0)
        (here,) = await journal.unanswered.listed(1, 0.0, verdict=_NOT_FOUND)
        everywhere = await journal.unanswered.listed(None, 0.0, verdict=_NOT_FOUND)
    assert here.text == ("Here?" if is_kept else None)
    others = {asked.text for asked in everywhere} - {"Here?", "In private?", None}
    assert others == ({"Elsewhere?", "Directly?"} if operator else set())
    kept_in_private = "In private?" in [asked.text for asked in everywhere]
    assert kept_in_private == (operator and server != "forget")


async def test_unsure_answers_are_listed_apart(tmp_path):
    async with open_journal(tmp_path, keeps_text=True) as journal:
        for verdict in (_NOT_FOUND, "unsure", "answered"):
            await journal.record_question(_asked(f"Who is {verdict}?", verdict), now=1.0)
        for verdict in (_NOT_FOUND, "unsure"):
            (asked,) = await journal.unanswered.listed(1, 0.0, verdict=verdict)
            assert asked.text == f"Who is {verdict}?"


async def test_what_is_dismissed_comes_back_when_it_is_asked_anew(tmp_path):
    async with open_journal(tmp_path) as journal:
        for guild_id in (1, 1, 2):
            await journal.record_question(_asked("Who runs it?", guild_id=guild_id), now=1.0)
        await journal.record_question(_asked("What is the fee?"), now=2.0)
        runs, fee = await journal.unanswered.listed(1, 0.0, verdict=_NOT_FOUND)
        assert (runs.count, fee.count, runs.last_at, fee.last_at) == (2, 1, 1.0, 2.0)
        await journal.unanswered.dismiss(1, [runs.key, "of nobody"])
        assert await journal.unanswered.listed(1, 0.0, verdict=_NOT_FOUND) == [fee]
        assert len(await journal.unanswered.listed(2, 0.0, verdict=_NOT_FOUND)) == 1
        await journal.record_question(_asked("Who runs it?"), now=3.0)
        again = await journal.unanswered.listed(1, 0.0, verdict=_NOT_FOUND)
        assert [(asked.key, asked.count) for asked in again] == [(runs.key, 1), (fee.key, 1)]
