"""Every finding on amounts, to be judged by reading: `python -m benchmarks.findings [FILE …]`.

The index is that of the settings. Each finding is printed with its question and the articles that
it rests on; at the end, how many there are of each kind.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from bot.answering.finding_text import finding_line
from bot.service.wiring import open_service
from bot.settings import load_settings

_QUESTIONS = Path(__file__).parents[1] / "tests" / "evaluation" / "dev.jsonl"


def main(paths: list[Path]) -> None:
    """Answer the questions of the files, and print what was found."""
    answerer = open_service(load_settings()).answerer
    counts: Counter[str] = Counter()
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    for line in lines:
        answer = answerer.answer(json.loads(line)["question"])
        counts["single source"] += answer.has_single_source
        counts["questions"] += 1
        for finding in answer.findings:
            counts[finding.relation.value] += 1
            print(f"\n{answer.question.text}\n  {finding_line(finding, answer.question.answer_in)}")
            for reading in finding.readings:
                print(f"    {reading.text}: {', '.join(a.id for a in reading.articles)}")
    print(f"\n{dict(counts)}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or [_QUESTIONS])
