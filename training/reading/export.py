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
from embeddings.model_files import MODELS
from embeddings.weights import Shape
from training.body import make_body
from training.reading.model import ReaderModel

_BODY, _NUMBERS = "reader.onnx", "reader.onnx.data"


def main() -> None:
    """Write the files into the folder that is named, or where Sampan finds them."""
    state = torch.load(sys.argv[1], map_location="cpu")
    shape = Shape(**state["shape"])
    model = ReaderModel(shape)
    model.load_state_dict(state["model"])
    tensors = model.named_tensors()

    def tensor(name: str) -> Matrix:
        if name == "emb.type":  # it is part of the positions
            return np.zeros(shape.hidden, np.float32)
        flat: Matrix = tensors[name].detach().numpy().ravel().astype(np.float32)
        return flat

    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else MODELS
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _NUMBERS).unlink(missing_ok=True)  # it would be added to
    onnx.save(
        make_body(tensor, shape, head="head"),
        folder / _BODY,
        save_as_external_data=True,
        location=_NUMBERS,
    )
    for name in (_BODY, _NUMBERS):
        (folder / name).chmod(0o644)
        content = (folder / name).read_bytes()
        print(f"{hashlib.sha256(content).hexdigest()}  {name}  {len(content):,} bytes")


if __name__ == "__main__":
    main()
