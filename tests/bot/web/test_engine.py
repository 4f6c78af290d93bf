import logging
import shutil
import time

import pytest
from starlette.testclient import TestClient

from bot.errors import JournalError
from bot.settings import Settings
from bot.store.journal_file import JOURNAL_FILE
from bot.web import engine
from bot.web.app import make_app
from embeddings.errors import EncoderError

_LOCAL = "http://127.0.0.1:8000"
_QUESTION = {"question": "What is Project Ensemble?"}


def _wait_for(is_so):
    give_up = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_without_an_index_it_says_so_and_answers_once_there_is_one(
    starter_home, lexicon_home, tmp_path, monkeypatch, caplog
):
    shutil.copytree(lexicon_home, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(engine, "_TRY_AGAIN_S", 0.5)
    index = starter_home / "index"
    with TestClient(make_app(Settings(home=tmp_path)), base_url=_LOCAL) as client:
        assert client.get("/healthz").status_code == 200
        for response in (
            client.get("/readyz"),
            client.get("/v1/about"),
            client.get("/v1/search?q=cdi"),
            client.post("/v1/answers", json=_QUESTION),
        ):
            assert response.status_code == 503
            assert response.json()["code"] == "no_index"
            assert '"sampan index"' in response.json()["detail"]
            assert int(response.headers["retry-after"]) > 0
        assert "sampan_ready 0.0" in client.get("/metrics").text

        # One that is damaged is no better than none, and may be mended in its place.
        (generation,) = [path for path in index.iterdir() if path.is_dir()]
        passages = tmp_path / "draft" / generation.name / "lengths.npy"
        shutil.copytree(index, tmp_path / "draft")
        passages.write_text("{}")
        (tmp_path / "draft").rename(tmp_path / "index")
        _wait_for(lambda: "the index cannot be used" in caplog.text)
        assert client.get("/readyz").json()["code"] == "no_index"
        shutil.copy(index / generation.name / "lengths.npy", tmp_path / "index" / generation.name)
        _wait_for(lambda: client.get("/readyz").status_code == 200)
        assert client.post("/v1/answers", json=_QUESTION).json()["verdict"] == "answered"


@pytest.mark.parametrize("remedy", ["encoder", "journal"])
def test_what_only_a_person_can_mend_is_raised_at_the_start(starter_home, tmp_path, remedy):
    shutil.copytree(starter_home, tmp_path, dirs_exist_ok=True)
    settings = Settings(home=tmp_path)
    expected = EncoderError
    if remedy == "encoder":
        settings = Settings(home=tmp_path, encoder=str(tmp_path / "no-such-model"))
    else:
        expected = JournalError
        (tmp_path / JOURNAL_FILE).write_bytes(b"no database" * 500)
    with pytest.raises(expected), TestClient(make_app(settings), base_url=_LOCAL):
        pass


def test_a_full_queue_is_told_and_so_when_to_come_again(web, monkeypatch):
    worker = web.app.state.shared.engine.worker
    monkeypatch.setattr(worker, "_accepted", 51)
    response = web.post("/v1/answers", json=_QUESTION)
    assert (response.status_code, response.json()["code"]) == (503, "busy")
    assert response.headers["retry-after"] == "5"
    assert web.get("/v1/topics").status_code == 200  # which needs no queue


def test_the_old_index_answers_on_when_the_newer_one_cannot_be_used(web, web_home, caplog):
    worker = web.app.state.shared.engine.worker
    current = web_home / "index" / "CURRENT"
    before = current.read_bytes()
    try:
        current.write_text("0123456789abcdef\n")
        with caplog.at_level(logging.WARNING), pytest.raises(Exception, match="index"):
            web.portal.call(worker.take_over)
        assert web.post("/v1/answers", json=_QUESTION).status_code == 200
    finally:
        current.write_bytes(before)
