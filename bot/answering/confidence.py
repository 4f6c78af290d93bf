"""How probable it is that what is shown answers a question, from several signals."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.signals import Signals

_SURELY_NOT = -700.0  # what is below it would overflow, and is as good as no chance


class Verdict(StrEnum):
    """Whether the corpus answers the question."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one signal counts: its weight for each standard deviation above its mean."""

    mean: float
    deviation: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One question that a model was fitted on, by its hash, and whether the quotes answered it."""

    question: str
    is_answered: bool
    signals: Signals


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A logistic regression over the signals, and the probabilities from which it is sure enough.

    `encoder` and `reader` are the fingerprints it was fitted for; `figures` are cross-validated.
    """

    encoder: str
    reader: str
    bias: float
    weights: Mapping[str, Weight]
    answer_from: float
    unsure_from: float
    figures: Mapping[str, float]
    examples: tuple[Example, ...]

    def probability(self, signals: Signals) -> float:
        """How probable an answer is, 0 to 1; a signal that is not there counts nothing."""
        total = self.bias + sum(self.contributions(signals).values())
        return 1 / (1 + math.exp(-max(total, _SURELY_NOT)))

    def contributions(self, signals: Signals) -> dict[str, float]:
        """What each signal adds to the logarithm of the odds of an answer."""
        return {
            name: 0.0
            if (value := signals.get(name)) is None
            else round(weight.weight * (value - weight.mean) / weight.deviation, 6)
            for name, weight in self.weights.items()
        }

    def decide(self, probability: float) -> Verdict:
        """The verdict for a probability."""
        if probability >= self.answer_from:
            return Verdict.ANSWERED
        return Verdict.UNSURE if probability >= self.unsure_from else Verdict.NOT_FOUND


UNFITTED = Calibration(
    encoder="",
    reader="",
    bias=0.0,
    weights={},
    answer_from=0.5,
    unsure_from=0.5,
    figures={},
    examples=(),
)
"""Finds every question as likely as not; what a first fit starts from."""
