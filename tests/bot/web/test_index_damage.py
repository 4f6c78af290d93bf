"""The index is damaged while a service answers from it: told plainly, and without a place."""

import logging
import shutil
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.discord_app.tell import sentence_for
from bot.errors import DamagedError
from bot.phrases import say
from bot.service.look_ups import Latest
from bot.service.wire import PREFIX, PROTOCOL_HEADER, protocol, read_error, write_record
from bot.settings import Settings
from bot.web.app import make_app
from corpus.errors import AppError

_QUESTION = {"question": "What is a stablecoin?", "filters": {"topics": ["AI"]}}
_HEADER = 100  # bytes of SQLite's own, which is read again and again


@pytest.fixture(scope="module")
def damaged(starter_home, tmp_path_factory) -> Iterator[TestClient]:
    """A client of a service whose articles were overwritten since it opened them."""
    home = shutil.copytree(starter_home, tmp_path_factory.mktemp("damaged") / "home")
    with TestClient(make_app(Settings(home=home)), base_url="http://127.0.0.1:8000") as client:
        assert client.get("/readyz").status_code == 200
        (articles,) = home.glob("index/*/articles.sqlite")
        with articles.open("r+b") as file:
            file.seek(_HEADER)
            file.write(b"\x5a" * (articles.stat().st_size - _HEADER))
        yield client


@pytest.mark.parametrize("path", ["/v1/topics", "/v1/articles?topic=AI"])
def test_it_is_a_problem_of_now_and_one_line_of_the_log(damaged, caplog, path):
    with caplog.at_level(logging.WARNING):
        response = damaged.get(path, headers={"Accept-Language": "en"})
    problem = response.json()
    assert (response.status_code, problem["code"]) == (503, "index_damaged")
    assert problem["detail"] == say("index_damaged", "en")
    assert int(response.headers["retry-after"]) > 0
    (told,) = caplog.records
    assert told.exc_info is None
    assert 'run "sampan index"' in told.getMessage()


def test_a_question_is_told_so_too(damaged):
    response = damaged.post("/v1/answers", json=_QUESTION)
    assert (response.status_code, response.json()["code"]) == (503, "index_damaged")


def test_it_crosses_to_a_bot_elsewhere_without_the_place(damaged, caplog):
    refused = damaged.post(
        f"{PREFIX}Latest",
        content=write_record(Latest, Latest(topics=("AI",))),
        headers={PROTOCOL_HEADER: protocol()},
    )
    assert isinstance(read_error(refused.content), DamagedError)
    assert "is damaged" in caplog.text


def test_a_member_on_discord_reads_a_plain_sentence(damaged, caplog):
    service = damaged.app.state.shared.engine.service
    with pytest.raises(AppError) as caught:
        service.catalogue.latest(topics=["AI"])
    caplog.clear()
    assert sentence_for(caught.value, "zh-Hans") == say("index_damaged", "zh-Hans")
    (told,) = caplog.records
    assert told.exc_info is None
    assert "damaged" in told.getMessage()
