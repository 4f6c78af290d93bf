"""A build of made-up articles that prints, after each batch, the most memory it had, in KiB."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from fakes import HashEncoder, make_article

from corpus.schema import Article
from embeddings import contents
from embeddings.build import build_index, build_lock

folder, size, dim = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
contents._BATCH = 400
_WORDS = [f"word{n}" for n in range(400)]


class Articles(Sequence[Article]):
    """Made when they are looked at, so that none is held here."""

    def __len__(self) -> int:
        return size

    def __getitem__(self, n: int) -> Article:
        if not 0 <= n < size:
            raise IndexError(n)
        rng = np.random.default_rng(n)
        paragraphs = (" ".join(rng.choice(_WORDS, 60)) + "." for _ in range(10))
        return make_article(f"a{n}", "\n\n".join(paragraphs))


def weigh(done: int, total: int) -> None:
    status = Path("/proc/self/status").read_text()
    print(re.search(r"VmHWM:\s+(\d+) kB", status)[1], flush=True)


with build_lock(folder):
    report = build_index(
        Articles(),
        folder=folder,
        encoder=HashEncoder(dim=dim),
        encoder_name="hash",
        sources=["articles"],
        progress=weigh,
    )
print(report.passages)
