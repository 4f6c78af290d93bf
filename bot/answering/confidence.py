"""How probable it is that the corpus answers a question, from several signals."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path

from bot.answering.signals import Signals
from bot.errors import CalibrationError

_SHIPPED = "calibrations"
_DEFAULT = "any-encoder"


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
    """One question that a model was fitted on, by the hash of its text."""

    question: str
    is_answerable: bool
    signals: Signals


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A logistic regression over the signals, and the probabilities from which it is sure enough.

    `encoder` is the fingerprint it was fitted for; `figures` are cross-validated.
    """

    encoder: str
    bias: float
    weights: Mapping[str, Weight]
    answer_from: float
    unsure_from: float
    figures: Mapping[str, float]
    examples: tuple[Example, ...]

    def probability(self, signals: Signals) -> float:
        """How probable an answer is, 0 to 1; a signal that is not there counts nothing."""
        total = self.bias + sum(self.contributions(signals).values())
        return 1 / (1 + math.exp(-total))

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
    encoder="", bias=0.0, weights={}, answer_from=0.5, unsure_from=0.5, figures={}, examples=()
)
"""Finds every question as likely as not; what a first fit starts from."""


def load_calibration(home: Path, fingerprint: str) -> Calibration:
    """What was fitted for this encoder: the operator's own, else ours, else ours for any encoder.

    Raises CalibrationError when the operator's file is damaged.
    """
    own = calibration_path(home, fingerprint)
    if own.is_file():
        return read_calibration(own)
    shipped = resources.files("bot").joinpath(_SHIPPED)
    for name in (fingerprint, _DEFAULT):
        path = Path(str(shipped.joinpath(f"{name}.json")))
        if path.is_file():
            return read_calibration(path)
    raise CalibrationError(own, "is missing, and so are those that ship with Sampan")


def calibration_path(home: Path, fingerprint: str) -> Path:
    """Where an operator's own calibration for an encoder lies."""
    name = "".join(c if c.isalnum() or c in "-_." else "-" for c in fingerprint)
    return home / f"calibration-{name}.json"


def read_calibration(path: Path) -> Calibration:
    """What `write_calibration` wrote; raises CalibrationError."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        names = record["signals"]
        return Calibration(
            encoder=record["encoder"],
            bias=float(record["bias"]),
            weights={name: Weight(**record["weights"][name]) for name in record["weights"]},
            answer_from=float(record["answer_from"]),
            unsure_from=float(record["unsure_from"]),
            figures=record["figures"],
            examples=tuple(
                Example(
                    question=question,
                    is_answerable=bool(label),
                    signals=dict(zip(names, values, strict=True)),
                )
                for question, label, values in record["examples"]
            ),
        )
    except OSError as error:
        raise CalibrationError(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CalibrationError(path, 'is damaged; remove it or run "sampan calibrate"') from error


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write it as readable JSON with a line for each example, in place of what was there."""
    names = list(calibration.examples[0].signals)
    record = {
        "encoder": calibration.encoder,
        "figures": dict(calibration.figures),
        "answer_from": calibration.answer_from,
        "unsure_from": calibration.unsure_from,
        "bias": calibration.bias,
        "weights": {name: asdict(weight) for name, weight in calibration.weights.items()},
        "signals": names,
    }
    rows = [
        json.dumps([e.question, int(e.is_answerable), [_rounded(e.signals[n]) for n in names]])
        for e in calibration.examples
    ]
    head = json.dumps(record, indent=1, ensure_ascii=False).removesuffix("\n}")
    text = head + ',\n "examples": [\n  ' + ",\n  ".join(rows) + "\n ]\n}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
