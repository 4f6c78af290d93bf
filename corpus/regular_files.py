"""Files that are files: whoever opens a pipe instead waits for ever, and a device may never end."""

import errno
import stat
from pathlib import Path

_KINDS = {
    stat.S_IFDIR: "is a folder",
    stat.S_IFIFO: "is a pipe",
    stat.S_IFSOCK: "is a socket",
    stat.S_IFCHR: "is a device",
    stat.S_IFBLK: "is a device",
}


class IrregularFileError(OSError):
    """Something else lies where a file should; `filename` says where, and `strerror` what."""

    def __str__(self) -> str:
        return f"{self.filename} {self.strerror}"


def check_regular(path: Path) -> None:
    """Raise IrregularFileError if something else lies there; nothing, or a link to a file, may."""
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except FileNotFoundError:
        return
    if kind != stat.S_IFREG:
        says = f"{_KINDS.get(kind, 'is something else')}, not a file"
        raise IrregularFileError(errno.EINVAL, says, str(path))


def read_regular(path: Path) -> bytes:
    """What a file holds; raises OSError, and IrregularFileError for what is none."""
    check_regular(path)
    return path.read_bytes()


def make_way(path: Path) -> None:
    """Remove what lies in the place of a file that is made again: all but a folder, which stays."""
    try:
        check_regular(path)
    except IrregularFileError:
        if path.is_dir():
            raise
        path.unlink(missing_ok=True)
