"""The files under folders: each once and in order, with what was in the way."""

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.file_names import name_article
from corpus.formats.kinds import (
    HEAD_BYTES,
    READ_SUFFIXES,
    Kind,
    describe_counts,
    kind_of_file,
)
from corpus.problems import Fate, Problem

_DEEPEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to read; `name` is its path below the folder that was asked for.

    `id` is what its article is known by, where it holds one. `is_named` is whether somebody asked
    for the file itself.
    """

    path: Path
    name: str
    id: str = ""
    is_named: bool = False


@dataclass(slots=True)
class Walk:
    """What was found."""

    files: list[File] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: Path | None = None

    def report(self, path: Path | str, reason: str, fate: Fate = "skipped") -> None:
        """Add a problem."""
        self.problems.append(Problem(path=str(path), reason=reason, fate=fate))


def walk(paths: Sequence[Path], *, leave_out: Path | None = None) -> Walk:
    """The files under `paths` that may hold articles.

    The folder `leave_out` is passed over where it lies below one of them.
    """
    found = Walk(left_out=Path(os.path.realpath(leave_out)) if leave_out else None)
    seen: set[str] = set()
    for path in paths:
        for file in _files_at(path, found):
            real = os.path.realpath(file.path)
            if real in seen:
                continue
            seen.add(real)
            if _is_writable_as_utf8(str(file.path)):
                found.files.append(file)
            else:
                printable = str(file.path).encode("utf-8", "backslashreplace").decode()
                found.report(printable, "file: its name is not UTF-8; rename it")
    found.files = [
        File(path=file.path, name=file.name, id=article_id, is_named=file.is_named)
        for file, article_id in zip(found.files, _name_articles(found.files), strict=True)
    ]
    return found


def _files_at(path: Path, found: Walk) -> list[File]:
    if os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir it never raises
        others: Counter[str] = Counter()
        inside = list(_walk_folder(path, found, others, root=Path(os.path.realpath(path))))
        if not inside:
            suffixes = ", ".join(sorted(READ_SUFFIXES))
            held = f" but {describe_counts(others)}" if others else ""
            found.report(path, f"folder: holds no article ({suffixes}){held}")
        elif others:
            found.report(
                path, f"folder: also holds {describe_counts(others)}, not read", "left out"
            )
        return [File(path=file, name=file.relative_to(path).as_posix()) for file in inside]
    if os.path.lexists(path):
        return [File(path=path, name=path.name, is_named=True)]
    found.report(path, "path: does not exist")
    return []


def _walk_folder(
    folder: Path,
    found: Walk,
    others: Counter[str],
    *,
    root: Path,
    above: frozenset[Path] = frozenset(),
) -> Iterator[Path]:
    """The article files of a folder that lies in `root`; links that lead out of it are listed.

    Files of other kinds are counted in `others`.
    """
    real = Path(os.path.realpath(folder))
    if len(above) > _DEEPEST:
        found.report(folder, f"folder: lies deeper than {_DEEPEST} folders; move it up")
        return
    if real in above:
        found.report(folder, "folder: is a link to a folder above it")
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        found.report(folder, f"folder: cannot be read: {why}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        is_folder = os.path.isdir(entry)  # noqa: PTH112 - unlike Path.is_dir it never raises
        if is_folder and found.left_out and Path(os.path.realpath(entry)) == found.left_out:
            continue
        if not is_folder and not _may_be_read(entry):
            others[kind_of_file(entry.name, b"")] += 1
            continue
        if entry.is_symlink() and not Path(os.path.realpath(entry)).is_relative_to(root):
            kind = "folder" if is_folder else "file"
            found.report(
                entry, f"{kind}: leads out of the folder; name what it leads to when you index"
            )
        elif is_folder:
            yield from _walk_folder(entry, found, others, root=root, above=above | {real})
        else:
            yield entry


def _may_be_read(path: Path) -> bool:
    """Whether its ending, or the beginning of a file without a known one, is of a kind we read."""
    if path.suffix.lower() in READ_SUFFIXES:
        return True
    if kind_of_file(path.name, b"") is not Kind.UNKNOWN:
        return False
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            return False
        with path.open("rb") as file:
            return kind_of_file(path.name, file.read(HEAD_BYTES)).is_read
    except OSError:
        return False


def _name_articles(files: Sequence[File]) -> list[str]:
    """An id for each file; of two with the same path below two places the first keeps the name.

    An article's id then stays when another place is added behind its own.
    """
    places: dict[str, list[int]] = {}
    for number, file in enumerate(files):
        places.setdefault(str(file.path).removesuffix(file.name), []).append(number)
    names = [""] * len(files)
    for numbers in places.values():
        within = _name_within([files[number] for number in numbers])
        for number, name in zip(numbers, within, strict=True):
            names[number] = name
    taken: set[str] = set()
    for number, name in enumerate(names):
        if name in taken:
            names[number] = f"{name}-{_digest(files[number].path)}"
        taken.add(names[number])
    return names


def _name_within(files: Sequence[File]) -> list[str]:
    """A name for each file of one place: with its folders, then its ending, where names clash."""
    stems = [name_article(file.name) for file in files]
    names = [
        stem if count == 1 else file.name.removesuffix(file.path.suffix).replace("/", "--")
        for stem, file, count in zip(stems, files, _counts_of(stems), strict=True)
    ]
    return [
        name if count == 1 else f"{name}-{file.path.suffix[1:]}"
        for name, file, count in zip(names, files, _counts_of(names), strict=True)
    ]


def _counts_of(names: Sequence[str]) -> list[int]:
    """How often each of the names stands among them."""
    counts = Counter(names)
    return [counts[name] for name in names]


def _digest(path: Path) -> str:
    return hashlib.blake2b(path.as_posix().encode(), digest_size=4).hexdigest()


def _is_writable_as_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
