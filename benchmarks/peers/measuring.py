"""The run: all contestants take turns at each thing that is measured.

Each is measured in processes of its own, so that start, memory and crashes are its own. Whoever
fails is left out from then on, and the others go on.
"""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from benchmarks.peers.child import Child, ChildError
from benchmarks.peers.contestants import Contestant
from benchmarks.peers.known import Known, measure_success
from benchmarks.peers.table import Row

_INDEXING_TIMEOUT_S = 1800.0
_TIMEOUT_S = 300.0
_FIRST_ANSWERS = 10
_TURN = 20


@dataclass(slots=True, kw_only=True)
class Run:
    """One contestant in the run: its Python, what it works with, its folder, and its row."""

    contestant: Contestant
    python: Path
    task: dict[str, object]
    folder: Path
    row: Row
    found: dict[str, list[str]] = field(default_factory=dict)
    child: Child | None = None

    def start(self) -> Child:
        """A new process over the saved index, which the row's figures are from."""
        name = self.contestant.library.name
        return Child(self.python, name, self.task, log=self.folder / "log.txt")

    def close(self) -> None:
        """End the process that answers, if there is one."""
        if self.child:
            self.child.close()
            self.child = None


def measure(runs: Sequence[Run], known: Known, *, index_runs: int, cold_runs: int) -> None:
    """Fill the rows of all that do not fail."""
    try:
        for number in range(index_runs):
            _in_turn(runs, number, "indexing", _index)
        for number in range(cold_runs):
            _in_turn(runs, number, "starting", lambda run: _start(run, known))
        _in_turn(runs, 0, "first answers", lambda run: _answer_first(run, known))
        for number, turn in enumerate(_turns(len(known.questions))):
            _in_turn(runs, number, "questions", lambda run, turn=turn: _ask(run, known, turn))
    finally:
        for run in runs:
            run.close()
    for run in runs:
        if not run.row.failure:
            run.row.success = measure_success(known, run.found)


def _in_turn(
    runs: Sequence[Run], number: int, what: str, measure_one: Callable[[Run], None]
) -> None:
    """Measure one after another, beginning with another one each time."""
    at = number % len(runs)
    for run in (*runs[at:], *runs[:at]):
        if run.row.failure:
            continue
        print(f"{what}, round {number + 1}: {run.row.title}", file=sys.stderr, flush=True)
        try:
            measure_one(run)
        except ChildError as error:
            run.row.failure = f"{what}: {error}"
            run.close()


def _index(run: Run) -> None:
    shutil.rmtree(run.folder / "index", ignore_errors=True)
    child = run.start()
    try:
        reply = child.request({"do": "index"}, timeout_s=_INDEXING_TIMEOUT_S)
    finally:
        child.close()
    run.row.indexing_s.append(reply["took_s"])
    run.row.passages = reply["passages"]
    library = run.contestant.library
    run.row.title = f"{library.title} {reply['version']}, {run.contestant.variant}"


def _start(run: Run, known: Known) -> None:
    """From no process to the first answer; the last one started goes on to answer."""
    run.close()
    run.child = run.start()
    run.child.request({"do": "open"}, timeout_s=_TIMEOUT_S)
    _request(run.child, known, range(1))
    run.row.cold_s.append(run.child.age_s)


def _answer_first(run: Run, known: Known) -> None:
    """With the one before, these are ten."""
    assert run.child is not None
    first = list(islice(cycle(range(len(known.questions))), 1, _FIRST_ANSWERS))
    run.row.resident_mb = _request(run.child, known, first)["resident_mb"]


def _ask(run: Run, known: Known, turn: Sequence[int]) -> None:
    """A turn of questions, behind one that does not count: another process ran before."""
    assert run.child is not None
    _request(run.child, known, [turn[0] - 1])
    answers = _request(run.child, known, turn)["answers"]
    for number, answer in zip(turn, answers, strict=True):
        run.row.took_ms.append(answer["took_ms"])
        run.found[known.questions[number].id] = answer["articles"]


def _request(child: Child, known: Known, numbers: Sequence[int]) -> dict:
    texts = [known.questions[number].question for number in numbers]
    return child.request({"do": "ask", "questions": texts}, timeout_s=_TIMEOUT_S)


def _turns(questions: int) -> Iterator[range]:
    return (range(at, min(at + _TURN, questions)) for at in range(0, questions, _TURN))
