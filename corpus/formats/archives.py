"""ZIP archives: the files in them, one by one and within bounds."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from corpus.errors import ArticleError
from corpus.formats.kinds import HEAD_BYTES, Kind, kind_of_file
from corpus.formats.saved_pages import is_frame_of_page
from corpus.text import strip_controls

MAX_FILES = 20_000
_MAX_ARCHIVE_BYTES = 1_000_000_000
_MAX_FILE_BYTES = 100_000_000
_MAX_TOTAL_BYTES = 1_000_000_000
_MAX_RATIO = 200  # plain text is packed to a tenth, seldom to a fiftieth
_RATIO_FROM_BYTES = 1_000_000
_ENTRY_MARK = b"PK\x01\x02"
_BLOCK = 1 << 20
_MAX_NAME_CHARS = 400
_MAX_DEPTH = 20
_IS_ENCRYPTED, _IS_UTF8 = 0x1, 0x800
_UNICODE_NAME = 0x7075
# Where these encodings have the characters that are used most.
_COMMON_LEADS = {"gb18030": (0xB0, 0xD7), "big5hkscs": (0xA4, 0xC6)}
_LEAST_COMMON = 0.5
_LEFT_OUT = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedFile:
    """One file of an archive; `data` is empty where `problem` says why it was not read.

    `name` is its path in the archive with "/", never absolute and without "..": a name to show and
    to tell the kind by, not a place to write to. The kinds that are not read have no data either,
    and no problem: they are to be counted.
    """

    name: str
    kind: Kind
    data: bytes = b""
    problem: str = ""


def open_archive(data_or_path: bytes | Path, *, path: Path) -> Iterator[ArchivedFile]:
    """The files of a ZIP archive in the order of their names, each read when it is asked for.

    Raises ArticleError if it is no ZIP archive or too large. Archives in it are not opened.
    """
    stream: IO[bytes]
    try:
        stream = (
            io.BytesIO(data_or_path) if isinstance(data_or_path, bytes) else data_or_path.open("rb")
        )
    except OSError as error:
        reason = f"cannot be read: {(error.strerror or 'unknown error').lower()}"
        raise ArticleError(path, "file", reason) from error
    with stream:
        yield from _files_of(_open(stream, path))


def _open(stream: IO[bytes], path: Path) -> zipfile.ZipFile:
    try:
        # The list of files is held in memory; what is counted first may also be in a file.
        size, entries, end = 0, 0, b""
        while block := stream.read(_BLOCK):
            size += len(block)
            entries += (end + block).count(_ENTRY_MARK)
            end = block[-len(_ENTRY_MARK) + 1 :]
            if size > _MAX_ARCHIVE_BYTES:
                raise ArticleError(path, "file", "is larger than 1 GB; split it")
            if entries > MAX_FILES:
                raise ArticleError(path, "file", f"holds more than {MAX_FILES:,} files; split it")
        stream.seek(0)
        return zipfile.ZipFile(stream)
    except ArticleError:
        raise
    except Exception as error:
        reason = "is damaged or no ZIP archive; pack it again, or index the files unpacked"
        raise ArticleError(path, "file", reason) from error


def _files_of(archive: zipfile.ZipFile) -> Iterator[ArchivedFile]:
    entries = [entry for entry in archive.infolist() if not entry.filename.endswith(("/", "\\"))]
    encoding = _guess_encoding([entry for entry in entries if not entry.flag_bits & _IS_UTF8])
    named = sorted(
        ((name, entry) for entry in entries if (name := _name_of(entry, encoding))),
        key=lambda pair: (pair[0], pair[1].header_offset),
    )
    names = {name for name, _ in named}
    seen: set[str] = set()
    left = _MAX_TOTAL_BYTES
    for name, entry in named:
        if name in seen:
            yield _unread(name, "occurs more than once in the archive")
            continue
        seen.add(name)
        if is_frame_of_page(Path(name), depth=_MAX_DEPTH, is_file=lambda page: str(page) in names):
            yield _unread(name, "is a part of another saved page")
            continue
        file = _read(archive, entry, name, left)
        left -= len(file.data)
        yield file


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, left: int) -> ArchivedFile:
    if entry.flag_bits & _IS_ENCRYPTED:
        return _unread(name, "is locked with a password; unpack it")
    try:
        with archive.open(entry) as member:
            head = member.read(HEAD_BYTES)
            kind = kind_of_file(name, head)
            if kind is Kind.ZIP:
                return _unread(name, "is an archive in an archive; unpack it", kind)
            if not kind.is_read:
                return ArchivedFile(name=name, kind=kind)
            if entry.file_size > _RATIO_FROM_BYTES and (
                entry.file_size > _MAX_RATIO * max(1, entry.compress_size)
            ):
                return _unread(name, f"unfolds to more than {_MAX_RATIO} times its size", kind)
            most = min(_MAX_FILE_BYTES, left)
            data = head + member.read(most - len(head) + 1 if most > len(head) else 1)
    except _BROKEN:
        return _unread(name, "is damaged or packed in a way that we do not read; unpack it")
    except Exception:
        return _unread(name, "cannot be unpacked")
    if len(data) > _MAX_FILE_BYTES:
        return _unread(name, "is larger than 100 MB; split it", kind)
    if len(data) > left:
        return _unread(name, "lies behind the first GB of the archive; split it", kind)
    return ArchivedFile(name=name, kind=kind, data=data)


def _unread(name: str, problem: str, kind: Kind | None = None) -> ArchivedFile:
    return ArchivedFile(name=name, kind=kind or kind_of_file(name, b""), problem=problem)


def _name_of(entry: zipfile.ZipInfo, encoding: str) -> str:
    """The path in the archive, or "" for what systems leave there."""
    name = _unicode_name(entry.extra) or entry.filename
    if name == entry.filename and not entry.flag_bits & _IS_UTF8:
        name = _raw_name(entry).decode(encoding, "replace")
    parts = strip_controls(name).replace("\\", "/").split("/")
    parts = [part.strip() for part in parts if part.strip() not in ("", ".", "..")]
    if parts and _DRIVE.fullmatch(parts[0]):
        parts = parts[1:]
    if any(part.startswith(".") or part.casefold() in _LEFT_OUT for part in parts):
        return ""
    return "/".join(parts)[-_MAX_NAME_CHARS:].lstrip("/.")


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    # Without the mark for UTF-8 the library takes every name for code page 437.
    return entry.orig_filename.encode("cp437", "replace")


def _unicode_name(extra: bytes) -> str:
    """The name in UTF-8 that some programs put beside one in the code page of their system."""
    at = 0
    while at + 4 <= len(extra):
        kind = int.from_bytes(extra[at : at + 2], "little")
        size = int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == _UNICODE_NAME and size > 5:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "ignore")
        at += 4 + size
    return ""


def _guess_encoding(entries: Sequence[zipfile.ZipInfo]) -> str:
    """The encoding in which all names without a mark for UTF-8 are most likely written."""
    raw = b"\n".join(_raw_name(entry) for entry in entries)
    if raw.isascii():
        return "cp437"
    if _decodes(raw, "utf-8"):
        return "utf-8"
    shares = {
        name: _common_share(raw, leads)
        for name, leads in _COMMON_LEADS.items()
        if _decodes(raw, name)
    }
    best = max(shares, key=lambda name: shares[name], default="cp437")
    return best if shares.get(best, 0.0) >= _LEAST_COMMON else "cp437"


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _common_share(raw: bytes, leads: tuple[int, int]) -> float:
    """Which share of the pairs of bytes are common characters, by the first byte of each."""
    pairs = common = at = 0
    while at < len(raw):
        if raw[at] < 0x80:
            at += 1
            continue
        pairs += 1
        common += leads[0] <= raw[at] <= leads[1]
        at += 2
    return common / pairs if pairs else 0.0
