"""Whose fact a paragraph tells, where it leans on the one before: `python -m benchmarks.carried`.

Each line of tests/evaluation/small/carried.jsonl is asked of an index of all their texts, one
article for each: what stands before a paragraph, and that paragraph. "carried": the question names
what the paragraph goes on about by a pronoun or a description, and it answers; "own": it names what
the paragraph names, and that answers; "deceiving": it names what stands only before, or in the
title, and the paragraph tells that of another. Of "missing" nothing is asked here: what stands
before may answer it.
"""

import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bot.service.rebuilding import rebuild
from bot.service.wiring import open_service
from bot.settings import Settings

_ROWS = Path(__file__).parents[1] / "tests" / "evaluation" / "small" / "carried.jsonl"
_KINDS = ("carried", "own", "deceiving")
_VERDICTS = ("answered", "unsure", "not_found")


def main() -> None:
    """Ask, and print a table."""
    rows = [json.loads(line) for line in _ROWS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as temporary:
        articles, home = Path(temporary) / "articles", Path(temporary) / "home"
        articles.mkdir()
        _write(articles, rows)
        settings = Settings(home=home)
        rebuild(settings, [articles])
        answerer = open_service(settings).answerer
        print(f"| | questions | {' | '.join(_VERDICTS)} | shown | shown and answered |")
        print("|---" * (len(_VERDICTS) + 4) + "|")
        for kind in _KINDS:
            counts: Counter[str] = Counter()
            for row in rows:
                if row["kind"] == kind:
                    answer = answerer.answer(row["question"])
                    counts[answer.verdict.value] += 1
                    if row["span"] and any(row["span"] in quote.text for quote in answer.quotes):
                        counts.update(("shown", f"shown {answer.verdict.value}"))
            told = [counts[name] for name in (*_VERDICTS, "shown", "shown answered")]
            asked = sum(told[: len(_VERDICTS)])
            print(f"| {kind} | {asked} | {' | '.join(map(str, told))} |", flush=True)


def _write(folder: Path, rows: list[dict[str, Any]]) -> None:
    """An article for each text."""
    texts = {row["passage"]: row for row in rows}
    for number, row in enumerate(texts.values()):
        title = json.dumps(row["heading"], ensure_ascii=False)
        text = f"---\ntitle: {title}\n---\n\n{row['before']}\n\n{row['passage']}\n"
        (folder / f"{number}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
