"""Hand the bundled encoder hostile strings, so many as the argument says; prints how many it took.

It runs in a process of its own: what overruns a buffer in a library kills the interpreter.
"""

import random
import sys
import unicodedata
from collections.abc import Iterator

from fuzz.inputs import HOSTILE

from embeddings.bundled_encoder import BundledEncoder

_BLOCK = 0x80
_BLOCKS = range(0, 0x110000, _BLOCK)


def strings(count: int) -> Iterator[str]:
    """Strings of every block of 128 code points in turn, alone, in runs and mixed."""
    rng = random.Random(count)
    assigned = [
        block
        for block in _BLOCKS
        if any(unicodedata.category(chr(block + at)) not in ("Cn", "Co") for at in range(_BLOCK))
    ]
    blocks = [*_BLOCKS, *assigned * 40]
    rng.shuffle(blocks)
    for number in range(count):
        block = blocks[number % len(blocks)]
        own = [chr(block + rng.randrange(_BLOCK)) for _ in range(rng.choice((1, 1, 2, 4)))]
        parts = [rng.choice((*own, *own, rng.choice(HOSTILE))) for _ in range(rng.randint(1, 6))]
        yield "".join(part * rng.choice((1, 1, 2, 12)) for part in parts)


def main() -> None:
    encoder = BundledEncoder()
    count = int(sys.argv[1])
    for text in ("ﷺ" * 8, "ﷺ" * 20_000, "\x00", "a" * 150_000, " " * 2_000_000, ""):
        assert encoder.count_tokens(text) > 0
    batch: list[str] = []
    for text in strings(count):
        assert encoder.count_tokens(text) > 0
        batch.append(text)
        if len(batch) == 200:
            _encode(encoder, batch)
            batch.clear()
    _encode(encoder, batch)
    print(count)


def _encode(encoder: BundledEncoder, texts: list[str]) -> None:
    for rows in (encoder.encode_queries(texts), encoder.encode_passages(texts)):
        assert abs((rows**2).sum(axis=1) - 1).max(initial=0) < 1e-3


if __name__ == "__main__":
    main()
