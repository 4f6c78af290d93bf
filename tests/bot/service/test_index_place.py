"""Answers from Milvus, and from this machine while it is away."""

import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from milvus_server import MilvusServer

from bot.service.doctor import examine
from bot.service.index_place import describe_milvus, newest_index
from bot.service.rebuilding import rebuild
from bot.service.wiring import Models, Service, open_catalogue, open_models, open_service
from bot.service.worker import Worker
from bot.settings import Settings
from embeddings.errors import BackendAwayError

_TEXTS = {
    "kettle": "The red kettle boils in three minutes. It was made in Macau.",
    "lamp": "The blue lamp burns for nine hours. It was made in Taipei.",
}
_QUESTION = "How long does the red kettle take to boil?"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[MilvusServer]:
    server = MilvusServer(tmp_path_factory.mktemp("milvus") / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def settings(server, tmp_path_factory) -> Settings:
    """An index of one article, published."""
    folder = tmp_path_factory.mktemp("served")
    write(folder, "kettle")
    settings = Settings(home=folder / "home", articles=[folder / "articles"], index=server.address)
    rebuild(settings)
    return settings


@pytest.fixture(scope="module")
def models(settings) -> Models:
    return open_models(settings)


@pytest.fixture
def elsewhere(settings, tmp_path) -> Settings:
    """Another machine, which has no generation of its own."""
    return settings.model_copy(update={"home": tmp_path / "other", "articles": []})


def write(folder: Path, name: str) -> None:
    (folder / "articles").mkdir(exist_ok=True)
    text = f"---\ntitle: The {name}\ntopics: [Homes]\n---\n{_TEXTS[name]}\n"
    (folder / "articles" / f"{name}.md").write_text(text)


def quotes(service: Service, question: str = _QUESTION) -> list[str]:
    return [quote.text for quote in service.answerer.answer(question).quotes]


async def until_in(worker: Worker, address: str | None) -> None:
    """Look as the bot does, until it answers from there."""
    until = time.monotonic() + 20
    while worker.service.index.address != address:
        assert time.monotonic() < until
        await worker.take_over()


def test_a_machine_without_articles_answers_and_looks_up(settings, elsewhere, models):
    service = open_service(elsewhere, models=models)
    assert service.index == newest_index(settings)
    assert service.index.address == settings.index
    assert quotes(service) == quotes(open_service(settings, models=models))
    assert quotes(service)[0].startswith("The red kettle")
    assert [article.title for article in service.catalogue.find("kettle")] == ["The kettle"]
    assert [article.title for article in open_catalogue(elsewhere).latest()] == ["The kettle"]
    assert "1 articles" in describe_milvus(elsewhere)


async def test_while_milvus_is_away_the_index_on_this_machine_answers(settings, server, caplog):
    caplog.set_level(logging.WARNING)
    worker = Worker(settings)
    wanted = await worker.run(quotes)
    assert worker.service.index.address == server.address
    server.stop()
    try:
        assert await worker.run(lambda s: quotes(s, "Where was the red kettle made?"))
        assert await worker.run(quotes) == wanted
        assert worker.service.index.address is None
        assert not await worker.take_over()
        assert [r.getMessage() for r in caplog.records] == [
            f"the index at {server.address} does not answer; start Milvus there, or set"
            " SAMPAN_INDEX right; until then the last index on this machine answers"
        ]
    finally:
        server.start()
    caplog.clear()
    await until_in(worker, server.address)
    assert [r.getMessage() for r in caplog.records] == [
        f"the index at {server.address} answers again"
    ]
    assert await worker.run(quotes) == wanted
    await worker.close()


async def test_look_ups_fall_back_too(settings, server):
    worker = Worker(settings)
    server.stop()
    try:
        undated = await worker.aside(
            lambda s: s.answerer.answer("What is new about the kettle?").verdict
        )
        assert undated is not None
        assert worker.service.index.address is None
    finally:
        server.start()
        await worker.close()


def test_the_doctor_finds_nothing_wrong_with_a_machine_that_asks_milvus(elsewhere, monkeypatch):
    monkeypatch.setenv("SAMPAN_HOME", str(elsewhere.home))
    monkeypatch.setenv("SAMPAN_INDEX", str(elsewhere.index))
    told = {one.check: (one.is_ok, one.says) for one in examine()}
    assert told["index"] == (True, "none on this machine, which asks Milvus")
    assert told["milvus"][0]
    assert str(elsewhere.index) in told["milvus"][1]
    assert told["quality"][0]


def test_without_any_index_the_sentence_names_address_and_remedy(elsewhere, server, models):
    server.stop()
    try:
        with pytest.raises(
            BackendAwayError, match=f"the index at {server.address} does not answer"
        ):
            open_service(elsewhere, models=models)
        with pytest.raises(BackendAwayError):
            newest_index(elsewhere)
    finally:
        server.start()


async def test_a_new_generation_is_taken_over_without_a_failed_answer(settings, elsewhere, server):
    worker = Worker(elsewhere)
    told: list[str] = []
    worker.on_new_index = lambda: told.append(worker.service.index_id)
    await until_in(worker, server.address)
    service, before = worker.service, worker.service.index_id
    write(settings.home.parent, "lamp")
    rebuild(settings)
    # Who has not looked yet goes on with the one before.
    assert quotes(service, "How long does the kettle boil?")
    assert await worker.take_over()
    assert worker.service.index_id != before
    assert told == [worker.service.index_id]
    lamp = await worker.run(lambda s: quotes(s, "How long does the blue lamp burn?"))
    assert lamp[0].startswith("The blue lamp")
    # And who looks so late that the one before is gone too takes over when it finds nothing there.
    for name in ("kettle", "lamp"):
        (settings.home.parent / "articles" / f"{name}.md").write_text(
            f"# {name}\n\nA {name} sings.\n"
        )
        rebuild(settings)
    assert await worker.run(lambda s: quotes(s, "Does the lamp sing?")) == ["A lamp sings."]
    assert worker.service.index == newest_index(settings)
    assert len(list((elsewhere.home / "milvus").glob("*.sqlite"))) == 1
    await worker.close()


def test_a_generation_whose_publication_failed_is_published_by_the_next_build(
    settings, server, tmp_path
):
    home = tmp_path / "home"
    shutil.copytree(settings.home, home)
    name = {"index_name": "late", "home": home}
    # Of a Milvus that holds nothing under this name, the local generation stands in.
    fresh = settings.model_copy(update=name)
    assert newest_index(fresh).address is None
    rebuild(fresh)
    assert newest_index(fresh).address == server.address
