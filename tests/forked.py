"""Commands of Sampan in processes forked from one that has imported all of it: cheap to start.

Each is as alone as a command from a shell, and may be killed like one.
"""

import contextlib
import json
import multiprocessing
import multiprocessing.forkserver
import os
import runpy
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]
_CONTEXT = multiprocessing.get_context("forkserver")
# "pytest" is what the child would import again, because it is the main module.
_CONTEXT.set_forkserver_preload(["pytest", "forked", "preloaded"])


@dataclass(frozen=True)
class Done:
    """What a command did."""

    status: int | None
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


class Command:
    """One command that runs, or another program; `kill` it, or `finish` it."""

    def __init__(
        self,
        *arguments: str,
        home: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        program: Path | None = None,
    ) -> None:
        _start_server()
        self._output = Path(tempfile.mkdtemp())
        for name in ("stdout", "stderr"):  # there, however soon it is killed
            (self._output / name).touch()
        settings = {"SAMPAN_HOME": str(home), **(env or {})}
        self.process = _CONTEXT.Process(
            target=_run, args=(arguments, settings, self._output, cwd, program), daemon=True
        )
        self.process.start()

    def kill(self) -> None:
        self.process.kill()

    def finish(self, timeout: float = 120.0) -> Done:
        self.process.join(timeout)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        texts = [
            (self._output / name).read_text("utf-8", "replace") for name in ("stdout", "stderr")
        ]
        for path in self._output.iterdir():
            path.unlink()
        self._output.rmdir()
        done = Done(self.process.exitcode, *texts)
        self.process.close()
        return done


def run(
    *arguments: str,
    home: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    program: Path | None = None,
) -> Done:
    """What a command did that nothing disturbed."""
    return Command(*arguments, home=home, env=env, cwd=cwd, program=program).finish()


def _start_server() -> None:
    """Start the process that commands are forked from, unless it runs.

    It finds only what its environment names, and passes over what it does not find.
    """
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join((str(_ROOT), str(_ROOT / "tests")))
    try:
        multiprocessing.forkserver.ensure_running()
    finally:
        del os.environ["PYTHONPATH"]
        if before is not None:
            os.environ["PYTHONPATH"] = before


def _run(
    arguments: tuple[str, ...],
    settings: Mapping[str, str],
    output: Path,
    cwd: Path | None,
    program: Path | None,
) -> None:
    for name in [name for name in os.environ if name.startswith("SAMPAN_")]:
        del os.environ[name]
    os.environ.update(settings)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(output / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv = ["sampan", *arguments]
    from bot.terminal.cli import main

    with contextlib.chdir(cwd or output):
        if program is None:
            main()
        else:
            runpy.run_path(str(program), run_name="__main__")
