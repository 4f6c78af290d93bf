"""`kill -9` of a build at twenty points over its whole length."""

import json
import signal
from pathlib import Path

import pytest
from fakes import HashEncoder, make_many, make_subjects
from forked import Done, run

from embeddings import vector_cache
from embeddings.build import build_index, build_lock
from embeddings.index import current_generation, open_index

_BUILD = Path(__file__).parent / "build_and_die.py"
_BUILD_MANY = Path(__file__).parent / "build_many_and_die.py"
_MANY = 800
_KEPT_TOGETHER = 16


@pytest.mark.parametrize("nth", range(20))
def test_a_killed_build_leaves_the_old_index_and_the_next_one_finishes(
    build, folder, nth, kill_points
):
    old = build(make_subjects("ab")).generation
    point = kill_points[nth * len(kill_points) // 20]
    killed = _run_build(folder, point, "abc")
    assert killed.status == -signal.SIGKILL
    served = open_index(folder, fingerprint="hash-1")
    assert served.id == old or len(served.articles) == 3
    finished = build(make_subjects("abc"))
    assert len(open_index(folder, fingerprint="hash-1").articles) == finished.articles == 3
    left_over = [path.name for path in folder.iterdir() if path.name.startswith(".building-")]
    assert left_over == []


@pytest.fixture(scope="module")
def kill_points(tmp_path_factory) -> list[int]:
    """The numbers of all file operations of a build that adds one article to two."""
    folder = tmp_path_factory.mktemp("counted") / "index"
    _run_build(folder, -1, "ab")
    return list(range(1, int(_run_build(folder, -1, "abc").stdout) + 1))


@pytest.mark.parametrize("nth", range(20))
def test_a_killed_build_of_many_batches_goes_on_where_it_stopped(
    build, folder, encoder, nth, undisturbed, monkeypatch
):
    operations, generation = undisturbed
    old = build(make_many(2)).generation
    encoder.encoded.clear()
    killed = _run_many(folder, 1 + nth * operations // 20)
    assert killed.status == -signal.SIGKILL
    served = open_index(folder, fingerprint="hash-1")
    assert (served.id, len(served.articles)) in ((old, 2), (generation, _MANY))

    monkeypatch.setattr(vector_cache, "_BATCH", _KEPT_TOGETHER)
    finished = build(make_many(_MANY))
    assert (finished.generation, finished.passages) == (generation, _MANY)
    batches = [json.loads(line) for line in killed.stdout.splitlines()]
    before = [text for batch in batches for text in batch]
    twice = set(before) & set(encoder.encoded)
    assert not twice or twice == set(batches[-1])
    assert len(before) + len(encoder.encoded) - len(twice) == _MANY - 2
    assert len(twice) <= _KEPT_TOGETHER


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> tuple[int, str]:
    """How many file operations a build that adds many articles to two makes, and what it makes."""
    folder = tmp_path_factory.mktemp("counted") / "index"
    with build_lock(folder):
        build_index(
            make_many(2),
            folder=folder,
            encoder=HashEncoder(),
            encoder_name="hash",
            sources=["articles"],
        )
    done = _run_many(folder, -1)
    *batches, operations = done.stdout.splitlines()
    assert len(batches) > 10
    return int(operations), current_generation(folder).name


def _run_many(folder: Path, nth: int) -> Done:
    return run(str(folder), str(nth), str(_MANY), home=folder.parent, program=_BUILD_MANY)


def _run_build(folder: Path, nth: int, names: str) -> Done:
    return run(str(folder), str(nth), names, home=folder.parent, program=_BUILD)
