import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from corpus.sources import refreshing
from corpus.sources.errors import RefreshingError
from corpus.sources.locking import lock_file
from corpus.sources.refreshing import refresh_due
from corpus.sources.registry import Registry, new_source

TEXT = "<p>Lantern Bank lowered the fee of its savings account to 20 dollars a year.</p>" * 25


def feed(count: int) -> str:
    items = "".join(
        f"<item><guid>g{number}</guid><title>Story {number}</title>"
        f"<content><![CDATA[{TEXT}]]></content></item>"
        for number in range(count)
    )
    return f"<rss version='2.0'><channel><title>L</title>{items}</channel></rss>".replace(
        "content>", "description>"
    )


@pytest.fixture
def registry(tmp_path) -> Registry:
    return Registry(tmp_path / "home")


def test_a_bad_source_never_stops_the_rest(site, fetcher, registry, now, monkeypatch, caplog):
    site.answers |= {
        "/a": (500, {}, b""),
        "/b": "<html>",
        "/c": feed(2),
        "/d": (410, {}, b""),
        "/e": (301, {"Location": "http://10.0.0.1/"}, b""),
        "/f": feed(1),
        "/g": (503, {"Retry-After": "50000"}, b""),
    }
    for path in site.answers:
        registry.add(replace(new_source(site.url + path, "feed", now=now), id=path[1:]))
    registry.add(new_source("/home/desk/articles", "path", now=now))
    real = refreshing.refresh_source

    def refresh(source, **options):
        if source.id == "f":
            raise ZeroDivisionError("a defect")
        return real(source, **options)

    monkeypatch.setattr(refreshing, "refresh_source", refresh)
    seen: list[str] = []
    report = refresh_due(
        registry, fetcher=fetcher, now=lambda: now, on_source=lambda source: seen.append(source.id)
    )
    assert seen == list("abcdefg")
    assert [one.source.id for one in report.refreshed] == ["c"]
    assert (len(report.new), report.has_changes) == (2, True)
    kept = {source.id: source for source in registry.sources() if source.is_fetched}
    assert [id for id in kept if kept[id].error] == list("abdefg")
    assert kept["c"].succeeded == now
    assert kept["c"].articles == 2
    assert kept["a"].due == now + timedelta(hours=1)
    assert kept["d"].due is None
    assert kept["g"].due == now + timedelta(seconds=50000)
    assert "the log says more" in kept["f"].error
    assert "a defect" in caplog.text
    assert all(problem.startswith(tuple("abdefg")) for problem in report.problems)


def test_only_what_is_due_is_fetched_or_what_is_asked_for(site, fetcher, registry, now):
    site.answers |= {"/a": feed(1), "/b": feed(1)}
    first = registry.add(new_source(f"{site.url}/a", "feed", now=now))
    registry.add(replace(new_source(f"{site.url}/b", "feed", now=now), due=now + timedelta(days=1)))
    assert len(refresh_due(registry, fetcher=fetcher, now=lambda: now).refreshed) == 1
    assert refresh_due(registry, fetcher=fetcher, now=lambda: now).refreshed == ()
    report = refresh_due(registry, fetcher=fetcher, now=lambda: now, only=[first.id])
    assert (len(report.refreshed), report.has_changes) == (1, False)
    later = now + timedelta(hours=1)
    assert len(refresh_due(registry, fetcher=fetcher, now=lambda: later).refreshed) == 1
    assert site.paths() == ["/a", "/a", "/a"]


def test_who_waited_longest_comes_first_and_none_begins_when_the_time_is_over(
    site, fetcher, registry, now
):
    for number, id in enumerate("abc"):
        site.answers[f"/{id}"] = feed(1)
        source = new_source(f"{site.url}/{id}", "feed", now=now)
        registry.add(replace(source, id=id, due=now - timedelta(hours=number)))
    done = refresh_due(registry, fetcher=fetcher, now=lambda: now, max_s=0)
    assert (done.refreshed, done.left, site.asked) == ((), 3, [])
    assert done.problems == ("3 sources left for the next refresh, as the others took long",)
    seen: list[str] = []
    refresh_due(
        registry, fetcher=fetcher, now=lambda: now, on_source=lambda source: seen.append(source.id)
    )
    assert seen == list("cba")


def test_two_never_refresh_at_once(registry, fetcher, now):
    lock = registry.home / "fetched" / ".refresh.lock"
    with lock_file(lock), pytest.raises(RefreshingError):
        refresh_due(registry, fetcher=fetcher, now=lambda: now)


_CRASH = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from corpus.sources import shelf
from corpus.sources.fetching import Fetcher
from corpus.sources.refreshing import refresh_due
from corpus.sources.registry import Registry

left = int(sys.argv[2])
real = Path.replace

def replace(self, target):
    global left
    if ".md" in self.name or ".state" in self.name:
        left -= 1
        if left < 0:
            if sys.argv[3] == "after":
                real(self, target)
            os._exit(7)
    return real(self, target)

Path.replace = replace
fetcher = Fetcher(allowed_hosts={"127.0.0.1"}, pause=lambda s: None)
now = datetime(2026, 3, 2, 10, tzinfo=UTC)
refresh_due(Registry(Path(sys.argv[1])), fetcher=fetcher, now=lambda: now)
"""


@pytest.mark.parametrize(
    ("writes", "place"), [(0, "before"), (0, "after"), (1, "before"), (2, "before"), (2, "after")]
)
def test_a_crash_between_files_loses_nothing_and_leaves_nothing_half_written(
    site, fetcher, registry, now, writes, place
):
    site.answers["/a"] = feed(2)
    source = registry.add(new_source(f"{site.url}/a", "feed", now=now))
    folder = registry.folder_of(source)
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", _CRASH, str(registry.home), str(writes), place],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 7, done.stderr
    written = {path.name: path.read_text() for path in folder.glob("*.md")}
    assert all("contentHash: " in text and text.endswith(".\n") for text in written.values())
    at = now + timedelta(hours=2)
    (refreshed,) = refresh_due(registry, fetcher=fetcher, now=lambda: at).refreshed
    assert len(list(folder.glob("*.md"))) == 2
    for name, text in written.items():
        assert (folder / name).read_text() == text
    # What was written and not told of before the crash is told of now.
    is_told = (writes, place) == (2, "after")
    assert len(refreshed.new) == (0 if is_told else 2)
    assert refreshed.updated == ()
    assert registry.find(source.id).articles == 2
