from bot.service.session import Session
from bot.talking.history import Exchange


async def _remember(session, conversation, *questions):
    for question in questions:
        await session.remember(Exchange(question=question), asker=0, conversation=conversation)


async def _earlier(session, conversation):
    return [one.question for one in await session.earlier(conversation, 0)]


async def test_each_conversation_has_its_own_turns_in_order():
    session = Session()
    await _remember(session, "a", "What is FPS?", "Who runs it?")
    await _remember(session, "b", "What is CDI?")
    assert await _earlier(session, "a") == ["What is FPS?", "Who runs it?"]
    assert await _earlier(session, "b") == ["What is CDI?"]
    assert await _earlier(session, "c") == []


async def test_whichever_rested_longest_is_forgotten_first_and_so_are_old_turns():
    session = Session()
    await _remember(session, "first", "1")
    for number in range(999):
        await _remember(session, str(number), "1")
    await _remember(session, "first", "2")
    await _remember(session, "last", "1")
    assert await _earlier(session, "first") == ["1", "2"]
    assert await _earlier(session, "0") == []
    assert await _earlier(session, "998") == ["1"]
    await _remember(session, "first", *map(str, range(60)))
    assert await _earlier(session, "first") == list(map(str, range(10, 60)))
