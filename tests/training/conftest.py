"""Nothing here imports torch: it takes seconds, in every process that collects the tests."""

from dataclasses import replace
from functools import cache

import pytest

from embeddings.encoder import Matrix
from embeddings.weights import Weights, find_weights


class _Kept(Weights):
    """The embeddings of all words, which are long to unpack, are unpacked once."""

    tensor = cache(Weights.tensor)


@pytest.fixture(scope="session")
def weights() -> Weights:
    """Those that ship."""
    return _Kept(find_weights())


@pytest.fixture(scope="session")
def few_layers(weights) -> Weights:
    """The same of a body with two layers instead of twelve, which is soon trained."""

    class FewLayers(Weights):
        def tensor(self, name: str) -> Matrix:
            return weights.tensor(name)

    made = FewLayers(find_weights())
    made.shape = replace(made.shape, layers=2)
    return made
