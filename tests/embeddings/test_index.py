import shutil

import numpy as np
import pytest

from embeddings.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from embeddings.index import current_generation, open_articles, open_index
from embeddings.manifest import MANIFEST_FILE, generation_id


def test_what_was_built_is_what_is_opened(build, articles, folder):
    report = build()
    index = open_index(folder, fingerprint="hash-1")
    assert index.id == report.generation
    assert list(index.articles) == articles
    rows = np.arange(index.size)
    assert index.size == report.passages
    assert all(
        article.body[passage.start : passage.end] == passage.text
        for passage, article in index.read(rows)
    )
    assert [article for _, article in index.read(rows)] == [
        articles[number] for number in index.facts(rows).articles
    ]
    np.testing.assert_allclose(np.linalg.norm(index.vectors(rows), axis=1), 1, atol=1e-3)


def test_no_index_names_the_command_that_builds_one(folder):
    with pytest.raises(IndexMissingError, match='run "sampan index"'):
        open_index(folder, fingerprint="hash-1")


def test_another_encoder_is_refused_by_name(build, folder):
    build()
    with pytest.raises(IndexMismatchError, match='encoder "hash-1", not "other".*or set SAMPAN'):
        open_index(folder, fingerprint="other")


def test_other_weights_of_the_same_encoder_are_refused_without_asking_for_a_setting(build, folder):
    build()
    with pytest.raises(IndexMismatchError) as caught:
        open_index(folder, fingerprint="hash-2")
    assert str(caught.value) == (
        'the index was built with encoder weights "hash-1", not "hash-2"; '
        'run "sampan index" to build it again'
    )


def test_one_damaged_byte_in_any_file_is_found(build, folder):
    build()
    generation = current_generation(folder)
    files = sorted(path for path in generation.rglob("*") if path.is_file())
    assert len(files) >= 8
    for path in files:
        content = path.read_bytes()
        place = len(content) // 2
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(IndexDamagedError, match='is not what was written; run "sampan index"'):
            open_index(folder, fingerprint="hash-1")
        path.write_bytes(content)
    open_index(folder, fingerprint="hash-1")


def test_any_missing_file_is_found(build, folder):
    build()
    for path in sorted(p for p in current_generation(folder).rglob("*") if p.is_file()):
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(IndexDamagedError, match=path.name):
            open_index(folder, fingerprint="hash-1")
        path.write_bytes(content)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\n", b"../..\n", b"0123456789abcdef\n"])
def test_a_damaged_pointer_is_found(build, folder, content):
    build()
    (folder / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamagedError, match="CURRENT"):
        open_index(folder, fingerprint="hash-1")


def test_a_deleted_generation_is_named(build, folder):
    build()
    shutil.rmtree(current_generation(folder))
    with pytest.raises(IndexDamagedError, match="names a generation that is not there"):
        open_index(folder, fingerprint="hash-1")


def test_an_older_format_is_named(build, folder):
    build()
    generation = current_generation(folder)
    manifest = generation / MANIFEST_FILE
    older = manifest.read_bytes().replace(b'"format": 4', b'"format": 3')
    manifest.write_bytes(older)
    generation.rename(folder / generation_id(older))
    (folder / "CURRENT").write_text(generation_id(older) + "\n")
    with pytest.raises(IndexMismatchError, match='format "3", not "4"'):
        open_index(folder, fingerprint="hash-1")
    build()
    open_index(folder, fingerprint="hash-1")


def test_lookups_check_the_articles_too(build, articles, folder):
    build()
    assert list(open_articles(folder).articles) == articles
    path = current_generation(folder) / "articles.sqlite"
    path.write_bytes(path.read_bytes().replace(b"robot", b"rabot"))
    with pytest.raises(IndexDamagedError, match=r"articles\.sqlite"):
        open_articles(folder)
    path.unlink()
    with pytest.raises(IndexDamagedError, match=r"articles\.sqlite"):
        open_articles(folder)
