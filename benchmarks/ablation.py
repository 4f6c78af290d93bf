"""What each means of the search is worth: `python -m benchmarks.ablation [QUESTIONS.jsonl]`.

Each row leaves one means out of the default search (the last ones leave out several). The index in
use must be of the starter corpus; `sampan index` builds it. Times depend on the machine; compare
only within one run.
"""

import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from bot.answering.asked_time import Times, parse_times
from bot.evaluation.measures import KnownQuestion, Outcome, evaluate, read_questions
from bot.settings import load_settings
from corpus.dates import today_in_hong_kong
from corpus.glossary import Glossary, load_glossary
from corpus.lexicon import open_lexicon
from embeddings import search as search_module
from embeddings.centring import LanguageMeans
from embeddings.encoder import open_encoder
from embeddings.faiss_index import FaissIndex
from embeddings.index import Index, open_index
from embeddings.search import Searcher

_QUESTIONS = Path(__file__).parents[1] / "tests" / "evaluation" / "dev.jsonl"
_FIGURES = ("success@1", "success@5", "ndcg@10")


def main() -> None:
    """Measure every variant and print a Markdown table."""
    questions = read_questions(Path(sys.argv[1]) if len(sys.argv) > 1 else _QUESTIONS)
    settings = load_settings()
    encoder = open_encoder(settings.encoder)
    index = open_index(settings.index_folder, fingerprint=encoder.fingerprint)
    glossary, lexicon = load_glossary(), open_lexicon(settings.home)
    nothing = Glossary([])
    full: dict[str, Any] = {"index": index, "glossary": glossary, "lexicon": lexicon}
    variants: dict[str, tuple[dict[str, Any], set[str]]] = {
        "everything": ({}, set()),
        "without the asked time": ({}, {"period"}),
        "without “newest”": ({}, {"newest"}),
        "without translated words": ({"lexicon": None}, set()),
        "without the glossary": ({"glossary": nothing}, set()),
        "without English names behind Chinese": ({}, {"names"}),
        "without the words of the whole article": ({}, {"article words"}),
        "without words (BM25)": ({}, {"words", "article words"}),
        "word scores not divided by language": ({}, {"shares"}),
        "without centring": ({"index": _uncentred(index)}, set()),
        "vectors alone, centred": (
            {"glossary": nothing, "lexicon": None},
            {"words", "article words", "period", "newest"},
        ),
        "vectors alone": (
            {"index": _uncentred(index), "glossary": nothing, "lexicon": None},
            {"words", "article words", "period", "newest"},
        ),
    }
    print("| search | English S@1 / S@5 / nDCG@10 | Chinese and mixed | all | ms |")
    print("|---|---|---|---|---|")
    for name, (parts, switched_off) in variants.items():
        chosen = full | parts
        with _switched_off(switched_off):
            searcher = Searcher(chosen["index"], encoder, chosen["glossary"], chosen["lexicon"])
            cells = _measure(searcher, questions, switched_off)
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _measure(
    searcher: Searcher, questions: Sequence[KnownQuestion], switched_off: set[str]
) -> list[str]:
    outcomes: dict[str, Outcome] = {}
    took: list[float] = []
    for question in questions:
        times = parse_times(
            searcher.glossary.without_dated_names(question.question), today=today_in_hong_kong()
        )
        times = Times(
            period=None if "period" in switched_off else times.period,
            is_newest=times.is_newest and "newest" not in switched_off,
        )
        started = time.perf_counter()
        hits = searcher.search(
            question.question, k=40, period=times.period, is_newest=times.is_newest
        )
        took.append(1000 * (time.perf_counter() - started))
        ids = tuple(dict.fromkeys(hit.article.id for hit in hits))
        outcomes[question.id] = Outcome(verdict="answered", articles=ids, quotes=())
    english = [question for question in questions if question.language == "en"]
    others = [question for question in questions if question.language != "en"]
    cells = []
    for part in (english, others, questions):
        figures = evaluate(part, outcomes, groups=searcher.index.groups).overall
        cells.append(" / ".join(f"{figures[name]:.3f}" for name in _FIGURES))
    return [*cells, f"{statistics.median(took):.1f}"]


@contextmanager
def _switched_off(names: set[str]) -> Iterator[None]:
    """The search without some of its means, for as long as it takes to measure it."""
    with ExitStack() as stack:
        if "words" in names:
            stack.enter_context(patch.object(search_module, "_WORD_WEIGHT", 0))
        if "article words" in names:
            stack.enter_context(patch.object(search_module, "_ARTICLE_WORD_WEIGHT", 0))
        if "shares" in names:
            stack.enter_context(patch.object(search_module, "family_of", lambda _: "any"))
        if "names" in names:
            unchanged = patch.object(Searcher, "_with_english_names", lambda _, query: query)
            stack.enter_context(unchanged)
        yield


def _uncentred(index: Index) -> Index:
    zero = np.zeros(index.vectors.shape[1], dtype=np.float32)
    means = LanguageMeans(overall=zero, by_family={})
    return replace(index, means=means, faiss=FaissIndex.build(index.vectors))


if __name__ == "__main__":
    main()
