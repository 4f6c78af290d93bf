"""How answers came about, so that each can be looked into by its id.

The terminal keeps them with the question; the bot without it, under an id that only the journal's
key leads to, and no longer than it remembers that the question was asked.
"""

import json
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Set
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any

from bot.answering.answer import Answer
from bot.answering.as_json import filters_to_json, hits_to_json
from bot.answering.asked_time import describe_period
from bot.answering.confidence import Calibration
from bot.answering.wording import say_conditions
from bot.errors import TraceError
from corpus.databases import (
    DATABASE_ERRORS,
    FORGETTING,
    is_damage,
    make_private,
    make_private_folder,
    open_database,
    remove_database,
)
from corpus.regular_files import IrregularFileError
from corpus.seals import open_sealed, seal
from corpus.text import is_encodable

log = logging.getLogger(__name__)

TRACES_FILE = "traces.sqlite"
_VERSION = 2
_COLUMNS = ["id", "made_at", "has_text", "trace"]
_FIELDS = frozenset(
    {
        "id",
        "question",
        "language",
        "index",
        "published_at",
        "conditions",
        "filters",
        "period",
        "newest_first",
        "verdict",
        "confidence",
        "answered_from",
        "unsure_from",
        "calibrated_for",
        "signals",
        "quotes",
        "hits",
    }
)
_KEPT = 1000
_HITS = 10
_BUSY_S = 2.0

Trace = dict[str, Any]


class _DamagedError(Exception):
    """The file holds no traces of ours any more."""


def make_trace(
    answer: Answer, calibration: Calibration, *, index_id: str, published_at: datetime
) -> Trace:
    """What led to an answer, in plain JSON types: enough to say why without searching again.

    A signal's `speaks` is what it adds to the logarithm of the odds that the quotes answer.
    `published_at` is when the index was published.
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
            name: {"value": answer.signals.get(name), "speaks": speaks}
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
    # A title may hold what is no character, and no UTF-8 either.
    text = json.dumps(seal(trace), ensure_ascii=True)

    def keep(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO traces VALUES (?, ?, ?, ?)",
            (trace["id"], time.time(), with_text, text),
        )
        connection.execute(
            "DELETE FROM traces WHERE id NOT IN"
            " (SELECT id FROM traces ORDER BY made_at DESC LIMIT ?)",
            (_KEPT,),
        )

    _change(home, keep)


def find_trace(home: Path, answer_id: str) -> Trace:
    """The trace of an answer; raises TraceError if none is kept under the id, or a damaged one."""
    rows: list[Any] = []
    if is_encodable(answer_id):
        _change(
            home,
            lambda connection: rows.extend(
                connection.execute("SELECT trace FROM traces WHERE id = ?", (answer_id,))
            ),
        )
    if not rows:
        raise TraceError(f'no answer with the id "{answer_id}" is kept; the last {_KEPT} are')
    try:
        trace = open_sealed(rows[0][0], fields=_FIELDS)
    except (ValueError, TypeError) as error:
        raise TraceError(f'what is kept of the answer "{answer_id}" is damaged') from error
    if trace["id"] != answer_id:
        raise TraceError(f'what is kept of the answer "{answer_id}" is another one\'s')
    return trace


def drop_traces(home: Path, *, but: Set[str], made_before: float = inf) -> None:
    """Forget the bot's traces, made before a time, but those of these answers.

    What the terminal keeps stays. Raises TraceError when that cannot be done.
    """

    def drop(connection: sqlite3.Connection) -> None:
        old = "SELECT id FROM traces WHERE NOT has_text AND made_at < ?"
        kept = connection.execute(old, (made_before,)).fetchall()
        gone = [row for row in kept if row[0] not in but]
        connection.executemany("DELETE FROM traces WHERE id = ?", gone)

    if (home / TRACES_FILE).exists():
        _change(home, drop)


def forget_traces(home: Path, ids: Set[str]) -> None:
    """Forget the bot's traces of these answers; raises TraceError when that cannot be done."""

    def forget(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "DELETE FROM traces WHERE id = ? AND NOT has_text", [(id,) for id in ids]
        )

    if (home / TRACES_FILE).exists():
        _change(home, forget)


def _change(home: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """Do something in one transaction; a file that is damaged is begun anew."""
    path = home / TRACES_FILE
    try:
        try:
            _change_once(path, change)
        except _DamagedError:
            log.warning("the traces of answers in %s were damaged; they begin anew", path)
            remove_database(path)
            _change_once(path, change)
    except (OSError, *DATABASE_ERRORS) as error:
        raise TraceError(f"{path} cannot be used: {error}; {_remedy(home)}") from error
    except _DamagedError as error:
        raise TraceError(f"{path} cannot be used: {error.__cause__}") from error


def _remedy(home: Path) -> str:
    """What mends it: in a folder that may not be written to nothing can be removed either."""
    if os.access(home, os.W_OK):
        return "it may be removed"
    return f"let its user write to {home}, or let SAMPAN_HOME name another folder"


def _change_once(path: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    make_private_folder(path.parent)
    try:
        make_private(path)
        with closing(open_database(path, timeout_s=_BUSY_S)) as connection, connection:
            connection.execute(FORGETTING)
            connection.execute("BEGIN IMMEDIATE")
            _ready_table(connection)
            change(connection)
    except IrregularFileError as error:
        raise _DamagedError from error
    except DATABASE_ERRORS as error:
        if is_damage(error, path):
            raise _DamagedError from error
        raise


def _ready_table(connection: sqlite3.Connection) -> None:
    """The table of this version; traces of an earlier one, whose ids could be guessed, are gone."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    columns = [row[1] for row in connection.execute("PRAGMA table_info(traces)")]
    if version == _VERSION and columns == _COLUMNS:
        return
    if columns:
        log.warning("traces of answers by another version of Sampan are not kept on")
        connection.execute("DROP TABLE traces")
    connection.execute(
        "CREATE TABLE traces (id TEXT PRIMARY KEY, made_at REAL, has_text INTEGER, trace TEXT)"
    )
    connection.execute(f"PRAGMA user_version = {_VERSION}")
