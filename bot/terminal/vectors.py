"""`sampan vectors`: what was encoded on other machines."""

from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.printing import AsJson, note, print_json, print_rich
from corpus.counts import say_count
from corpus.errors import AppError

vectors_app = typer.Typer(no_args_is_help=True, help="What was encoded on other machines.")

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="vectors.sqlite of the homes that encoded.")
]


@vectors_app.command(epilog="Example: sampan vectors merge ~/one.sqlite ~/two.sqlite")
def merge(files: Files, as_json: AsJson = False) -> None:
    """Copy the vectors in these files into the home; the next index need not encode them.

    Exit status 1 where one was damaged or no such file, 2 where all were no such files.
    """
    from dataclasses import asdict

    from bot.service.parts import merge_vectors
    from bot.settings import load_settings

    settings = load_settings()
    told = []
    for file in files:
        try:
            merged = merge_vectors(settings, file)
        except AppError as error:
            note(f"Error: {error}", style="red")
            told.append({"file": str(file), "error": str(error)})
            continue
        told.append({"file": str(file)} | asdict(merged))
        if not as_json:
            copied = say_count(merged.copied, "vector")
            print_rich(f"{file}: {copied} copied, {merged.known:,} known before")
        if merged.damaged:
            note(f"{file}: {say_count(merged.damaged, 'vector')} damaged and left out")
    if as_json:
        print_json(told)
    if all("error" in one for one in told):
        raise typer.Exit(2)
    if any("error" in one or one.get("damaged") for one in told):
        raise typer.Exit(1)
