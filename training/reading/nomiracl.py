"""The reader on NoMIRACL (Thakur et al. 2024): `python -m training.reading.nomiracl FOLDER`.

The folder holds `relevant/` and `non_relevant/` with the released results of a language
(`en.test.vanilla_prompt.jsonl`), whose prompts have the question and its ten passages. The best of
the ten decides. Printed for each language: the area under the curve, and the share of the
questions without an answer that would be answered, where as many of the others are refused as by
GPT-4, beside GPT-4's own. Never train or tune on it.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bot.answering.reading import passage_score
from bot.evaluation.abstention import area_under_curve
from embeddings.reader import BundledReader, Reading
from embeddings.reader_input import PassageText

_LANGUAGES = ("en", "zh")
_PASSAGE = re.compile(r"(?:^|\n)\[\d+\] ")
_YES = "Yes, answer is present"


def main() -> None:
    """Measure both languages."""
    folder, reader = Path(sys.argv[1]), BundledReader()
    for language in _LANGUAGES:
        right, wrong = (
            _Set(reader, folder / kind / f"{language}.test.vanilla_prompt.jsonl")
            for kind in ("relevant", "non_relevant")
        )
        refused = 1 - right.answered_by_other
        threshold = np.quantile(right.scores, refused)
        labels = [True] * len(right.scores) + [False] * len(wrong.scores)
        area = area_under_curve([*right.scores, *wrong.scores], labels)
        print(
            f"{language}: AUROC {area:.3f}; with {refused:.1%} refused, answered falsely"
            f" {np.mean(np.array(wrong.scores) >= threshold):.3f},"
            f" GPT-4 {wrong.answered_by_other:.3f}",
            flush=True,
        )


class _Set:
    """The reader's scores of a file's questions, and the share that GPT-4 answered."""

    def __init__(self, reader: BundledReader, path: Path) -> None:
        self.scores: list[float] = []
        answered = []
        for question, passages, answer in _read(path):
            self.scores.append(max(map(_rate, reader.read(question, passages))))
            answered.append(answer.startswith(_YES))
        self.answered_by_other = float(np.mean(answered))


def _rate(reading: Reading) -> float:
    return reading.answers + passage_score(reading)


def _read(path: Path) -> Iterator[tuple[str, Sequence[PassageText], str]]:
    """Questions, their passages with titles, and what GPT-4 said."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        question, _, rest = record["prompt"].partition("QUESTION:\n")[2].partition("\n\nCONTEXTS:")
        contexts = rest.partition("\n\nOUTPUT:")[0]
        passages = [text.partition(": ") for text in _PASSAGE.split(contexts) if text.strip()]
        answer = record["results"].get("gpt-4-azure", "")
        texts = [PassageText(heading=title, text=text) for title, _, text in passages]
        yield question, texts, answer


if __name__ == "__main__":
    main()
