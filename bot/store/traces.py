"""How answers came about, so that each can be looked into by its id."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.answering.answer import Answer
from bot.answering.as_json import filters_to_json, hits_to_json
from bot.answering.asked_time import describe_period
from bot.answering.confidence import Calibration
from bot.answering.wording import say_conditions
from bot.errors import TraceError

_FILE = "traces.sqlite"
_KEPT = 1000
_HITS = 10
_BUSY_S = 2.0

Trace = dict[str, Any]


def make_trace(
    answer: Answer, calibration: Calibration, *, index_id: str, published_at: datetime
) -> Trace:
    """What led to an answer, in plain JSON types.

    A signal's `speaks` is what it adds to the logarithm of the odds that there is an answer.
    """
    times = answer.question.times
    period = times.period
    return {
        "id": answer.id,
        "question": answer.question.text,
        "language": answer.question.answer_in,
        "index": index_id,
        "published_at": published_at.isoformat(),
        "conditions": say_conditions(answer),
        "filters": filters_to_json(answer.filters),
        "period": describe_period(period) if period else None,
        "newest_first": times.is_newest,
        "verdict": answer.verdict.value,
        "confidence": answer.confidence,
        "answered_from": calibration.answer_from,
        "unsure_from": calibration.unsure_from,
        "calibrated_for": calibration.encoder,
        "signals": {
            name: {"value": answer.signals[name], "speaks": speaks}
            for name, speaks in calibration.contributions(answer.signals).items()
        }
        if answer.signals
        else {},
        "quotes": [asdict(quote) for quote in answer.quotes],
        "hits": hits_to_json(answer.hits[:_HITS]),
    }


def keep_trace(home: Path, trace: Trace, *, with_text: bool) -> None:
    """Keep it among the newest thousand; the question's text only if that is wanted.

    Raises TraceError when the file cannot be written.
    """
    if not with_text:
        trace = trace | {"question": None}
    with _open(home) as connection:
        connection.execute(
            "INSERT OR REPLACE INTO traces (id, made_at, trace) VALUES (?, ?, ?)",
            (trace["id"], time.time(), json.dumps(trace, ensure_ascii=False)),
        )
        connection.execute(
            "DELETE FROM traces WHERE id NOT IN"
            " (SELECT id FROM traces ORDER BY made_at DESC LIMIT ?)",
            (_KEPT,),
        )


def find_trace(home: Path, answer_id: str) -> Trace:
    """The trace of an answer; raises TraceError if none is kept under the id."""
    with _open(home) as connection:
        row = connection.execute("SELECT trace FROM traces WHERE id = ?", (answer_id,)).fetchone()
    if row is None:
        raise TraceError(f'no answer with the id "{answer_id}" is kept; the last {_KEPT} are')
    trace: Trace = json.loads(row[0])
    return trace


@contextmanager
def _open(home: Path) -> Iterator[sqlite3.Connection]:
    path = home / _FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_BUSY_S)) as connection, connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS traces (id TEXT PRIMARY KEY, made_at REAL, trace TEXT)"
            )
            yield connection
    except (OSError, sqlite3.Error) as error:
        raise TraceError(f"{path} cannot be used: {error}; it may be removed") from error
