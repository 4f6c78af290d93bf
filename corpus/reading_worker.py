"""The process that reads files for `corpus.reading_pool`: a line of JSON in, a line out."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from corpus.fields import load_fields
from corpus.file_reading import read_file
from corpus.readings import reading_to_json
from corpus.walking import File

_MOST_BYTES = 3 * 1024**3


def main() -> None:
    """Read until there is nothing more to read."""
    _limit_memory()
    given, told = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    table = load_fields(Path(sys.argv[1]) if sys.argv[1] else None)
    for line in given:
        asked = json.loads(line)
        asked["path"] = Path(asked["path"])
        file = File(**asked)
        told.write(reading_to_json(read_file(file, table=table)).encode("utf-8") + b"\n")
        told.flush()


def _limit_memory() -> None:
    """A file that would take all memory ends this process instead of the machine."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        if most == resource.RLIM_INFINITY or most > _MOST_BYTES:
            resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, most))


if __name__ == "__main__":
    main()
