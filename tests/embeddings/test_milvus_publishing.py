import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import make_article
from milvus_server import BreakingWay, MilvusServer, RefusingServer

from corpus.schema import Article
from embeddings.errors import BackendAwayError, BackendError, IndexMismatchError
from embeddings.filters import Filters
from embeddings.index import current_generation, open_index
from embeddings.milvus_connection import Milvus, Place
from embeddings.milvus_index import MilvusIndex
from embeddings.milvus_opening import followed_id, open_milvus
from embeddings.milvus_publishing import Patience, Published, publish
from embeddings.milvus_records import key_of, owner_of
from embeddings.milvus_schema import passage_fields, search_options
from embeddings.passage_index import WordGroup

_ROOT = Path(__file__).parents[2]
_HASTE = Patience(timeout_s=5.0, pauses_s=(0.2, 0.5, 1.0, 1.0))
_GIVING_UP = Patience(timeout_s=1.0, pauses_s=(0.1,))


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[MilvusServer]:
    server = MilvusServer(tmp_path_factory.mktemp("milvus") / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def place(server, request) -> Place:
    """A name of its own for each test, at the one server."""
    name = "".join(c if c.isalnum() else "_" for c in request.node.name)
    return Place(address=server.address, name=name)


@pytest.fixture
def publish_to(folder):
    def publish_to(place: Place, patience: Patience = _HASTE) -> Published:
        return publish(
            open_index(folder, fingerprint="hash-1"),
            current_generation(folder),
            place,
            fingerprint="hash-1",
            patience=patience,
        )

    return publish_to


def many_articles() -> list[Article]:
    """Enough for several batches."""
    body = "\n\n".join(f"Part {p} of a long article about banks and kettles." for p in range(9))
    return [make_article(f"article-{n:03}", f"{n}: {body}") for n in range(400)]


def at(place: Place, address: str) -> Place:
    return Place(address=address, name=place.name)


def check_whole(place: Place, folder: Path) -> None:
    """What is followed is the generation on disk, each row once."""
    local = open_index(folder, fingerprint="hash-1")
    index = open_milvus(place, fingerprint="hash-1")
    milvus = Milvus(place, timeout_s=5.0)
    try:
        assert index.id == local.id
        assert milvus.count(f"{place.name}_{local.id}") == local.size
        assert milvus.count(f"{place.name}_{local.id}_articles") == len(local.articles)
        rows = np.arange(local.size)
        assert np.array_equal(index.vectors(rows), local.vectors(rows))
        assert index.read(rows) == local.read(rows)
        groups = [WordGroup(words=("bank",)), WordGroup(words=("17",))]
        for found, wanted in zip(
            index.score_words(groups, rows), local.score_words(groups, rows), strict=True
        ):
            np.testing.assert_allclose(found, wanted, rtol=1e-6)
    finally:
        index.close()
        milvus.close()


def test_what_is_published_already_is_not_sent_again(build, folder, place, publish_to):
    report = build()
    first = publish_to(place)
    assert first == Published(generation=report.generation, sent=report.passages, is_new=True)
    assert publish_to(place) == Published(generation=report.generation, sent=0, is_new=False)
    check_whole(place, folder)


def test_a_connection_that_breaks_is_made_again(build, folder, place, publish_to, server):
    passages = build(many_articles()).passages
    way = BreakingWay(server.port, bytes_passed=600_000, is_mended=True)
    try:
        published = publish_to(at(place, way.address))
    finally:
        way.close()
    assert way.has_broken.is_set()
    assert published.sent == passages
    check_whole(place, folder)


def test_an_interrupted_publication_goes_on_where_it_stopped(
    build, folder, place, publish_to, server
):
    passages = build(many_articles()).passages
    way = BreakingWay(server.port, bytes_passed=600_000, is_mended=False)
    try:
        with pytest.raises(BackendAwayError, match="does not answer"):
            publish_to(at(place, way.address), _GIVING_UP)
    finally:
        way.close()
    with pytest.raises(BackendError, match="holds nothing yet"):
        open_milvus(place, fingerprint="hash-1")
    assert 0 < publish_to(place).sent < passages
    check_whole(place, folder)


def test_a_killed_publication_goes_on_where_it_stopped(build, folder, publish_to, server):
    place = Place(address=server.address)
    passages = build(many_articles()).passages
    way = BreakingWay(server.port, bytes_passed=600_000, is_mended=False)
    process = subprocess.Popen(
        (sys.executable, "-m", "tests.embeddings.publish_and_die", str(folder), way.address),
        cwd=_ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert way.has_broken.wait(60)
    finally:
        process.kill()
        process.wait()
        way.close()
    assert 0 < publish_to(place).sent < passages
    check_whole(place, folder)


def test_readers_follow_the_newest_and_may_keep_the_one_before(build, articles, place, publish_to):
    builds = []
    indexes: list[MilvusIndex] = []
    for count in (4, 5, 6):
        builds.append(build(articles[:count]).generation)
        publish_to(place)
        assert followed_id(place) == builds[-1]
        indexes.append(open_milvus(place, fingerprint="hash-1"))
    oldest, before, newest = indexes
    assert [len(before.articles), len(newest.articles)] == [5, 6]
    for index in (before, newest):
        assert len(index.find_near(np.eye(2, 64, dtype=np.float32), 3, filters=Filters())) == 2
    with pytest.raises(BackendError, match="lacks a part"):
        oldest.find_near(np.eye(1, 64, dtype=np.float32), 3, filters=Filters())
    for index in indexes:
        index.close()


def test_one_milvus_may_hold_the_indexes_of_several_bots(build, articles, place, publish_to):
    other = Place(address=place.address, name=f"{place.name}_b")
    build(articles[:3])
    publish_to(place)
    build(articles[3:])
    publish_to(other)
    publish_to(other)
    first, second = (open_milvus(one, fingerprint="hash-1") for one in (place, other))
    assert list(first.articles) == articles[:3]
    assert list(second.articles) == articles[3:]
    first.close()
    second.close()


def test_rows_that_went_missing_are_told_and_sent_again(build, folder, place, publish_to):
    generation = build().generation
    publish_to(place)
    client = Milvus(place, timeout_s=5.0)
    index = open_milvus(place, fingerprint="hash-1")
    for row in (0, 1):
        client._client.delete(f"{place.name}_{generation}", ids=[row])
    with pytest.raises(BackendError, match='has lost rows; run "sampan index"'):
        index.read(np.array([0]))
    client._client.drop_alias(place.name)
    client.close()
    index.close()
    publish_to(place)
    check_whole(place, folder)


def test_articles_of_which_a_part_went_missing_are_not_followed(build, folder, place, publish_to):
    generation = build([make_article("long", "A bank opened. " * 3_000)]).generation
    publish_to(place)
    client = Milvus(place, timeout_s=5.0)
    client._client.delete(f"{place.name}_{generation}_texts", ids=[key_of(owner_of(0), 1)])
    client._client.drop_alias(place.name)
    with pytest.raises(BackendError, match="lost rows that were sent"):
        publish_to(place)
    assert client.followed() is None
    client.close()
    publish_to(place)
    check_whole(place, folder)


def test_nobody_there_is_told_with_address_and_remedy(tmp_path, build, publish_to):
    build()
    server = MilvusServer(tmp_path / "data")  # never started
    place = Place(address=server.address, token="root:hunter2")
    for call in (
        lambda: publish_to(place, _GIVING_UP),
        lambda: open_milvus(place, fingerprint="hash-1"),
        lambda: followed_id(place),
    ):
        with pytest.raises(BackendAwayError) as error:
            call()
        assert str(error.value) == (
            f"the index at {server.address} does not answer; "
            "start Milvus there, or set SAMPAN_INDEX right"
        )


def test_an_index_of_another_encoder_is_refused(build, place, publish_to):
    build()
    publish_to(place)
    with pytest.raises(IndexMismatchError, match='encoder "hash-1", not "other"'):
        open_milvus(place, fingerprint="other")


def test_a_file_that_another_process_has_open_is_told(tmp_path, folder, build, publish_to):
    build()
    server = MilvusServer(tmp_path / "index.db")
    server.start()
    try:
        with pytest.raises(BackendError, match="cannot be opened; end the other process"):
            publish_to(Place(address=str(tmp_path / "index.db")), _GIVING_UP)
    finally:
        server.stop()


def test_a_file_of_something_else_is_told_in_one_sentence(tmp_path, caplog):
    other = tmp_path / "other.db"
    other.write_text("words")
    with pytest.raises(BackendError, match=r"is a file of something else; set SAMPAN_INDEX"):
        open_milvus(Place(address=str(other)), fingerprint=None)
    assert caplog.text == ""
    assert other.read_text() == "words"


def test_a_place_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BackendError, match=r"milvus\.db cannot be there \(.+\); set SAMPAN_INDEX"):
        open_milvus(Place(address=str(tmp_path / "file" / "milvus.db")), fingerprint=None)


def test_a_wrong_token_is_told_without_it():
    server = RefusingServer()
    try:
        with pytest.raises(BackendError) as error:
            followed_id(Place(address=server.address, token="root:hunter2"))
    finally:
        server.close()
    assert str(error.value) == (
        f"the index at {server.address} refuses; set SAMPAN_INDEX_TOKEN to what opens it"
    )


def test_milvus_lite_that_is_missing_is_told(monkeypatch, tmp_path):
    for name in ("milvus_lite", "milvus_lite.server_manager"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(BackendError, match=r"needs Milvus Lite; run .* -m pip install milvus-lite"):
        followed_id(Place(address=str(tmp_path / "index.db")))


def test_pymilvus_that_is_missing_is_told(monkeypatch, place):
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(BackendError, match=r"needs pymilvus; run .* 'sampan\[milvus\]'"):
        open_milvus(place, fingerprint="hash-1")


def test_very_many_vectors_are_searched_by_a_graph(place):
    fields = passage_fields(8, 1_000_000)
    assert [field.index["index_type"] for field in fields if field.name == "centred"] == ["HNSW"]
    name = f"{place.name}_graph"
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(300, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    empty = {"article": 0, "start": 0, "end": 0, "headings": "[]", "length": 1.0, "newness": 0.0}
    kept = {"family": "en", "day": 0, "provider": "", "topics": [], "languages": ["en"]}
    milvus = Milvus(place, timeout_s=5.0)
    milvus.create(name, fields)
    milvus.write(
        name,
        [
            {"row": row, "centred": vector, "words": {row: 1.0}, **empty, **kept}
            for row, vector in enumerate(vectors.tolist())
        ],
    )
    milvus.flush(name)
    options = search_options(1_000_000, 10)
    (found,) = milvus.search(name, "centred", [vectors[7].tolist()], 10, options=options)
    best = np.argsort(-(vectors @ vectors[7]))[:10]
    assert found.keys[0] == 7
    assert len(set(found.keys) & set(best.tolist())) >= 9
    milvus.close()


def test_an_index_of_no_passages_can_be_published(build, place, publish_to):
    build([])
    publish_to(place)
    index = open_milvus(place, fingerprint="hash-1")
    queries = np.eye(2, 64, dtype=np.float32)
    assert [len(one.rows) for one in index.find_near(queries, 3, filters=Filters())] == [0, 0]
    (found,) = index.find_by_words([[WordGroup(words=("bank",))]], 3, filters=Filters())
    assert (len(found.rows), found.best_passage) == (0, {})
    assert list(index.articles) == []
    index.close()
