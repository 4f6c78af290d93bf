import pytest

from bot.answering.confidence import UNFITTED, Verdict


def test_a_signal_above_its_mean_speaks_for_an_answer(calibration):
    assert calibration.probability({"score_lead": 0.5}) == 0.5
    assert calibration.probability({"score_lead": 0.75}) == pytest.approx(0.7311, abs=1e-4)
    assert calibration.probability({"score_lead": 0.25}) == pytest.approx(0.2689, abs=1e-4)


def test_a_signal_without_occasion_counts_nothing(calibration):
    assert calibration.probability({"score_lead": None}) == 0.5


def test_the_probability_decides_the_verdict(calibration):
    assert calibration.decide(0.7) is Verdict.ANSWERED
    assert calibration.decide(0.69) is Verdict.UNSURE
    assert calibration.decide(0.29) is Verdict.NOT_FOUND


def test_no_signal_is_too_strong_to_count(calibration):
    assert calibration.probability({"score_lead": -1e9}) == pytest.approx(0.0)
    assert calibration.probability({"score_lead": 1e9}) == pytest.approx(1.0)


def test_the_unfitted_finds_everything_as_likely_as_not():
    assert UNFITTED.probability({}) == 0.5
