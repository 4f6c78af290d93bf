"""The real `sampan serve` in a process of its own, which may be killed and begun again."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PATIENCE_S = 120.0


class LiveService:
    """Serves at one address of this machine, or at all of its addresses, from `start` on."""

    def __init__(self, home: Path, *, host: str = "127.0.0.1", **settings: str) -> None:
        self._home, self._host, self._settings = home, host, settings
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """All that it said."""
        return (self._home / "serve.log").read_text()

    def start(self) -> None:
        """Begin, and return once it answers."""
        clean = {name: v for name, v in os.environ.items() if not name.startswith("SAMPAN_")}
        with (self._home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "bot", "serve"),
                    *("--host", self._host, "--port", str(self._port)),
                ],
                cwd=self._home,
                env={
                    **clean,
                    "SAMPAN_HOME": str(self._home),
                    "PYTHONPATH": str(_ROOT),
                    **self._settings,
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        give_up = time.monotonic() + _PATIENCE_S
        while not self._is_ready():
            assert self.process.poll() is None, self.log
            assert time.monotonic() < give_up, self.log
            time.sleep(0.05)

    def kill(self) -> None:
        """End it without a word."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (OSError, urllib.error.HTTPError):
            return False


@contextmanager
def live_service(home: Path, *, host: str = "127.0.0.1", **settings: str) -> Iterator[LiveService]:
    """A service that answers; it has ended afterwards."""
    service = LiveService(home, host=host, **settings)
    try:
        service.start()
        yield service
    finally:
        service.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
