import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


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
