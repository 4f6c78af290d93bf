from bot.store.journal_file import open_journal


async def test_votes_are_listed_where_they_were_given_the_newest_first(tmp_path):
    async with open_journal(tmp_path) as journal:
        await journal.votes.give("a1", 1, 1, 1.0, guild_id=1, link="l1")
        await journal.votes.give("a1", 2, -1, 2.0, guild_id=1, link="l2")
        await journal.votes.add_reason("a1", 2, "old", 3.0)
        await journal.votes.give("a1", 3, 1, 4.0, guild_id=2, link="l3")
        await journal.votes.give("a1", 4, 1, 5.0)
        found = await journal.votes.given_in(1, 0.0)
        assert [(v.value, v.reason, v.link, v.voted_at) for v in found] == [
            (-1, "old", "l2", 2.0),
            (1, None, "l1", 1.0),
        ]
        assert [v.link for v in await journal.votes.given_in(1, 1.5)] == ["l2"]
        await journal.votes.give("a1", 2, 1, 6.0)  # privately, so that no server is told
        assert [v.link for v in await journal.votes.given_in(1, 0.0)] == ["l1"]
