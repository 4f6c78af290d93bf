"""Calibrations and error rates → terminal; pure."""

from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.abstention import Abstention, Rate
from bot.confidence import Calibration


def render_calibration(calibration: Calibration, path: Path) -> RenderableType:
    """What was fitted, how well it holds on questions left out, and where it is kept."""
    figures = calibration.figures
    weights = Table(box=None)
    weights.add_column("signal")
    weights.add_column("weight", justify="right")
    for name, weight in sorted(calibration.weights.items(), key=lambda w: -abs(w[1].weight)):
        weights.add_row(name.replace("_", " "), f"{weight.weight:+.2f}")
    return Group(
        Text(
            f"Fitted to {figures['answerable']} questions with and {figures['unanswerable']}"
            f" without an answer, for {calibration.encoder}"
        ),
        weights,
        Text(
            f"On questions left out: AUROC {figures['auroc']:.3f};"
            f" {figures['unanswerable_answered']:.1%} of those without an answer are answered and"
            f" {figures['unanswerable_refused']:.1%} refused;"
            f" {figures['answerable_answered']:.1%} of those with one are answered and"
            f" {figures['answerable_refused']:.1%} refused"
        ),
        Text(
            f"Answered from {calibration.answer_from:.2f}, refused below"
            f" {calibration.unsure_from:.2f}"
        ),
        Text(f"Kept in {path}"),
    )


def render_abstention(abstention: Abstention) -> RenderableType:
    """The error rates with their intervals, and the reliability table."""
    table = Table(box=None)
    for title in ("probability", "questions", "mean", "can be answered"):
        table.add_column(title, justify="right")
    for row in abstention.reliability:
        table.add_row(
            f"{row.low:.1f}–{row.high:.1f}",
            str(row.total),
            f"{row.mean:.3f}",
            f"{row.answerable:.3f}",
        )
    auroc = "–" if abstention.auroc is None else f"{abstention.auroc:.3f}"
    return Group(
        Text(f"\nAUROC {auroc}"),
        Text(f"Without an answer, yet answered: {_rate(abstention.false_answer)}"),
        Text(f"Without an answer, and not refused: {_rate(abstention.not_refused)}"),
        Text(f"With an answer, yet refused: {_rate(abstention.false_refusal)}"),
        Text(""),
        table,
    )


def _rate(rate: Rate | None) -> str:
    if rate is None:
        return "–"
    return f"{rate.share:.3f} ({rate.low:.3f} to {rate.high:.3f}; {rate.count} of {rate.total})"
