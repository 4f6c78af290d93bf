import logging
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder, make_many
from openers import open_hash, open_mortal, open_none, open_noting

from corpus.chunk import ChunkOptions
from corpus.schema import Article
from embeddings.engine import count_cores
from embeddings.errors import EmbeddingError
from embeddings.shards import Encoded, Shard, gather_texts
from embeddings.vector_cache import VectorCache
from embeddings.workers import encode_by_workers

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def articles() -> list[Article]:
    return make_many(600)


@pytest.fixture
def cache(tmp_path) -> Path:
    return tmp_path / "vectors.sqlite"


def _encode(
    articles: list[Article], cache: Path, opener: Callable[[str], HashEncoder], **more: object
) -> Encoded:
    return encode_by_workers(
        articles,
        workers=more.pop("workers", 2),
        folder=cache.parent,
        open_encoder=opener,
        encoder_name=str(more.pop("name", "hash-1")),
        options=ChunkOptions(),
        cache=cache,
        **more,
    )


def _texts(articles: list[Article], shard: Shard | None = None) -> list[str]:
    parts = gather_texts(
        articles, shard=shard or Shard(), encoder=HashEncoder(), options=ChunkOptions()
    )
    return [text for texts in parts for text in texts]


def _left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".building-")]


def test_workers_leave_nothing_to_encode(articles, cache):
    told: list[int] = []
    done = _encode(articles, cache, open_hash, on_articles=told.append)
    texts, encoder = _texts(articles), HashEncoder()
    assert done == Encoded(passages=600, encoded=600)
    assert VectorCache(cache).find_missing(encoder, texts) == []
    rows = VectorCache(cache).encode_passages(encoder, texts)
    np.testing.assert_array_equal(rows, HashEncoder().encode_passages(texts))
    assert told[-1] == 600
    assert told == sorted(told)
    assert _left_over(cache.parent) == []


def test_each_worker_has_its_range_and_its_share_of_the_cores(articles, cache, tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    _encode(articles, cache, open_noting, name=notes)
    written = [path.read_text().splitlines() for path in notes.iterdir()]
    assert len(written) == 2
    assert sum(len(lines) for lines in written) == 600
    for lines in written:
        assert {int(line.split("\t")[0]) for line in lines} <= {
            max(1, count_cores() // 2),
            max(1, count_cores() - count_cores() // 2),
        }


def test_workers_of_a_part_encode_that_part(articles, cache):
    part = Shard(number=2, count=3)
    done = _encode(articles, cache, open_hash, shard=part)
    texts = _texts(articles, part)
    assert done == Encoded(passages=len(texts), encoded=len(texts))
    missing = VectorCache(cache).find_missing(HashEncoder(), _texts(articles))
    assert len(missing) == 600 - len(texts)


def test_a_killed_worker_is_told_the_other_goes_on_and_nothing_kept_is_lost(
    articles, cache, tmp_path, caplog
):
    with caplog.at_level(logging.WARNING):
        _encode(articles, cache, open_mortal, name=tmp_path / "grave")
    assert (tmp_path / "grave").exists()
    (warning,) = caplog.messages
    assert "was killed (SIGKILL)" in warning
    dead = Shard(number=1 if "part 1/2" in warning else 2, count=2)
    missing = VectorCache(cache).find_missing(HashEncoder(), _texts(articles))
    assert set(missing) <= set(_texts(articles, dead))
    assert len(missing) == len(_texts(articles, dead)) - 2 * 64
    encoder = HashEncoder()
    VectorCache(cache).encode_passages(encoder, _texts(articles))
    assert encoder.encoded == missing
    assert _left_over(cache.parent) == []


def test_what_a_worker_cannot_do_is_told(articles, cache):
    with pytest.raises(EmbeddingError, match='encoder "nowhere": is not there'):
        _encode(articles, cache, open_none, name="nowhere")
    assert _left_over(cache.parent) == []


def test_more_workers_than_texts_is_no_harm(articles, cache):
    assert _encode(articles[:1], cache, open_hash, workers=3) == Encoded(passages=1, encoded=1)


_ENCODE = """
import sys
sys.path[:0] = sys.argv[1:3]
from pathlib import Path
from fakes import make_many
from openers import open_slow
from corpus.chunk import ChunkOptions
from embeddings.workers import encode_by_workers

cache = Path(sys.argv[3])
encode_by_workers(
    make_many(600),
    workers=2,
    folder=cache.parent,
    open_encoder=open_slow,
    encoder_name=sys.argv[4],
    options=ChunkOptions(),
    cache=cache,
)
"""


def test_workers_end_with_whoever_started_them_and_what_they_kept_stays(articles, cache, tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    command = [sys.executable, "-c", _ENCODE, str(_ROOT), str(_ROOT / "tests"), cache, notes]
    killed = subprocess.Popen(command)
    _wait_until(lambda: len(list(notes.iterdir())) == 2)
    killed.kill()
    killed.wait()
    pids = [path.name for path in notes.iterdir()]
    _wait_until(lambda: not any(_is_alive(pid) for pid in pids))
    missing = VectorCache(cache).find_missing(HashEncoder(), _texts(articles))
    assert 0 < len(missing) <= 600 - 2 * 64
    assert _left_over(cache.parent) == []


def _is_alive(pid: str) -> bool:
    """Whether a process runs; where nobody asks for its status it stays as a zombie."""
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)
