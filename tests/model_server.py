"""A server that speaks like an OpenAI-compatible one, and does what a test scripts."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Item = list[str] | int | str | Callable[[BaseHTTPRequestHandler], None]


class ModelServer:
    """Plays one script item for each request, and the last one for ever.

    A list of texts is streamed, a number is an HTTP status, "hang" waits, "garbage" is no stream
    at all, "cut" ends in the middle; a function does what it likes with the request.
    """

    def __init__(self, *script: Item) -> None:
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self._released = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.requests.append(json.loads(body))
                server.keys.append(self.headers["Authorization"])
                item = server.script[min(len(server.requests), len(server.script)) - 1]
                server.play(self, item)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))

    def __enter__(self) -> "ModelServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def play(self, handler: BaseHTTPRequestHandler, item: Item) -> None:
        if callable(item):
            handler.close_connection = True
            item(handler)
            return
        if isinstance(item, int):
            # Real ones repeat the key in this message.
            key = handler.headers["Authorization"]
            body = json.dumps({"error": {"message": f"no: {key}"}}).encode()
            handler.send_response(item)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
            return
        if item == "hang":
            self._released.wait(20)
            handler.close_connection = True
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        if item == "garbage":
            handler.wfile.write(b"<html><body>It works!</body></html>\n\ndata: {nonsense\n\n")
            return
        pieces = ["The HKMA granted three licences. [1] And th"] if item == "cut" else item
        for piece in pieces:
            chunk = {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": int(time.time()),
                "model": "tiny",
                "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}],
            }
            handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            handler.wfile.flush()
        if item == "cut":
            handler.wfile.write(b"data: {")
            return
        handler.wfile.write(b"data: [DONE]\n\n")
