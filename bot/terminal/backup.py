"""`sampan backup` and `restore`: what cannot be made again, in one file."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.adding import note_refresh
from bot.terminal.indexing import build
from bot.terminal.printing import AsJson, note, print_json, print_rich
from corpus.counts import say_count

File = Annotated[Path, typer.Argument(metavar="FILE", help="The archive, a ZIP file.")]


def backup(file: File, as_json: AsJson = False) -> None:
    """Keep what cannot be made again in one file; a bot may run meanwhile."""
    from bot.service.backup import make_backup
    from bot.settings import load_settings
    from bot.settings_file import find_settings_file

    settings = load_settings()
    found = find_settings_file(Path.cwd())
    kept = make_backup(file, settings, found, on_wait=note_refresh)
    for line in kept.left_out:
        note(f"Not kept: {line}")
    if as_json:
        print_json({"file": str(file), "files": kept.files, "bytes": kept.bytes})
        return
    size = f"{kept.bytes / 1e6:,.1f} MB"
    print_rich(f"Kept in {file}, for your user alone: {say_count(kept.files, 'file')}, {size}")
    note("It tells of people: keep it as safe as the home itself, and no longer than you must.")
    note("Not in it: the index, which is built again, articles in folders of yours, sampan.env.")


def restore(
    file: File,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the journal and settings that are there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put what a backup holds in its place, and build the index of it."""
    from bot.service.backup import restore_backup
    from bot.service.first_steps import settings_path

    path = settings_path(Path.cwd())
    restored = restore_backup(file, path, is_forced=force)
    for one in restored.settings:
        note(f"Written: {one}")
    for copy in restored.copies:
        note(f"As it was: {copy}")
    note(f"Written: {say_count(restored.files, 'file')} in {restored.home}")
    if path in restored.settings:
        os.environ["SAMPAN_CONFIG"] = str(path)
    build((), yes=True, as_json=as_json)
