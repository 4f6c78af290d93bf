import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from bot.service.wiring import Service, open_service
from bot.settings import Settings

_ROOT = Path(__file__).parents[1]
_VECTORS = "vectors.sqlite"

settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


# Of the modules these take longest: begun first, none of them is waited for at the end.
_LONG = (
    "test_quality.py",
    "test_client.py",
    "terminal/test_cli.py",
    "terminal/test_sources.py",
    "terminal/test_printing.py",
    "test_agreement.py",
    "test_patterns.py",
    "test_meant.py",
    "test_unasked.py",
    "test_moderation.py",
    "discord_app/test_faults.py",
    "faults/test_kill.py",
    "faults/test_damage.py",
    "faults/test_surroundings.py",
    "service/test_keeping.py",
    "service/test_worker.py",
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


@dataclass(frozen=True)
class Run:
    """What a command did."""

    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


def _run(*arguments: str, home: Path, cwd: Path, **environment: str) -> Run:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SAMPAN_")}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**clean, "SAMPAN_HOME": str(home), "PYTHONPATH": str(_ROOT), **environment},
    )
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory, request) -> Path:
    """A data folder with the index of the starter corpus, built by the real command.

    Vectors of the run before are taken over, as `sampan index` does: they are kept by content. Of
    the processes that share the tests one makes them, and the others wait for it.
    """
    home = tmp_path_factory.mktemp("starter")
    kept = request.config.cache.mkdir("vectors")
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (kept / _VECTORS).is_file():
            shutil.copy(kept / _VECTORS, home)
        built = _run("index", home=home, cwd=home)
        assert built.status == 0, built.stderr
        shutil.copy(home / _VECTORS, kept)
    return home


@pytest.fixture(scope="session")
def service(starter_home) -> Service:
    """Answers from the starter corpus."""
    return open_service(Settings(home=starter_home))


@pytest.fixture
def sampan(tmp_path) -> Callable[..., Run]:
    """Runs the command with an empty data folder of its own."""

    def sampan(*arguments: str, **environment: str) -> Run:
        return _run(*arguments, home=tmp_path / "home", cwd=tmp_path, **environment)

    return sampan


@pytest.fixture
def starter_sampan(tmp_path, starter_home) -> Callable[..., Run]:
    """Runs the command over the index of the starter corpus."""

    def sampan(*arguments: str, **environment: str) -> Run:
        return _run(*arguments, home=starter_home, cwd=tmp_path, **environment)

    return sampan
