import fcntl
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from forked import Done, run
from hypothesis import HealthCheck, settings
from shared_folders import shared_folder

from bot.service.wiring import Service, open_service
from bot.settings import Settings
from corpus.lexicon import Lexicon, open_lexicon

_VECTORS = "vectors.sqlite"

settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


# Of the modules these take longest: begun first, none of them is waited for at the end.
_LONG = (
    "test_quality.py",
    "test_client.py",
    "web/test_page.py",
    "terminal/test_init.py",
    "terminal/test_cli.py",
    "terminal/test_sources.py",
    "test_patterns.py",
    "test_meant.py",
    "test_unasked.py",
    "test_moderation.py",
    "discord_app/test_commands.py",
    "discord_app/test_elsewhere.py",
    "discord_app/test_faults.py",
    "discord_app/test_joining.py",
    "evaluation/test_conversations.py",
    "faults/test_damaged_bot.py",
    "faults/test_growth.py",
    "faults/test_kill.py",
    "faults/test_surroundings.py",
    "service/test_refresh.py",
    "training/test_reading.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of long modules first; the order within a module stays."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(_LONG))


@pytest.fixture
def data() -> Path:
    """The folder of small articles that the tests read."""
    return Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    """Each test has a data folder of its own, no settings of the machine, and no settings file."""
    for name in os.environ:
        if name.startswith("SAMPAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SAMPAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """No test reaches another machine."""
    connect = socket.socket.connect

    def refuse(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def lexicon_home(tmp_path_factory) -> Path:
    """A folder with the dictionary's table alone, which takes seconds to make; to be copied."""
    return shared_folder(tmp_path_factory, "lexicon", open_lexicon)


@pytest.fixture(scope="session")
def lexicon(lexicon_home) -> Lexicon:
    """The dictionary."""
    return open_lexicon(lexicon_home)


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory, lexicon_home, request) -> Path:
    """A data folder with the index of the starter corpus; no other process uses it.

    It is built once, by the real command. Vectors of the run before are taken over, as `sampan
    index` does: they are kept by content.
    """
    kept = request.config.cache.mkdir("vectors")

    def build(home: Path) -> None:
        shutil.copytree(lexicon_home, home, dirs_exist_ok=True)
        with (kept / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (kept / _VECTORS).is_file():
                shutil.copy(kept / _VECTORS, home)
            built = run("index", home=home)
            assert built.status == 0, built.stderr
            shutil.copy(home / _VECTORS, kept)

    made = shared_folder(tmp_path_factory, "starter", build)
    return shutil.copytree(made, tmp_path_factory.mktemp("starter") / "home")


@pytest.fixture(scope="session")
def service(starter_home) -> Service:
    """Answers from the starter corpus."""
    return open_service(Settings(home=starter_home))


@pytest.fixture
def sampan(tmp_path, lexicon_home) -> Callable[..., Done]:
    """Runs the command with a data folder of its own, in which there is but the dictionary."""
    shutil.copytree(lexicon_home, tmp_path / "home", dirs_exist_ok=True)

    def sampan(*arguments: str, **environment: str) -> Done:
        return run(*arguments, home=tmp_path / "home", cwd=tmp_path, env=environment)

    return sampan


@pytest.fixture
def starter_sampan(tmp_path, starter_home) -> Callable[..., Done]:
    """Runs the command over the index of the starter corpus."""

    def sampan(*arguments: str, **environment: str) -> Done:
        return run(*arguments, home=starter_home, cwd=tmp_path, env=environment)

    return sampan
