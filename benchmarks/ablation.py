"""What each means of the search is worth: `python -m benchmarks.ablation [QUESTIONS.jsonl]`.

Each row leaves one means out of the default search (the last ones leave out several). The index in
use must be of the starter corpus; `sampan index` builds it. Times depend on the machine; compare
only within one run.
"""

import statistics
import sys
import time
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np

from bot.answering.question import QuestionReader
from bot.evaluation.known_questions import KnownQuestion, read_questions
from bot.evaluation.measures import Outcome, evaluate
from bot.settings import load_settings
from corpus.dates import today_in_hong_kong
from corpus.glossary import Glossary, load_glossary
from corpus.lexicon import open_lexicon
from embeddings.centring import LanguageMeans
from embeddings.encoders import open_encoder
from embeddings.faiss_index import FaissIndex
from embeddings.index import open_index
from embeddings.local_index import LocalIndex
from embeddings.search import Searcher
from embeddings.search_weights import SearchWeights

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
    no_words = {"words": 0.0, "article_words": 0.0}
    no_time = {"period": 0.0, "newest": 0.0}
    full: dict[str, Any] = {"index": index, "glossary": glossary, "lexicon": lexicon}
    bare = {"glossary": nothing, "lexicon": None}
    variants: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "everything": ({}, {}),
        "without the asked time": ({}, {"period": 0.0}),
        "without “newest”": ({}, {"newest": 0.0}),
        "without translated words": ({"lexicon": None}, {}),
        "without the glossary": ({"glossary": nothing}, {}),
        "without English names behind Chinese": ({}, {"english_names": False}),
        "without the words of the whole article": ({}, {"article_words": 0.0}),
        "without words (BM25)": ({}, no_words),
        "word scores not divided by language": ({}, {"words_by_language": False}),
        "without centring": ({"index": _uncentred(index)}, {}),
        "vectors alone, centred": (bare, no_words | no_time),
        "vectors alone": (bare | {"index": _uncentred(index)}, no_words | no_time),
    }
    print("| search | English S@1 / S@5 / nDCG@10 | Chinese and mixed | all | ms |")
    print("|---|---|---|---|---|")
    for name, (parts, weights) in variants.items():
        chosen = full | parts
        searcher = Searcher(
            chosen["index"],
            encoder,
            chosen["glossary"],
            chosen["lexicon"],
            weights=SearchWeights(**weights),
        )
        print(f"| {name} | {' | '.join(_measure(searcher, questions))} |", flush=True)


def _measure(searcher: Searcher, questions: Sequence[KnownQuestion]) -> list[str]:
    reader = QuestionReader(searcher, today=today_in_hong_kong)
    outcomes: dict[str, Outcome] = {}
    took: list[float] = []
    for question in questions:
        started = time.perf_counter()
        hits = searcher.search(reader.read(question.question).query, k=40)
        took.append(1000 * (time.perf_counter() - started))
        ids = tuple(dict.fromkeys(hit.article.id for hit in hits))
        outcomes[question.id] = Outcome(verdict="answered", articles=ids, quotes=())
    english = [question for question in questions if question.language == "en"]
    others = [question for question in questions if question.language != "en"]
    cells = []
    for part in (english, others, questions):
        figures = evaluate(part, outcomes, groups=searcher.index.stories, languages={}).overall
        cells.append(" / ".join(f"{figures[name]:.3f}" for name in _FIGURES))
    return [*cells, f"{statistics.median(took):.1f}"]


def _uncentred(index: LocalIndex) -> LocalIndex:
    vectors = index.vectors(np.arange(index.size))
    zero = np.zeros(vectors.shape[1], dtype=np.float32)
    other = copy(index)
    other.means = LanguageMeans(overall=zero, by_family={})
    other.faiss = FaissIndex.build(index.size, [vectors], vectors[:1])
    return other


if __name__ == "__main__":
    main()
