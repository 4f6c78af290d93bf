"""How well it is known when to answer: error rates, reliability, and what caution costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.confidence import Verdict

_BINS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question's outcome: `is_right` says whether what is shown answers it."""

    probability: float
    verdict: Verdict
    is_answerable: bool
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`count` of `total`, with the Wilson interval that covers the true share 95 times in 100."""

    count: int
    total: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.count / self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The questions whose probability is from `low` to `high`, and how many the quotes answer."""

    low: float
    high: float
    total: int
    mean: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """`curve` holds (coverage, risk): the share answered at a threshold, and of it the wrong."""

    false_answer: Rate | None
    not_refused: Rate | None
    false_refusal: Rate | None
    auroc: float | None
    reliability: tuple[Bin, ...]
    curve: tuple[tuple[float, float], ...]


def assess_abstention(judged: Sequence[Judged]) -> Abstention:
    """The figures over questions of both kinds; None where no question counts."""
    answerable = [one for one in judged if one.is_answerable]
    others = [one for one in judged if not one.is_answerable]
    auroc = None
    if answerable and others:
        labels = [one.is_answerable for one in judged]
        auroc = area_under_curve([one.probability for one in judged], labels)
    return Abstention(
        false_answer=_rate([one.verdict is Verdict.ANSWERED for one in others]),
        not_refused=_rate([one.verdict is not Verdict.NOT_FOUND for one in others]),
        false_refusal=_rate([one.verdict is Verdict.NOT_FOUND for one in answerable]),
        auroc=auroc,
        reliability=tuple(_bins(judged)),
        curve=tuple(_curve(judged)),
    )


def area_under_curve(probabilities: Sequence[float], labels: Sequence[bool]) -> float:
    """The probability that an answerable question is rated above an unanswerable one (AUROC)."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(labels, probabilities))


def draw_curve(curve: Sequence[tuple[float, float]]) -> str:
    """The risk-coverage curve as SVG (El-Yaniv and Wiener 2010)."""
    width, height, left, bottom = 480, 300, 48, 40
    plot_width, plot_height = width - left - 16, height - bottom - 16

    def place(coverage: float, risk: float) -> str:
        return f"{left + coverage * plot_width:.1f},{16 + (1 - risk) * plot_height:.1f}"

    lines = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = place(tick, tick).split(",")
        lines += [
            f'<path d="M{left},{y}H{width - 16}M{x},16V{height - bottom}" stroke="#8883"/>',
            f'<text x="{left - 6}" y="{y}" text-anchor="end" dy="4">{tick:.0%}</text>',
            f'<text x="{x}" y="{height - bottom + 16}" text-anchor="middle">{tick:.0%}</text>',
        ]
    points = " ".join(place(*point) for point in curve)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        ' font-family="sans-serif" font-size="11" fill="#888">'
        f'{"".join(lines)}<polyline points="{points}" fill="none" stroke="#1769aa"'
        f' stroke-width="2"/><text x="{left + plot_width / 2}" y="{height - 8}"'
        ' text-anchor="middle">questions answered</text>'
        f'<text transform="translate(12 {16 + plot_height / 2}) rotate(-90)"'
        ' text-anchor="middle">of these wrong</text></svg>\n'
    )


def _rate(flags: Sequence[bool]) -> Rate | None:
    if not flags:
        return None
    from scipy.stats import binomtest

    interval = binomtest(sum(flags), len(flags)).proportion_ci(method="wilson")
    return Rate(
        count=sum(flags),
        total=len(flags),
        low=round(float(interval.low), 4),
        high=round(float(interval.high), 4),
    )


def _bins(judged: Sequence[Judged]) -> list[Bin]:
    bins = []
    for number in range(_BINS):
        low, high = number / _BINS, (number + 1) / _BINS
        inside = [
            one
            for one in judged
            if low <= one.probability < high or (high == 1 and one.probability == 1)
        ]
        if inside:
            bins.append(
                Bin(
                    low=low,
                    high=high,
                    total=len(inside),
                    mean=round(sum(one.probability for one in inside) / len(inside), 4),
                    right=round(sum(one.is_right for one in inside) / len(inside), 4),
                )
            )
    return bins


def _curve(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    wrong = 0
    points = []
    ranked = sorted(judged, key=lambda one: -one.probability)
    for answered, one in enumerate(ranked, start=1):
        wrong += not (one.is_answerable and one.is_right)
        points.append((round(answered / len(ranked), 4), round(wrong / answered, 4)))
    return points
