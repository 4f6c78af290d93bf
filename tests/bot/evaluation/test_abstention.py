from xml.etree import ElementTree

import pytest

from bot.answering.confidence import Verdict
from bot.evaluation.abstention import Judged, assess_abstention, draw_curve


def _judged(probability: float, verdict: Verdict, *, is_answerable: bool) -> Judged:
    return Judged(
        probability=probability,
        verdict=verdict,
        is_answerable=is_answerable,
        is_right=is_answerable,
    )


JUDGED = (
    _judged(0.9, Verdict.ANSWERED, is_answerable=True),
    _judged(0.8, Verdict.ANSWERED, is_answerable=False),
    _judged(0.7, Verdict.UNSURE, is_answerable=True),
    _judged(0.2, Verdict.NOT_FOUND, is_answerable=True),
    _judged(0.1, Verdict.NOT_FOUND, is_answerable=False),
)


def test_rates_have_intervals():
    found = assess_abstention(JUDGED)
    assert (found.false_answer.count, found.false_answer.total) == (1, 2)
    assert found.false_answer.low < 0.5 < found.false_answer.high
    assert found.false_refusal.share == pytest.approx(1 / 3)
    assert found.not_refused.share == 0.5
    assert found.auroc == pytest.approx(4 / 6)


def test_reliability_compares_what_was_said_with_what_was_true():
    last = assess_abstention(JUDGED).reliability[-1]
    assert (last.low, last.total, last.mean, last.right) == (0.8, 2, 0.85, 0.5)


def test_risk_grows_with_coverage():
    curve = assess_abstention(JUDGED).curve
    assert curve[0] == (0.2, 0.0)
    assert curve[1] == (0.4, 0.5)
    assert curve[-1] == (1.0, 0.4)


def test_one_kind_alone_has_no_area():
    found = assess_abstention(JUDGED[:1])
    assert found.auroc is None
    assert found.false_answer is None


def test_the_curve_is_drawn_as_an_image():
    root = ElementTree.fromstring(draw_curve(assess_abstention(JUDGED).curve))
    assert root.tag.endswith("svg")
    points = next(e for e in root.iter() if e.tag.endswith("polyline")).attrib["points"]
    assert len(points.split()) == len(JUDGED)
