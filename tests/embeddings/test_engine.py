from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from embeddings.bundled_encoder import BODY_FILE
from embeddings.engine import Body, on_all_cores
from embeddings.errors import EncoderError


@pytest.mark.parametrize("content", [None, b"", b"no model at all"])
def test_what_is_no_model_is_named(tmp_path, content):
    path = tmp_path / "model.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EncoderError, match=r'encoder "mine": .*model\.onnx is not a model'):
        Body("mine", path)


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
