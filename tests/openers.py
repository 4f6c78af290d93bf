"""Encoders that another process opens by name."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from fakes import HashEncoder

from embeddings.encoder import Matrix
from embeddings.errors import EncoderError

_BATCHES_LIVED = 2


class MortalEncoder(HashEncoder):
    """Kills its process at its third batch, once: whoever dies leaves a file with its id."""

    def __init__(self, grave: Path) -> None:
        super().__init__()
        self._grave = grave
        self._batches = 0

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        if self._batches == _BATCHES_LIVED and self._is_first_to_die():
            os.kill(os.getpid(), signal.SIGKILL)
        self._batches += 1
        return super().encode_passages(texts)

    def _is_first_to_die(self) -> bool:
        try:
            with self._grave.open("x") as file:
                file.write(str(os.getpid()))
        except FileExistsError:
            return False
        return True


class NotingEncoder(HashEncoder):
    """Notes each text in a file of its process, with the cores that this may use."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        name = self._folder / str(os.getpid())
        with name.open("a", encoding="utf-8") as file:
            file.writelines(f"{os.environ['OMP_NUM_THREADS']}\t{len(text)}\n" for text in texts)
        return super().encode_passages(texts)


class SlowEncoder(NotingEncoder):
    """Takes its time for each batch."""

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        time.sleep(0.3)
        return super().encode_passages(texts)


def open_hash(name: str) -> HashEncoder:
    return HashEncoder(fingerprint=name)


def open_mortal(name: str) -> HashEncoder:
    return MortalEncoder(Path(name))


def open_noting(name: str) -> HashEncoder:
    return NotingEncoder(Path(name))


def open_slow(name: str) -> HashEncoder:
    return SlowEncoder(Path(name))


def open_none(name: str) -> HashEncoder:
    raise EncoderError(name, "is not there")
