import multiprocessing
import os
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder, make_article
from full_disk import full_from

from corpus.chunk import ChunkOptions
from corpus.words import split_words
from embeddings import build as build_module
from embeddings import contents, vector_cache
from embeddings.build import build_index, build_lock
from embeddings.errors import EmbeddingError, IndexBusyError
from embeddings.filters import Filters
from embeddings.index import current_generation, open_index
from embeddings.shards import Shard, gather_texts
from embeddings.sources import read_sources


def _files(generation: Path) -> dict[str, bytes]:
    paths = sorted(path for path in generation.rglob("*") if path.is_file())
    return {path.relative_to(generation).as_posix(): path.read_bytes() for path in paths}


def test_the_same_articles_give_the_same_bytes(build, articles, folder, tmp_path):
    build()
    other = tmp_path / "elsewhere" / "index"
    with build_lock(other):
        build_index(
            articles, folder=other, encoder=HashEncoder(), encoder_name="hash", sources=["others"]
        )
    assert _files(current_generation(folder)) == _files(current_generation(other))
    assert current_generation(folder).name == current_generation(other).name


def test_the_manifest_names_how_vectors_are_searched(build, folder, encoder):
    build()
    assert open_index(folder, fingerprint=encoder.fingerprint).manifest.vectors == "Flat"


def test_articles_may_be_in_any_number_of_languages(build, folder, encoder):
    languages = ["en", *(f"q{a}{b}" for a in "abcdefghijklmnop" for b in "abcdefghijklmnopq")]
    many = [
        make_article(f"in-{language}", f"A kettle of {language}.", language=language)
        for language in languages
    ]
    build(many)
    index = open_index(folder, fingerprint=encoder.fingerprint)
    assert len(index.families) == len(languages) > 256
    assert index.facts(np.arange(index.size)).families == tuple(languages)


def test_nothing_is_written_when_nothing_changed(build, folder, encoder):
    first = build()
    encoder.encoded.clear()
    second = build()
    assert first.is_new_generation
    assert not second.is_new_generation
    assert second.generation == first.generation
    assert (second.added, second.changed, second.removed) == ((), (), ())
    assert encoder.encoded == []


def test_only_the_changed_paragraph_is_encoded(build, articles, encoder):
    build()
    encoder.encoded.clear()
    changed = replace(articles[0], body=articles[0].body.replace("within a year", "in May"))
    report = build([changed, *articles[1:]])
    assert report.changed == ("bank-licences",)
    assert len(encoder.encoded) == 1
    assert encoder.encoded[0].endswith("They opened in May.")


def test_passages_that_are_known_are_taken_as_they_are(
    build, articles, folder, tmp_path, monkeypatch
):
    """Whatever was added, changed, removed or moved, it is the index that is made of nothing."""
    build()
    changed = replace(articles[0], body=articles[0].body.replace("within a year", "in May"))
    others = [make_article(f"new-{n}", f"The bank number {n} is new. 新銀行。") for n in range(3)]
    now = [others[0], articles[2], changed, others[1], *articles[3:], others[2]]
    cut: list[str] = []

    def split_and_note(text: str) -> list[str]:
        cut.append(text)
        return split_words(text)

    monkeypatch.setattr(contents, "split_words", split_and_note)
    build(now)
    assert all("new" in text or changed.title in text for text in cut)
    build([*now[3:], articles[1]])
    build(now)
    other = tmp_path / "elsewhere" / "index"
    with build_lock(other):
        build_index(
            now, folder=other, encoder=HashEncoder(), encoder_name="hash", sources=["others"]
        )
    assert _files(current_generation(folder)) == _files(current_generation(other))


def test_only_what_is_new_is_encoded_ahead(build, articles, folder, encoder):
    shown: list[str] = []

    def encode(new):
        gathered = gather_texts(new, shard=Shard(), encoder=encoder, options=ChunkOptions())
        texts = [text for texts in gathered for text in texts]
        shown.extend(texts)
        cache = vector_cache.VectorCache(folder.parent / "vectors.sqlite")
        cache.keep(encoder, texts, HashEncoder().encode_passages(texts))

    build(articles[:3], ahead=encode)
    assert encoder.encoded == []
    assert len(shown) == 3
    build(articles, ahead=encode)
    assert encoder.encoded == []
    assert len(shown) == len(articles)
    build(articles[1:], ahead=encode)
    assert len(shown) == len(articles)


def test_added_and_removed_articles_are_named(build, articles):
    build(articles[:3])
    report = build(articles[2:4])
    assert report.added == ("faster-payments",)
    assert report.removed == ("bank-licences", "bank-profits")
    assert report.articles == 2


def test_other_options_or_another_encoder_make_another_generation(build):
    first = build()
    shorter = build(options=ChunkOptions(max_tokens=16))
    other = build(encoder=HashEncoder(fingerprint="hash-2"))
    assert len({first.generation, shorter.generation, other.generation}) == 3


def test_the_generation_before_stays_and_older_ones_go(build, articles, folder):
    generations = [build(articles[:count]).generation for count in (1, 2, 3)]
    kept = sorted(path.name for path in folder.iterdir() if path.is_dir())
    assert kept == sorted(generations[1:])


def test_a_damaged_index_is_built_again_without_encoding(build, folder, encoder):
    build()
    encoder.encoded.clear()
    (current_generation(folder) / "articles.sqlite").write_text("{}")
    report = build()
    assert report.is_new_generation
    assert encoder.encoded == []
    assert open_index(folder, fingerprint="hash-1").size == report.passages


def test_a_reader_keeps_answering_while_its_generation_is_deleted(build, articles, folder):
    build(articles[:1])
    index = open_index(folder, fingerprint="hash-1")
    for count in (2, 3, 4):
        build(articles[:count])
    assert index.id not in {path.name for path in folder.iterdir()}
    (vector,) = index.vectors(np.array([0]))
    assert vector @ vector == pytest.approx(1, abs=1e-3)
    assert len(index.find_near(vector[None], 1, filters=Filters())[0].rows) == 1
    assert [passage.article_id for passage, _ in index.read(np.array([0]))] == [articles[0].id]
    assert index.rarity("regul") > 0


def test_the_second_of_two_builds_waits_and_says_so(folder):
    is_building, may_finish = threading.Event(), threading.Event()

    def hold() -> None:
        with build_lock(folder):
            is_building.set()
            assert may_finish.wait(10)

    first = threading.Thread(target=hold)
    first.start()
    assert is_building.wait(10)
    waited: list[str] = []

    def on_wait() -> None:
        waited.append("waiting")
        may_finish.set()

    with build_lock(folder, on_wait=on_wait):
        first.join()
    assert waited == ["waiting"]


def test_a_build_that_never_ends_is_named(build, folder, articles):
    build(articles[:1])
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    holder = context.Process(target=_hold_lock, args=(folder / "LOCK", ready, done))
    holder.start()
    assert ready.wait(30)
    try:
        with (
            pytest.raises(IndexBusyError, match="another process is building"),
            build_lock(folder, timeout_s=0.2),
        ):
            pass
    finally:
        done.set()
        holder.join()


def test_folders_of_the_user_stay(build, articles, folder):
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "a.jpg").write_bytes(b"picture")
    for count in (1, 2, 3):
        build(articles[:count])
    assert (folder / "photos" / "a.jpg").read_bytes() == b"picture"


def test_sources_are_remembered_whatever_the_generation(build, folder):
    assert read_sources(folder) == []
    build()
    assert read_sources(folder) == ["articles"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw.replace(b"articles", b"articlez"),
        lambda raw: raw[:-5],
        lambda raw: b"",
        lambda raw: b"[1]",
        lambda raw: b"[" * 100_000,
        lambda raw: b"\xff" + raw,
    ],
)
def test_sources_that_are_damaged_are_told_and_never_taken_for_others(build, folder, damage):
    build()
    path = folder / "SOURCES"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(EmbeddingError, match="SOURCES is damaged"):
        read_sources(folder)
    build()
    assert read_sources(folder) == ["articles"]


def test_sources_that_are_missing_are_told_where_something_was_built(build, folder):
    build()
    (folder / "SOURCES").unlink()
    with pytest.raises(EmbeddingError, match="SOURCES is missing, so what the index"):
        read_sources(folder)
    build()
    assert read_sources(folder) == ["articles"]


def test_sources_of_an_earlier_version_are_read(build, folder):
    build()
    (folder / "SOURCES").write_text('["here", "there"]\n')
    assert read_sources(folder) == ["here", "there"]


@pytest.mark.parametrize("name", ["", "x" * 5000, "..", "ⅷ" * 16, "0" * 16, "\udcff"])
def test_a_pointer_to_no_generation_is_named_and_mended_by_a_build(build, folder, name):
    build()
    (folder / "CURRENT").write_bytes(name.encode(errors="surrogateescape"))
    with pytest.raises(EmbeddingError, match="CURRENT names a generation that is not there"):
        current_generation(folder)
    build()
    assert current_generation(folder).is_dir()


def _hold_lock(path, ready, done):
    from filelock import FileLock

    with FileLock(path):
        ready.set()
        done.wait(30)


@pytest.mark.parametrize("size", [200, 2_000, 5_000])
def test_a_full_disk_is_told_and_the_old_index_serves(build, articles, folder, size):
    old = build(articles[:2]).generation
    with full_from(size), pytest.raises(EmbeddingError, match="cannot be written|cannot be used"):
        build(articles[:3])
    assert open_index(folder, fingerprint="hash-1").id == old
    assert build(articles[:3]).articles == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(build, folder):
    folder.parent.mkdir(parents=True)
    folder.parent.chmod(0o500)
    with pytest.raises(EmbeddingError, match="cannot be written"):
        build()


def test_a_build_that_fails_leaves_nothing_to_fill_the_disk(build, folder, monkeypatch):
    def fail(draft, manifest):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build_module, "_publish", fail)
    with pytest.raises(EmbeddingError, match="No space left"):
        build()
    assert not [path for path in folder.iterdir() if path.is_dir()]
