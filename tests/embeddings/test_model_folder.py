import os
from pathlib import Path

import pytest
from tiny_model import write_folder, write_json, write_pooling

from embeddings.encoders import open_encoder
from embeddings.errors import EncoderError

_PROMPTS = "config_sentence_transformers.json"


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_folder(tmp_path / "tiny")


_FILES = (
    "modules.json",
    "1_Pooling/config.json",
    _PROMPTS,
    "sentence_bert_config.json",
    "tokenizer_config.json",
    "config.json",
    "tokenizer.json",
)
_NO_SETTINGS = {
    "text": '"text"',
    "null": "null",
    "number": "12",
    "list": "[[1], null, 3]",
    "no JSON": "no JSON",
    "deep": "[" * 100_000,
    "long number": "1" * 10_000,
    "no UTF-8": b"\xff\xfe\x00",
    "empty": "",
}


@pytest.mark.parametrize("content", _NO_SETTINGS.values(), ids=_NO_SETTINGS.keys())
@pytest.mark.parametrize("file", _FILES)
def test_a_settings_file_of_another_shape_is_named(folder, file, content):
    write_json(folder, "sentence_bert_config.json", {})  # so that the others are asked for
    (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(EncoderError, match=rf"{file} that can(not)? be read"):
        open_encoder(str(folder))


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
@pytest.mark.parametrize("file", _FILES)
def test_what_is_no_file_is_named_and_not_waited_for(folder, file, make):
    write_json(folder, "sentence_bert_config.json", {})
    (folder / file).unlink(missing_ok=True)
    make(folder / file)
    with pytest.raises(EncoderError, match=rf"{file} that can(not)? be read"):
        open_encoder(str(folder))


_POOLING_PART = {"type": "Pooling", "path": "1_Pooling"}


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        (_PROMPTS, {"prompts": "query: "}, "cannot be read"),
        (_PROMPTS, {"prompts": {"query": 3}}, "cannot be read"),
        (_PROMPTS, {"prompts": {"document": ["passage"]}}, "cannot be read"),
        ("sentence_bert_config.json", {"do_lower_case": "yes"}, "cannot be read"),
        ("modules.json", [{"path": "1_Pooling"}], "cannot be read"),
        ("modules.json", [{"type": "Pooling", "path": None}], "cannot be read"),
        ("modules.json", [{"type": "Pooling", "path": "a\0b"}], "cannot be read"),
        ("modules.json", [{"type": "Pooling", "path": "a" * 5000}], "cannot be read"),
        ("modules.json", [{"type": "models.Dense", "path": "3_Dense"}], "has the part Dense"),
        ("modules.json", [_POOLING_PART, _POOLING_PART], "more than one Pooling"),
        ("modules.json", [], "has no pooling"),
    ],
)
def test_settings_that_are_not_known_are_refused(folder, file, content, complaint):
    write_json(folder, file, content)
    with pytest.raises(EncoderError, match=complaint):
        open_encoder(str(folder))


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"pooling_mode": "weightedmean"}, "pooling that is not known"),
        ({"pooling_mode": {"mean": 1}}, "config.json that cannot be read"),
        ({"pooling_mode": [["mean"]]}, "config.json that cannot be read"),
        ({"pooling_mode_mean_tokens": 1}, "config.json that cannot be read"),
        ({}, "pooling that is not known"),
        ({"pooling_mode": ["mean", "cls"]}, "more than one pooling"),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True}, "more than one"),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_new": True}, "more than one pooling"),
        ({"pooling_mode": "mean", "pooling_mode_max_tokens": True}, "more than one pooling"),
        ({"pooling_mode": "mean", "word_embedding_dimension": "4"}, "pooling that is not known"),
        ({"pooling_mode": "mean", "word_embedding_dimension": True}, "pooling that is not known"),
        ({"pooling_mode": "mean", "word_embedding_dimension": -4}, "pooling that is not known"),
        ({"pooling_mode": "mean", "word_embedding_dimension": 10**30}, "pooling that is not known"),
        ({"pooling_mode": "mean", "include_prompt": None}, "config.json that cannot be read"),
    ],
)
def test_a_pooling_that_is_not_one_that_is_known_is_refused(folder, settings, complaint):
    write_pooling(folder, **settings)
    with pytest.raises(EncoderError, match=complaint):
        open_encoder(str(folder))
