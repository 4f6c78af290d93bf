"""A BERT body as an ONNX graph with 8-bit weights.

The weights of a matrix are rounded to 8-bit integers, each column by its own largest weight; what
goes in is rounded at each run, by its own range (dynamic quantisation). Only seven bits of a weight
are used: processors without VNNI add two products in 16 bits, which eight would overflow. The fused
operators are those of ONNX Runtime ("com.microsoft").
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from embeddings.encoder import Matrix
from embeddings.weights import Shape

_OPSET, _IR_VERSION = 20, 9
_FUSED = "com.microsoft"
_LARGEST = 2**6 - 1


def make_body(
    tensor: Callable[[str], Matrix], shape: Shape, *, head: str | None = None
) -> onnx.ModelProto:
    """The graph "words" (texts, tokens, hidden) → "states", of the same shape.

    `tensor` gives a tensor by its name in the weight file, flat; "words" are the embeddings of one
    text's tokens, or of texts of one length: there is no padding. With the name of a head, the
    states are multiplied with it: → "scores" (texts, tokens, its rows), in 32 bits.
    """
    return _Graph(tensor, shape).build(head)


class _Graph:
    def __init__(self, tensor: Callable[[str], Matrix], shape: Shape) -> None:
        self._tensor = tensor
        self._shape = shape
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self, head: str | None) -> onnx.ModelProto:
        states = self._embed()
        for layer in range(self._shape.layers):
            states = self._add_layer(f"l{layer}", states)
        given, width = "states", self._shape.hidden
        if head:
            given, width = "scores", len(self._tensor(f"{head}.b"))
            rows = self._tensor(f"{head}.w").reshape(width, -1)
            columns = self._constant(f"{head}.columns", rows.T)
            product = self._add("MatMul", [states, columns], f"{head}.product")
            self._add("Add", [product, self._own(f"{head}.b")], given)
        else:
            self._add("Identity", [states], given)
        row: list[str | int | None] = ["texts", "tokens"]
        graph = helper.make_graph(
            self._nodes,
            "body",
            [helper.make_tensor_value_info("words", TensorProto.FLOAT, [*row, self._shape.hidden])],
            [helper.make_tensor_value_info(given, TensorProto.FLOAT, [*row, width])],
            self._constants,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)],
            ir_version=_IR_VERSION,
        )
        onnx.checker.check_model(model)
        return model

    def _embed(self) -> str:
        """Words, positions and the type of all tokens, 0, added and normalised."""
        hidden = self._shape.hidden
        positions = self._tensor("emb.pos").reshape(-1, hidden)
        types = self._tensor("emb.type").reshape(-1, hidden)
        self._constant("positions", positions + types[0])
        self._constant("first", np.zeros(1, np.int64))
        self._constant("last axis", np.full(1, -1, np.int64))
        self._constant("one", np.ones((), np.float32))
        self._constant("half range", np.full((), 127, np.float32))
        self._constant("middle", np.full((), 128, np.uint8))
        self._add("Shape", ["words"], "length", start=1, end=2)
        self._add("Slice", ["positions", "first", "length", "first"], "placed")
        self._add("Add", ["words", "placed"], "embedded")
        return self._normalise("emb.ln", "embedded")

    def _add_layer(self, name: str, states: str) -> str:
        hidden, inner = self._shape.hidden, self._shape.feed_forward
        together = self._multiply(
            f"{name}.qkv", states, [f"{name}.{part}" for part in "qkv"], (hidden, hidden)
        )
        parts = [f"{name}.{part}.states" for part in "qkv"]
        self._nodes.append(helper.make_node("Split", [together], parts, axis=-1, num_outputs=3))
        attended = self._add(
            "MultiHeadAttention",
            parts,
            f"{name}.attended",
            domain=_FUSED,
            num_heads=self._shape.heads,
        )
        mixed = self._multiply(f"{name}.mixed", attended, [f"{name}.ao"], (hidden, hidden))
        states = self._add_up(f"{name}.aln", mixed, states)
        wide = self._multiply(f"{name}.wide", states, [f"{name}.fi"], (hidden, inner))
        curved = self._add("Gelu", [wide], f"{name}.curved", domain=_FUSED)
        narrow = self._multiply(
            f"{name}.narrow", curved, [f"{name}.fo"], (inner, hidden), is_uneven=True
        )
        return self._add_up(f"{name}.oln", narrow, states)

    def _multiply(
        self,
        name: str,
        states: str,
        matrices: Sequence[str],
        sizes: tuple[int, int],
        *,
        is_uneven: bool = False,
    ) -> str:
        """The states times matrices of (in, out) side by side, with their biases added.

        States are rounded together, or each token's by its own range where those are uneven.
        """
        taken, given = sizes
        columns = np.concatenate(
            [self._tensor(f"{m}.w").reshape(given, taken).T for m in matrices], axis=1
        )
        scales = np.maximum(np.abs(columns).max(axis=0), np.finfo(np.float32).tiny) / _LARGEST
        weights = self._constant(f"{name}.weights", np.rint(columns / scales).astype(np.int8))
        columns_scale = self._constant(f"{name}.scales", scales.astype(np.float32))
        bias = self._constant(
            f"{name}.bias", np.concatenate([self._tensor(f"{m}.b") for m in matrices])
        )
        if not is_uneven:
            inputs = [states, weights, columns_scale, "", bias]
            return self._add("DynamicQuantizeMatMul", inputs, name, domain=_FUSED)
        absolute = self._add("Abs", [states], f"{name}.sizes")
        largest = self._add("ReduceMax", [absolute, "last axis"], f"{name}.largest", keepdims=1)
        scale = self._add("Div", [largest, "half range"], f"{name}.scale")
        unit = self._add("Div", [states, scale], f"{name}.unit")
        rounded = self._add("QuantizeLinear", [unit, "one", "middle"], f"{name}.rounded")
        product = self._add(
            "MatMulIntegerToFloat",
            [rounded, weights, "one", columns_scale, "middle"],
            f"{name}.product",
            domain=_FUSED,
        )
        scaled = self._add("Mul", [product, scale], f"{name}.scaled")
        return self._add("Add", [scaled, bias], name)

    def _add_up(self, name: str, states: str, before: str) -> str:
        """The states added to those before, and normalised."""
        total = self._add("Add", [states, before], f"{name}.total")
        return self._normalise(name, total)

    def _normalise(self, name: str, states: str) -> str:
        weights = [self._own(f"{name}.w"), self._own(f"{name}.b")]
        epsilon = self._shape.epsilon
        return self._add(
            "LayerNormalization", [states, *weights], f"{name}.states", axis=-1, epsilon=epsilon
        )

    def _own(self, name: str) -> str:
        return self._constant(name, self._tensor(name))

    def _constant(self, name: str, value: np.ndarray) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _add(
        self,
        operator: str,
        inputs: Sequence[str],
        output: str,
        *,
        domain: str = "",
        **attributes: Any,
    ) -> str:
        node = helper.make_node(operator, inputs, [output], domain=domain, **attributes)
        self._nodes.append(node)
        return output
