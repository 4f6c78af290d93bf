"""Quality, speed and memory of the default set-up: `python -m benchmarks.figures`.

Everything is measured through the installed command or in a process of its own, over the starter
corpus in a temporary data folder. Times depend on the machine; compare only within one run.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_QUESTIONS = _ROOT / "tests" / "evaluation" / "dev.jsonl"
_QUESTION = "When did the Commercial Data Interchange open?"
_COLD_RUNS = 7

_IN_PROCESS = """
import json, resource, statistics, sys, time
from bot.settings import load_settings
from bot.service.wiring import open_service
answerer = open_service(load_settings()).answerer
questions = json.loads(sys.stdin.read())
for question in questions[:10]:
    answerer.answer(question)
resident = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
times = []
for question in questions[10:]:
    started = time.perf_counter()
    answerer.answer(question)
    times.append(1000 * (time.perf_counter() - started))
times.sort()
print(json.dumps({
    "resident_mb": resident,
    "p50_ms": statistics.median(times),
    "p95_ms": times[int(0.95 * len(times))],
    "torch": "torch" in sys.modules,
}))
"""


def main() -> None:
    """Measure and print a table."""
    questions = [json.loads(line) for line in _QUESTIONS.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        articles = home / "articles"
        shutil.copytree(_ROOT / "corpus" / "articles", articles)
        environment = {**os.environ, "SAMPAN_HOME": str(home)}

        def sampan(*arguments: str) -> tuple[float, str]:
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-m", "bot", *arguments],
                env=environment,
                cwd=_ROOT,
                check=True,
                capture_output=True,
                text=True,
            )
            return time.perf_counter() - started, done.stdout

        print(f"index from nothing        {sampan('index', str(articles))[0]:8.2f} s")
        print(f"index, nothing changed    {sampan('index')[0]:8.2f} s")
        changed = next(articles.glob("2024-05-17-e-cny-pilot*"))
        changed.write_text(changed.read_text("utf-8") + "\nA sentence was added.\n", "utf-8")
        print(f"index, one article changed{sampan('index')[0]:8.2f} s")
        sampan("index", str(_ROOT / "corpus" / "articles"))

        cold = [sampan("ask", _QUESTION)[0] for _ in range(_COLD_RUNS)]
        print(
            f"ask, cold process         {statistics.median(cold):8.2f} s (median of {_COLD_RUNS})"
        )
        warm = json.loads(
            subprocess.run(
                [sys.executable, "-c", _IN_PROCESS],
                env=environment,
                cwd=_ROOT,
                check=True,
                input=json.dumps([question["question"] for question in questions]),
                capture_output=True,
                text=True,
            ).stdout
        )
        print(f"ask, same process, p50    {warm['p50_ms']:8.1f} ms")
        print(f"ask, same process, p95    {warm['p95_ms']:8.1f} ms")
        print(f"resident after 10 answers {warm['resident_mb']:8.1f} MB")
        print(f"torch imported            {warm['torch']!s:>8}")
        print(f"help                      {sampan('--help')[0]:8.2f} s")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
        print(f"largest process, at peak  {peak:8.1f} MB")
        print(sampan("evaluate", str(_QUESTIONS))[1])


if __name__ == "__main__":
    main()
