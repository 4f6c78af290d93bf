"""Files read in processes of their own: what kills or hangs one costs that file only."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from corpus.readings import FileReading, failed, reading_from_json
from corpus.walking import File

_LIMIT_S = 60.0
_REMEDY = "save its text as plain Markdown, or take it away"


def read_in_processes(
    files: Sequence[File], *, own_fields: Path | None = None
) -> Iterator[FileReading]:
    """The readings of the files, in order, by as many processes as there are cores.

    `own_fields` is the operator's own table of fields. A file that takes longer than a minute, or
    ends the process that reads it, is a skipped one.
    """
    if not files:
        return
    count = min(os.cpu_count() or 1, len(files))
    idle: SimpleQueue[_Worker] = SimpleQueue()
    workers = [_Worker(str(own_fields or "")) for _ in range(count)]
    for worker in workers:
        idle.put(worker)

    def read(file: File) -> FileReading:
        worker = idle.get()
        try:
            return worker.read(file)
        finally:
            idle.put(worker)

    try:
        with ThreadPoolExecutor(count) as executor:
            yield from executor.map(read, files)
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A process that reads one file at a time; a new one takes the place of one that died."""

    def __init__(self, own_fields: str) -> None:
        self._own_fields = own_fields
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, file: File) -> FileReading:
        process = self._process = self._process or self._begin()
        assert process.stdin
        assert process.stdout
        is_late = threading.Event()

        def give_up() -> None:
            is_late.set()
            process.kill()

        timer = threading.Timer(_LIMIT_S, give_up)
        timer.start()
        try:
            asked: dict[str, object] = {"path": os.fspath(file.path), "name": file.name}
            asked |= {"id": file.id, "is_named": file.is_named}
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            said = process.stdout.readline()
        except OSError:
            said = b""
        finally:
            timer.cancel()
        if said.endswith(b"\n"):
            return reading_from_json(said.decode("utf-8"))
        self.end()
        if is_late.is_set():
            return failed(file, f"takes longer than {_LIMIT_S:.0f} s to read; {_REMEDY}")
        return failed(file, f"ended the process that read it; {_REMEDY}")

    def end(self) -> None:
        """Stop the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
        process.wait()

    def _begin(self) -> "subprocess.Popen[bytes]":
        # "-P": no module of the folder that the command is run in takes the place of ours.
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "corpus.reading_worker", self._own_fields],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
