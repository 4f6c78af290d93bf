import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.service import worker
from bot.settings import Settings
from bot.store.keys import Role, add_key
from bot.web.app import make_app
from bot.web.state import Shared

LOCAL = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def web_home(starter_home, tmp_path_factory) -> Path:
    """A data folder with the starter corpus in which web services may remember."""
    return shutil.copytree(starter_home, tmp_path_factory.mktemp("web") / "home")


@pytest.fixture(scope="session")
def web(web_home) -> Iterator[TestClient]:
    """A client of the app over the starter corpus, on this machine: one for all tests.

    What a person may ask on Discord binds nobody here, and no test waits in vain on a busy machine.
    """
    app = make_app(Settings(home=web_home, user_questions=1, server_questions=1))
    with (
        pytest.MonkeyPatch.context() as patch,
        TestClient(app, base_url=LOCAL, raise_server_exceptions=False) as client,
    ):
        patch.setattr(worker, "_TIMEOUT_S", 120.0)
        yield client


@pytest.fixture
def open_web(web, tmp_path) -> Callable[..., TestClient]:
    """Opens an app with settings of its own over the index that is open already."""

    def open_web(*, peer: str = "203.0.113.7", **settings: Any) -> TestClient:
        given = Settings(home=tmp_path, **settings)
        app = make_app(given)
        app.state.shared = Shared.of(given, web.app.state.shared.engine, app.state.metrics)
        return TestClient(
            app,
            base_url="https://sampan.example",
            client=(peer, 50000),
            raise_server_exceptions=False,
        )

    return open_web


@pytest.fixture
def key_of(tmp_path) -> Callable[..., dict[str, str]]:
    """Makes a key in the data folder of `open_web`, and gives the header that sends it."""

    def key_of(name: str, role: Role = "reader") -> dict[str, str]:
        text = add_key(tmp_path, name, role, today=date(2026, 6, 1))
        return {"Authorization": f"Bearer {text}"}

    return key_of
