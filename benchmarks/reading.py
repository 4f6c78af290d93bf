"""What reading is worth: `python -m benchmarks.reading [QUESTIONS.jsonl …]`.

Each row adds one means to the row before; the last two take some away. The confidence of each is
fitted to the questions of the three sets that it was made for, each tenth judged by a fit to the
others. The index in use must be of the starter corpus. Times depend on the machine; compare only
within one run.
"""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.confidence import UNFITTED, Calibration, Example
from bot.answering.excerpts import ExcerptWeights
from bot.answering.reading import ReadingOptions
from bot.evaluation.calibration import collect_examples, fit_calibration
from bot.evaluation.known_questions import KnownQuestion, read_questions
from bot.evaluation.measurement import evaluate_answers
from bot.service.wiring import open_models
from bot.settings import load_settings
from corpus.glossary import load_glossary
from embeddings.index import open_index
from embeddings.search import Searcher

_FOLDER = Path(__file__).parents[1] / "tests" / "evaluation"
_FITTED_TO = ("dev", "second", "third")
_FIGURES = ("success@1", "full", "facts", "key_first", "firm_and_full", "unsure", "firm_but_bad")


@dataclass(frozen=True, kw_only=True)
class Variant:
    """How answers are made."""

    excerpts: ExcerptWeights
    reads: bool = False
    reading: ReadingOptions | None = None
    signals: bool = True
    """whether the reader's signals count for the verdict"""


_SENTENCES = ExcerptWeights(neighbours=False, broad_room=600)
_SAME_ORDER = ReadingOptions(order=0.0)
_VARIANTS = {
    "sentences alone": Variant(excerpts=_SENTENCES),
    "excerpts": Variant(excerpts=ExcerptWeights()),
    "the reader chooses them": Variant(
        excerpts=ExcerptWeights(), reads=True, reading=_SAME_ORDER, signals=False
    ),
    "and the order of articles": Variant(excerpts=ExcerptWeights(), reads=True, signals=False),
    "and the verdict": Variant(excerpts=ExcerptWeights(), reads=True),
    "nothing before the passages": Variant(
        excerpts=ExcerptWeights(), reads=True, reading=ReadingOptions(before=False)
    ),
    "and half as many passages": Variant(
        excerpts=ExcerptWeights(), reads=True, reading=ReadingOptions().hurried()
    ),
}


def main() -> None:
    """Measure every variant and print a Markdown table."""
    paths = [Path(name) for name in sys.argv[1:]] or [_FOLDER / "held_out.jsonl"]
    questions = [question for path in paths for question in read_questions(path)]
    known = [q for name in _FITTED_TO for q in read_questions(_FOLDER / f"{name}.jsonl")]
    settings = load_settings()
    models = open_models(settings)
    index = open_index(settings.index_folder, fingerprint=models.encoder.fingerprint)
    searcher = Searcher(index, models.encoder, load_glossary(), models.lexicon)
    print(f"| | {' | '.join(_FIGURES)} | false_answer | AUROC | ms |")
    print(f"|---{'|---' * len(_FIGURES)}|---|---|---|")
    collected: dict[Variant, list[Example]] = {}
    for name, variant in _VARIANTS.items():
        make = partial(
            Answerer,
            searcher,
            reader=models.reader if variant.reads else None,
            breadths=models.breadths,
            reading=variant.reading,
            excerpt_weights=variant.excerpts,
        )
        shown = replace(variant, signals=True)  # what is shown does not depend on it
        if shown not in collected:
            collected[shown] = collect_examples(make(UNFITTED), known)
        cells = _measure(make(_fit(collected[shown], variant)), questions)
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _fit(examples: Sequence[Example], variant: Variant) -> Calibration:
    if variant.signals:
        return fit_calibration(list(examples), encoder="")
    blind = [
        replace(e, signals={**e.signals, "reader_span": None, "reader_shown": None})
        for e in examples
    ]
    return fit_calibration(blind, encoder="")


def _measure(answerer: Answerer, questions: Sequence[KnownQuestion]) -> list[str]:
    measured = evaluate_answers(answerer, questions)
    figures = measured.evaluation.overall
    cells = [f"{figures[name]:.3f}" for name in (*_FIGURES, "false_answer")]
    took = statistics.median(detail["took_ms"] for detail in measured.details)
    return [*cells, f"{measured.abstention.auroc:.3f}", f"{took:.0f}"]


if __name__ == "__main__":
    main()
