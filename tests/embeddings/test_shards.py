import numpy as np
import pytest
from fakes import HashEncoder, make_subjects

from corpus.chunk import ChunkOptions
from embeddings.errors import EmbeddingError
from embeddings.shards import Encoded, Shard, encode_shard, gather_texts, parse_shard
from embeddings.vector_cache import VectorCache

_TEXTS = [f"text {n}" for n in range(2000)]
_SUBJECTS = "abcdefghijklmnopqrstuvwxyz"


def _all_texts() -> list[str]:
    parts = gather_texts(
        make_subjects(_SUBJECTS), shard=Shard(), encoder=HashEncoder(), options=ChunkOptions()
    )
    return [text for texts in parts for text in texts]


def _encode(shard: Shard, cache: VectorCache, encoder: HashEncoder, **more: object) -> Encoded:
    return encode_shard(
        make_subjects(_SUBJECTS),
        shard=shard,
        encoder=encoder,
        options=ChunkOptions(),
        cache=cache,
        **more,
    )


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64])
def test_each_text_is_of_exactly_one_part(count):
    parts = [Shard(number=n, count=count) for n in range(1, count + 1)]
    for text in _TEXTS:
        assert sum(part.holds(text) for part in parts) == 1


def test_parts_are_about_equal():
    sizes = [sum(Shard(number=n, count=4).holds(text) for text in _TEXTS) for n in (1, 2, 3, 4)]
    assert sum(sizes) == len(_TEXTS)
    assert min(sizes) > 420


def test_a_part_that_is_split_is_its_parts():
    whole = Shard(number=3, count=8)
    parts = whole.split(3)
    for text in _TEXTS:
        assert sum(part.holds(text) for part in parts) == whole.holds(text)


@pytest.mark.parametrize(
    ("text", "shard"),
    [("1/1", Shard()), ("3/8", Shard(number=3, count=8)), (" 8/8 ", Shard(number=8, count=8))],
)
def test_a_part_is_read_as_it_is_written(text, shard):
    assert parse_shard(text) == shard
    assert parse_shard(str(shard)) == shard


@pytest.mark.parametrize(
    "text", ["", "3", "0/8", "9/8", "3/0", "-1/8", "3/8/9", "a/b", "٣/٨", "1/1e9"]
)
def test_what_names_no_part_is_refused(text):
    with pytest.raises(EmbeddingError, match="names no part"):
        parse_shard(text)


def test_the_parts_together_encode_everything_once(tmp_path):
    cache, encoder = VectorCache(tmp_path / "vectors.sqlite"), HashEncoder()
    done = [_encode(Shard(number=n, count=5), cache, encoder) for n in range(1, 6)]
    texts = _all_texts()
    assert len(texts) == 26
    assert sorted(encoder.encoded) == sorted(texts)
    assert sum(part.passages for part in done) == len(texts)
    assert cache.find_missing(encoder, texts) == []
    assert _encode(Shard(), cache, encoder) == Encoded(passages=len(texts), encoded=0)
    rows = cache.encode_passages(encoder, texts)
    np.testing.assert_array_equal(rows, HashEncoder().encode_passages(texts))
    assert len(encoder.encoded) == len(texts)


def test_how_many_articles_are_done_is_told(tmp_path):
    told: list[int] = []
    _encode(
        Shard(), VectorCache(tmp_path / "vectors.sqlite"), HashEncoder(), on_articles=told.append
    )
    assert told[-1] == len(_SUBJECTS)
    assert told == sorted(told)


def test_without_articles_there_is_nothing_to_do(tmp_path):
    done = encode_shard(
        [],
        shard=Shard(),
        encoder=HashEncoder(),
        options=ChunkOptions(),
        cache=VectorCache(tmp_path / "vectors.sqlite"),
    )
    assert done == Encoded()
