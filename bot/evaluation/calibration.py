"""Fitting the confidence to questions with known answers."""

import hashlib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.answering.answerer import Answerer
from bot.answering.confidence import UNFITTED, Calibration, Example, Weight
from bot.answering.signals import OF_ENCODER
from bot.errors import BotError
from bot.evaluation.abstention import area_under_curve
from bot.evaluation.known_questions import FEWEST, KnownQuestion
from bot.evaluation.measures import is_answered
from embeddings.reader import FINGERPRINT

_FOLDS = 10
_STRENGTH = 0.1  # of the fit's regularisation, its inverse
_REFUSED = 0.01  # of those that are answered by what is shown, so many may be refused
_WRONG = 0.11  # of those that are not answered by what is shown, so many may count as answered

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def hash_question(text: str) -> str:
    """A short hash by which a question is known again."""
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def collect_examples(
    answerer: Answerer,
    questions: Sequence[KnownQuestion],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[Example]:
    """The signals of each question, beside whether what is shown for it answers it."""
    examples = []
    for number, question in enumerate(questions):
        if progress:
            progress(number, len(questions))
        answer = answerer.answer(question.question, calibration=UNFITTED)  # shows, whatever it is
        examples.append(
            Example(
                question=hash_question(question.question),
                is_answered=is_answered(question, answer, groups=answerer.groups),
                signals=answer.signals,
            )
        )
    return examples


def fit_calibration(
    examples: Sequence[Example], *, encoder: str, for_any: bool = False
) -> Calibration:
    """A logistic regression with its thresholds, both from ten-fold cross-validation.

    `answer_from` lets at most 11 % of the questions count as answered whose quotes do not answer
    them, and `unsure_from` at most 1 % of the others be refused. With `for_any`, signals whose
    scale depends on the encoder are left out. Raises BotError for fewer than twenty questions of
    either kind.
    """
    labels = np.array([example.is_answered for example in examples])
    if min(labels.sum(), (~labels).sum()) < FEWEST:
        raise BotError(
            f"Calibration takes at least {FEWEST} questions that Sampan's quotes answer and"
            f" {FEWEST} that they do not."
        )
    fitted = _fit(examples, encoder=encoder, for_any=for_any)
    held_out = np.array([0.0] * len(examples))
    for fold, model in enumerate(fit_folds(fitted)):
        for place, example in enumerate(examples):
            if fold_of(example.question) == fold:
                held_out[place] = model.probability(example.signals)
    unsure_from = round(float(np.quantile(held_out[labels], _REFUSED)), 4)
    answer_from = max(unsure_from, round(float(np.quantile(held_out[~labels], 1 - _WRONG)), 4))
    return replace(
        fitted,
        answer_from=answer_from,
        unsure_from=unsure_from,
        figures={
            "right": int(labels.sum()),
            "wrong": int((~labels).sum()),
            "auroc": round(area_under_curve(held_out.tolist(), labels.tolist()), 4),
            "right_refused": _share(held_out[labels] < unsure_from),
            "right_answered": _share(held_out[labels] >= answer_from),
            "wrong_refused": _share(held_out[~labels] < unsure_from),
            "wrong_answered": _share(held_out[~labels] >= answer_from),
        },
    )


def fit_folds(calibration: Calibration) -> list[Calibration]:
    """For each fold of the examples the model that is fitted to all the others."""
    for_any = not OF_ENCODER & calibration.weights.keys()
    models = []
    for fold in range(_FOLDS):
        others = [e for e in calibration.examples if fold_of(e.question) != fold]
        model = _fit(others, encoder=calibration.encoder, for_any=for_any)
        models.append(replace(calibration, bias=model.bias, weights=model.weights))
    return models


def fold_of(question_hash: str) -> int:
    """The fold that an example belongs to, whatever set it is part of."""
    return int(question_hash, 16) % _FOLDS


def _fit(examples: Sequence[Example], *, encoder: str, for_any: bool) -> Calibration:
    names = [name for name in examples[0].signals if not (for_any and name in OF_ENCODER)]
    signals = np.array([[e.signals[name] for name in names] for e in examples], dtype=np.float64)
    labels = [example.is_answered for example in examples]
    means, deviations = _scale(signals)
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit(np.nan_to_num((signals - means) / deviations), labels)
    columns = zip(names, means, deviations, model.coef_[0], strict=True)
    return replace(
        UNFITTED,
        encoder=encoder,
        reader=FINGERPRINT,
        bias=round(float(model.intercept_[0]), 6),
        weights={
            name: Weight(
                mean=round(float(mean), 6),
                deviation=round(float(deviation), 6),
                weight=round(float(weight), 6),
            )
            for name, mean, deviation, weight in columns
        },
        examples=tuple(examples),
    )


def _scale(signals: Numbers) -> tuple[Numbers, Numbers]:
    with warnings.catch_warnings():
        # A signal that no question gave occasion for has no mean; it then counts nothing.
        warnings.simplefilter("ignore", RuntimeWarning)
        means, deviations = np.nanmean(signals, axis=0), np.nanstd(signals, axis=0)
    deviations = np.nan_to_num(deviations)
    return np.nan_to_num(means), np.where(deviations > 0, deviations, 1.0)


def _share(flags: Flags) -> float:
    return round(float(flags.mean()), 4)
