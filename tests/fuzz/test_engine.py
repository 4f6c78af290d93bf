import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_STRINGS = 200


def run_module(*arguments: str, timeout_s: float) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(_ROOT), str(_ROOT / "tests")))
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout_s,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_strings_of_every_block_do_not_kill_the_engine():
    done = run_module("fuzz.engine", str(_STRINGS), timeout_s=300)
    assert (done.returncode, done.stdout.strip()) == (0, str(_STRINGS)), done.stderr[-2000:]
