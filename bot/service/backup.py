"""What cannot be made again, kept in one archive; and an installation made of such an archive.

The index and what only saves time are left out: they are built again.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from typing import Any

from bot.errors import BackupError, JournalError
from bot.service.archives import ArchiveWriter, is_plain, unpack_archive, writing_archive
from bot.service.keeping import keeping
from bot.service.settings_text import free_name
from bot.settings import Settings, load_settings
from bot.settings_file import read_settings_file
from bot.store.journal_copy import copy_journal, is_open_elsewhere
from bot.store.journal_file import JOURNAL_FILE, open_journal
from bot.store.journal_key import KEY_FILE
from corpus.databases import database_files, make_private_folder
from corpus.drafts import DRAFT_PREFIX, replace_file
from corpus.regular_files import read_regular

_HOME = "home/"
_SETTINGS = "settings/"
_JOURNAL = (JOURNAL_FILE, KEY_FILE)
# By name in the home: the index, caches, and what tells that a bot runs.
_MADE_AGAIN = (
    "index",
    "vectors.sqlite*",
    "readings.sqlite*",
    "lexicon-*",
    "traces.sqlite*",
    f"{JOURNAL_FILE}*",
    KEY_FILE,
    "bot.alive",
    ".*",
)
_NEVER = (f"{DRAFT_PREFIX}*", "*.lock")
_KEPT_OF_INDEX = "index/SOURCES"  # what the index was built from


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a backup holds: how many files of how many bytes, and what it should and does not."""

    files: int
    bytes: int
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put where: files of the home, those beside the settings file, and copies of old."""

    home: Path
    files: int
    settings: tuple[Path, ...]
    copies: tuple[Path, ...]


def make_backup(
    target: Path,
    settings: Settings,
    settings_file: Path | None,
    *,
    on_wait: Callable[[], None] | None = None,
) -> Kept:
    """Keep in one archive what cannot be made again; a bot may run meanwhile.

    Waits for a process that fetches, after `on_wait`. Raises BackupError and JournalError.
    """
    home = settings.home.resolve()
    if target.resolve().is_relative_to(home):
        raise BackupError(target, f"lies in {home}, which is kept; name a file elsewhere")
    if not home.is_dir() and settings_file is None:
        raise BackupError(target, f"there is nothing in {home} to keep yet; build an index first")
    left_out: list[str] = []
    with (
        keeping(home, on_wait=on_wait) if home.is_dir() else nullcontext(),
        tempfile.TemporaryDirectory() as folder,
        writing_archive(target) as archive,
    ):
        beside = _add_settings(archive, settings, settings_file, left_out)
        if (home / JOURNAL_FILE).exists():
            _copy_whole(home, Path(folder))
            for name in _JOURNAL:
                if (Path(folder) / name).exists():
                    archive.add(f"{_HOME}{name}", Path(folder) / name)
        for name in _names_kept(home, without=settings_file and settings_file.resolve()):
            if is_plain(name):
                archive.add(f"{_HOME}{name}", home / name)
            else:
                left_out.append(f"{name!r}: has a name that not every system can have")
        about: dict[str, Any] = {
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": metadata.version("sampan"),
            "settings_file": settings_file.name if settings_file else None,
            "moved": beside,
        }
        archive.end(about)
    sizes = [file["size"] for file in archive.files.values()]
    return Kept(files=len(sizes), bytes=sum(sizes), left_out=tuple(left_out))


def restore_backup(path: Path, settings_file: Path, *, is_forced: bool = False) -> Restored:
    """Put everything that an archive holds in its place; the index is then to be built.

    `settings_file` is the one that is read, or will be. Nothing is changed before all of the
    archive was found in order. Raises BackupError where it is not, where a home has a journal or
    a file says otherwise unless forced, and where a bot runs; and JournalError.
    """
    with tempfile.TemporaryDirectory() as folder:
        unpacked = unpack_archive(path, Path(folder))
        files = {name: Path(folder) / name for name in unpacked.sizes}
        placed = _place_settings(files, unpacked.about, settings_file)
        home = _home_of(placed, settings_file).resolve()
        in_home = {
            home / name.removeprefix(_HOME): file
            for name, file in files.items()
            if name.startswith(_HOME)
        }
        if not is_forced:
            _check_free(path, home, placed)
        if (staged := Path(folder) / _HOME / JOURNAL_FILE).exists():
            _open_once(staged.parent)
        if is_open_elsewhere(home):
            raise BackupError(path, f"a bot or a service runs over {home}; stop it and try again")
        copies = [_set_aside(target) for target in placed if _differs(target, placed[target])]
        with keeping(home, on_wait=lambda: None):
            for target, file in placed.items():
                _put(file, target)
            if home / JOURNAL_FILE in in_home:
                for old in database_files(home / JOURNAL_FILE):
                    old.unlink(missing_ok=True)
            for target, file in in_home.items():
                _put(file, target)
    return Restored(home=home, files=len(in_home), settings=tuple(placed), copies=tuple(copies))


def _add_settings(
    archive: ArchiveWriter,
    settings: Settings,
    settings_file: Path | None,
    left_out: list[str],
) -> dict[str, tuple[str, str]]:
    """The settings file and what it names: each by the path that it has beside it, or a new one.

    Gives, by the names of those that lie elsewhere, where they lay and how the file names them.
    """
    moved: dict[str, tuple[str, str]] = {}
    folder = settings_file.parent.resolve() if settings_file else None
    written: dict[Path, str] = {}
    if settings_file:
        archive.add(f"{_SETTINGS}{settings_file.name}", settings_file)
        written = _written_paths(settings_file)
    named = (*settings.glossary, *([settings.fields_file] if settings.fields_file else []))
    for path in (one.resolve() for one in named):
        if path.is_relative_to(settings.home.resolve()):
            continue
        if not path.is_file():
            left_out.append(f"{path}: is not there")
            continue
        if folder and path.is_relative_to(folder):
            name = path.relative_to(folder).as_posix()
        else:
            name = f"glossaries/{len(moved) + 1}-{path.name}"
            moved[name] = str(path), written.get(path, str(path))
        if f"{_SETTINGS}{name}" not in archive.files:
            archive.add(f"{_SETTINGS}{name}", path)
    return moved


def _written_paths(settings_file: Path) -> dict[Path, str]:
    """How a settings file writes the paths of the files that it names."""
    given = read_settings_file(settings_file)
    named = [given[name].value for name in ("glossary", "fields_file") if name in given]
    texts = [text for one in named for text in (one if isinstance(one, list) else [one])]
    return {(settings_file.parent / Path(text).expanduser()).resolve(): text for text in texts}


def _names_kept(home: Path, *, without: Path | None) -> Iterator[str]:
    """The files of a home to keep, by their paths in it."""
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        is_made = any(fnmatch(name.split("/")[0], pattern) for pattern in _MADE_AGAIN)
        if (is_made and name != _KEPT_OF_INDEX) or path == without or not path.is_file():
            continue
        if not any(fnmatch(path.name, pattern) for pattern in _NEVER):
            yield name


def _copy_whole(home: Path, folder: Path) -> None:
    """A copy of the journal that is in order; raises JournalError."""
    copy_journal(home, folder)
    try:
        _open_once(folder)
    except JournalError as error:
        raise JournalError(home / error.path.name, error.reason) from error


def _open_once(folder: Path) -> None:
    """Find a journal in order, and fold what lies beside it into it; raises JournalError."""

    async def look() -> None:
        async with open_journal(folder):
            pass

    asyncio.run(look())


def _place_settings(files: dict[str, Path], about: Any, settings_file: Path) -> dict[Path, Path]:
    """Where each file of the settings goes; the settings name those that lay elsewhere anew."""
    own = f"{_SETTINGS}{about['settings_file']}"
    placed: dict[Path, Path] = {}
    text = files[own].read_text("utf-8") if own in files else ""
    for name, file in files.items():
        if not name.startswith(_SETTINGS) or name == own:
            continue
        beside = name.removeprefix(_SETTINGS)
        if beside in about["moved"]:
            was, written = about["moved"][beside]
            if Path(was).exists():
                continue  # it lies where the settings say
            for quote in "\"'":
                text = text.replace(f"{quote}{written}{quote}", f"{quote}{beside}{quote}")
        placed[settings_file.parent / beside] = file
    if own in files:
        files[own].write_text(text, "utf-8")
        placed[settings_file] = files[own]
    return placed


def _home_of(placed: dict[Path, Path], settings_file: Path) -> Path:
    """The home that the settings will name, once they lie where they belong."""
    if settings_file not in placed:
        return load_settings(file=settings_file).home
    draft = settings_file.with_name(f"{DRAFT_PREFIX}{settings_file.name}")
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        replace_file(draft, read_regular(placed[settings_file]), is_private=True)
        return load_settings(file=draft).home
    finally:
        draft.unlink(missing_ok=True)


def _check_free(path: Path, home: Path, placed: dict[Path, Path]) -> None:
    """Raise BackupError where something would be lost."""
    if (home / JOURNAL_FILE).exists():
        raise BackupError(
            path, f"{home} has a journal already; add --force to replace what it remembers"
        )
    for target, file in placed.items():
        if _differs(target, file):
            raise BackupError(
                path, f"{target} says otherwise; add --force to replace it, which keeps a copy"
            )


def _differs(target: Path, file: Path) -> bool:
    return target.exists() and read_regular(target) != read_regular(file)


def _set_aside(path: Path) -> Path:
    """A copy of what lies there, under a name of its own."""
    copy = free_name(path)
    replace_file(copy, read_regular(path), is_private=True)
    return copy


def _put(file: Path, target: Path) -> None:
    """Let a file take its place, whole or not at all."""
    make_private_folder(target.parent)
    draft = target.with_name(f"{DRAFT_PREFIX}{target.name}")
    shutil.copy(file, draft)
    draft.replace(target)
