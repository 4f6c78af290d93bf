import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from corpus.sources.errors import (
    RefreshingError,
    RegistryError,
    SourceKnownError,
    SourceNotFoundError,
)
from corpus.sources.locking import lock_file
from corpus.sources.naming import key_in, name_file, name_source_id
from corpus.sources.registry import Registry, after_failure, after_success, new_source

FEED = "https://lantern.example/news/feed.xml"


@pytest.fixture
def registry(tmp_path) -> Registry:
    return Registry(tmp_path / "home")


def test_what_is_added_is_there_again_as_it_was(registry, now):
    source = replace(new_source(FEED, "feed", now=now, name="Lantern"), etag='"é"', articles=3)
    assert registry.sources() == []
    registry.add(source)
    assert Registry(registry.home).sources() == [source]
    assert source.id == "lantern-example-news-feed-xml"
    assert (source.every_s, source.due) == (3600, now)
    assert registry.find(source.id) == source
    assert registry.find("http://www.lantern.example/news/feed.xml?utm_source=x") == source


def test_what_is_no_text_is_kept_so_that_the_list_can_be_read(registry, now):
    name = b"W\xff".decode(errors="surrogateescape")  # as from a command line that is no UTF-8
    registry.add(new_source(FEED, "feed", now=now, name=name))
    registry.update(replace(registry.find(FEED), error=f"/home/{name}: is full"))
    assert registry.find(FEED).name == "W?"


def test_what_could_not_be_read_again_is_refused_and_the_list_left_as_it_is(registry, now):
    source = registry.add(new_source(FEED, "feed", now=now))
    with pytest.raises(RegistryError, match="left as it is"):
        registry.update(replace(source, every_s=float("nan")))
    assert registry.sources() == [source]


def test_an_address_is_a_source_once(registry, now):
    registry.add(new_source(FEED, "feed", now=now))
    with pytest.raises(SourceKnownError, match="by the name"):
        registry.add(new_source("http://lantern.example/news/feed.xml/", "feed", now=now))


def test_sources_with_like_addresses_have_different_ids(registry, now):
    for address in ("https://a.example/x", "https://a.example/x?y=1", "https://a-example/x"):
        registry.add(new_source(address, "page", now=now))
    assert [source.id for source in registry.sources()] == [
        "a-example-x",
        "a-example-x-2",
        "a-example-x-3",
    ]


def test_a_source_that_was_tried_while_the_clock_was_ahead_is_due(now):
    ahead = after_success(new_source(FEED, "feed", now=now), now=now + timedelta(days=4_000))
    assert ahead.is_due(now)
    assert not after_success(ahead, now=now).is_due(now)


def test_a_path_is_never_due(registry, now, tmp_path):
    source = new_source(str(tmp_path), "path", now=now)
    assert not source.is_due(now + timedelta(days=9))
    assert not source.is_fetched


def test_a_source_that_is_removed_is_known_no_longer(registry, now):
    source = new_source(FEED, "feed", now=now)
    registry.add(source)
    assert registry.remove(FEED) == source
    assert registry.sources() == []
    assert not registry.update(source)
    with pytest.raises(SourceNotFoundError, match="there are none yet"):
        registry.remove(source.id)


def test_a_source_that_fails_is_tried_ever_later_and_one_that_is_gone_never(now):
    source = new_source(FEED, "feed", now=now)
    waits = []
    for _ in range(9):
        source = after_failure(source, "cannot be reached", now=now)
        waits.append((source.due - now).total_seconds() / 3600)
    assert waits == [1, 2, 4, 8, 16, 24, 24, 24, 24]
    assert (source.failures, source.error) == (9, "cannot be reached")
    asked = after_failure(source, "is busy", now=now, retry_after_s=500_000)
    assert (asked.due - now).total_seconds() == 500_000
    assert after_failure(source, "is gone", now=now, is_gone=True).due is None
    well = after_success(source, now=now)
    assert (well.failures, well.error, well.succeeded) == (0, "", now)
    assert (well.due - now).total_seconds() == 3600


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"",
        lambda raw: b"[]",
        lambda raw: b"{" * 100_000,
        lambda raw: raw.replace(b"lantern", b"mantern", 1),
        lambda raw: b"\xff" + raw,
        lambda raw: raw.replace(b'"version": 1', b'"version": 2'),
    ],
)
def test_a_damaged_list_is_said_and_left_as_it_is(registry, now, change):
    registry.add(new_source(FEED, "feed", now=now))
    path = registry.home / "sources.json"
    path.write_bytes(change(path.read_bytes()))
    before = path.read_bytes()
    for action in (
        registry.sources,
        lambda: registry.remove(FEED),
        lambda: registry.add(new_source("https://b.example/", "page", now=now)),
    ):
        with pytest.raises(RegistryError, match="damaged"):
            action()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "../x"), ("id", 3), ("kind", "x"), ("added", None), ("added", "2026-03-02"),
     ("due", "x"),
     ("failures", -1), ("failures", "1"), ("every_s", "1"), ("keep_vanished", 1), ("etag", "a\nb"),
     ("address", None), ("new", 1)],
)  # fmt: skip
def test_a_list_that_a_person_wrote_is_read_and_checked(registry, now, field, value):
    registry.add(new_source(FEED, "feed", now=now))
    path = registry.home / "sources.json"
    record = json.loads(path.read_text())
    del record["digest"]
    record["sources"][0]["name"] = "By hand"
    del record["sources"][0]["failures"]
    path.write_text(json.dumps(record))
    assert registry.sources()[0].name == "By hand"
    record["sources"][0][field] = value
    path.write_text(json.dumps(record))
    with pytest.raises(RegistryError, match="damaged"):
        registry.sources()


def test_changes_from_several_sides_are_all_kept(registry, now):
    def add(number: int) -> None:
        registry.add(new_source(f"https://a.example/{number}", "page", now=now))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(registry.sources()) == 8


def test_a_lock_is_held_by_one_and_given_back(tmp_path):
    path = tmp_path / "home" / ".lock"
    with (
        lock_file(path),
        pytest.raises(RefreshingError, match="wait"),
        lock_file(path, is_waiting=False),
    ):
        pass
    with lock_file(path, is_waiting=False):
        pass
    (tmp_path / "file").touch()
    with pytest.raises(RegistryError, match="cannot be made"), lock_file(tmp_path / "file" / "x"):
        pass


def test_a_schedule_of_less_than_a_minute_is_refused(now):
    with pytest.raises(ValueError, match="minute"):
        new_source(FEED, "feed", now=now, every_s=5)


def test_files_are_named_by_day_title_and_what_tells_them_apart(now):
    first = name_file("guid-1", title="  Rates RISE: 5% (again)! ", published=now)
    assert first.startswith("2026-03-02-rates-rise-5-again-")
    assert first != name_file("guid-2", title="Rates RISE: 5% (again)!", published=now)
    assert key_in(first) == key_in(name_file("guid-1", title="Other", published=None))
    chinese = name_file("guid-1", title="燈籠銀行" * 100, published=now)
    assert "燈籠銀行" in chinese
    assert len(chinese.encode()) < 200
    for title in ("", "...", "/etc/passwd", "..\\..", "a\0b", "\u202ex", "-" * 500):
        name = name_file("k", title=title, published=None)
        assert key_in(name)
        assert not set(name) & set("/\\\0")
        assert not name.startswith((".", "-"))
    assert key_in("2026-03-02-by-hand.md") == ""


@pytest.mark.parametrize(
    "address", ["https://燈籠.example/新聞", "https://[::1]/", "/home/desk/文章", "..", ""]
)
def test_every_address_has_an_id_that_a_folder_can_have(address):
    id = name_source_id(address)
    assert id == name_source_id(id)
    assert id.isascii()
    assert id.replace("-", "").isalnum()
