"""The pairs that teach most: `python -m training.reading.hardest PAIRS.jsonl.gz OUT.jsonl.gz`.

Kept are those with an answer, and of those without one, told beyond doubt, the ones that the reader
that ships takes for answers or nearly so.
"""

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from embeddings.reader import BundledReader, Reader
from embeddings.reader_input import PassageText
from training.reading.examples import Pair, read_pairs

_NEARLY = -3.0  # logit from which a passage nearly answers


def find_hardest(reader: Reader, pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Those pairs of which a reader may still learn, in their order."""
    sure = [pair for pair in pairs if not pair["is_doubtful"]]
    for question, group in groupby(sure, key=lambda pair: str(pair["question"])):
        asked = list(group)
        texts = [
            PassageText(heading=pair["title"], text=pair["passage"], before=pair["before"])
            for pair in asked
        ]
        for pair, reading in zip(asked, reader.read(question, texts), strict=True):
            if pair["answers"] or reading.answers > _NEARLY:
                yield pair


def main() -> None:
    """Write the hardest pairs of a file."""
    found, out = map(Path, sys.argv[1:])
    with gzip.open(out, "wt", encoding="utf-8") as file:
        for pair in find_hardest(BundledReader(), read_pairs(found)):
            file.write(json.dumps(pair, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
