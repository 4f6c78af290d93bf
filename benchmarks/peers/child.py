"""A measured process, seen from the one that measures it."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
_ADAPTERS = "benchmarks.peers.adapters"
_QUIET = {  # nothing is fetched, and nobody is told
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
}
_GRACE_S = 10.0
_LONGEST_REASON = 120


class ChildError(Exception):
    """The process ended or took too long; the message says why in a few words."""


class Child:
    """An adapter at work on a task; `log` takes what it and its libraries print."""

    def __init__(self, python: Path, name: str, task: Mapping[str, object], *, log: Path) -> None:
        self._log = log
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("SAMPAN_")}
        self._started = time.perf_counter()
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [python, "-m", f"{_ADAPTERS}.{name}", json.dumps(task)],
                cwd=_ROOT,
                env=inherited | _QUIET,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
            )

    @property
    def age_s(self) -> float:
        """How long ago it was started."""
        return time.perf_counter() - self._started

    def request(self, request: Mapping[str, object], *, timeout_s: float) -> dict[str, Any]:
        """The reply; raises ChildError when there is none in time."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        timer = threading.Timer(timeout_s, self._process.kill)
        timer.start()
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            was_in_time = timer.is_alive()
            timer.cancel()
        if line:
            reply: dict[str, Any] = json.loads(line)
            return reply
        raise ChildError(self._reason() if was_in_time else f"no reply in {timeout_s:.0f} s")

    def close(self) -> None:
        """End the process."""
        try:
            self._process.communicate(timeout=_GRACE_S)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            self._process.kill()
            self._process.wait()

    def _reason(self) -> str:
        """Why it ended by itself."""
        status = self._process.wait()
        if status < 0:
            return f"ended by {signal.Signals(-status).name}"
        lines = [line.strip() for line in self._log.read_text("utf-8", "replace").splitlines()]
        return next((line for line in reversed(lines) if line), "it ended")[:_LONGEST_REASON]
