import asyncio
import gc
import threading
import weakref
from pathlib import Path

import pytest

from bot.errors import AnswerTimeoutError, BusyError
from bot.service import worker as worker_module
from bot.service.collector import settle_memory
from bot.service.look_ups import Find, Latest, Topics
from bot.service.worker import Worker
from bot.settings import Settings
from embeddings.index import current_generation


@pytest.fixture(scope="module")
def worker(starter_home):
    return Worker(Settings(home=starter_home))


async def test_work_gets_the_service(worker):
    answer = await worker.run(lambda service: service.answerer.answer("What is FPS?"))
    assert answer.question.text == "What is FPS?"


async def test_the_event_loop_goes_on_while_threads_work(worker):
    ticks = 0
    release = threading.Event()
    work = asyncio.create_task(worker.run(lambda _: release.wait(10)))
    for _ in range(5):
        await asyncio.sleep(0.01)
        ticks += 1
    release.set()
    assert await work
    assert ticks == 5


async def test_a_look_up_waits_for_no_answer(worker):
    release = threading.Event()
    answering = asyncio.create_task(worker.run(lambda _: release.wait(30)))
    try:
        async with asyncio.timeout(10):
            found = await worker.look_up(Find(query="HKMA", limit=2))
            status = await worker.status()
    finally:
        release.set()
        await answering
    assert len(found) == 2
    assert status.facts.articles > 100
    assert status.index_id == worker.service.index_id


async def test_a_list_of_articles_holds_none_of_their_texts(worker):
    found = await worker.look_up(Latest(limit=50))
    assert [article.body for article in found] == [article.title for article in found]


async def test_more_look_ups_than_are_taken_are_refused_at_once(worker, monkeypatch):
    monkeypatch.setattr(worker_module, "_READING", 0)
    release = threading.Event()
    reading = [
        asyncio.create_task(worker.aside(lambda _: release.wait(30)))
        for _ in range(worker_module._READERS)
    ]
    await asyncio.sleep(0.05)
    with pytest.raises(BusyError):
        await worker.look_up(Topics())
    release.set()
    await asyncio.gather(*reading)
    assert await worker.look_up(Topics())


async def test_more_than_the_queue_holds_is_refused_at_once(worker, monkeypatch):
    monkeypatch.setattr(worker_module, "_WAITING", 1)
    release = threading.Event()
    count = worker_module._WORKERS + 1
    accepted = [asyncio.create_task(worker.run(lambda _: release.wait(10))) for _ in range(count)]
    await asyncio.sleep(0.05)
    with pytest.raises(BusyError):
        await worker.run(lambda _: None)
    release.set()
    assert await asyncio.gather(*accepted) == [True] * count
    assert await worker.run(lambda _: "again") == "again"


async def test_what_takes_too_long_still_counts_until_it_ends(worker, monkeypatch):
    monkeypatch.setattr(worker_module, "_TIMEOUT_S", 0.05)
    monkeypatch.setattr(worker_module, "_WAITING", 0)
    release = threading.Event()
    for _ in range(worker_module._WORKERS):
        with pytest.raises(AnswerTimeoutError):
            await worker.run(lambda _: release.wait(10))
    with pytest.raises(BusyError):
        await worker.run(lambda _: None)
    release.set()
    await asyncio.sleep(0.1)
    assert await worker.run(lambda _: "free") == "free"


async def test_a_new_index_is_taken_over(sampan, tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: First\n---\nThe first article is here.")
    sampan("index", str(tmp_path / "a.md"))
    own = Worker(Settings(home=tmp_path / "home"))
    before = own.service.index_id
    (tmp_path / "a.md").write_text("---\ntitle: Second\n---\nAnother text.")
    sampan("index")
    assert await own.take_over()
    assert not await own.take_over()
    assert own.service.index_id != before
    assert [a.title for a in own.service.catalogue.latest()] == ["Second"]
    await own.close()


async def test_an_index_that_was_damaged_and_built_again_is_taken_over(sampan, tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: First\n---\nThe first article is here.")
    sampan("index", str(tmp_path / "a.md"))
    own = Worker(Settings(home=tmp_path / "home"))
    before = own.service.index_id
    damaged = current_generation(tmp_path / "home" / "index") / "articles.sqlite"
    with damaged.open("r+b") as file:
        file.write(bytes(damaged.stat().st_size))
    sampan("index")
    assert await own.take_over()
    assert own.service.index_id == before
    assert [a.title for a in own.service.catalogue.latest()] == ["First"]
    assert not await own.take_over()
    await own.close()


async def test_nothing_of_a_replaced_index_stays_open(sampan, tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: First\n---\nThe first article is here.")
    sampan("index", str(tmp_path / "a.md"))
    own = Worker(Settings(home=tmp_path / "home"))
    one = own.service.index_id
    (tmp_path / "a.md").write_text("---\ntitle: Second\n---\nAnother text.")
    sampan("index")
    other = current_generation(tmp_path / "home" / "index").name
    open_files: list[int] = []
    for name in [other, one] * 3:
        (tmp_path / "home" / "index" / "CURRENT").write_text(name)
        assert await own.take_over()
        open_files.append(len(list(Path("/proc/self/fd").iterdir())))
    assert open_files[1:] == open_files[1:2] * 5
    await own.close()


async def test_a_take_over_looks_for_garbage_in_little_and_leaves_none(sampan, tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: First\n---\nThe first article has 5,000 users.")
    sampan("index", str(tmp_path / "a.md"))
    own = Worker(Settings(home=tmp_path / "home"))
    (tmp_path / "a.md").write_text("---\ntitle: Second\n---\nAnother text.")
    sampan("index")
    await own.run(lambda service: service.answerer.answer("How many users has the first article?"))
    index = own.service.answerer._searcher.index
    parts = (own.service.answerer, own.service.catalogue, index.words, index.faiss, index.store)
    old = [weakref.ref(part) for part in (*parts, own.service.glossary)]
    del index, parts
    looked_through: list[int] = []

    def count(phase: str, _: object) -> None:
        if phase == "start":
            looked_through.append(len(gc.get_objects()))

    settle_memory()
    gc.callbacks.append(count)
    try:
        assert await own.take_over()
        assert gc.get_freeze_count() > 50_000
        assert max(looked_through) < gc.get_freeze_count() / 5
        await own.run(lambda _: None)
        # Without a search for garbage: what was set aside is never searched.
        assert [part() for part in old] == [None] * len(old)
    finally:
        gc.callbacks.remove(count)
        gc.unfreeze()
        await own.close()
