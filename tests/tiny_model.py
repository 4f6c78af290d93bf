"""Exported models of a few numbers, of any interface, with a tokenizer of a few words."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

WORDS = ("[UNK]", "[CLS]", "[SEP]", "bank", "licence", "robot", "query", "passage", ":", "Bank")
DIM = 4
_NUMBERS = np.random.default_rng(0).normal(size=(len(WORDS), DIM)).astype(np.float32)


def write_model(
    folder: Path,
    *,
    integer: int = TensorProto.INT64,
    inputs: Sequence[str] = ("input_ids", "attention_mask"),
    output: str = "last_hidden_state",
    nodes: Sequence[onnx.NodeProto] = (),
    output_type: int = TensorProto.FLOAT,
    numbers: np.ndarray = _NUMBERS,
    beside: str = "",
) -> Path:
    """`onnx/model.onnx`: a word's row of numbers as `states`, changed by `nodes` to the output."""
    (folder / "onnx").mkdir(exist_ok=True)
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["numbers", "input_ids"], ["states"]),
            *(nodes or [helper.make_node("Identity", ["states"], [output])]),
        ],
        "tiny",
        [helper.make_tensor_value_info(name, integer, ["texts", "tokens"]) for name in inputs],
        [helper.make_tensor_value_info(output, output_type, None)],
        [numpy_helper.from_array(numbers, "numbers")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    path = folder / "onnx" / "model.onnx"
    options = {"save_as_external_data": True, "location": beside, "size_threshold": 0}
    onnx.save_model(model, path, **(options if beside else {}))
    return path


def write_tokenizer(folder: Path, template: str = "[CLS] $A [SEP]", *, unknown: str = WORDS[0]):
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token=unknown))
    tokenizer.pre_tokenizer = Whitespace()
    special = [(word, WORDS.index(word)) for word in WORDS[1:3] if word in template]
    tokenizer.post_processor = TemplateProcessing(single=template, special_tokens=special)
    tokenizer.save(str(folder / "tokenizer.json"))


def write_json(folder: Path, file: str, content: object):
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(json.dumps(content))


def write_folder(folder: Path) -> Path:
    """A whole model: mean of all tokens, no prompts, 8 tokens at most."""
    folder.mkdir(exist_ok=True)
    write_model(folder)
    write_tokenizer(folder)
    parts = [{"type": "models.Transformer", "path": ""}, {"type": "Pooling", "path": "1_Pooling"}]
    write_json(folder, "modules.json", parts)
    write_pooling(folder, pooling_mode_mean_tokens=True)
    write_json(folder, "sentence_bert_config.json", {"max_seq_length": 8})
    return folder


def write_pooling(folder: Path, **settings: object):
    write_json(folder, "1_Pooling/config.json", {"word_embedding_dimension": DIM, **settings})
