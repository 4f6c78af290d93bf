import json
from dataclasses import replace

import pytest

from bot.answering.confidence import Weight
from bot.errors import CalibrationError
from bot.service.calibrations import (
    calibration_path,
    load_calibration,
    read_calibration,
    write_calibration,
)
from embeddings.encoder import BUNDLED
from embeddings.encoders import open_encoder
from embeddings.reader import FINGERPRINT


def test_what_is_written_is_read_again(tmp_path, calibration):
    path = tmp_path / "calibration.json"
    write_calibration(path, calibration)
    assert read_calibration(path) == calibration
    assert list(tmp_path.iterdir()) == [path]


def test_an_operators_own_calibration_comes_first(tmp_path, calibration):
    write_calibration(calibration_path(tmp_path, "hash-1"), calibration)
    assert load_calibration(tmp_path, "hash-1") == calibration


def test_an_unknown_encoder_gets_one_that_needs_no_scale_of_its_own(tmp_path):
    chosen = load_calibration(tmp_path, "never-seen")
    assert chosen.encoder == "any encoder"
    assert "score_lead" not in chosen.weights


def test_the_bundled_encoder_has_a_calibration_of_its_own(tmp_path):
    fingerprint = open_encoder(BUNDLED).fingerprint
    chosen = load_calibration(tmp_path, fingerprint)
    assert chosen.encoder == fingerprint
    assert "score_lead" in chosen.weights


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"encoder": 1}', "\x00"])
def test_a_damaged_file_is_named(tmp_path, content):
    path = tmp_path / "calibration.json"
    path.write_text(content)
    with pytest.raises(CalibrationError, match=r"calibration\.json is damaged"):
        read_calibration(path)


def test_the_file_can_be_read_by_people(tmp_path, calibration):
    path = tmp_path / "calibration.json"
    write_calibration(path, replace(calibration, examples=calibration.examples * 2))
    assert json.loads(path.read_text())["weights"]["score_lead"]["weight"] == 1.0
    assert path.read_text().count("ab12") == 2
    assert len(path.read_text().splitlines()) < 40


def test_a_changed_number_is_noticed(tmp_path, calibration):
    path = tmp_path / "calibration.json"
    write_calibration(path, calibration)
    path.write_text(path.read_text().replace('"answer_from": 0.7', '"answer_from": 0.8'))
    with pytest.raises(CalibrationError, match="is damaged"):
        read_calibration(path)


def test_one_of_an_earlier_version_has_no_digest(tmp_path, calibration):
    path = tmp_path / "calibration.json"
    write_calibration(path, calibration)
    record = json.loads(path.read_text())
    del record["digest"], record["reader"]
    path.write_text(json.dumps(record))
    assert read_calibration(path) == replace(calibration, reader="")


@pytest.mark.parametrize(
    "change",
    [
        {"bias": float("nan")},
        {"bias": "much"},
        {"answer_from": 0.1},
        {"weights": {"score_lead": {"mean": 0.5, "deviation": 0, "weight": 1.0}}},
        {"weights": []},
        {"encoder": None},
        {"reader": 1},
        {"examples": 1},
        {"more": 1},
    ],
)
def test_what_cannot_be_reckoned_with_is_no_calibration(tmp_path, calibration, change):
    path = tmp_path / "calibration.json"
    write_calibration(path, calibration)
    record = json.loads(path.read_text())
    del record["digest"]
    path.write_text(json.dumps(record | change))
    with pytest.raises(CalibrationError, match="is damaged"):
        read_calibration(path)


def test_those_that_ship_are_fitted_to_the_reader_that_ships(tmp_path):
    for fingerprint in (open_encoder(BUNDLED).fingerprint, "never-seen"):
        assert load_calibration(tmp_path, fingerprint).reader == FINGERPRINT


@pytest.mark.parametrize(
    "change",
    [
        {"weights": {"similarity": Weight(mean=0.5, deviation=0.25, weight=1.0)}},
        {"reader": "0123456789ab"},
        {"reader": ""},
    ],
)
def test_what_was_fitted_to_other_signals_or_another_reader_is_refused(
    tmp_path, calibration, change
):
    older = replace(calibration, **change)
    write_calibration(calibration_path(tmp_path, "hash-1"), older)
    with pytest.raises(CalibrationError, match="another version of Sampan; remove it or run"):
        load_calibration(tmp_path, "hash-1")
