"""Harm done to a data folder, and what the commands make of it."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from forked import Command, Done

Harm = Callable[[Path], object]

_NO_FAULT = (0, 1)  # doctor's 1 is a finding that it names
_SIDE_FILES = ("-wal", "-shm", "-journal")
_LONGEST_S = 60.0


def flip(path: Path, place: float) -> None:
    """Change one bit so far into a file."""
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] ^= 0x40
    path.write_bytes(content)


def truncate(path: Path) -> None:
    """Leave a file's first half."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


DAMAGES: Mapping[str, Harm] = {
    "first byte": partial(flip, place=0),
    "byte at 1/3": partial(flip, place=1 / 3),
    "byte at 2/3": partial(flip, place=2 / 3),
    "last byte": partial(flip, place=1),
    "truncated": truncate,
    "emptied": lambda path: path.write_bytes(b""),
    "removed": Path.unlink,
}


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's whole path would be too long
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _link_to_pipe(path: Path) -> None:
    pipe = path.parent.parent / f"pipe-{path.name}"
    os.mkfifo(pipe)
    path.symlink_to(pipe)


def _link_to_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


IRREGULAR: Mapping[str, Harm] = {
    "pipe": os.mkfifo,
    "socket": _socket,
    "link to a pipe": _link_to_pipe,
    "link to a device": _link_to_device,
    "folder": Path.mkdir,
}


def files_in_use(home: Path) -> list[Path]:
    """Every file, but what nothing reads; of the index, those of the generation in use."""
    current = (home / "index" / "CURRENT").read_text().strip()
    found = [path.relative_to(home) for path in sorted(home.rglob("*")) if path.is_file()]
    return [
        path
        for path in found
        if not path.name.endswith(("LOCK", *_SIDE_FILES))
        and (len(path.parts) < 3 or path.parts[1] == current)
    ]


def side_files(home: Path) -> list[Path]:
    """What SQLite opens beside the databases of a folder, and what builds lock."""
    databases = [path.relative_to(home) for path in sorted(home.glob("*.sqlite"))]
    beside = [path.with_name(path.name + suffix) for path in databases for suffix in _SIDE_FILES]
    return [*beside, Path("index", "LOCK")]


def counterparts(home: Path, file: Path, other: Path) -> dict[str, Path]:
    """The same file of another generation, and of another data folder."""
    found: dict[str, Path] = {}
    if len(file.parts) > 2:
        for folder, kind in ((home, "generation"), (other, "folder")):
            current = (folder / "index" / "CURRENT").read_text().strip()
            for generation in sorted(
                path for path in (folder / "index").iterdir() if path.is_dir()
            ):
                path = generation.joinpath(*file.parts[2:])
                if (generation.name == current) == (kind == "folder") and path.exists():
                    found[f"swapped with another {kind}'s"] = path
    elif file.name != "SOURCES" and (other / file).exists():  # which may name any articles
        found["swapped with another folder's"] = other / file
    return found


def damages(home: Path, other: Path) -> Iterator[tuple[Path, str, Harm]]:
    """Every file with all that may be done to it."""
    for file in files_in_use(home):
        for name, harm in DAMAGES.items():
            yield file, name, harm
        for name, path in counterparts(home, file, other).items():
            yield file, name, partial(shutil.copyfile, path)


def some_of(cases: list[tuple[Path, str, Harm]], count: int) -> list[tuple[Path, str, Harm]]:
    """So many of them, each time the same, from all over."""
    return cases[:: max(1, len(cases) // count)]


def quotes(done: Done) -> list[str]:
    """What an answer as JSON quotes."""
    return [quote["text"] for quote in done.json["quotes"]]


def complaints(home: Path, right: Mapping[str, list[str]], *, is_mended: bool = False) -> list[str]:
    """What the commands do wrong over a damaged data folder, before and after it is indexed.

    `is_mended` says that indexing has to succeed.
    """
    wrong: list[str] = []

    def check(*arguments: str, statuses: tuple[int, ...] = (0,)) -> Done:
        done = Command(*arguments, home=home).finish(_LONGEST_S)
        what = " ".join(arguments)
        if "Traceback" in done.stderr or done.status not in (*statuses, 2):
            wrong.append(f"{what}: status {done.status}, {done.stderr.strip()[-200:]!r}")
        elif done.status == 2 and not done.stderr.strip().splitlines()[-1].startswith("Error: "):
            wrong.append(f"{what}: no sentence, {done.stderr.strip()[-200:]!r}")
        return done

    def ask() -> bool:
        answered = True
        for question, expected in right.items():
            done = check("ask", question, "--json")
            answered &= done.status == 0
            if done.status == 0 and quotes(done) != expected:
                wrong.append(f"ask: quotes {quotes(done)}")
        return answered

    could_answer = ask()
    doctor = check("doctor", "--json", statuses=_NO_FAULT)
    if not could_answer and doctor.status == 0:
        wrong.append("doctor has no complaint where no answer comes")
    indexed = check("index")
    if is_mended and indexed.status:
        wrong.append(f"index does not mend it: {indexed.stderr.strip()[-200:]!r}")
    if not ask() and check("doctor", statuses=_NO_FAULT).status == 0:
        wrong.append("no answer after indexing, and doctor has no complaint")
    return wrong
