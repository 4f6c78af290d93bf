from datetime import UTC, datetime

import pytest

from bot.store.journal_file import open_journal
from bot.store.remembered import Asked
from bot.store.usage import Day, Subject
from embeddings.filters import Filters

_NOON = datetime(2026, 3, 2, 4, tzinfo=UTC).timestamp()  # noon in Hong Kong
_DAY_S = 86_400.0


def _asked(number: int, **fields: object) -> Asked:
    values: dict[str, object] = {
        "answer": f"a{number}",
        "user_id": 7_000_000 + number,
        "guild_id": None,
        "link": f"https://discord.example/{number}",
        "verdict": "answered",
        "topic": "Payments",
        "language": "en",
        "text": f"Question {number}?",
        "understood": f"Question {number}?",
        "filters": Filters(),
        "took_ms": float(number),
    }
    return Asked(**(values | fields))


@pytest.fixture
async def journal(tmp_path):
    async with open_journal(tmp_path, keeps_text=True) as journal:
        for number in range(1, 101):
            await journal.record_question(_asked(number), now=_NOON)
        others = (
            {"verdict": "not_found", "topic": "Banking", "language": "zh-Hant"},
            {"verdict": "unsure", "topic": None, "took_ms": None},
        )
        for number, fields in enumerate(others, start=200):
            await journal.record_question(_asked(number, **fields), now=_NOON + _DAY_S)
        await journal.votes.give("a1", 7_000_001, 1, _NOON)
        await journal.votes.add_reason("a200", 7_000_200, "It exists.", _NOON + _DAY_S)
        yield journal


async def test_questions_are_counted_by_day_with_the_time_that_they_took(journal):
    assert await journal.usage.days(0.0) == [
        Day(day="2026-03-02", answered=100, unsure=0, not_found=0, median_ms=50.0, most_ms=95.0),
        Day(day="2026-03-03", answered=0, unsure=1, not_found=1, median_ms=200.0, most_ms=200.0),
    ]
    assert [day.day for day in await journal.usage.days(_NOON + 1)] == ["2026-03-03"]


async def test_a_day_is_one_of_hong_kong(journal):
    late = datetime(2026, 3, 3, 16, 30, tzinfo=UTC).timestamp()
    await journal.record_question(_asked(300), now=late)
    assert [day.day for day in await journal.usage.days(late)] == ["2026-03-04"]


async def test_subjects_and_languages_are_counted(journal):
    assert await journal.usage.subjects(0.0) == [
        Subject(name="Payments", asked=100, unsure=0, not_found=0),
        Subject(name="Banking", asked=1, unsure=0, not_found=1),
    ]
    assert await journal.usage.languages(0.0) == {"en": 101, "zh-Hant": 1}


async def test_votes_come_with_their_reasons_and_without_whoever_gave_them(journal):
    assert await journal.usage.votes_by_day(0.0) == [("2026-03-02", 1, 0), ("2026-03-03", 0, 1)]
    against, favour = await journal.usage.votes(0.0)
    assert (against.value, against.reason, against.topic) == (-1, "It exists.", "Banking")
    assert (favour.value, favour.text) == (1, "Question 1?")
    told = repr([against, favour])
    for user in (7_000_001, 7_000_200):
        assert str(user) not in told
        assert journal.hash_of(user) not in told


async def test_of_a_question_whose_words_are_not_kept_the_topic_is_told(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.record_question(_asked(1), now=_NOON)
        await journal.votes.give("a1", 1, -1, _NOON)
        (vote,) = await journal.usage.votes(0.0)
    assert (vote.text, vote.topic) == (None, "Payments")
