"""A Milvus in a process of its own, and a way to it that breaks when the test says so."""

import contextlib
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc

_STARTS_WITHIN_S = 20.0


class MilvusServer:
    """Milvus Lite, served on a port as Milvus is; what it holds outlives it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, until `stop`."""
        command = (sys.executable, "-m", "milvus_lite", "server")
        options = ("--data-dir", str(self._folder), "--port", str(self.port))
        self._process = subprocess.Popen(
            [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + _STARTS_WITHIN_S
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.05)
        raise TimeoutError("Milvus Lite did not start")

    def stop(self) -> None:
        """As when its machine goes down."""
        if self._process:
            self._process.kill()
            self._process.wait()


class RefusingServer:
    """Says to whatever it is asked that it does not know who asks."""

    def __init__(self) -> None:
        handler = grpc.unary_unary_rpc_method_handler(self._refuse)
        self._server = grpc.server(ThreadPoolExecutor(2))
        self._server.add_generic_rpc_handlers([_Every(handler)])
        port = self._server.add_insecure_port("127.0.0.1:0")
        self.address = f"http://127.0.0.1:{port}"
        self._server.start()

    def close(self) -> None:
        self._server.stop(None).wait()

    def _refuse(self, request: bytes, context: grpc.ServicerContext) -> bytes:
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure, please check")
        return b""


class _Every(grpc.GenericRpcHandler):
    def __init__(self, handler: grpc.RpcMethodHandler) -> None:
        self._handler = handler

    def service(self, call: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        return self._handler


class BreakingWay:
    """Passes on what is sent to a port, so many bytes; then all connections break.

    `is_mended` tells whether new ones are let through again.
    """

    def __init__(self, port: int, *, bytes_passed: int, is_mended: bool) -> None:
        self._to = port
        self._left = bytes_passed
        self._is_mended = is_mended
        self.has_broken = threading.Event()
        self._open: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._start(self._accept)

    def close(self) -> None:
        for one in (self._server, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _start(self, work, *arguments: object) -> None:
        threading.Thread(target=work, args=arguments, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            if self.has_broken.is_set() and not self._is_mended:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._to))
            self._open += [near, far]
            self._start(self._pass_on, near, far, True)
            self._start(self._pass_on, far, near, False)

    def _pass_on(self, source: socket.socket, target: socket.socket, is_counted: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(16_384):
                if is_counted and not self.has_broken.is_set():
                    self._left -= len(data)
                    if self._left < 0:
                        self.has_broken.set()
                        break
                target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
