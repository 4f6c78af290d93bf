"""Examples as tensors."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info

from training.reading.stream import Example, ExampleFile, stream

_PADDING = 1


class Batch:
    """Examples padded to one length."""

    def __init__(self, examples: Sequence[Example]) -> None:
        length = max(len(example.ids) for example in examples)
        shape = (len(examples), length)
        self.ids = torch.full(shape, _PADDING)
        self.is_token = torch.zeros(shape, dtype=torch.bool)
        self.may_answer = torch.zeros(shape, dtype=torch.bool)
        self.starts, self.ends = torch.zeros(shape), torch.zeros(shape)
        self.is_answered = torch.zeros(len(examples))
        self.is_doubtful = torch.tensor([example.is_doubtful for example in examples])
        for row, example in enumerate(examples):
            size = len(example.ids)
            self.ids[row, :size] = torch.tensor(example.ids)
            self.is_token[row, :size] = True
            self.may_answer[row, example.first : size - 1] = True
            self.may_answer[row, 0] = True
            for start, end in example.answers or [(0, 0)]:
                self.starts[row, start] += 1
                self.ends[row, end] += 1
            self.is_answered[row] = bool(example.answers)
        self.starts /= self.starts.sum(1, keepdim=True)
        self.ends /= self.ends.sum(1, keepdim=True)

    def to(self, device: torch.device) -> "Batch":
        """Move the batch to a device."""
        for name, value in vars(self).items():
            setattr(self, name, value.to(device))
        return self


class BatchStream(IterableDataset[Batch]):
    """Batches without an end; each worker has its own."""

    def __init__(self, path: Path, *, tokens: int, seed: tuple[int, int]) -> None:
        self._path, self._tokens, self._seed = path, tokens, seed

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        chance = np.random.default_rng((*self._seed, worker.id if worker else 0))
        groups = stream(ExampleFile(self._path), tokens=self._tokens, chance=chance)
        return map(Batch, groups)
