"""What ships can be trained on: a checkpoint made of it scores as it does."""

import sys

import numpy as np

from embeddings.reader import BundledReader
from embeddings.reader_input import PassageText, lay_out
from embeddings.vocabulary import Vocabulary
from embeddings.weights import Shape

_QUESTION = "When did the bridge open?"
_PASSAGE = PassageText(
    heading="The bridge", text="The bridge opened on 3 May 2019. It cost HK$2 billion."
)


def test_a_checkpoint_of_what_ships_scores_nearly_as_it_does(tmp_path, monkeypatch):
    import torch

    from training.reading import restore
    from training.reading.model import ReaderModel

    checkpoint = tmp_path / "reader.ckpt"
    monkeypatch.setattr(sys, "argv", ["restore", str(checkpoint)])
    restore.main()
    state = torch.load(checkpoint)
    model = ReaderModel(Shape(**state["shape"])).eval()
    model.load_state_dict(state["model"])
    vocabulary = Vocabulary()
    laid = lay_out(
        vocabulary.split(_QUESTION),
        vocabulary.split(_PASSAGE.heading),
        vocabulary.split_with_spans(_PASSAGE.text),
    )
    words = torch.from_numpy(vocabulary.embed(laid.ids))
    with torch.no_grad():
        scores = model(words, torch.ones(words.shape[:2], dtype=torch.bool))[0].numpy()
    (shipped,) = BundledReader(vocabulary).read(_QUESTION, [_PASSAGE])
    own = slice(laid.first, laid.first + len(laid.spans))
    assert np.corrcoef(scores[own, 0], shipped.starts)[0, 1] > 0.98
    assert abs(scores[0, 2] - shipped.answers) < 1.0
