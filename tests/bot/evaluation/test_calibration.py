import random

import pytest

from bot.answering.confidence import Example, Verdict
from bot.errors import BotError
from bot.evaluation.calibration import fit_calibration, fit_folds, fold_of, hash_question


def _examples(count: int = 200, *, noise: float = 0.3) -> list[Example]:
    rng = random.Random(7)
    examples = []
    for number in range(count):
        is_answered = number % 2 == 0
        words = (0.7 if is_answered else 0.3) + rng.uniform(-noise, noise)
        signals = {"score_lead": rng.random(), "words": words, "in_period": None}
        examples.append(
            Example(question=hash_question(str(number)), is_answered=is_answered, signals=signals)
        )
    return examples


def test_the_signal_that_tells_gets_the_weight():
    calibration = fit_calibration(_examples(), encoder="hash-1")
    assert calibration.weights["words"].weight > 3 * abs(calibration.weights["score_lead"].weight)
    assert calibration.weights["in_period"].weight == 0
    assert calibration.figures["auroc"] > 0.85


def test_thresholds_keep_their_promises():
    calibration = fit_calibration(_examples(), encoder="hash-1")
    assert calibration.figures["right_refused"] <= 0.03
    assert calibration.figures["wrong_answered"] <= 0.16
    clear = {"score_lead": 0.5, "words": 1.0, "in_period": None}
    assert calibration.decide(calibration.probability(clear)) is Verdict.ANSWERED


def test_the_same_examples_give_the_same_calibration():
    assert fit_calibration(_examples(), encoder="x") == fit_calibration(_examples(), encoder="x")


def test_for_any_encoder_no_scale_of_one_is_used():
    calibration = fit_calibration(_examples(), encoder="any encoder", for_any=True)
    assert set(calibration.weights) == {"words", "in_period"}
    assert all(set(fold.weights) == {"words", "in_period"} for fold in fit_folds(calibration))


def test_a_fold_is_fitted_without_its_own_examples():
    examples = _examples()
    wrong = [
        Example(question=e.question, is_answered=not e.is_answered, signals=e.signals)
        if fold_of(e.question) == 0
        else e
        for e in examples
    ]
    right, other = (fit_calibration(some, encoder="x") for some in (examples, wrong))
    assert fit_folds(right)[0].weights == fit_folds(other)[0].weights
    assert fit_folds(right)[1].weights != fit_folds(other)[1].weights


def test_too_few_questions_of_a_kind_are_told():
    with pytest.raises(BotError, match="at least 20"):
        fit_calibration(_examples(30), encoder="x")
