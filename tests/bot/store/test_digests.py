from dataclasses import replace

from bot.store.digests import Digest
from bot.store.journal_file import open_journal

_DIGEST = Digest(guild_id=1, channel_id=10, every="daily", topic="AI", told=5.0, tried=6.0)


async def test_a_digest_is_kept_with_how_far_it_was_told(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.digests.set(_DIGEST)
        await journal.digests.note(replace(_DIGEST, told=8.0, tried=9.0, failures=2))
    async with open_journal(tmp_path) as journal:
        assert await journal.digests.all() == [
            replace(_DIGEST, told=8.0, tried=9.0, failures=2),
        ]


async def test_a_digest_that_is_changed_tells_nothing_twice(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.digests.set(replace(_DIGEST, failures=0))
        await journal.digests.note(replace(_DIGEST, told=8.0, tried=9.0, failures=2))
        changed = replace(_DIGEST, every="weekly", topic=None, publishes=True, told=0.0, tried=0.0)
        await journal.digests.set(changed)
        assert await journal.digests.all() == [replace(changed, told=8.0, tried=9.0)]
        await journal.digests.remove(1, 10)
        assert await journal.digests.of_server(1) == []


async def test_articles_are_new_once_and_none_at_the_beginning(tmp_path):
    async with open_journal(tmp_path) as journal:
        assert await journal.articles.new_among(["b", "a"]) == []
        await journal.articles.know(["b", "a"])
    async with open_journal(tmp_path) as journal:
        assert await journal.articles.new_among(["d", "b", "c"]) == ["c", "d"]
        await journal.articles.know(["d", "b", "c"])
        assert await journal.articles.new_among(["a", "b", "c"]) == ["a"]
