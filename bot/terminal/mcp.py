"""`sampan mcp`: answering assistants."""

from typing import Annotated

import typer

from bot.terminal.printing import show_log


def serve_assistants(
    http: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT", help="Answer over HTTP at /mcp of this address of the machine."
        ),
    ] = None,
) -> None:
    """Answer an assistant that speaks the Model Context Protocol, over stdin and stdout."""
    from bot.mcp_server.run import serve_http, serve_stdio
    from bot.settings import load_settings

    show_log()
    settings = load_settings()
    if http is None:
        serve_stdio(settings)
    else:
        serve_http(settings, http)
