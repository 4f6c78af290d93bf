"""Nothing here imports torch: it takes seconds, in every process that collects the tests."""

from functools import cache

import pytest

from embeddings.weights import Weights, find_weights


class _Kept(Weights):
    """The embeddings of all words, which are long to unpack, are unpacked once."""

    tensor = cache(Weights.tensor)


@pytest.fixture(scope="session")
def weights() -> Weights:
    """Those that ship."""
    return _Kept(find_weights())
