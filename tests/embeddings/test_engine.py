import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from embeddings.bundled_encoder import BODY_FILE
from embeddings.engine import Body, choose_providers, count_cores, on_all_cores
from embeddings.errors import EncoderError


@pytest.mark.parametrize("content", [None, b"", b"no model at all"])
def test_what_is_no_model_is_named(tmp_path, content):
    path = tmp_path / "model.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EncoderError, match=r'encoder "mine": .*model\.onnx is not a model'):
        Body("mine", path)


def test_running_a_model_tells_nobody(tmp_path):
    """ONNX Runtime would keep an id of the machine, and what it sends to its makers."""
    code = "import embeddings.bundled_encoder as b; from embeddings.engine import Body;"
    code += "Body('body', b.BODY_FILE)"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    places = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], env={**clean, **places}, cwd=root, check=True)
    assert list(tmp_path.rglob("*")) == []


def test_threads_may_share_a_body():
    body = Body("body", BODY_FILE)
    rng = np.random.default_rng(1)
    words = [rng.normal(size=(1, n, 384)).astype(np.float32) for n in range(1, 25)]
    alone = [body.run({"words": one}, output="states") for one in words]
    with ThreadPoolExecutor(4) as executor:
        shared = list(executor.map(lambda one: body.run({"words": one}, output="states"), words))
    for one, other in zip(alone, shared, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("items", [[], ["a"], ["aaa", "", "aa", "a"]])
def test_results_come_in_order(items):
    assert on_all_cores(str.upper, items, size=len) == [item.upper() for item in items]


def test_the_largest_is_begun_first():
    begun = []
    on_all_cores(begun.append, ["a", "aaa", "aa"], size=len)
    assert begun[0] == "aaa"


def test_what_is_raised_is_raised():
    with pytest.raises(ValueError, match="nine"):
        on_all_cores(int, ["8", "nine"], size=len)


@pytest.mark.parametrize(
    ("named", "cores"),
    [("1", 1), ("", None), ("0", None), ("9999", None), ("many", None), ("2,4", None)],
)
def test_the_environment_may_name_fewer_cores(monkeypatch, named, cores):
    monkeypatch.setenv("OMP_NUM_THREADS", named)
    assert count_cores() == (cores or os.cpu_count())


def test_a_graphics_card_is_chosen_where_the_runtime_knows_one():
    known = ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]
    assert choose_providers(known) == ["CUDAExecutionProvider", "CPUExecutionProvider"]
    assert choose_providers(["AzureExecutionProvider", "CPUExecutionProvider"]) == [
        "CPUExecutionProvider"
    ]
