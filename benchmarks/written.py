"""What a language model writes from the quotes, and what its checks drop: `make written`.

The model that the settings name (SAMPAN_LLM_URL, SAMPAN_LLM_MODEL, SAMPAN_LLM_KEY), over answerable
English questions of tests/evaluation/dev.jsonl, over the starter corpus in a temporary data folder.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from bot.answering.confidence import Verdict
from bot.evaluation.known_questions import read_questions
from bot.evaluation.measures import held_needs
from bot.service.rebuilding import rebuild
from bot.service.wiring import open_service, open_writer
from bot.settings import Settings, load_settings

_ROOT = Path(__file__).parents[1]
_QUESTIONS = _ROOT / "tests" / "evaluation" / "dev.jsonl"
_PATIENCE_S = 120.0  # so that a slow machine changes the times, not what is written


async def measure(settings: Settings, count: int, *, is_verbose: bool) -> None:
    """Write from the quotes of `count` questions, and print a table."""
    service = open_service(settings)
    writer = open_writer(settings, service)
    if writer is None:
        raise SystemExit("set SAMPAN_LLM_URL and SAMPAN_LLM_MODEL to the model to measure")
    known = read_questions(_QUESTIONS)
    answerable = [question for question in known if question.needs and question.language == "en"]
    flaws: Counter[str] = Counter()
    kept = asked = in_quotes = in_written = 0
    with_text = 0
    times: list[float] = []
    for question in random.Random(7).sample(answerable, count):
        answer = service.answerer.answer(question.question)
        if answer.verdict is not Verdict.ANSWERED:
            continue
        asked += 1
        started = time.perf_counter()
        sentences = [sentence async for sentence in writer.draft(answer)]
        times.append(time.perf_counter() - started)
        good = [sentence.text for sentence in sentences if sentence.flaw is None]
        flaws.update(sentence.flaw.value for sentence in sentences if sentence.flaw)
        kept += len(good)
        with_text += bool(good)
        if all(held_needs(question, [quote.text for quote in answer.quotes])):
            in_quotes += 1
            in_written += all(held_needs(question, good))
        if is_verbose:
            print(question.question)
            for sentence in sentences:
                print(f"    {sentence.flaw.value if sentence.flaw else 'SHOWN'}: {sentence.text}")
    written = kept + flaws.total()
    print(f"answers written from           {asked:6}")
    print(f"sentences written              {written:6}")
    print(f"  shown                        {kept:6}  {kept / written:.3f}")
    for flaw, number in flaws.most_common():
        print(f"  {flaw:28} {number:6}  {number / written:.3f}")
    print(f"answers with text left         {with_text:6}  {with_text / asked:.3f}")
    print(f"all facts in the quotes        {in_quotes:6}")
    print(f"  and still in the text shown  {in_written:6}  {in_written / max(1, in_quotes):.3f}")
    print(f"seconds per answer, median     {statistics.median(times):6.1f}")


def main() -> None:
    """Build the index, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        patient = {"home": Path(temporary), "llm_timeout_s": _PATIENCE_S}
        settings = load_settings().model_copy(update=patient)
        rebuild(settings)
        asyncio.run(measure(settings, arguments.count, is_verbose=arguments.verbose))


if __name__ == "__main__":
    main()
