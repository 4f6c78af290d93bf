"""A fetcher and a source for a web site on this machine."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from local_server import Site

from corpus.sources.fetching import Fetcher
from corpus.sources.registry import Kind, Source, new_source
from corpus.sources.requesting import Limits

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_fetcher() -> Callable[..., Fetcher]:
    """A fetcher that may ask this machine, as an operator would allow it, and never waits."""

    def make(**limits: float) -> Fetcher:
        waited: list[float] = []
        fetcher = Fetcher(
            contact="mailto:desk@lantern.example",
            allowed_hosts={"127.0.0.1"},
            limits=Limits(**{"total_s": 10.0, **limits}),  # type: ignore[arg-type]
            pause=waited.append,
        )
        fetcher.waited = waited  # type: ignore[attr-defined]
        return fetcher

    return make


@pytest.fixture
def fetcher(make_fetcher) -> Fetcher:
    return make_fetcher()


@pytest.fixture
def make_source(site) -> Callable[..., Source]:
    def make(path: str, kind: Kind = "feed") -> Source:
        return new_source(site.url + path, kind, now=NOW)

    return make


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "home" / "fetched" / "here"
