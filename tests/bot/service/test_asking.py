import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from bot.answering.answer import Answer
from bot.errors import EndingError, ForgottenError, QuestionError, RepeatedError, TooOftenError
from bot.service import asking as asking_module
from bot.service.asking import Asking
from bot.service.conversation import Followed, Shown
from bot.service.memory import Memory
from bot.service.turns import ShownAt, Turn
from bot.service.worker import InPlace
from bot.settings import Settings
from bot.store.journal_file import open_journal
from bot.store.traces import find_trace
from bot.talking.reply import Reply

_QUESTION = "What is Project Ensemble?"
_SURE = "Which banks were in the first GenA.I. Sandbox?"


class _Face:
    """Notes what it is told to do, in order."""

    def __init__(self, *, conversation: str | None = None, fails: bool = False) -> None:
        self.did: list[str] = []
        self.written: list[str] = []
        self._at = ShownAt(link="https://discord.example/1", conversation=conversation)
        self._fails = fails

    async def acknowledge(self) -> None:
        self.did.append("acknowledge")

    async def show(self, answer: Answer) -> ShownAt:
        self.did.append("show")
        if self._fails:
            raise ConnectionError
        return self._at

    async def say(self, reply: Reply) -> None:
        self.did.append("say")

    async def show_written(self, answer: Answer, sentences: AsyncGenerator[str]) -> None:
        self.did.append("write")
        self.written = [sentence async for sentence in sentences]


class _Writer:
    async def write(self, answer: Answer) -> AsyncGenerator[str]:
        yield "Written. [1]"


async def _nothing() -> None:
    pass


@asynccontextmanager
async def _asking(service, home, **settings):
    async with open_journal(home) as journal:
        worker = InPlace(service, None)
        asking = Asking(worker, Settings(home=home, **settings), memory=Memory(journal))
        yield asking, journal


async def test_an_answer_is_shown_before_anything_is_remembered(service, tmp_path):
    async with _asking(service, tmp_path) as (asking, journal):
        face = _Face(conversation="thread")
        turn = Turn(text=_QUESTION, asker=1, server=2, conversation="thread")
        await asking.ask(turn, face)
        assert face.did == ["acknowledge", "show"]
        failing = _Face(conversation="thread", fails=True)
        with pytest.raises(ConnectionError):
            await asking.ask(Turn(text="What is FPS?", asker=1), failing)
        assert (await journal.forget(1)).questions == 1


async def test_whoever_sees_an_answer_may_ask_why_at_once(service, tmp_path):
    class Curious(_Face):
        async def show(self, answer: Answer) -> ShownAt:
            await journal.drop_expired(time.time())  # another process may do so at any time
            self.trace = find_trace(tmp_path, answer.id)
            return await super().show(answer)

    async with _asking(service, tmp_path) as (asking, journal):
        face = Curious()
        answer = await asking.ask(Turn(text=_QUESTION, asker=1), face)
        assert face.trace["id"] == answer.id
        assert face.trace["question"] is None


async def test_an_answer_is_shown_whatever_befalls_its_trace(service, tmp_path, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise TypeError

    monkeypatch.setattr(asking_module, "keep_trace", fail)
    async with _asking(service, tmp_path) as (asking, _):
        face = _Face()
        await asking.ask(Turn(text=_QUESTION, asker=1), face)
        assert face.did == ["acknowledge", "show"]


async def test_a_turn_leans_on_its_conversation_or_on_what_it_follows(service, tmp_path):
    async with _asking(service, tmp_path) as (asking, _):
        here = {"asker": 1, "conversation": "thread"}
        await asking.ask(Turn(text=_QUESTION, **here), _Face(conversation="thread"))
        second = await asking.ask(Turn(text="When did it start?", **here), _Face())
        assert second.question.text == "Project Ensemble: When did it start"
        followed = Followed(question="What is FPS?")
        third = await asking.ask(Turn(text="And who runs it?", follows=followed, **here), _Face())
        assert third.question.text == "FPS: who runs it"
        alone = await asking.ask(Turn(text="And who runs it?", asker=1), _Face())
        assert "mean" in alone.text


async def test_the_same_is_asked_of_any_time_where_that_is_fine(service, tmp_path):
    async with _asking(service, tmp_path) as (asking, _):
        question = "What changed for stablecoins since 2025?"
        dated = await asking.ask(Turn(text=question, asker=1), _Face())
        timeless = await asking.ask(Turn(text=question, asker=1, any_time=True), _Face())
        assert dated.question.times.period
        assert not timeless.question.times.period
        assert timeless.id != dated.id


async def test_what_is_private_is_no_part_of_a_conversation(service, tmp_path):
    async with _asking(service, tmp_path) as (asking, journal):
        turn = Turn(text=_QUESTION, asker=1, server=2, is_private=True)
        await asking.ask(turn, _Face(conversation="thread"))
        assert await journal.turns("thread", 1, 0.0) == []
        rows = await journal._store.read("SELECT guild, link FROM questions")
        assert [tuple(row) for row in rows] == [(None, None)]


async def test_the_same_is_not_asked_twice_at_once_but_again_after_a_failure(service, tmp_path):
    async with _asking(service, tmp_path) as (asking, _):
        turn = Turn(text=_QUESTION, asker=1, channel=3)
        with pytest.raises(ConnectionError):
            await asking.ask(turn, _Face(fails=True))
        await asking.ask(turn, _Face())
        face = _Face()
        with pytest.raises(RepeatedError):
            await asking.ask(turn, face)
        assert face.did == []


async def test_limits_count_persons_and_servers(service, tmp_path):
    async with _asking(service, tmp_path, user_questions=1, server_questions=2) as (asking, _):
        await asking.ask(Turn(text=_QUESTION, asker=1, server=9), _Face())
        with pytest.raises(TooOftenError):
            await asking.ask(Turn(text="What is FPS?", asker=1, server=9), _Face())
        await asking.ask(Turn(text="What is FPS?", asker=2, server=9), _Face())
        with pytest.raises(TooOftenError, match="This server"):
            await asking.ask(Turn(text="What is CDI?", asker=3, server=9), _Face())


async def test_what_is_no_question_and_what_comes_at_the_end_is_refused(service, tmp_path):
    async with _asking(service, tmp_path) as (asking, _):
        face = _Face()
        with pytest.raises(QuestionError):
            await asking.ask(Turn(text="?!?", asker=1), face)
        assert await asking.in_flight.end(_nothing, grace_s=1.0)
        assert not await asking.in_flight.end(_nothing, grace_s=1.0)
        with pytest.raises(EndingError):
            await asking.ask(Turn(text=_QUESTION, asker=1), face)
        assert face.did == []


async def test_the_id_cannot_be_found_by_guessing_the_question(service, tmp_path):
    guessed = service.answerer.answer(_QUESTION).id
    async with _asking(service, tmp_path) as (asking, _):
        first = await asking.ask(Turn(text=_QUESTION, asker=1), _Face())
        second = await asking.ask(Turn(text=_QUESTION, asker=2), _Face())
        assert first.id == second.id != guessed
        trace = await asking.trace(first.id)
        assert trace["question"] is None
        assert trace["hits"][0]["title"] == first.hits[0].article.title
        with pytest.raises(ForgottenError):
            await asking.trace(guessed)


async def test_the_same_answer_is_given_again_under_its_conditions(service, tmp_path):
    async with _asking(service, tmp_path) as (asking, _):
        filters = service.make_filters(since="2024")
        first = await asking.ask(Turn(text=_QUESTION, asker=1, filters=filters), _Face())
        followed = Followed(question=_QUESTION, answer=Shown.of(first))
        again = await asking.ask_again(followed, _nothing, asker=1, server=None)
        assert (again.id, again.filters) == (first.id, filters)
        unknown = Shown(id="f" * 12, has_filters=True)
        followed = Followed(question=_QUESTION, answer=unknown)
        with pytest.raises(ForgottenError):
            await asking.ask_again(followed, _nothing, asker=1, server=None)


async def test_a_person_is_answered_in_the_language_they_chose(service, tmp_path):
    async with _asking(service, tmp_path) as (asking, journal):
        await journal.languages.choose(1, "zh-Hans")
        answer = await asking.ask(Turn(text=_QUESTION, asker=1), _Face())
        assert (answer.question.asked_in, answer.question.answer_in) == ("en", "zh-Hans")


async def test_without_a_memory_the_operators_own_question_is_kept_with_its_trace(
    service, tmp_path
):
    asking = Asking(InPlace(service, _Writer()), Settings(home=tmp_path))
    face = _Face()
    answer = await asking.ask(Turn(text=_QUESTION), face)
    assert face.did == ["acknowledge", "show", "write"]
    assert face.written == ["Written. [1]"]
    assert find_trace(tmp_path, answer.id)["question"] == _QUESTION


async def test_nobodys_words_are_kept_as_another_persons(service, tmp_path):
    async with open_journal(tmp_path, keeps_text=True) as journal:
        asking = Asking(InPlace(service, None), Settings(home=tmp_path), memory=Memory(journal))
        here = {"conversation": "thread"}
        first = Turn(text="What is Project Ensemble Zyzzyva?", asker=1, **here)
        await asking.ask(first, _Face(**here))
        leaning = await asking.ask(Turn(text="And who runs it?", asker=2, **here), _Face(**here))
        assert "Zyzzyva" in leaning.question.text
        await journal.forget(1)
        for table in ("questions", "turns"):
            rows = await journal._store.read(f"SELECT text FROM {table}")
            assert "Zyzzyva" not in str([tuple(row) for row in rows])


async def test_what_is_only_looked_at_again_leaves_no_trace(service, tmp_path):
    async with _asking(service, tmp_path) as (asking, journal):
        first = await asking.ask(Turn(text=_QUESTION, asker=1), _Face())
        followed = Followed(question="What is FPS?", answer=Shown.of(first))
        again = await asking.ask_again(followed, _nothing, asker=2, server=None)
        with pytest.raises(ForgottenError):
            await asking.trace(again.id)
        await journal.forget(1)
        with pytest.raises(ForgottenError):
            await asking.trace(first.id)


async def test_a_promise_is_kept_once_there_is_an_answer(service, tmp_path):
    sent = []

    async def send(answer: Answer) -> ShownAt:
        sent.append(answer)
        return ShownAt(link="https://discord.example/1")

    async with _asking(service, tmp_path) as (asking, journal):
        waiting = {"filters": service.make_filters(), "asker": 1, "send": send, "server": 5}
        assert not await asking.tell("weather in tokyo tomorrow?", **waiting)
        assert await asking.tell(_SURE, **waiting)
        assert [answer.question.text for answer in sent] == [_SURE]
        assert await asking.trace(sent[0].id)
        (row,) = await journal._store.read("SELECT guild, link FROM questions")
        assert tuple(row) == (5, "https://discord.example/1")


async def test_a_writer_that_fails_costs_no_answer(service, tmp_path, caplog):
    class Failing(_Face):
        async def show_written(self, answer, sentences):
            raise RuntimeError

    face = Failing()
    await Asking(InPlace(service, _Writer()), Settings(home=tmp_path)).ask(
        Turn(text=_QUESTION), face
    )
    assert face.did == ["acknowledge", "show"]
    assert "could not be shown" in caplog.text
