"""Calibrations on disk: those that ship with Sampan, and an operator's own in the home folder."""

import json
import math
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from bot.answering.confidence import Calibration, Example, Weight
from bot.answering.signals import SIGNALS
from bot.errors import CalibrationError
from corpus.databases import make_private_folder
from corpus.drafts import replace_file
from corpus.regular_files import read_regular
from corpus.seals import open_sealed, seal
from embeddings.reader import FINGERPRINT

_SHIPPED = "calibrations"
_DEFAULT = "any-encoder"
_REMEDY = 'remove it or run "sampan calibrate"'
_LATER_FIELDS = frozenset({"reader"})  # files of earlier versions lack them
_FIELDS = _LATER_FIELDS | frozenset(
    {
        "encoder",
        "figures",
        "answer_from",
        "unsure_from",
        "bias",
        "weights",
        "signals",
        "examples",
    }
)


def load_calibration(home: Path, fingerprint: str) -> Calibration:
    """What was fitted for this encoder: the operator's own, else ours, else ours for any encoder.

    Raises CalibrationError when the operator's file is damaged, or was fitted to other signals or
    another reader than there are now.
    """
    own = calibration_path(home, fingerprint)
    if own.exists():
        calibration = read_calibration(own)
        if calibration.reader != FINGERPRINT or not calibration.weights.keys() <= SIGNALS:
            raise CalibrationError(own, f"was fitted by another version of Sampan; {_REMEDY}")
        return calibration
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
        # Those of earlier versions have no digest.
        raw = read_regular(path)
        return _parse(open_sealed(raw, fields=_FIELDS, may_lack=_LATER_FIELDS, is_optional=True))
    except OSError as error:
        reason = f"cannot be read ({error.strerror}); {_REMEDY}"
        raise CalibrationError(path, reason) from error
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise CalibrationError(path, f"is damaged; {_REMEDY}") from error


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write it as readable JSON with a line for each example, in place of what was there."""
    names = list(calibration.examples[0].signals)
    record = seal(
        {
            "encoder": calibration.encoder,
            "reader": calibration.reader,
            "figures": dict(calibration.figures),
            "answer_from": calibration.answer_from,
            "unsure_from": calibration.unsure_from,
            "bias": calibration.bias,
            "weights": {name: asdict(weight) for name, weight in calibration.weights.items()},
            "signals": names,
            "examples": [
                [e.question, int(e.is_answered), [_rounded(e.signals[n]) for n in names]]
                for e in calibration.examples
            ],
        }
    )
    rows = ",\n  ".join(json.dumps(row) for row in record.pop("examples"))
    head = json.dumps(record, indent=1, ensure_ascii=False).removesuffix("\n}")
    text = f'{head},\n "examples": [\n  {rows}\n ]\n}}\n'
    make_private_folder(path.parent)
    replace_file(path, text.encode())


def _parse(record: dict[str, Any]) -> Calibration:
    names = record["signals"]
    calibration = Calibration(
        encoder=record["encoder"],
        reader=record.get("reader", ""),
        bias=_number(record["bias"]),
        weights={
            name: Weight(**{part: _number(value) for part, value in weight.items()})
            for name, weight in record["weights"].items()
        },
        answer_from=_number(record["answer_from"]),
        unsure_from=_number(record["unsure_from"]),
        figures={name: _number(value) for name, value in record["figures"].items()},
        examples=tuple(
            Example(
                question=question,
                is_answered=bool(label),
                signals={
                    name: None if value is None else _number(value)
                    for name, value in zip(names, values, strict=True)
                },
            )
            for question, label, values in record["examples"]
        ),
    )
    if not isinstance(calibration.encoder, str) or not isinstance(calibration.reader, str):
        raise TypeError("encoder or reader is no name")
    if not 0 <= calibration.unsure_from <= calibration.answer_from <= 1:
        raise ValueError("thresholds are none")
    if any(weight.deviation <= 0 for weight in calibration.weights.values()):
        raise ValueError("a deviation is none")
    return calibration


def _number(value: Any) -> float:
    """A finite number, and nothing that could be read as one."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("is no number")
    return value


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
