"""HEAD: what GET would give, without its body; whoever watches a service asks so."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Wraps the app, whose routes know GET alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        # A copy: the server leaves the body out by the method that it was asked by.
        asked = {**scope, "method": "GET"}

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(asked, receive, send_head)
        finally:
            scope["route"] = asked.get("route")  # by which the request is counted
