"""Articles → a new generation of the index, published in one step."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.article_json import article_to_json
from corpus.chunk import ChunkOptions
from corpus.code_version import code_version
from corpus.databases import make_private_folder
from corpus.drafts import DRAFT_PREFIX, flush_to_disk, replace_file
from corpus.regular_files import IrregularFileError, make_way
from corpus.schema import Article
from embeddings.changes import compare_articles
from embeddings.contents import Known, KnownGeneration, write_contents
from embeddings.encoder import Encoder
from embeddings.errors import EmbeddingError, IndexBusyError
from embeddings.index import current_generation, open_store
from embeddings.manifest import (
    CURRENT_FILE,
    FORMAT,
    GENERATION_NAME,
    MANIFEST_FILE,
    Manifest,
    compute_checksums,
    generation_id,
    measure_sizes,
    read_manifest,
    verify_checksums,
)
from embeddings.sources import write_sources
from embeddings.vector_cache import Progress, VectorCache

CACHE_FILE = "vectors.sqlite"

_LOCK_FILE = "LOCK"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build found; the lists hold article ids, in order."""

    generation: str
    is_new_generation: bool
    articles: int
    passages: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Generation:
    folder: Path
    manifest: Manifest


@contextmanager
def build_lock(
    folder: Path, *, on_wait: Callable[[], None] | None = None, timeout_s: float = 3600.0
) -> Iterator[None]:
    """Held by the one process that reads articles and builds the index in `folder`.

    Another one waits: `on_wait` is called once, and IndexBusyError raised after `timeout_s`.
    """
    try:
        make_private_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        # The operating system lets go of the lock when its holder dies.
        make_way(folder / _LOCK_FILE)
        lock = FileLock(folder / _LOCK_FILE)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if on_wait:
                on_wait()
            lock.acquire(timeout=timeout_s)
    except Timeout as error:
        raise IndexBusyError(folder, timeout_s) from error
    except OSError as error:
        raise _cannot_write(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _cannot_write(folder: Path, error: OSError) -> EmbeddingError:
    if isinstance(error, IrregularFileError):
        return EmbeddingError(f"{error}; remove it, and index again")
    return EmbeddingError(
        f"the index in {folder} cannot be written: {error.strerror or error}; "
        "the one before, if any, still serves"
    )


def build_index(
    articles: Sequence[Article],
    *,
    folder: Path,
    encoder: Encoder,
    encoder_name: str,
    sources: Sequence[str],
    options: ChunkOptions | None = None,
    progress: Progress | None = None,
    given: Known | None = None,
    ahead: Callable[[Iterable[Article]], object] | None = None,
) -> BuildReport:
    """Make the index in `folder` hold these articles; cut and encode only what is new in them.

    Passages and vectors that are `given` are taken as they are. What is new is shown to `ahead`
    first: the vectors that it brings into the cache are not computed here. Call it inside
    `build_lock`, in which the articles should have been read too: else one that was read early may
    be published late. Readers see the old generation until the new one is complete; a build that
    dies leaves it in use. Raises EmbeddingError when the disk is full or not writable.
    """
    options = options or ChunkOptions()
    try:
        _remove_leftovers(folder)
        old = _usable_generation(folder)
        inputs = _digest_inputs(articles, encoder=encoder, options=options)
        if old and old.manifest.inputs == inputs:
            write_sources(folder, sources)
            return _report(articles, before=articles, old=old, new=old)
        before = open_store(old.folder).articles if old else ()
        known = given
        # What this code would make of the articles before is what lies there.
        if old and old.manifest.inputs == _digest_inputs(before, encoder=encoder, options=options):
            known = known or KnownGeneration(old.folder)
        if ahead:
            ahead(one for one in articles if known is None or known.find(one) is None)
        with _make_draft(folder) as draft:
            passages = write_contents(
                draft,
                articles,
                encoder=encoder,
                options=options,
                known=known,
                cache=VectorCache(folder.parent / CACHE_FILE),
                progress=progress,
            )
            from embeddings.faiss_index import kind_of  # slow to import

            manifest = Manifest(
                encoder=encoder_name,
                fingerprint=encoder.fingerprint,
                options=asdict(options),
                inputs=inputs,
                articles=len(articles),
                passages=passages,
                vectors=kind_of(passages),
                sizes=measure_sizes(draft),
                checksums=compute_checksums(draft),
            )
            # Before it: an index of which nobody knows the sources could not be brought up to date.
            write_sources(folder, sources)
            new = _publish(draft, manifest)
        _remove_old(folder, keep=(old, new))
        return _report(articles, before=before, old=old, new=new)
    except OSError as error:
        raise _cannot_write(folder, error) from error


@contextmanager
def _make_draft(folder: Path) -> Iterator[Path]:
    """A folder to write in; unless it was published, nothing of it stays to fill the disk."""
    draft = folder / f"{DRAFT_PREFIX}{os.getpid()}"
    draft.mkdir()
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _digest_inputs(articles: Sequence[Article], *, encoder: Encoder, options: ChunkOptions) -> str:
    digest = hashlib.blake2b(digest_size=16)
    digest.update(code_version())  # articles may be cut in other places than before
    digest.update(json.dumps([FORMAT, encoder.fingerprint, asdict(options)]).encode())
    for article in articles:
        digest.update(json.dumps(article_to_json(article)).encode())
    return digest.hexdigest()


def _usable_generation(folder: Path) -> _Generation | None:
    """The generation in use; None if it is missing, damaged or of another format."""
    try:
        generation = current_generation(folder)
        manifest = read_manifest(generation)
        verify_checksums(generation, manifest, in_full=True)
    except EmbeddingError:
        return None
    return _Generation(folder=generation, manifest=manifest)


def _publish(draft: Path, manifest: Manifest) -> _Generation:
    """Give the draft its name, then let CURRENT point to it; both steps are atomic."""
    content = manifest.to_bytes()
    (draft / MANIFEST_FILE).write_bytes(content)
    for path in sorted(draft.rglob("*")):
        flush_to_disk(path)
    flush_to_disk(draft)
    generation = draft.parent / generation_id(content)
    if generation.exists():  # the same inputs were built before; that copy may be damaged
        _remove(generation)
    draft.rename(generation)
    flush_to_disk(draft.parent)  # the generation is there before anything points to it
    replace_file(draft.parent / CURRENT_FILE, f"{generation.name}\n".encode())
    return _Generation(folder=generation, manifest=manifest)


def _remove_leftovers(folder: Path) -> None:
    for path in folder.glob(f"{DRAFT_PREFIX}*"):
        _remove(path)


def _remove(path: Path) -> None:
    """Remove a folder of ours with all that it holds, or what lies in its place."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _remove_old(folder: Path, *, keep: Sequence[_Generation | None]) -> None:
    """The generation before the new one stays, for readers that are just opening it."""
    kept = {generation.folder for generation in keep if generation}
    for path in folder.iterdir():
        # Nothing is removed that we did not make ourselves.
        if GENERATION_NAME.fullmatch(path.name) and path not in kept and path.is_dir():
            shutil.rmtree(path)


def _report(
    articles: Sequence[Article],
    *,
    before: Sequence[Article],
    old: _Generation | None,
    new: _Generation,
) -> BuildReport:
    changes = compare_articles(before, articles)
    return BuildReport(
        generation=new.folder.name,
        is_new_generation=old is None or old.folder != new.folder,
        articles=new.manifest.articles,
        passages=new.manifest.passages,
        added=changes.added,
        changed=changes.changed,
        removed=changes.removed,
    )
