"""What ships can be trained on: a checkpoint made of it scores as it does."""

import sys

import numpy as np
import pytest

from embeddings.reader import BODY_FILE, BundledReader
from embeddings.reader_input import lay_out
from embeddings.vocabulary import Vocabulary

_QUESTION = "When did the bridge open?"
_PASSAGE = ("The bridge", "The bridge opened on 3 May 2019. It cost HK$2 billion.")


@pytest.fixture(scope="module")
def model(weights):
    """A reader as it is before it is trained."""
    from training.reading.model import ReaderModel

    return ReaderModel(weights).eval()


def test_a_checkpoint_of_what_ships_scores_nearly_as_it_does(model, weights, tmp_path, monkeypatch):
    import torch

    from training.reading import restore

    checkpoint = tmp_path / "reader.ckpt"
    monkeypatch.setattr(sys, "argv", ["restore", str(checkpoint)])
    monkeypatch.setattr(restore, "Weights", lambda _: weights)
    restore.main()
    model.load_state_dict(torch.load(checkpoint)["model"], strict=False)
    vocabulary = Vocabulary()
    laid = lay_out(
        vocabulary.split(_QUESTION),
        vocabulary.split(_PASSAGE[0]),
        vocabulary.split_with_spans(_PASSAGE[1]),
    )
    ids = torch.tensor([list(laid.ids)])
    with torch.no_grad():
        scores = model(ids, torch.ones_like(ids, dtype=torch.bool))[0].numpy()
    (shipped,) = BundledReader(vocabulary).read(_QUESTION, [_PASSAGE])
    own = slice(laid.first, laid.first + len(laid.spans))
    assert np.corrcoef(scores[own, 0], shipped.starts)[0, 1] > 0.98
    assert abs(scores[0, 2] - shipped.answers) < 1.0


def test_every_tensor_that_is_trained_is_found(model):
    from training.reading.restore import read_tensors

    tensors = read_tensors(BODY_FILE)
    for name, tensor in model.named_tensors().items():
        assert tensors[name].size == tensor.numel(), name
