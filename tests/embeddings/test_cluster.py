import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder, make_many
from openers import open_hash, open_mortal, open_none

from corpus.chunk import ChunkOptions
from embeddings.cluster import encode_on_cluster
from embeddings.errors import EmbeddingError
from embeddings.shards import Encoded, Shard, gather_texts
from embeddings.vector_cache import VectorCache

_ROOT = Path(__file__).parents[2]
_ARTICLES = make_many(400)

# Ray and what it starts leave sockets and processes to the end of the program.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def cache(tmp_path) -> Path:
    return tmp_path / "vectors.sqlite"


@pytest.fixture
def workers(monkeypatch) -> Iterator[int]:
    """How many Ray is to start here; they find this checkout."""
    pytest.importorskip("ray", reason="the extra cluster is not installed")
    path = [str(_ROOT), str(_ROOT / "tests"), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, path)))
    return 2


def _encode(
    cache: Path, opener: Callable[[str], HashEncoder], name: str, **more: object
) -> Encoded:
    return encode_on_cluster(
        _ARTICLES,
        address=more.pop("address", "local"),
        open_encoder=opener,
        encoder_name=name,
        encoder=HashEncoder(),
        options=ChunkOptions(),
        cache=VectorCache(cache),
        **more,
    )


def _texts(shard: Shard | None = None) -> list[str]:
    parts = gather_texts(
        _ARTICLES, shard=shard or Shard(), encoder=HashEncoder(), options=ChunkOptions()
    )
    return [text for texts in parts for text in texts]


def test_two_workers_leave_nothing_to_encode(cache, workers):
    told: list[int] = []
    done = _encode(cache, open_hash, "hash-1", workers=workers, on_articles=told.append)
    assert done == Encoded(passages=400, encoded=400)
    assert told[-1] == 400
    encoder = HashEncoder()
    rows = VectorCache(cache).encode_passages(encoder, _texts())
    assert encoder.encoded == []
    np.testing.assert_array_equal(rows, HashEncoder().encode_passages(_texts()))
    part = Shard(number=1, count=2)
    again = _encode(cache, open_hash, "hash-1", workers=workers, shard=part)
    assert again == Encoded(passages=len(_texts(part)), encoded=0)


def test_what_a_lost_worker_had_is_given_to_another(cache, workers, tmp_path):
    done = _encode(cache, open_mortal, str(tmp_path / "grave"), workers=workers)
    assert (tmp_path / "grave").exists()
    assert done == Encoded(passages=400, encoded=400)
    assert VectorCache(cache).find_missing(HashEncoder(), _texts()) == []


def test_what_a_worker_cannot_do_is_told(cache, workers):
    with pytest.raises(EmbeddingError, match='a worker of the cluster: encoder "x": is not there'):
        _encode(cache, open_none, "x", workers=workers)


def test_another_encoder_on_a_worker_is_refused(cache, workers):
    with pytest.raises(EmbeddingError, match='its encoder is "hash-2", not "hash-1"'):
        _encode(cache, open_hash, "hash-2", workers=workers)
    assert VectorCache(cache).find_missing(HashEncoder(), _texts()) == _texts()


def test_a_worker_without_our_code_is_told(cache, workers, monkeypatch):
    monkeypatch.delenv("PYTHONPATH")
    with pytest.raises(EmbeddingError, match="a worker of the cluster: .*No module named"):
        _encode(cache, open_hash, "hash-1", workers=workers)


def test_without_ray_the_remedy_is_told(cache):
    try:
        import ray  # noqa: F401
    except ModuleNotFoundError:
        with pytest.raises(EmbeddingError, match=r"pip install 'sampan\[cluster\]'"):
            _encode(cache, open_hash, "hash-1", workers=2)
    else:
        pytest.skip("Ray is installed")


def test_a_cluster_that_is_not_there_is_told(cache, workers):
    with pytest.raises(EmbeddingError, match="127.0.0.1:1"):
        _encode(cache, open_hash, "hash-1", address="127.0.0.1:1", workers=workers)
