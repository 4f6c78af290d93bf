"""`sampan serve`: answers over HTTP."""

import os
from typing import Annotated

import typer


def serve(
    host: Annotated[
        str | None, typer.Option(help="The address to serve at, else that of the setting listen.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port, else that of the setting.")
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many processes answer.")
    ] = None,
) -> None:
    """Answer over HTTP until stopped, with a page for people and JSON for programs."""
    from bot.network import parse_listen
    from bot.settings import load_settings
    from bot.settings_wording import PREFIX
    from bot.web.running import run_web

    usual_host, usual_port = parse_listen(load_settings().listen)
    address = usual_host if host is None else host.strip("[]")
    if ":" in address:
        address = f"[{address}]"
    # By the environment, so that each process that serves has the same.
    os.environ[f"{PREFIX}LISTEN"] = f"{address}:{usual_port if port is None else port}"
    if processes is not None:
        os.environ[f"{PREFIX}PROCESSES"] = str(processes)
    run_web(load_settings())
