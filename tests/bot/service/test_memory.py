from dataclasses import replace

from bot.service.memory import Memory
from bot.store.journal_file import open_journal
from bot.talking.history import Exchange
from embeddings.filters import Filters

_EXCHANGE = Exchange(question="What is FPS?", shown=(("fps", (3, 9)),))
_WHO = {"asker": 1, "server": 2, "text": "What is FPS?", "link": "https://discord.example/1"}


async def test_a_question_is_part_of_its_conversation_only(tmp_path, answer):
    async with open_journal(tmp_path) as journal:
        memory = Memory(journal)
        await memory.record(answer, **_WHO)
        await memory.record(answer, **_WHO)
        await memory.remember(_EXCHANGE, asker=1, conversation="thread")
        assert await memory.earlier("thread", 1) == [_EXCHANGE]
        assert await memory.earlier("thread", 2) == [replace(_EXCHANGE, is_own=False)]
        assert await memory.earlier("elsewhere", 1) == []
        assert (await journal.forget(1)).questions == 2


async def test_conditions_are_those_of_the_answer_or_none(tmp_path, answer):
    filters = Filters(providers=("HKMA",))
    limited = replace(answer, id="b" * 12, filters=filters)
    async with open_journal(tmp_path) as journal:
        memory = Memory(journal)
        await memory.record(limited, **_WHO)
        assert await memory.conditions_of(limited.id) == filters
        assert await memory.conditions_of("c" * 12) is None


async def test_a_failing_journal_is_one_warning_until_it_works_again(tmp_path, answer, caplog):
    async with open_journal(tmp_path) as journal:
        memory = Memory(journal)
        for is_failing in (True, True, False, True):
            await journal._store._connection.execute(f"PRAGMA query_only = {is_failing}")
            await memory.remember(_EXCHANGE, asker=1, conversation="thread")
        assert await memory.earlier("thread", 1) == [_EXCHANGE]
        await journal._store._connection.execute("PRAGMA query_only = False")
        await journal._store._connection.execute("DROP TABLE turns")
        assert await memory.earlier("thread", 1) == []
    assert caplog.text.count("answers go on without it") == 2
    assert caplog.text.count("a conversation could not be read") == 1
