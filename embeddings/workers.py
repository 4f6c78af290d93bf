"""Processes of this machine that encode beside each other, each a part of the passages."""

import json
import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from corpus.article_json import article_from_json, article_to_json
from corpus.chunk import ChunkOptions
from corpus.drafts import DRAFT_PREFIX
from corpus.errors import AppError
from corpus.schema import Article
from embeddings.encoder import Encoder
from embeddings.engine import THREADS_VARIABLE, count_cores
from embeddings.errors import EmbeddingError
from embeddings.shards import Encoded, Shard, encode_shard
from embeddings.vector_cache import VectorCache

OpenEncoder = Callable[[str], Encoder]
"""Opens an encoder by its name; a function of a module, which every process can import."""

_ARTICLES = f"{DRAFT_PREFIX}articles-"
_ABANDONED_S = 3600.0
_STOPPED_S = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    articles: Path
    shard: Shard
    open_encoder: OpenEncoder
    encoder_name: str
    options: ChunkOptions
    cache: Path
    threads: int


class _Worker:
    """A process, and what it told last."""

    def __init__(self, job: _Job) -> None:
        # A fork would copy the locks that threads of this process hold.
        context = multiprocessing.get_context("spawn")
        self.shard = job.shard
        self.has_begun = False
        self.articles = 0
        self.encoded = Encoded()
        self.told, sender = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(target=_work, args=(job, sender))
        self._process.start()
        sender.close()  # so that the end of the process is the end of the pipe

    def listen(self) -> bool:
        """Whether it goes on; raises EmbeddingError if it cannot."""
        try:
            said = self.told.recv()
        except EOFError:
            self._note_end()
            return False
        finally:
            self.has_begun = True
        if isinstance(said, str):
            raise EmbeddingError(said)
        if isinstance(said, Encoded):
            self.encoded = said
        else:
            self.articles = said
        return True

    def _note_end(self) -> None:
        self._process.join()
        if status := self._process.exitcode:
            how = f"was killed ({signal.Signals(-status).name})" if status < 0 else "failed"
            log.warning(
                "the worker of part %s %s; what it had not encoded is encoded after the others",
                self.shard,
                how,
            )

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self.told.close()
        self._process.terminate()
        self._process.join(_STOPPED_S)
        self._process.kill()
        self._process.join()


def encode_by_workers(
    articles: Iterable[Article],
    *,
    workers: int,
    folder: Path,
    open_encoder: OpenEncoder,
    encoder_name: str,
    options: ChunkOptions,
    cache: Path,
    shard: Shard | None = None,
    on_articles: Callable[[int], None] | None = None,
) -> Encoded:
    """Bring the vectors of these articles' passages into the cache, with so many processes.

    Each takes an equal range of the part, and an equal share of the cores. They read the articles
    from a file in the folder, which has no name any more once all have opened it. A worker that is
    killed is told in the log; the others go on, and what it kept stays. `on_articles` is told how
    many are done, on the average of the workers. Raises EmbeddingError for what a worker says it
    cannot do.
    """
    parts = (shard or Shard()).split(workers)
    with _written(articles, folder) as path:
        running: list[_Worker] = []
        try:
            for number, part in enumerate(parts):
                job = _Job(
                    articles=path,
                    shard=part,
                    open_encoder=open_encoder,
                    encoder_name=encoder_name,
                    options=options,
                    cache=cache,
                    threads=_share(count_cores(), number, workers),
                )
                running.append(_Worker(job))
            _follow(running, on_articles, on_begun=lambda: path.unlink(missing_ok=True))
        finally:
            for worker in running:
                worker.stop()
    return sum((worker.encoded for worker in running), Encoded())


def _follow(
    workers: Sequence[_Worker],
    on_articles: Callable[[int], None] | None,
    *,
    on_begun: Callable[[], None],
) -> None:
    """Until all have ended; each goes through all articles."""
    by_pipe = {worker.told: worker for worker in workers}
    are_beginning = True
    while by_pipe:
        for pipe in wait(list(by_pipe)):
            if isinstance(pipe, Connection) and not by_pipe[pipe].listen():
                del by_pipe[pipe]
        if are_beginning and all(worker.has_begun for worker in workers):
            are_beginning = False
            on_begun()
        if on_articles:
            on_articles(sum(worker.articles for worker in workers) // len(workers))


def _share(cores: int, number: int, workers: int) -> int:
    """The cores of the worker of this number, counted from 0: equal shares, none of them empty."""
    return max(1, cores * (number + 1) // workers - cores * number // workers)


@contextmanager
def _written(articles: Iterable[Article], folder: Path) -> Iterator[Path]:
    """A file of the articles, one a line."""
    path = folder / f"{_ARTICLES}{os.getpid()}"
    try:
        try:
            _remove_abandoned(folder)
            with path.open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(article_to_json(one)) + "\n" for one in articles)
        except OSError as error:
            reason = error.strerror or error
            raise EmbeddingError(f"the folder {folder} cannot be written: {reason}") from error
        yield path
    finally:
        path.unlink(missing_ok=True)


def _remove_abandoned(folder: Path) -> None:
    """What a kill left; a younger one may be about to be opened."""
    for path in folder.glob(f"{_ARTICLES}*"):
        with suppress(OSError):  # its writer may just have removed it
            if time.time() - path.stat().st_mtime > _ABANDONED_S:
                path.unlink()


def _work(job: _Job, sender: Connection) -> None:
    """What a worker's process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
    os.environ[THREADS_VARIABLE] = str(job.threads)
    with suppress(BrokenPipeError):  # who started it is gone
        try:
            with job.articles.open(encoding="utf-8") as file:
                sender.send(0)
                sender.send(_encode_lines(file, job, on_articles=sender.send))
        except AppError as error:
            sender.send(str(error))


def _encode_lines(
    lines: Iterable[str], job: _Job, *, on_articles: Callable[[int], None]
) -> Encoded:
    """The job's part of the articles that were written for it."""
    return encode_shard(
        (article_from_json(json.loads(line)) for line in lines),
        shard=job.shard,
        encoder=job.open_encoder(job.encoder_name),
        options=job.options,
        cache=VectorCache(job.cache),
        on_articles=on_articles,
    )
