"""The same questions asked of both engines: `python -m benchmarks.milvus [--every N] [FILE …]`.

The starter corpus is indexed in a folder of its own and published to the Milvus of SAMPAN_INDEX, or
to Milvus Lite there. Printed is how often verdicts, quotes and hits are the same.
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.answering.answer import Answer
from bot.service.rebuilding import rebuild
from bot.service.wiring import Service, open_models, open_service
from bot.settings import Settings, load_settings

_SETS = Path(__file__).parents[1] / "tests" / "evaluation"
_FILES = [_SETS / f"{name}.jsonl" for name in ("dev", "second", "third", "held_out")]
_HITS = 20


def main() -> None:
    """Build, publish, ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", default=_FILES)
    parser.add_argument("--every", type=int, default=3, help="ask every n-th question of a file")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        local, milvus = _open_both(Path(folder))
        total: Counter[str] = Counter()
        for path in args.files:
            found = _compare(local, milvus, list(_questions(path))[:: args.every])
            print(path.stem, _tell(found))
            total += found
        print("all", _tell(total))


def _open_both(folder: Path) -> tuple[Service, Service]:
    given = load_settings()
    settings = Settings(
        home=folder / "home",
        index=given.index or str(folder / "index.db"),
        index_token=given.index_token,
        index_name="sampan_benchmark",
    )
    rebuild(settings)
    models = open_models(settings)
    local = open_service(settings.model_copy(update={"index": None}), models=models)
    milvus = open_service(settings, models=models)
    if milvus.index.address is None:
        raise SystemExit("Milvus is away")
    return local, milvus


def _questions(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)["question"]


def _compare(local: Service, milvus: Service, questions: Sequence[str]) -> Counter[str]:
    counts: Counter[str] = Counter(questions=len(questions))
    for question in questions:
        (wanted, local_ms), (found, milvus_ms) = _ask(local, question), _ask(milvus, question)
        counts["verdict"] += wanted.verdict == found.verdict
        counts["quotes"] += [q.text for q in wanted.quotes] == [q.text for q in found.quotes]
        counts["hits"] += _ids(wanted) == _ids(found)
        counts["local_us"] += round(1000 * local_ms)
        counts["milvus_us"] += round(1000 * milvus_ms)
    return counts


def _ask(service: Service, question: str) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = service.answerer.answer(question)
    return answer, 1000 * (time.perf_counter() - started)


def _ids(answer: Answer) -> list[str]:
    return [hit.passage.id for hit in answer.hits[:_HITS]]


def _tell(counts: Counter[str]) -> str:
    questions = counts["questions"]
    return (
        f"{questions} questions: the same verdict {counts['verdict']}, quotes {counts['quotes']}, "
        f"first {_HITS} hits in order {counts['hits']}; "
        f"{counts['local_us'] / questions / 1000:.0f} ms on disk, "
        f"{counts['milvus_us'] / questions / 1000:.0f} ms by Milvus"
    )


if __name__ == "__main__":
    main()
