"""Make a checkpoint of the shipped reader, to train on: `… training.reading.restore CHECKPOINT`.

The 8-bit weights are taken as they are: training corrects what the rounding lost.
"""

import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from embeddings.encoder import Matrix
from embeddings.model_files import MODELS
from embeddings.weights import Shape
from training.reading.model import ReaderModel

# The matrices of one product in the graph, side by side there.
_PRODUCTS = {"qkv": ("q", "k", "v"), "mixed": ("ao",), "wide": ("fi",), "narrow": ("fo",)}


def read_body(path: Path) -> tuple[dict[str, Matrix], Shape]:
    """The tensors of a reader's ONNX file by their names in the weight file, and its sizes."""
    model = onnx.load(path)
    constants = {
        constant.name: numpy_helper.to_array(constant) for constant in model.graph.initializer
    }
    tensors: dict[str, Matrix] = {"head.w": constants["head.columns"].T}
    tensors["emb.pos"] = constants["positions"]
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
    attributes = {
        attribute.name: onnx.helper.get_attribute_value(attribute)
        for node in model.graph.node
        for attribute in node.attribute
    }
    positions, hidden = tensors["emb.pos"].shape
    shape = Shape(
        hidden=hidden,
        layers=sum(name.endswith(".wide.weights") for name in constants),
        heads=attributes["num_heads"],
        feed_forward=len(tensors["l0.fi.b"]),
        vocabulary=0,
        positions=positions,
        types=1,
        epsilon=attributes["epsilon"],
    )
    return tensors, shape


def main() -> None:
    """Write the checkpoint that is named."""
    tensors, shape = read_body(MODELS / "reader.onnx")
    model = ReaderModel(shape)
    model.fill(tensors)
    state = {"shape": asdict(shape), "model": model.state_dict(), "steps": 0, "seen": 0}
    torch.save(state, sys.argv[1])


if __name__ == "__main__":
    main()
