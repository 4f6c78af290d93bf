"""An index on disk: opened by readers, replaced as a whole by a build.

index/
  CURRENT           the id of the generation in use: one line, replaced atomically
  LOCK              held by the process that builds
  <generation id>/  immutable; the id is a digest of its manifest
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from corpus.article_json import article_from_json
from corpus.regular_files import IrregularFileError, read_regular
from corpus.schema import Article, Passage
from embeddings.centring import LanguageMeans
from embeddings.encoder import Matrix
from embeddings.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from embeddings.manifest import (
    CURRENT_FILE,
    GENERATION_NAME,
    Manifest,
    read_manifest,
    verify_checksums,
)
from embeddings.records import passage_from_json, read_lines

if TYPE_CHECKING:
    from embeddings.bm25_index import Bm25Index
    from embeddings.faiss_index import FaissIndex

Opened = TypeVar("Opened")

ARTICLES_FILE = "articles.jsonl"
PASSAGES_FILE = "passages.jsonl"
VECTORS_FILE = "vectors.npy"
MEANS_FILE = "means.npz"
FAISS_FILE = "centred.faiss"
BM25_FOLDER = "bm25"

_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """One generation, opened.

    `passages`, `article_rows`, `vectors` and both indexes share their row numbers;
    `article_rows[row]` is the place of the passage's article in `articles`. `vectors` are as
    encoded, shape (passages, dim); the FAISS index holds them centred by language. `groups` gives
    for each article id the leader of its group of duplicates.
    """

    id: str
    manifest: Manifest
    published_at: datetime
    articles: tuple[Article, ...]
    groups: dict[str, str]
    passages: tuple[Passage, ...]
    article_rows: tuple[int, ...]
    vectors: Matrix
    means: LanguageMeans
    faiss: "FaissIndex"
    bm25: "Bm25Index"


def open_index(folder: Path, *, fingerprint: str) -> Index:
    """The generation in use, every file checked against its checksum.

    Raises IndexMissingError when nothing was built yet, IndexMismatchError when it was built with
    an encoder of another fingerprint or by another version, and IndexDamagedError when a file is
    not what was written.
    """
    return _open_current(folder, lambda gen: _open_generation(gen, fingerprint=fingerprint))


def open_articles(folder: Path) -> tuple[tuple[Article, ...], dict[str, str]]:
    """The articles of the generation in use, and the duplicate group of each.

    Needs no encoder; the file is checked as `open_index` does, and the same errors are raised.
    """

    def open_generation(generation: Path) -> tuple[tuple[Article, ...], dict[str, str]]:
        manifest = read_manifest(generation)
        verify_checksums(generation, manifest, names=[ARTICLES_FILE])
        return read_generation_articles(generation)

    return _open_current(folder, open_generation)


def _open_current(folder: Path, open_generation: Callable[[Path], Opened]) -> Opened:
    for _ in range(_TRIES - 1):
        try:
            return open_generation(current_generation(folder))
        except IndexDamagedError:
            # A build may have replaced and removed it since we looked.
            continue
    return open_generation(current_generation(folder))


def current_generation(folder: Path) -> Path:
    """The folder of the generation in use; raises IndexMissingError when there is none."""
    try:
        name = read_regular(folder / CURRENT_FILE).decode("utf-8", "replace").strip()
    except IrregularFileError as error:
        raise IndexDamagedError(folder / CURRENT_FILE, str(error.strerror)) from error
    except OSError as error:
        raise IndexMissingError(folder) from error
    if not GENERATION_NAME.fullmatch(name) or not (folder / name).is_dir():
        raise IndexDamagedError(folder / CURRENT_FILE, "names a generation that is not there")
    return folder / name


def read_generation_articles(generation: Path) -> tuple[tuple[Article, ...], dict[str, str]]:
    """The articles of a generation, and the duplicate group of each."""
    articles: list[Article] = []
    groups: dict[str, str] = {}
    for record in read_lines(generation / ARTICLES_FILE):
        group = record.pop("group", None)
        article = article_from_json(record)
        articles.append(article)
        groups[article.id] = group or article.id
    return tuple(articles), groups


def read_generation_passages(
    generation: Path, articles: Sequence[Article]
) -> tuple[tuple[int, ...], tuple[Passage, ...]]:
    """The place of each passage's article in the generation's `articles`, and the passages."""
    row_of = {article.id: row for row, article in enumerate(articles)}
    rows: list[int] = []
    passages: list[Passage] = []
    for record in read_lines(generation / PASSAGES_FILE):
        row = row_of[record["article"]]
        rows.append(row)
        passages.append(passage_from_json(record, articles[row]))
    return tuple(rows), tuple(passages)


def _open_generation(generation: Path, *, fingerprint: str) -> Index:
    # Slow to import, and look-ups of articles do without.
    from embeddings.bm25_index import Bm25Index
    from embeddings.faiss_index import FaissIndex

    manifest = read_manifest(generation)
    if manifest.fingerprint != fingerprint:
        is_same = fingerprint.startswith(f"{manifest.encoder}-")  # but of another version
        field = "encoder weights" if is_same else "encoder"
        raise IndexMismatchError(field, manifest.fingerprint, fingerprint)
    verify_checksums(generation, manifest)
    articles, groups = read_generation_articles(generation)
    article_rows, passages = read_generation_passages(generation, articles)
    published = (generation.parent / CURRENT_FILE).stat().st_mtime
    return Index(
        id=generation.name,
        manifest=manifest,
        published_at=datetime.fromtimestamp(published, UTC),
        articles=articles,
        groups=groups,
        passages=passages,
        article_rows=article_rows,
        vectors=np.load(generation / VECTORS_FILE, mmap_mode="r"),
        means=_read_means(generation / MEANS_FILE),
        faiss=FaissIndex.load(generation / FAISS_FILE),
        bm25=Bm25Index.load(generation / BM25_FOLDER),
    )


def write_means(path: Path, means: LanguageMeans) -> None:
    """The means as one matrix: the overall mean, then each family's in the order of names."""
    families = sorted(means.by_family)
    rows = np.stack([means.overall, *(means.by_family[family] for family in families)])
    with path.open("wb") as file:
        np.savez(file, rows=rows, families=np.array(families, dtype=np.str_))


def _read_means(path: Path) -> LanguageMeans:
    with np.load(path, allow_pickle=False) as arrays:
        overall, *rows = arrays["rows"]
        families = arrays["families"].tolist()
    return LanguageMeans(overall=overall, by_family=dict(zip(families, rows, strict=True)))
