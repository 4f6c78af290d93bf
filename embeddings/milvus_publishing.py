"""A generation on this machine → the same in Milvus, which readers follow when it is complete.

It is sent in batches of articles. Whoever is interrupted goes on where Milvus has nothing yet: how
much it has is asked of Milvus itself.
"""

import base64
import json
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from embeddings.errors import BackendAwayError
from embeddings.generation_files import MEANS_FILE, WORDS_FOLDER
from embeddings.local_index import LocalIndex
from embeddings.manifest import FORMAT
from embeddings.milvus_connection import Milvus, Place, Row
from embeddings.milvus_records import key_of, owner_of
from embeddings.milvus_rows import Batch, GenerationRows
from embeddings.milvus_schema import (
    PIECE,
    Field,
    Generation,
    article_fields,
    generation_in,
    passage_fields,
    text_fields,
)
from embeddings.postings import HIGHEST_FILE
from embeddings.word_index import PASSAGES_FOLDER, WORDS_FILE

log = logging.getLogger(__name__)

FILES = (
    MEANS_FILE,
    f"{WORDS_FOLDER}/{WORDS_FILE}",
    f"{WORDS_FOLDER}/{PASSAGES_FOLDER}/{HIGHEST_FILE}",
)
"""What readers need of a generation's files."""

ABOUT = "about"
"""The name of what tells a reader whether it can use the rest."""

_OWNERS = {name: owner for owner, name in enumerate((ABOUT, *FILES))}

_ROWS_WRITTEN = 500
_INDEXED_WITHIN_S = 600.0
_LOOK_AGAIN_S = 2.0
_PIECES_WRITTEN = 50  # of files: each is of some 64 kB
_PIECES_READ = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long one call may take, and the pauses between tries of what Milvus did not answer."""

    timeout_s: float = 60.0
    pauses_s: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0)


Progress = Callable[[int, int], None]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publication did: how many passages it sent, and whether readers follow it newly."""

    generation: str
    sent: int
    is_new: bool


def publish(
    index: LocalIndex,
    folder: Path,
    place: Place,
    *,
    fingerprint: str,
    progress: Progress | None = None,
    patience: Patience | None = None,
) -> Published:
    """Bring Milvus to the generation in `folder`, opened as `index`.

    `progress` is called with how many articles are sent, and how many there are. Raises
    BackendError when Milvus stays away: the next call goes on from there.
    """
    patience = patience or Patience()
    return _Publisher(index, folder, place, fingerprint, patience).run(progress)


def read_file(milvus: Milvus, generation: Generation, name: str) -> bytes:
    """A file that was published; raises BackendError where it is not there."""
    pieces: list[str] = []
    while True:
        keys = [key_of(_OWNERS[name], len(pieces) + n) for n in range(_PIECES_READ)]
        rows = milvus.query(generation.texts, f"row in {keys}", ("row", "text"))
        pieces.extend(row["text"] for row in sorted(rows, key=lambda row: row["row"]))
        if len(rows) < len(keys):
            break
    if not pieces:
        raise milvus.error("lacks a part", 'run "sampan index" to publish it again')
    return base64.b85decode("".join(pieces))


class _Publisher:
    def __init__(
        self,
        index: LocalIndex,
        folder: Path,
        place: Place,
        fingerprint: str,
        patience: Patience,
    ) -> None:
        self._index = index
        self._folder = folder
        self._place = place
        self._fingerprint = fingerprint
        self._patience = patience
        self._generation = Generation(place.name, folder.name)
        self._rows = GenerationRows(index)
        self._milvus = self._keep_trying(self._connect)

    def run(self, progress: Progress | None) -> Published:
        try:
            before = self._keep_trying(lambda: self._milvus.followed())
            if before == self._generation.passages:
                return Published(generation=self._generation.id, sent=0, is_new=False)
            self._make()
            sent = self._send(progress)
            for name in FILES:
                self._send_file(name, (self._folder / name).read_bytes())
            self._check()
            self._send_file(ABOUT, self._about())
            for collection in self._generation.collections:
                self._flush(collection)
            self._wait_for_index()
            self._keep_trying(lambda: self._milvus.follow(self._generation.passages))
            self._drop_old(before)
            return Published(generation=self._generation.id, sent=sent, is_new=True)
        finally:
            self._milvus.close()

    def _make(self) -> None:
        fields = (
            passage_fields(self._rows.dim, self._index.size),
            article_fields(),
            text_fields(),
        )
        for name, columns in zip(self._generation.collections, fields, strict=True):
            self._create(name, columns)

    def _send(self, progress: Progress | None) -> int:
        """Send what Milvus does not have; says how many passages that were."""
        passages = self._count(self._generation.passages)
        articles = self._count(self._generation.articles)
        if passages or articles:
            log.info("%s of %s passages are there already", passages, self._index.size)
        sent = 0
        for span in self._rows.spans():
            # Articles are written last, so that all that belongs to one is there when it is.
            if span.articles.stop > articles or span.passages.stop > passages:
                self._write(self._rows.make(span))
                sent += len(span.passages)
            if progress:
                progress(span.articles.stop, len(self._index.articles))
        return sent

    def _write(self, batch: Batch) -> None:
        for name, rows in (
            (self._generation.texts, batch.texts),
            (self._generation.passages, batch.passages),
            (self._generation.articles, batch.articles),
        ):
            self._write_rows(name, rows)

    def _write_rows(self, collection: str, rows: list[Row]) -> None:
        for at in range(0, len(rows), _ROWS_WRITTEN):
            part = rows[at : at + _ROWS_WRITTEN]
            self._write_part(collection, part)

    def _send_file(self, name: str, content: bytes) -> None:
        owner = _OWNERS[name]
        text = base64.b85encode(content).decode("ascii")
        pieces = [text[at : at + 4 * PIECE] for at in range(0, len(text), 4 * PIECE)]
        rows = [
            {"row": key_of(owner, n), "owner": owner, "text": piece, "unused": [0.0, 0.0]}
            for n, piece in enumerate(pieces)
        ]
        for at in range(0, len(rows), _PIECES_WRITTEN):
            self._write_rows(self._generation.texts, rows[at : at + _PIECES_WRITTEN])

    def _check(self) -> None:
        there = self._generation
        pieces = f"SELECT total((length(record) + {PIECE - 1}) / {PIECE}) FROM articles"
        wanted = (
            (there.passages, "", self._index.size),
            (there.articles, "", len(self._index.articles)),
            (there.texts, f"owner >= {owner_of(0)}", self._index.store.query(pieces)[0][0]),
        )
        for name, where, size in wanted:
            if self._count(name, where) != size:
                for collection in self._generation.collections:
                    self._drop(collection)
                raise self._milvus.error(
                    "lost rows that were sent", 'run "sampan index" to send them again'
                )

    def _about(self) -> bytes:
        day = self._index.newest_day
        about = {
            "format": FORMAT,
            "fingerprint": self._fingerprint,
            "published_at": datetime.now(UTC).isoformat(),
            "passages": self._index.size,
            "articles": len(self._index.articles),
            "newest_day": day.isoformat() if day else None,
        }
        return json.dumps(about).encode()

    def _wait_for_index(self) -> None:
        """Until the vectors can be searched fast; what takes very long is not waited for."""
        until = time.monotonic() + _INDEXED_WITHIN_S
        while self._not_indexed() and time.monotonic() < until:
            time.sleep(_LOOK_AGAIN_S)

    def _not_indexed(self) -> int:
        collection = self._generation.passages
        return self._keep_trying(lambda: self._milvus.not_indexed(collection, "centred"))

    def _drop_old(self, before: str | None) -> None:
        """The generation before stays, for readers that have not taken the new one over yet."""
        kept = {before, self._generation.passages}
        for name in reversed(self._keep_trying(lambda: self._milvus.collections())):
            generation = generation_in(self._place.name, name)
            if generation and generation.passages not in kept:
                self._drop(name)

    def _create(self, collection: str, fields: Sequence[Field]) -> None:
        self._keep_trying(lambda: self._milvus.create(collection, fields))

    def _count(self, collection: str, where: str = "") -> int:
        return self._keep_trying(lambda: self._milvus.count(collection, where))

    def _write_part(self, collection: str, rows: Sequence[Row]) -> None:
        self._keep_trying(lambda: self._milvus.write(collection, rows))

    def _flush(self, collection: str) -> None:
        self._keep_trying(lambda: self._milvus.flush(collection))

    def _drop(self, collection: str) -> None:
        self._keep_trying(lambda: self._milvus.drop(collection))

    def _keep_trying(self, work: Callable[[], Result]) -> Result:
        """What comes of it, over a new connection where the old one broke."""
        for pause_s in self._patience.pauses_s:
            try:
                return work()
            except BackendAwayError as error:
                log.warning("%s; trying again", error)
                time.sleep(pause_s)
                self._reconnect()
        return work()

    def _connect(self) -> Milvus:
        return Milvus(self._place, timeout_s=self._patience.timeout_s)

    def _reconnect(self) -> None:
        with suppress(BackendAwayError):
            new, old = self._connect(), getattr(self, "_milvus", None)
            self._milvus = new
            if old:
                old.close()
