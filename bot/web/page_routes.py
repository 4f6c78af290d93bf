"""The page for people: its files, and the script by which other sites show it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import Response

from bot.settings import Settings

_FOLDER = Path(__file__).with_name("page")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
# Nothing inline, nothing from elsewhere: words of an article that slipped in could do nothing.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
_HEADERS = {
    "Cache-Control": "no-cache",  # kept, and asked for again with its tag: never two versions mixed
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file of the page, with the tag of its content."""

    content: bytes
    type: str
    tag: str


def add_page(app: FastAPI, settings: Settings) -> None:
    """Serve the page at `/`, its files under `/page/`, the operator's page and the widget.

    Only sites that the setting `cors` names may show the page in a frame.
    """
    files = {path.name: _read(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}

    async def show_page(request: Request) -> Response:
        is_embedded = request.query_params.get("embed") == "1"
        framing = settings.cors if is_embedded else ()
        return _respond(request, files["index.html"], framing=framing)

    async def show_operator_page(request: Request) -> Response:
        return _respond(request, files["operator.html"])

    async def send_widget(request: Request) -> Response:
        response = _respond(request, files["widget.js"])
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    def send(file: _File) -> None:
        async def send_file(request: Request) -> Response:
            return _respond(request, file)

        app.add_route(f"/page/{name}", send_file, include_in_schema=False)

    app.add_route("/", show_page, include_in_schema=False)
    app.add_route("/operator", show_operator_page, include_in_schema=False)
    app.add_route("/widget.js", send_widget, include_in_schema=False)
    for name, file in files.items():
        if not name.endswith(".html"):
            send(file)


def _read(path: Path) -> _File:
    content = path.read_bytes()
    digest = hashlib.blake2b(content, digest_size=12).hexdigest()
    return _File(content=content, type=_TYPES[path.suffix], tag=f'"{digest}"')


def _respond(request: Request, file: _File, *, framing: Sequence[str] = ()) -> Response:
    """The file, or that it is the same as the one that the browser has."""
    ancestors = " ".join(framing) or "'none'"
    headers = {
        **_HEADERS,
        "ETag": file.tag,
        "Content-Security-Policy": _POLICY.format(ancestors=ancestors),
    }
    known = [tag.strip().removeprefix("W/") for tag in _split(request, "if-none-match")]
    if file.tag in known or known == ["*"]:
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type=file.type, headers=headers)


def _split(request: Request, header: str) -> list[str]:
    return request.headers.get(header, "").split(",")
