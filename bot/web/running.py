"""Serving: the app under uvicorn, in one process or several."""

import errno
import logging
import os
import signal
import socket
import sys
import tempfile

import uvicorn
from uvicorn.config import STARTUP_FAILURE

from bot.errors import ListenError, StartError
from bot.network import parse_listen
from bot.settings import Settings
from bot.store.keys import read_keys
from bot.web.metrics import FOLDER_VARIABLE
from bot.web.protocol import BoundedProtocol
from bot.web.request_log import set_up_log
from bot.web.state import is_local
from bot.web.supervisor import run_processes

log = logging.getLogger(__name__)

_APP = "bot.web.process:served_app"
_GRACE_S = 30
_BACKLOG = 2048


def run_web(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C, and finish what was begun; raises AppError.

    Each process that serves loads the settings for itself, and is to find these.
    """
    set_up_log()
    with _bind(settings.listen) as listening:
        _say_where(settings, listening)
        config = uvicorn.Config(
            _APP,
            factory=True,
            lifespan="on",
            http=BoundedProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # the app heeds them by its own settings
            timeout_graceful_shutdown=_GRACE_S,
        )
        if settings.processes == 1:
            _run_one(config, listening)
        else:
            _run_several(config, listening, settings.processes)


def _say_where(settings: Settings, listening: socket.socket) -> None:
    host, _ = parse_listen(settings.listen)
    port = listening.getsockname()[1]
    log.info("serving at http://%s:%s/", f"[{host}]" if ":" in host else host, port)
    if not (is_local(settings) or settings.public_page or read_keys(settings.home)):
        log.warning('nobody has a key, so that nobody can ask; make one with "sampan keys add"')


def _run_one(config: uvicorn.Config, listening: socket.socket) -> None:
    # uvicorn raises the signal again that it has obeyed, and the end is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except SystemExit as error:
        if error.code == STARTUP_FAILURE:
            raise StartError from error
        raise


def _run_several(config: uvicorn.Config, listening: socket.socket, count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="sampan-counts-") as folder:
        os.environ[FOLDER_VARIABLE] = folder
        run_processes(config, listening, count)


def _bind(listen: str) -> socket.socket:
    """A socket that takes connections from now on; they wait until there is a process for them."""
    host, port = parse_listen(listen)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(_BACKLOG)
            listening.set_inheritable(True)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        raise ListenError(listen, _describe(error)) from error
    return listening


def _describe(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "is in use by another program"
    if error.errno == errno.EACCES:
        return "may not be used by this user"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "is no address of this machine"
    return f"cannot be used ({(error.strerror or 'unknown error').lower()})"
