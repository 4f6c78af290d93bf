"""Calibrations, error rates, traces and checks → terminal; pure."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.answering.confidence import Calibration
from bot.evaluation.abstention import Abstention, Rate
from bot.service.doctor import Finding


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
            f"Fitted to {figures['right']} questions that the quotes answer and {figures['wrong']}"
            f" that they do not, for {calibration.encoder}"
        ),
        weights,
        Text(
            f"On questions left out: AUROC {figures['auroc']:.3f};"
            f" of those that they do not answer {figures['wrong_answered']:.1%} count as answered"
            f" and {figures['wrong_refused']:.1%} are refused;"
            f" {figures['right_answered']:.1%} of the others count as answered and"
            f" {figures['right_refused']:.1%} are refused"
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
    for title in ("probability", "questions", "mean", "answered by the quotes"):
        table.add_column(title, justify="right")
    for row in abstention.reliability:
        table.add_row(
            f"{row.low:.1f}–{row.high:.1f}",
            str(row.total),
            f"{row.mean:.3f}",
            f"{row.right:.3f}",
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


def render_trace(trace: Mapping[str, Any]) -> RenderableType:
    """What led to an answer: the question, what was decided and why, and what was found."""
    about = Table(box=None, show_header=False)
    filters = "; ".join(f"{name}: {value}" for name, value in trace["filters"].items())
    newest = " (newer articles preferred)" if trace["newest_first"] else ""
    for name, value in (
        ("question", trace["question"] or "not kept"),
        ("language", trace["language"]),
        ("conditions", filters or "none"),
        ("time asked about", (trace["period"] or "none") + newest),
        ("verdict", trace["verdict"]),
        (
            "confidence",
            f"{trace['confidence']:.3f}; answered from {trace['answered_from']:.3f},"
            f" refused below {trace['unsure_from']:.3f}; calibrated for {trace['calibrated_for']}",
        ),
        ("index", trace["index"]),
    ):
        about.add_row(name, Text(str(value)))
    signals = Table(box=None)
    for title in ("signal", "value", "speaks for an answer"):
        signals.add_column(title, justify="left" if title == "signal" else "right")
    for name, signal in trace["signals"].items():
        value = "–" if signal["value"] is None else f"{signal['value']:.3f}"
        signals.add_row(name.replace("_", " "), value, f"{signal['speaks']:+.2f}")
    hits = Table(box=None)
    for title in ("#", "score", "similarity", "vector: rank, score", "words: rank, score"):
        hits.add_column(title, justify="right")
    hits.add_column("passage")
    for hit in trace["hits"]:
        hits.add_row(
            str(hit["rank"]),
            f"{hit['score']:.3f}",
            f"{hit['similarity']:.3f}",
            _evidence(hit["vector"]),
            _evidence(hit["words"]),
            Text(f"{hit['article']}[{hit['start']}:{hit['end']}]"),
        )
    return Group(about, Text(""), signals, Text(""), hits)


def render_checks(findings: Sequence[Finding]) -> RenderableType:
    """A line a finding, and its remedy below."""
    lines: list[RenderableType] = []
    for finding in findings:
        mark = Text("ok    ", style="green") if finding.is_ok else Text("wrong ", style="bold red")
        lines.append(mark + Text(f"{finding.check}: {finding.says}"))
        if finding.remedy:
            lines.append(Text(f"      {finding.remedy}", style="yellow"))
    return Group(*lines)


def _evidence(evidence: Mapping[str, Any] | None) -> str:
    return "–" if evidence is None else f"{evidence['rank']}, {evidence['score']:.3f}"


def _rate(rate: Rate | None) -> str:
    if rate is None:
        return "–"
    return f"{rate.share:.3f} ({rate.low:.3f} to {rate.high:.3f}; {rate.count} of {rate.total})"


def render_conversing(figures: Mapping[str, float | int | None]) -> RenderableType:
    """What the turns of conversations were met with, a line a figure."""
    table = Table(box=None)
    for title in ("what", "share"):
        table.add_column(title)
    for name, share in figures.items():
        shown = "–" if share is None else f"{share:.3f}" if isinstance(share, float) else str(share)
        table.add_row(name.replace("_", " "), shown)
    return table
