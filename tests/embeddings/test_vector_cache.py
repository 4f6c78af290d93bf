import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder

from embeddings.errors import EmbeddingError
from embeddings.vector_cache import Merged, VectorCache

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "vectors.sqlite"


def test_only_new_texts_are_encoded(path):
    encoder = HashEncoder()
    VectorCache(path).encode_passages(encoder, ["one", "two", "one"])
    assert encoder.encoded == ["one", "two"]
    encoder.encoded.clear()
    rows = VectorCache(path).encode_passages(encoder, ["three", "two"])
    assert encoder.encoded == ["three"]
    np.testing.assert_array_equal(rows, HashEncoder().encode_passages(["three", "two"]))


def test_encoders_do_not_share_vectors(path):
    cache = VectorCache(path)
    cache.encode_passages(HashEncoder(), ["one"])
    other = HashEncoder(dim=32, fingerprint="hash-2")
    assert cache.encode_passages(other, ["one"]).shape == (1, 32)
    assert other.encoded == ["one"]


def test_no_text_gives_no_row(path):
    assert VectorCache(path).encode_passages(HashEncoder(), []).shape == (0, 64)


def test_progress_tells_what_is_done_and_ends_full(path):
    calls: list[tuple[int, int]] = []
    texts = [f"text {n}" for n in range(140)]
    VectorCache(path).encode_passages(
        HashEncoder(), texts, progress=lambda done, total: calls.append((done, total))
    )
    assert calls == [(0, 140), (64, 140), (128, 140), (140, 140)]


def test_what_was_encoded_before_a_failure_is_kept(path):
    class FailingEncoder(HashEncoder):
        def encode_passages(self, texts):
            if self.encoded:
                raise RuntimeError
            return super().encode_passages(texts)

    texts = [f"text {n}" for n in range(80)]
    with pytest.raises(RuntimeError):
        VectorCache(path).encode_passages(FailingEncoder(), texts)
    encoder = HashEncoder()
    VectorCache(path).encode_passages(encoder, texts)
    assert len(encoder.encoded) == 16


def test_a_damaged_file_is_replaced(path):
    path.write_bytes(b"no database at all" * 100)
    encoder = HashEncoder()
    assert VectorCache(path).encode_passages(encoder, ["one"]).shape == (1, 64)


def test_a_path_that_cannot_hold_a_file_is_named(path):
    path.mkdir()
    with pytest.raises(EmbeddingError, match="vectors.sqlite"):
        VectorCache(path)


def test_four_processes_may_write_at_once(path):
    program = (
        "import sys; sys.path[:0] = sys.argv[1:3]\n"
        "from pathlib import Path\n"
        "from fakes import HashEncoder\n"
        "from embeddings.vector_cache import VectorCache\n"
        "texts = [f'text {n}' for n in range(300)]\n"
        "VectorCache(Path(sys.argv[3])).encode_passages(HashEncoder(), texts)\n"
    )
    command = [sys.executable, "-c", program, str(_ROOT), str(_ROOT / "tests"), str(path)]
    running = [subprocess.Popen(command) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    encoder = HashEncoder()
    VectorCache(path).encode_passages(encoder, [f"text {n}" for n in range(300)])
    assert encoder.encoded == []


def test_damage_beyond_the_first_page_is_mended(path):
    texts = [f"text {n}" for n in range(200)]
    VectorCache(path).encode_passages(HashEncoder(), texts)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x01" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    rows = VectorCache(path).encode_passages(HashEncoder(), texts)
    np.testing.assert_array_equal(rows, HashEncoder().encode_passages(texts))


_TEXTS = [f"text {n}" for n in range(20)]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE vectors SET vector = NULL",
        "UPDATE vectors SET vector = zeroblob(256)",
        "UPDATE vectors SET vector = x'00'",
        "UPDATE vectors SET vector = 7",
        "UPDATE vectors SET vector = CAST(x'ff' AS TEXT)",
        "UPDATE vectors SET digest = NULL",
        "UPDATE vectors SET vector = (SELECT max(vector) FROM vectors)",
        "UPDATE vectors SET (vector, digest) ="
        " (SELECT vector, digest FROM vectors ORDER BY text_sha256 LIMIT 1)",
        "DELETE FROM vectors",
        "DROP TABLE vectors",
        "ALTER TABLE vectors DROP COLUMN digest",
        "ALTER TABLE vectors ADD COLUMN more",
        "DROP TABLE vectors; CREATE TABLE vectors (encoder TEXT, text_sha256 BLOB, vector BLOB)",
        "DROP TABLE vectors; CREATE VIEW vectors AS SELECT 1 AS encoder, 2 AS text_sha256,"
        " 3 AS vector, 4 AS digest",
    ],
)
def test_what_is_damaged_is_encoded_again_and_nothing_else_is_read(path, damage, caplog):
    VectorCache(path).encode_passages(HashEncoder(), _TEXTS)
    with sqlite3.connect(path) as connection:
        connection.executescript(damage)
    rows = VectorCache(path).encode_passages(HashEncoder(), _TEXTS)
    np.testing.assert_array_equal(rows, HashEncoder().encode_passages(_TEXTS))
    assert len(caplog.messages) == (
        0 if damage in ("DELETE FROM vectors", "DROP TABLE vectors") else 1
    )
    encoder = HashEncoder()
    VectorCache(path).encode_passages(encoder, _TEXTS)
    assert encoder.encoded == []


def test_a_flipped_byte_of_a_vector_is_noticed(path, caplog):
    VectorCache(path).encode_passages(HashEncoder(), _TEXTS)
    content = bytearray(path.read_bytes())
    vector = HashEncoder().encode_passages(["text 7"])[0].astype("<f4").tobytes()
    at = content.index(vector)
    content[at + 3] ^= 0x40
    path.write_bytes(bytes(content))
    encoder = HashEncoder()
    rows = VectorCache(path).encode_passages(encoder, _TEXTS)
    assert encoder.encoded == ["text 7"]
    np.testing.assert_array_equal(rows, HashEncoder().encode_passages(_TEXTS))
    assert "1 vectors in" in caplog.text


@pytest.mark.parametrize("at", range(100))
def test_a_damaged_header_is_no_traceback(path, at):
    VectorCache(path).encode_passages(HashEncoder(), _TEXTS)
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(bytes(content))
    rows = VectorCache(path).encode_passages(HashEncoder(), _TEXTS)
    np.testing.assert_array_equal(rows, HashEncoder().encode_passages(_TEXTS))


def test_a_message_that_python_cannot_say_is_damage_too(tmp_path):
    path = tmp_path / "vectors.sqlite"
    cache = VectorCache(path)
    cache.encode_passages(HashEncoder(), ["bank"])
    # SQLite's message quotes the word that it stumbles over.
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE", b"CREATE \xffABLE"))
    row = VectorCache(path).encode_passages(HashEncoder(), ["bank"])
    assert row.tolist() == HashEncoder().encode_passages(["bank"]).tolist()


@pytest.fixture
def others(tmp_path) -> Path:
    """The cache of another machine."""
    path = tmp_path / "elsewhere" / "vectors.sqlite"
    VectorCache(path).encode_passages(HashEncoder(), _TEXTS)
    VectorCache(path).encode_passages(HashEncoder(dim=32, fingerprint="hash-2"), _TEXTS[:3])
    return path


def test_what_was_encoded_elsewhere_is_merged(path, others):
    cache = VectorCache(path)
    cache.encode_passages(HashEncoder(), _TEXTS[:5])
    assert cache.merge(others) == Merged(copied=18, known=5, damaged=0)
    assert cache.merge(others) == Merged(copied=0, known=23, damaged=0)
    for encoder in (HashEncoder(), HashEncoder(dim=32, fingerprint="hash-2")):
        texts = _TEXTS[:3] if encoder.dim == 32 else _TEXTS
        rows = cache.encode_passages(encoder, texts)
        assert encoder.encoded == []
        np.testing.assert_array_equal(rows, HashEncoder(dim=encoder.dim).encode_passages(texts))


def test_rows_that_are_not_what_was_written_are_not_merged(path, others):
    row = "WHERE encoder = 'hash-1' AND text_sha256 = (SELECT {}(text_sha256) FROM vectors)"
    with sqlite3.connect(others) as connection:
        connection.execute(f"UPDATE vectors SET vector = zeroblob(256) {row.format('min')}")
        connection.execute(f"UPDATE vectors SET digest = 7 {row.format('max')}")
        connection.execute("INSERT INTO vectors VALUES (CAST(x'ff' AS TEXT), x'00', x'00', x'00')")
        connection.execute("INSERT INTO vectors VALUES (1, 'a', NULL, 2)")
    cache = VectorCache(path)
    merged = cache.merge(others)
    assert merged.damaged in (3, 4)  # the smallest hash may be of the other encoder
    assert merged.copied + merged.damaged == 25
    missing = cache.find_missing(HashEncoder(), _TEXTS)
    assert len(missing) == merged.damaged - 2


def test_a_damaged_row_of_ours_is_mended_by_a_merge(path, others):
    VectorCache(path).encode_passages(HashEncoder(), _TEXTS)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE vectors SET vector = zeroblob(256)")
    assert VectorCache(path).merge(others).copied == 23
    encoder = HashEncoder()
    VectorCache(path).encode_passages(encoder, _TEXTS)
    assert encoder.encoded == []


def test_what_is_no_cache_is_not_merged(path, tmp_path, others):
    cache = VectorCache(path)
    (tmp_path / "text").write_text("no database at all" * 100)
    (tmp_path / "folder").mkdir()
    with sqlite3.connect(tmp_path / "other.sqlite") as connection:
        connection.execute("CREATE TABLE other (a)")
    for name in ("text", "folder", "other.sqlite", "none"):
        with pytest.raises(EmbeddingError, match=name):
            cache.merge(tmp_path / name)
    with pytest.raises(EmbeddingError, match="that others are to be merged into"):
        cache.merge(path)
    assert not (tmp_path / "none").exists()


def test_damage_that_a_merge_meets_is_told_and_nothing_wrong_is_copied(path, tmp_path):
    other = tmp_path / "other.sqlite"
    texts = [f"text {n}" for n in range(3000)]
    VectorCache(other).encode_passages(HashEncoder(), texts)
    content = bytearray(other.read_bytes())
    half = len(content) // 8192 * 4096
    content[half:] = b"\x01" * (len(content) - half)
    other.write_bytes(bytes(content))
    cache = VectorCache(path)
    with pytest.raises(EmbeddingError, match="cannot be read"):
        cache.merge(other)
    rows = cache.encode_passages(HashEncoder(), texts)
    np.testing.assert_array_equal(rows, HashEncoder().encode_passages(texts))


def test_vectors_that_were_encoded_elsewhere_are_kept(path):
    cache, encoder = VectorCache(path), HashEncoder()
    cache.keep(encoder, _TEXTS, HashEncoder().encode_passages(_TEXTS))
    assert cache.find_missing(encoder, [*_TEXTS, "one", "one"]) == ["one"]
    cache.encode_passages(encoder, _TEXTS)
    assert encoder.encoded == []
