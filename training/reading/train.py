"""Train the reader: `python -m training.reading.train CHECKPOINT EXAMPLES.npz`.

Goes on from the checkpoint. The learning rate rises and stays; in a last run, with `--finish`, it
falls to nothing (Hu et al. 2024), so that training may go on from a checkpoint for as long as there
is time, with other examples if need be. On a graphics card products are of 16 bits; on a processor
32 are faster where it has no matrix unit.
"""

import argparse
import contextlib
import time
from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader

from embeddings.weights import Shape
from training.reading.batches import Batch, BatchStream
from training.reading.model import ReaderModel
from training.reading.stream import ExampleFile, group_by_length

_WARM_UP = 100
_SAVED_S = 240
_DOUBT = 0.5  # logit above which a doubtful pair is left out
_AHEAD = 8  # batches that a worker has ready


def loss_of(scores: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of starts and ends (shared by several answers) and of answering at all."""
    masked = scores[:, :, :2].masked_fill(~batch.may_answer[:, :, None], -1e4)
    logs = masked.log_softmax(1)
    span = -((logs[:, :, 0] * batch.starts).sum(1) + (logs[:, :, 1] * batch.ends).sum(1)) / 2
    logit = scores[:, 0, 2]
    answers = functional.binary_cross_entropy_with_logits(
        logit, batch.is_answered, reduction="none"
    )
    counted = ~(batch.is_doubtful & (logit.detach() > _DOUBT))
    return ((span + answers) * counted).sum() / counted.sum().clamp(min=1)


class Trainer:
    """A model, its optimizer, and how far they are."""

    def __init__(self, checkpoint: Path, examples: Path, device: torch.device, dropout: float):
        state = torch.load(checkpoint, map_location=device)
        self._checkpoint, self._device, self._shape = checkpoint, device, state["shape"]
        words, rows = ExampleFile.words(examples)
        self._words = torch.from_numpy(words).to(device)
        self._rows = torch.from_numpy(rows).to(device)
        self.model = ReaderModel(Shape(**self._shape), dropout=dropout).to(device)
        self.model.load_state_dict(state["model"])
        self.trained = [each for each in self.model.parameters() if each.requires_grad]
        self.optimizer = torch.optim.AdamW(
            self.trained, lr=0, weight_decay=0.01, betas=(0.9, 0.98), fused=True
        )
        if "optimizer" in state:
            self.optimizer.load_state_dict(state["optimizer"])
        self.steps: int = state["steps"]
        self.seen: int = state["seen"]
        """tokens, padding included"""

    def scores(self, batch: Batch) -> Tensor:
        """Scores of a batch that is on the device, in 32 bits."""
        words = self._words[self._rows[batch.ids]]
        is_fast = self._device.type == "cuda"
        with torch.autocast("cuda", torch.bfloat16) if is_fast else contextlib.nullcontext():
            scores: Tensor = self.model(words, batch.is_token)
        return scores.float()

    def step(self, batch: Batch, rate: float) -> Tensor:
        """Learn from a batch; its loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        batch.to(self._device)
        loss = loss_of(self.scores(batch), batch)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.optimizer.step()
        self.steps += 1
        self.seen += batch.ids.numel()
        return loss.detach()

    def count_right(self, batches: Iterable[Batch]) -> int:
        """Of how many examples the model tells rightly whether the passage answers."""
        right = 0
        self.model.eval()
        with torch.no_grad():
            for batch in batches:
                logits = self.scores(batch.to(self._device))[:, 0, 2]
                right += int(((logits > 0) == (batch.is_answered > 0)).sum())
        return right

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "shape": self._shape,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "steps": self.steps,
            "seen": self.seen,
        }
        draft = self._checkpoint.with_suffix(".draft")
        torch.save(state, draft)
        draft.replace(self._checkpoint)


def parse_arguments() -> argparse.Namespace:
    """What is to be trained, on what, for how long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("examples", type=Path)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--finish", action="store_true", help="let the rate fall to nothing")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--tokens", type=int, default=4200, help="of a batch")
    parser.add_argument("--workers", type=int, default=1, help="processes that make batches")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


def main() -> None:
    """Train for the minutes given, and save."""
    arguments = parse_arguments()
    device = torch.device(arguments.device)
    trainer = Trainer(arguments.checkpoint, arguments.examples, device, arguments.dropout)
    torch.manual_seed(arguments.seed)
    seed = (arguments.seed, trainer.steps)
    stream = BatchStream(arguments.examples, tokens=arguments.tokens, seed=seed)
    loader = DataLoader(
        stream,
        batch_size=None,
        num_workers=arguments.workers,
        prefetch_factor=_AHEAD if arguments.workers else None,
    )
    warmed = trainer.steps
    mean: Tensor | None = None
    trainer.model.train()
    began = saved = time.monotonic()
    for batch in loader:
        done = (time.monotonic() - began) / (60 * arguments.minutes)
        if done >= 1:
            break
        rate = arguments.rate * min(1.0, (trainer.steps - warmed + 1) / _WARM_UP)
        if arguments.finish:
            rate *= 1 - done
        loss = trainer.step(batch, rate)
        mean = loss if mean is None else mean + 0.03 * (loss - mean)
        if trainer.steps % 20 == 0:
            print(
                f"{time.monotonic() - began:.0f} s, step {trainer.steps}, {trainer.seen:,} tokens,"
                f" loss {mean.item():.3f}",
                flush=True,
            )
        if time.monotonic() - saved > _SAVED_S:
            trainer.save()
            saved = time.monotonic()
    trainer.save()
    if development := ExampleFile(arguments.examples).development():
        batches = map(Batch, group_by_length(development, arguments.tokens))
        right = trainer.count_right(batches)
        print(f"of {len(development)} kept for development {right / len(development):.3f} are told")


if __name__ == "__main__":
    main()
