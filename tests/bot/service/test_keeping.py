import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from local_server import Site

from bot.service.keeping import Wishes, add_address, forget, keeping, read_health, take_back
from bot.service.news import NEWS_FILE, News, add_news, read_news
from bot.service.rebuilding import choose_sources, last_sources
from bot.service.renewing import due_ids, has_work
from bot.settings import Settings
from corpus.errors import SourceError
from corpus.sources.errors import RefreshingError
from corpus.sources.fetching import Fetcher
from corpus.sources.registry import Registry, after_failure, after_success, new_source
from corpus.starter import starter_folder
from embeddings.sources import write_sources

_NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_FEED = (
    '<rss version="2.0"><channel><title>Wire</title><item><title>Buoys</title><guid>b</guid>'
    "<description>The buoys of Sai Kung were painted red by the harbour office.</description>"
    "</item></channel></rss>"
)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    made.answers["/feed"] = _FEED
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(home=tmp_path / "home", allowed_hosts=["127.0.0.1"])


@pytest.fixture
def fetcher(settings) -> Fetcher:
    return Fetcher(allowed_hosts=settings.allowed_hosts, pause=lambda _: None)


def test_a_source_that_is_taken_back_leaves_nothing(settings, site, fetcher):
    added = add_address(settings, f"{site.url}/feed", wishes=Wishes(), fetcher=fetcher)
    assert added.is_new
    assert list(added.folder.glob("*.md"))
    again = add_address(settings, f"{site.url}/feed", wishes=Wishes(name="W"), fetcher=fetcher)
    assert not again.is_new
    take_back(settings, again)
    assert [source.name for source in Registry(settings.home).sources()] == ["W"]
    take_back(settings, added)
    assert Registry(settings.home).sources() == []
    assert not added.folder.exists()


def test_articles_that_were_kept_before_stay_when_their_source_is_taken_back(
    settings, site, fetcher
):
    first = add_address(settings, f"{site.url}/feed", wishes=Wishes(), fetcher=fetcher)
    assert forget(settings, first.source, keeps_articles=True)[0] == []
    second = add_address(settings, f"{site.url}/feed", wishes=Wishes(), fetcher=fetcher)
    take_back(settings, second)
    assert len(list(first.folder.glob("*.md"))) == 1


def test_a_prefix_is_for_sitemaps(settings, site, fetcher):
    with pytest.raises(SourceError, match="a prefix is for sitemaps"):
        add_address(settings, f"{site.url}/feed", wishes=Wishes(prefix="/a"), fetcher=fetcher)
    assert Registry(settings.home).sources() == []


def test_one_process_at_a_time_changes_the_sources(settings):
    waited = threading.Event()
    with keeping(settings.home):
        with pytest.raises(RefreshingError), keeping(settings.home):
            pass

        def wait() -> None:
            with keeping(settings.home, on_wait=waited.set):
                pass

        other = threading.Thread(target=wait)
        other.start()
        assert waited.wait(5)
    other.join(5)
    assert not other.is_alive()


def test_what_is_indexed_is_what_is_named_or_last_time_with_more_and_less(settings, tmp_path):
    fetched = settings.home / "fetched" / "wire"
    assert choose_sources(settings, ()) == [starter_folder()]
    assert choose_sources(settings, (), also=[fetched]) == [fetched]
    settings.index_folder.mkdir(parents=True)
    write_sources(settings.index_folder, ["starter", "fetched/wire"])
    assert last_sources(settings) == [starter_folder(), fetched]
    assert choose_sources(settings, (), also=[tmp_path, fetched]) == [
        starter_folder(),
        fetched,
        tmp_path,
    ]
    assert choose_sources(settings, (), without=[fetched]) == [starter_folder()]
    assert choose_sources(settings, [tmp_path]) == [tmp_path.resolve()]
    named = settings.model_copy(update={"articles": [tmp_path]})
    assert choose_sources(named, ()) == [tmp_path.resolve(), fetched]


def test_a_source_is_due_in_time_for_the_next_look_but_never_sooner_than_its_server_asks():
    new = new_source("https://wire.example/feed", "feed", now=_NOW)
    assert due_ids([new], _NOW) == {new.id}
    well = after_success(new, now=_NOW)
    assert due_ids([well], _NOW + timedelta(minutes=50)) == set()
    assert due_ids([well], _NOW + timedelta(minutes=56)) == {new.id}
    busy = after_success(new, now=_NOW, again_in_s=600)
    assert due_ids([busy], _NOW + timedelta(minutes=9)) == set()
    failed = after_failure(new, "is busy", now=_NOW, retry_after_s=4000)
    assert due_ids([failed], _NOW + timedelta(seconds=3999)) == set()
    gone = after_failure(new, "is gone", now=_NOW, is_gone=True)
    assert due_ids([gone], _NOW + timedelta(days=400)) == set()


def test_health_tells_how_many_the_last_success_and_who_fails(settings):
    assert read_health(settings.home).count == 0
    assert not has_work(settings.home)
    registry = Registry(settings.home)
    well = registry.add(new_source("https://wire.example/feed", "feed", now=_NOW))
    registry.update(replace(after_success(well, now=_NOW), articles=3))
    bad = registry.add(new_source("https://wire.example/page", "page", now=_NOW))
    registry.update(after_failure(bad, "is not there", now=_NOW))
    health = read_health(settings.home)
    assert (health.count, health.succeeded, health.failing) == (2, _NOW, (bad.id,))
    assert has_work(settings.home)


def _news(number: int, *, url: str | None = None) -> News:
    found = _NOW + timedelta(seconds=number)
    return News(id=f"a{number}", title=f"Title {number}", url=url, source="wire", found=found)


def test_news_are_kept_by_name_once_and_survive_a_restart(settings):
    settings.home.mkdir()
    first = _news(1, url="https://wire.example/1")
    assert add_news(settings.home, [first, _news(2)]) == [first, _news(2)]
    twin = _news(3, url="https://wire.example/1")
    assert add_news(settings.home, [twin, _news(2), _news(4)]) == [_news(4)]
    assert read_news(settings.home) == [first, _news(2), _news(4)]
    assert read_news(settings.home, since=_news(2).found) == [_news(4)]


def test_the_latest_thousand_news_are_kept(settings):
    settings.home.mkdir()
    add_news(settings.home, [_news(number) for number in range(1_500)])
    kept = read_news(settings.home)
    assert (len(kept), kept[0].id, kept[-1].id) == (1_000, "a500", "a1499")


@pytest.mark.parametrize("content", [b"", b"[]", b'{"news": [1]}', b"\xff\x00", b"[" * 100_000])
def test_a_damaged_record_of_news_is_none_and_the_next_is_kept(settings, content, caplog):
    settings.home.mkdir()
    (settings.home / NEWS_FILE).write_bytes(content)
    assert read_news(settings.home) == []
    assert "is damaged" in caplog.text
    assert add_news(settings.home, [_news(1)]) == [_news(1)]
    assert read_news(settings.home) == [_news(1)]
