"""How the index grows: `python -m benchmarks.scale 1000 10000 100000 1000000 --folder DIR`.

For each number of passages an index is built, with the vectors given, by a process of its own,
built again by another one without the last article, and searched by a third: the first measures
time, disk and the most memory that was resident, the last the start, what is resident, and how long
searches take: by vectors and words and with all texts read, but without encoding the question,
which takes the same whatever the size. Questions are real passages' first sentences. recall@10
compares what vectors find with every vector compared one by one; `benchmarks.scale_corpus` says
what the corpus is. Times depend on the machine.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.scale_corpus import ScaledCorpus, make_real, write_corpus
from corpus.catalogue import Catalogue
from corpus.chunk import ChunkOptions
from corpus.glossary import load_glossary
from corpus.schema import Article
from embeddings.build import build_index, build_lock
from embeddings.encoder import BUNDLED, Matrix
from embeddings.encoders import open_encoder
from embeddings.filters import Filters
from embeddings.index import open_index
from embeddings.search import Searcher

_QUERIES = 200
_K = 10
_FINGERPRINT = "given"
_FILTERS = {
    "none": Filters(),
    "1 %": Filters(topics=("topic 7",)),
    "10 %": Filters(topics=tuple(f"topic {n}" for n in range(10))),
    "Chinese": Filters(languages=("zh",)),
}
_COLUMNS = (
    "passages",
    "build s",
    "build MB",
    "disk MB",
    "again s",
    "start s",
    "resident MB",
    *(f"p{p} ms ({name})" for name in _FILTERS for p in (50, 95, 99)),
    *(f"recall@10 ({name})" for name in _FILTERS),
    "autocomplete p99 ms",
)


class _Given:
    """An encoder whose vectors are known: those of the corpus, and of the queries."""

    def __init__(self, dim: int, queries: dict[str, Matrix]) -> None:
        self.dim = dim
        self.fingerprint = _FINGERPRINT
        self._queries = queries

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        # A search may add names to a question.
        asked = [next(key for key in self._queries if text.startswith(key)) for text in texts]
        return np.stack([self._queries[key] for key in asked])

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        if texts:
            raise RuntimeError("a passage whose vector was given is encoded")
        return np.empty((0, self.dim), dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        return len(text) // 4


class _ButLast(Sequence[Article]):
    """Articles without the last one, read one after another."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles

    def __len__(self) -> int:
        return len(self._articles) - 1

    def __getitem__(self, row):  # type: ignore[no-untyped-def]
        return self._articles[range(len(self))[row]]


def main() -> None:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", type=int, nargs="+")
    parser.add_argument("--folder", type=Path, required=True, help="where to keep what is made")
    parser.add_argument("--step", choices=_STEPS, help="in a process of its own")
    options = parser.parse_args()
    if options.step:
        print(json.dumps(_STEPS[options.step](options.folder, options.passages[0])))
        return
    print("| " + " | ".join(_COLUMNS) + " |")
    print("|" + "---|" * len(_COLUMNS))
    for passages in options.passages:
        figures: dict[str, float] = {"passages": passages}
        for name in _STEPS:
            command = [sys.executable, "-m", "benchmarks.scale", str(passages), "--step", name]
            run = subprocess.run(
                [*command, "--folder", options.folder], check=True, stdout=subprocess.PIPE
            )
            figures |= json.loads(run.stdout.splitlines()[-1])
        print("| " + " | ".join(_shown(figures[name]) for name in _COLUMNS) + " |", flush=True)


def _prepare(folder: Path, passages: int) -> dict[str, float]:
    corpus = folder / f"corpus-{passages}"
    if not corpus.exists():
        write_corpus(corpus, make_real(folder, open_encoder(BUNDLED)), passages)
    return {}


def _build(folder: Path, passages: int) -> dict[str, float]:
    corpus = ScaledCorpus(folder / f"corpus-{passages}")
    home = folder / str(passages)
    shutil.rmtree(home, ignore_errors=True)
    took = _time_build(home, corpus, corpus.articles, given=corpus)
    return {
        "build s": took,
        "build MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "disk MB": sum(p.stat().st_size for p in home.rglob("*") if p.is_file()) / 1e6,
    }


def _build_again(folder: Path, passages: int) -> dict[str, float]:
    """The same without the last article: all else is known from the generation before."""
    corpus = ScaledCorpus(folder / f"corpus-{passages}")
    home = folder / str(passages)
    return {"again s": _time_build(home, corpus, _ButLast(corpus.articles), given=None)}


def _time_build(
    home: Path, corpus: ScaledCorpus, articles: Sequence[Article], *, given: ScaledCorpus | None
) -> float:
    started = time.perf_counter()
    with build_lock(home / "index"):
        build_index(
            articles,
            folder=home / "index",
            encoder=_Given(corpus.dim, {}),
            encoder_name=_FINGERPRINT,
            sources=[],
            options=ChunkOptions(),
            given=given,
        )
    return time.perf_counter() - started


def _search(folder: Path, passages: int) -> dict[str, float]:
    real = make_real(folder, open_encoder(BUNDLED))
    rng = np.random.default_rng(3)
    rows = rng.choice(min(passages, len(real.texts)), size=_QUERIES, replace=False)
    texts = [real.texts[row].split("。")[0].split(". ")[0][:150] for row in rows]
    path = folder / f"queries-{min(passages, len(real.texts))}.npy"
    if not path.exists():
        np.save(path, open_encoder(BUNDLED).encode_queries(texts))
    vectors = np.load(path)
    del real
    before = time.perf_counter()
    index = open_index(folder / str(passages) / "index", fingerprint=_FINGERPRINT)
    started = time.perf_counter() - before
    encoder = _Given(vectors.shape[1], dict(zip(texts, vectors, strict=True)))
    searcher = Searcher(index, encoder, load_glossary())
    figures: dict[str, float] = {"start s": started}
    queries = [searcher.make_query(text) for text in texts]
    for name, filters in _FILTERS.items():
        took = _time([partial(searcher.search, q, k=40, filters=filters) for q in queries])
        figures |= {f"p{p} ms ({name})": _percentile(took, p) for p in (50, 95, 99)}
    catalogue = Catalogue(index.store, load_glossary())
    typed = [text[:length] for text in texts[:50] for length in (1, 2, 3, 5, 8)]
    figures["autocomplete p99 ms"] = _percentile(
        _time([partial(catalogue.find, text, limit=25) for text in typed]), 99
    )
    figures["resident MB"] = _resident_mb()
    for name, filters in _FILTERS.items():
        figures[f"recall@10 ({name})"] = _recall(index, vectors[:100], filters)
    return figures


def _recall(index, vectors: Matrix, filters: Filters) -> float:  # type: ignore[no-untyped-def]
    """The share of the ten nearest of all that are among the ten that are found."""
    families = ["en"] * len(vectors)
    centred = index.means.centre(vectors, families)
    found = index.find_near(centred, _K, filters=filters)
    allowed = index.allowed(filters)
    best = np.full((len(vectors), 0), 0.0, dtype=np.float32)
    rows = np.full((len(vectors), 0), 0, dtype=np.int64)
    for at in range(0, len(allowed), 50_000):
        part = allowed[at : at + 50_000]
        passages = index.means.centre(index.vectors(part), index.facts(part).families)
        best = np.concatenate([best, centred @ passages.T], axis=1)
        rows = np.concatenate([rows, np.broadcast_to(part, (len(vectors), len(part)))], axis=1)
        first = np.argsort(-best, axis=1)[:, :_K]
        best = np.take_along_axis(best, first, axis=1)
        rows = np.take_along_axis(rows, first, axis=1)
    return float(
        np.mean(
            [
                len(set(one.rows.tolist()) & set(wanted.tolist())) / max(len(wanted), 1)
                for one, wanted in zip(found, rows, strict=True)
            ]
        )
    )


def _time(works: Sequence[Callable[[], object]]) -> list[float]:
    """Milliseconds of each, after a few that do not count."""
    for work in works[:10]:
        work()
    took = []
    for work in works:
        started = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - started))
    return took


def _percentile(values: Sequence[float], percent: int) -> float:
    return float(np.percentile(values, percent))


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


_STEPS = {"prepare": _prepare, "build": _build, "again": _build_again, "search": _search}

if __name__ == "__main__":
    main()
