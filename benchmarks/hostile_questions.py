"""What questions made to cost much do cost: `python -m benchmarks.hostile_questions`.

Each is a thousand characters of one kind, against ordinary questions of tests/evaluation/dev.jsonl.
Needs the index of the starter corpus ("sampan index"). Times depend on the machine; compare only
within one run.
"""

import json
import random
import statistics
import time
from itertools import cycle, islice
from pathlib import Path
from string import ascii_lowercase

from bot.answering.question import MAX_CHARS
from bot.service.wiring import Service, open_service
from bot.settings import load_settings

_QUESTIONS = Path(__file__).parents[1] / "tests" / "evaluation" / "dev.jsonl"
_ORDINARY = 100
_RUNS = 12
_PIECES = {
    "one letter": "a",
    "one-letter words": "a ",
    "one Chinese character": "銀",
    "scales": "億",
    "digits": "9",
    "punctuation": "?",
    "amounts": "HK$1.2 billion 30% 億 ",
    "times": "last week three months ago 2024-01-01 yesterday ",
    "Chinese times": "上個月三個月前2024年8月去年",
    "kinds": "when 幾時 how many 幾多 who 邊個 why 點解 HKMA 金管局 ",
}


def main() -> None:
    """Measure and print a table."""
    service = open_service(load_settings())
    lines = _QUESTIONS.read_text("utf-8").splitlines()
    ordinary = [json.loads(line)["question"] for line in lines[:_ORDINARY]]
    _time(service, ordinary[0])
    usual = statistics.median(_time(service, question) for question in ordinary)
    print(f"{'ordinary, median':<24}{usual:8.1f} ms")
    took: list[float] = []
    for name, text in _hostile(service, random.Random(1)).items():
        times = sorted(_time(service, f"{text}{last}") for last in ascii_lowercase[:_RUNS])
        took += times
        print(f"{name:<24}{statistics.median(times):8.1f} ms{times[-1] / usual:8.1f} ×, slowest")
    took.sort()
    p99 = took[int(0.99 * len(took))]
    print(f"{'hostile, p99':<24}{p99:8.1f} ms{p99 / usual:8.1f} × the ordinary median")


def _hostile(service: Service, rng: random.Random) -> dict[str, str]:
    """Questions of a letter less than the greatest length, by which each is asked anew.

    They are pieces repeated, and what the corpus has, at random.
    """
    bodies = [article.body for article in service.catalogue.latest(limit=200)]
    words = [word for body in bodies for word in body.split()]
    characters = [c for body in bodies for c in body if "\u4e00" <= c <= "\u9fff"]
    aliases = [alias for concept in service.glossary.concepts for alias in concept.aliases]
    made = {name: "".join(islice(cycle(piece), MAX_CHARS - 1)) for name, piece in _PIECES.items()}
    made["words of the articles"] = " ".join(rng.choices(words, k=MAX_CHARS))[: MAX_CHARS - 1]
    made["characters of them"] = "".join(rng.choices(characters, k=MAX_CHARS - 1))
    made["names of the glossary"] = " ".join(rng.choices(aliases, k=MAX_CHARS))[: MAX_CHARS - 1]
    return made


def _time(service: Service, question: str) -> float:
    started = time.perf_counter()
    service.answerer.answer(question)
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
