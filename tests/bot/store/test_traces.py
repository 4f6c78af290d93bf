import os
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answering.confidence import UNFITTED, Weight
from bot.errors import TraceError
from bot.store import traces
from bot.store.traces import drop_traces, find_trace, keep_trace, make_trace


@pytest.fixture
def trace(answer):
    weights = {"similarity": Weight(mean=0.8, deviation=0.1, weight=2.0)}
    calibration = replace(UNFITTED, weights=weights)
    published_at = datetime(2026, 1, 2, tzinfo=UTC)
    return make_trace(answer, calibration, index_id="gen-1", published_at=published_at)


def test_a_trace_is_found_by_the_answers_id(tmp_path, trace):
    keep_trace(tmp_path, trace, with_text=True)
    found = find_trace(tmp_path, "abc")
    assert found == trace
    assert found["question"] == "How many?"
    assert found["signals"]["similarity"] == {"value": 0.9, "speaks": 2.0}
    assert found["index"] == "gen-1"


def test_the_question_is_kept_only_if_that_is_wanted(tmp_path, trace):
    keep_trace(tmp_path, trace, with_text=False)
    assert find_trace(tmp_path, "abc")["question"] is None
    assert "How many" not in (tmp_path / "traces.sqlite").read_bytes().decode("latin-1")


def test_an_unknown_id_is_told(tmp_path):
    with pytest.raises(TraceError, match='no answer with the id "zzz"'):
        find_trace(tmp_path, "zzz")


def test_only_the_newest_are_kept(tmp_path, trace, monkeypatch):
    monkeypatch.setattr(traces, "_KEPT", 2)
    for name in ("one", "two", "three"):
        keep_trace(tmp_path, trace | {"id": name}, with_text=True)
    assert find_trace(tmp_path, "three")
    with pytest.raises(TraceError):
        find_trace(tmp_path, "one")


def test_a_trace_says_why_without_searching_again(tmp_path, service):
    answer = service.answerer.answer("What is the Faster Payment System?")
    published_at = service.published_at
    trace = make_trace(
        answer, service.answerer.calibration, index_id=service.index_id, published_at=published_at
    )
    keep_trace(tmp_path, trace, with_text=False)
    found = find_trace(tmp_path, answer.id)
    assert datetime.fromisoformat(found["published_at"]) == published_at
    titles = [hit["title"] for hit in found["hits"]]
    assert titles == [hit.article.title for hit in answer.hits[:10]]


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"no database" * 100,
        lambda raw: raw[:5000],
        lambda raw: raw[:18] + b"\x09" + raw[19:],
        lambda raw: raw.replace(b"CREATE TABLE traces", b"CREATE TABLE tracez"),
    ],
)
def test_a_damaged_file_begins_anew_with_one_line(tmp_path, trace, caplog, damage):
    keep_trace(tmp_path, trace, with_text=True)
    path = tmp_path / "traces.sqlite"
    path.write_bytes(damage(path.read_bytes()))
    keep_trace(tmp_path, trace | {"id": "new"}, with_text=True)
    assert caplog.text.count("they begin anew") == 1
    assert find_trace(tmp_path, "new")["id"] == "new"
    with pytest.raises(TraceError, match='no answer with the id "abc"'):
        find_trace(tmp_path, "abc")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE traces SET trace = NULL",
        "UPDATE traces SET trace = 'no JSON'",
        "UPDATE traces SET trace = '{}'",
        "UPDATE traces SET trace = replace(trace, '0.9', '0.1')",
        "UPDATE traces SET trace = CAST(x'ff' AS TEXT)",
        "UPDATE traces SET id = 'y' WHERE id = 'abc'; UPDATE traces SET id = 'abc' WHERE id = 'x'",
    ],
)
def test_a_damaged_trace_is_told(tmp_path, trace, change):
    for name in ("abc", "x"):
        keep_trace(tmp_path, trace | {"id": name}, with_text=True)
    with sqlite3.connect(tmp_path / "traces.sqlite") as connection:
        connection.executescript(change)
    with pytest.raises(TraceError, match='"abc" is'):
        find_trace(tmp_path, "abc")


def test_traces_of_an_earlier_version_whose_ids_can_be_guessed_are_gone(tmp_path, trace, caplog):
    with sqlite3.connect(tmp_path / "traces.sqlite") as connection:
        connection.execute("CREATE TABLE traces (id TEXT PRIMARY KEY, made_at REAL, trace TEXT)")
        connection.execute("INSERT INTO traces VALUES ('feedfacecafe', 1.0, '{}')")
    keep_trace(tmp_path, trace, with_text=False)
    assert find_trace(tmp_path, "abc")["verdict"] == "answered"
    assert b"feedfacecafe" not in (tmp_path / "traces.sqlite").read_bytes()
    assert caplog.text.count("another version") == 1


def test_what_is_forgotten_is_overwritten_and_the_rest_stays(tmp_path, trace):
    for name in ("one", "two"):
        keep_trace(tmp_path, trace | {"id": name, "language": f"Quagga{name}"}, with_text=False)
    drop_traces(tmp_path, but={"two", "unknown"})
    assert b"Quaggaone" not in (tmp_path / "traces.sqlite").read_bytes()
    assert find_trace(tmp_path, "two")["language"] == "Quaggatwo"


def test_forgetting_makes_no_file(tmp_path):
    drop_traces(tmp_path, but=set())
    assert list(tmp_path.iterdir()) == []


def test_traces_of_the_bot_go_and_those_of_the_terminal_stay(tmp_path, trace):
    keep_trace(tmp_path, trace | {"id": "bot"}, with_text=False)
    keep_trace(tmp_path, trace | {"id": "terminal"}, with_text=True)
    drop_traces(tmp_path, but={"bot"})
    assert find_trace(tmp_path, "bot")
    drop_traces(tmp_path, but=set())
    assert find_trace(tmp_path, "terminal")
    with pytest.raises(TraceError):
        find_trace(tmp_path, "bot")


def test_traces_are_their_owners_alone_whatever_the_umask(tmp_path, trace):
    before = os.umask(0)
    try:
        keep_trace(tmp_path / "home", trace, with_text=True)
    finally:
        os.umask(before)
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "home" / "traces.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_to_is_what_is_blamed(tmp_path, trace):
    (tmp_path / "file").write_text("no folder")
    home = tmp_path / "file" / "home"
    with pytest.raises(TraceError) as caught:
        keep_trace(home, trace, with_text=True)
    assert "it may be removed" not in str(caught.value)
    assert f"let its user write to {home}, or let SAMPAN_HOME name" in str(caught.value)
