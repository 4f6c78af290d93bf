"""Encoding on the machines of a Ray cluster: they give vectors, and this process keeps them.

The only use of Ray.
"""

import logging
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from corpus.chunk import ChunkOptions
from corpus.errors import AppError
from corpus.schema import Article
from embeddings.encoder import Encoder, Matrix
from embeddings.errors import EmbeddingError, install_command
from embeddings.shards import Encoded, Shard, gather_texts
from embeddings.vector_cache import VectorCache
from embeddings.workers import OpenEncoder

LOCAL = "local"
"""The address that means this machine: a cluster is started on it, and ends with the command."""

_REACHED_S = 10.0
_WAITING = 2  # tasks for each core, so that none is idle while its vectors are kept


def encode_on_cluster(
    articles: Iterable[Article],
    *,
    address: str,
    workers: int | None,
    open_encoder: OpenEncoder,
    encoder_name: str,
    encoder: Encoder,
    options: ChunkOptions,
    cache: VectorCache,
    shard: Shard | None = None,
    on_articles: Callable[[int], None] | None = None,
) -> Encoded:
    """Bring the vectors of these articles' passages into the cache, by so many tasks at once.

    Each task takes one core and some passages; without `workers` there is one for each core. What a
    worker had that is lost is given to another, up to three times. What was encoded before an error
    is kept. Raises EmbeddingError where there is no Ray, no such cluster, or an encoder fails.
    """
    ray = _import_ray()
    with _joined(ray, address, workers):
        tasks = _Tasks(ray, open_encoder, encoder_name, encoder, cache)
        most = _most_given(ray, workers if address != LOCAL else None)
        passages = 0
        for texts in gather_texts(
            articles,
            shard=shard or Shard(),
            encoder=encoder,
            options=options,
            on_articles=on_articles,
        ):
            passages += len(texts)
            tasks.give(texts)
            while tasks.count >= most:
                tasks.take()
        while tasks.count:
            tasks.take()
    return Encoded(passages=passages, encoded=tasks.encoded)


def _most_given(ray: Any, workers: int | None) -> int:
    """How many tasks there may be at once; without a number, so many that no core is idle."""
    return workers or _WAITING * max(1, int(ray.cluster_resources().get("CPU", 1)))


class _Tasks:
    """What the workers are at, text by text."""

    def __init__(
        self,
        ray: Any,
        open_encoder: OpenEncoder,
        encoder_name: str,
        encoder: Encoder,
        cache: VectorCache,
    ) -> None:
        self.encoded = 0
        self._ray = ray
        self._remote = ray.remote(num_cpus=1)(encode_texts)
        self._arguments = (open_encoder, encoder_name, encoder.fingerprint)
        self._encoder = encoder
        self._cache = cache
        self._given: dict[Any, list[str]] = {}
        self._under_way: set[str] = set()

    @property
    def count(self) -> int:
        return len(self._given)

    def give(self, texts: list[str]) -> None:
        """Let a worker encode those that are not in the cache, and not given already."""
        lacking = self._cache.find_missing(self._encoder, texts)
        if missing := [text for text in lacking if text not in self._under_way]:
            self._given[self._remote.remote(*self._arguments, missing)] = missing
            self._under_way.update(missing)

    def take(self) -> None:
        """Keep the vectors of whichever is done first."""
        (done, *_), _ = self._ray.wait(list(self._given), num_returns=1)
        texts = self._given.pop(done)
        try:
            vectors: Matrix = self._ray.get(done)
        except self._ray.exceptions.RayTaskError as error:
            # Of what is no error of ours only the last line says what is wrong.
            says = str(error.cause).strip().rpartition("\n")[2]
            raise EmbeddingError(f"a worker of the cluster: {says}") from error
        except self._ray.exceptions.RayError as error:
            reason = str(error).strip().partition("\n")[0]
            raise EmbeddingError(f"the cluster lost a worker too often: {reason}") from error
        self._cache.keep(self._encoder, texts, vectors)
        self._under_way.difference_update(texts)
        self.encoded += len(texts)


def encode_texts(
    open_encoder: OpenEncoder, name: str, fingerprint: str, texts: list[str]
) -> Matrix:
    """The vectors of the texts; this runs on a worker."""
    try:
        encoder = _opened(open_encoder, name)
        if encoder.fingerprint != fingerprint:
            raise EmbeddingError(f'its encoder is "{encoder.fingerprint}", not "{fingerprint}"')
        return encoder.encode_passages(texts)
    except AppError as error:
        # Its own class may not survive the way.
        raise EmbeddingError(str(error)) from error


@cache
def _opened(open_encoder: OpenEncoder, name: str) -> Encoder:
    """Opened once in each process."""
    return open_encoder(name)


def _import_ray() -> Any:
    # Ray tells its makers of each cluster that it starts, unless it is told not to.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ModuleNotFoundError as error:
        raise EmbeddingError(
            f"a cluster needs more packages; run: {install_command('cluster')}"
        ) from error
    return ray


@contextmanager
def _joined(ray: Any, address: str, workers: int | None) -> Iterator[None]:
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if address == LOCAL:
        options |= {"address": "local", "num_cpus": workers, "include_dashboard": False}
    else:
        options["address"] = address
    try:
        _check_reachable(address)
        ray.init(**options)
    except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise EmbeddingError(f'the cluster "{address}" cannot be used: {reason}') from error
    try:
        yield
    finally:
        ray.shutdown()


def _check_reachable(address: str) -> None:
    """Raise OSError where nothing answers at a host and port; Ray itself waits for minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=_REACHED_S).close()
