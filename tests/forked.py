"""Commands of Sampan in processes forked from one that has imported all of it: cheap to start.

Each is as alone as a command from a shell, and may be killed like one.
"""

import contextlib
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "pytest",  # what the child would import again, because it is the main module
        "forked",
        "bot.terminal.cli",
        "bot.terminal.render",
        "bot.service.doctor",
        "bot.service.refresh",
        "bot.service.wiring",
        "bot.service.worker",
        "corpus.duplicates",
        "embeddings.bm25_index",
        "embeddings.bundled_encoder",
        "embeddings.faiss_index",
    ]
)


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
    """One command that runs; `kill` it, or `finish` it."""

    def __init__(self, *arguments: str, home: Path, env: Mapping[str, str] | None = None) -> None:
        self._output = Path(tempfile.mkdtemp())
        for name in ("stdout", "stderr"):  # there, however soon it is killed
            (self._output / name).touch()
        settings = {"SAMPAN_HOME": str(home), **(env or {})}
        self.process = _CONTEXT.Process(
            target=_run, args=(arguments, settings, str(self._output)), daemon=True
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


def run(*arguments: str, home: Path, env: Mapping[str, str] | None = None) -> Done:
    """What a command did that nothing disturbed."""
    return Command(*arguments, home=home, env=env).finish()


def _run(arguments: tuple[str, ...], settings: Mapping[str, str], output: str) -> None:
    for name in [name for name in os.environ if name.startswith("SAMPAN_")]:
        del os.environ[name]
    os.environ.update(settings)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(Path(output) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv = ["sampan", *arguments]
    from bot.terminal.cli import main

    with contextlib.chdir(output):
        main()
