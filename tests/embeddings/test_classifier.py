import contextlib
from types import SimpleNamespace

import numpy as np
import pytest

from embeddings import classifier
from embeddings.classifier import Classifier, open_classifier, write_classifiers
from embeddings.errors import EncoderError

_ENCODER = SimpleNamespace(fingerprint="known")
_WEIGHTS = np.array([[2.0, 0.0, 0.5], [0.0, 2.0, 0.0]], np.float32)


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "messages.npz"
    monkeypatch.setattr(classifier, "CLASSIFIERS_FILE", path)
    return path


def test_the_chances_are_those_of_a_logistic_regression():
    found = Classifier(["one", "other"], _WEIGHTS).chances(np.array([[1.0, 0.0]], np.float32))
    assert found["one"] == pytest.approx(1 / (1 + np.exp(-2.5)))
    assert sum(found.values()) == pytest.approx(1)


def test_a_classifier_is_read_as_it_was_written(file):
    write_classifiers(file, _ENCODER, {"kind": (["one", "other"], _WEIGHTS)})
    vector = np.array([[0.0, 1.0]], np.float32)
    found = open_classifier("kind", _ENCODER)
    assert found.chances(vector) == Classifier(["one", "other"], _WEIGHTS).chances(vector)


def test_vectors_of_another_encoder_are_not_classified(file):
    write_classifiers(file, _ENCODER, {"kind": (["one", "other"], _WEIGHTS)})
    assert open_classifier("kind", SimpleNamespace(fingerprint="another")) is None


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut", b"no archive"])
def test_a_damaged_file_says_what_to_do(file, content):
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(EncoderError, match=r"messages\.npz is damaged or missing; install Sampan"):
        open_classifier("kind", _ENCODER)


def test_no_flipped_bit_is_more_than_damage(file):
    write_classifiers(file, _ENCODER, {"kind": (["one", "other"], _WEIGHTS)})
    whole = file.read_bytes()
    for place in range(0, len(whole), 3):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        with contextlib.suppress(EncoderError):
            open_classifier("kind", _ENCODER)


def test_what_ships_knows_the_bundled_encoder(service):
    assert service.models.message_kinds is not None
    assert service.models.breadths is not None
