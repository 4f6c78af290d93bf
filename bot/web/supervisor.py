"""Several processes that take requests from one socket, each begun again when it dies."""

import contextlib
import logging
import multiprocessing
import signal
import socket
import time
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess

import uvicorn
from uvicorn.config import STARTUP_FAILURE

from bot.errors import StartError

log = logging.getLogger(__name__)

_LOOK_AGAIN_S = 0.5
_PAUSE_S = 1.0  # between two beginnings, should each die at once


def run_processes(config: uvicorn.Config, listening: socket.socket, count: int) -> None:
    """Serve with so many until SIGTERM or Ctrl-C, and let each finish what it began.

    Raises StartError when one cannot start, which another would not either.
    """
    is_leaving = False

    def leave(*_: object) -> None:
        nonlocal is_leaving
        is_leaving = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    processes = [_begin(config, listening) for _ in range(count)]
    began = time.monotonic()
    try:
        while not is_leaving:
            wait([process.sentinel for process in processes], _LOOK_AGAIN_S)
            for place, process in enumerate(processes):
                if is_leaving or process.exitcode is None:
                    continue
                if process.exitcode == STARTUP_FAILURE:
                    raise StartError
                log.warning("process %s ended (%s); another begins", process.pid, process.exitcode)
                time.sleep(max(0.0, began + _PAUSE_S - time.monotonic()))
                processes[place] = _begin(config, listening)
                began = time.monotonic()
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _begin(config: uvicorn.Config, listening: socket.socket) -> SpawnProcess:
    # Begun afresh: a copy of this process would share its threads' locks and none of its threads.
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(target=_serve, args=(config, listening), name="sampan serve")
    process.start()
    return process


def _serve(config: uvicorn.Config, listening: socket.socket) -> None:
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again once all is done
        uvicorn.Server(config).run(sockets=[listening])
