import pytest

from bot.errors import UserError
from bot.store.journal_file import open_journal
from bot.store.watches import MAX_WATCHES


async def test_one_person_may_have_so_many_and_each_once(tmp_path):
    async with open_journal(tmp_path) as journal:
        for number in range(MAX_WATCHES):
            await journal.watches.add(1, "words", f"word {number}", "en", now=1.0)
        with pytest.raises(UserError, match=f"at most {MAX_WATCHES} watches"):
            await journal.watches.add(1, "words", "one more", "en", now=1.0)
        await journal.watches.add(1, "words", "word 0", "zh-Hant", now=9.0)
        await journal.watches.add(2, "topic", "word 0", "en", now=1.0)
        mine = await journal.watches.of(1)
        assert len(mine) == MAX_WATCHES
        assert (mine[0].language, mine[0].told) == ("zh-Hant", 1.0)


async def test_a_watch_is_ended_by_its_owner_alone(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.watches.add(1, "words", "octopus", "en", now=1.0)
        (watch,) = await journal.watches.of(1)
        assert not await journal.watches.end(2, watch.id)
        assert await journal.watches.end(1, watch.id)
        assert not await journal.watches.end(1, watch.id)
        assert await journal.watches.all() == []


async def test_what_was_told_is_kept_and_never_goes_back(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.watches.add(1, "words", "octopus", "en", now=5.0)
        await journal.watches.note_told(await journal.watches.all(), 9.0)
        await journal.watches.note_told(await journal.watches.all(), 7.0)
    async with open_journal(tmp_path) as journal:
        assert [watch.told for watch in await journal.watches.all()] == [9.0]


async def test_whoever_cannot_be_written_to_is_let_go_after_a_few_times(tmp_path):
    async with open_journal(tmp_path) as journal:
        for user_id in (1, 2):
            await journal.watches.add(user_id, "words", "octopus", "en", now=1.0)
        for _ in range(2):
            await journal.watches.note_refused(1)
        await journal.watches.note_told(await journal.watches.of(1), 2.0)
        for _ in range(2):
            await journal.watches.note_refused(1)
        assert len(await journal.watches.of(1)) == 1
        await journal.watches.note_refused(1)
        assert [watch.user_id for watch in await journal.watches.all()] == [2]
