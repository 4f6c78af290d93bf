from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answering.confidence import UNFITTED, Weight
from bot.errors import TraceError
from bot.store import traces
from bot.store.traces import find_trace, keep_trace, make_trace


@pytest.fixture
def trace(answer):
    weights = {"similarity": Weight(mean=0.8, deviation=0.1, weight=2.0)}
    return make_trace(
        answer,
        replace(UNFITTED, weights=weights),
        index_id="gen-1",
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


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


def test_a_damaged_file_is_named(tmp_path, trace):
    (tmp_path / "traces.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(TraceError, match=r"traces\.sqlite cannot be used"):
        keep_trace(tmp_path, trace, with_text=True)
