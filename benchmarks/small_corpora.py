"""How well few or many articles of other kinds are answered: `python -m benchmarks.small_corpora`.

Each of the three small corpora of tests/evaluation/small is asked its questions with one article at
a time, with its ten, and with all thirty; then all are, beside the starter corpus, and beside two
copies of that in which all that the glossary knows has a made-up name. A question counts as one
without an answer where none of its facts stands in the articles at hand.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.answering.confidence import Verdict
from bot.evaluation.known_questions import KnownQuestion, read_questions
from bot.evaluation.measures import held_needs, is_answered
from bot.service.wiring import open_service
from bot.settings import Settings
from corpus.glossary import load_glossary
from corpus.load import load_corpus
from corpus.starter import starter_folder
from corpus.text import has_han

_SMALL = Path(__file__).parents[1] / "tests" / "evaluation" / "small"
_NAMES = ("bakery", "ferry", "handbook")
_SYLLABLES = "ba do fen gar hul kem lor mis nap rov sel tur vim zon".split()
_CHARACTERS = "岑柯桑榆麓瀾棠渚"
_COLUMNS = ("has an answer", "firm, right", "firm, wrong", "unsure", "refused")
_WITHOUT = ("has none", "firm", "unsure", "refused")

Counts = Counter[str]


def main() -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as temporary:
        home, renamed = Path(temporary) / "home", Path(temporary) / "renamed"
        _write_renamed(renamed)
        folders = [_SMALL / name / "articles" for name in _NAMES]
        corpora = [folder.parent for folder in folders]
        _print_row("articles", [*_COLUMNS, *_WITHOUT])
        one: Counts = Counter()
        for folder in folders:
            for article in sorted(folder.glob("*.md")):
                one += _ask(home, [article], [folder.parent])
        _print_counts("1", one)
        ten: Counts = Counter()
        for folder in folders:
            ten += _ask(home, [folder], [folder.parent])
        _print_counts("10", ten)
        _print_counts("30", _ask(home, folders, corpora))
        _print_counts("30 among 320 about made-up names", _ask(home, [*folders, renamed], corpora))
        starter = starter_folder()
        _print_counts(
            "30 among the 160 of the starter corpus", _ask(home, [*folders, starter], corpora)
        )


def _write_renamed(folder: Path) -> None:
    """The starter corpus twice, each time under other names."""
    folder.mkdir()
    numbers = {
        alias: number
        for number, concept in enumerate(load_glossary().concepts)
        for alias in concept.aliases
    }
    longest_first = sorted(numbers, key=lambda alias: (-len(alias), alias))
    known = re.compile("|".join(map(_pattern, longest_first)))
    for copy in (1, 2):

        def rename(found: re.Match[str], copy: int = copy) -> str:
            number = numbers.get(found[0], numbers.get(found[0].removesuffix("s"), 0))
            return _made_up(copy * 1000 + number, is_chinese=has_han(found[0]))

        for article in load_corpus([starter_folder()]).articles:
            title = json.dumps(known.sub(rename, article.title), ensure_ascii=False)
            body = known.sub(rename, article.body)
            named = folder / f"{copy}-{article.id}.md"
            named.write_text(f"---\ntitle: {title}\n---\n{body}", "utf-8")


def _pattern(alias: str) -> str:
    return re.escape(alias) if has_han(alias) else rf"\b{re.escape(alias)}s?\b"


def _made_up(number: int, *, is_chinese: bool) -> str:
    """The name that stands for a number."""
    parts = _CHARACTERS if is_chinese else _SYLLABLES
    name = ""
    while number:
        number, at = divmod(number, len(parts))
        name += parts[at]
    return name if is_chinese else name.capitalize()


def _ask(home: Path, articles: Sequence[Path], corpora: Iterable[Path]) -> Counts:
    """What comes of the questions of some corpora, with just these articles in the index."""
    subprocess.run(
        [sys.executable, "-m", "bot", "index", "--yes", *map(str, articles)],
        env={**os.environ, "SAMPAN_HOME": str(home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    answerer = open_service(Settings(home=home)).answerer
    bodies = [article.body for article in answerer.articles]
    counts: Counts = Counter()
    for corpus in corpora:
        for question, has_answer in _telling(corpus, bodies):
            answer = answerer.answer(question.question)
            verdict = answer.verdict.value
            if has_answer and answer.verdict is Verdict.ANSWERED:
                is_right = is_answered(question, answer, groups=answerer.groups)
                verdict += " right" if is_right else " wrong"
            counts[f"{has_answer} {verdict}"] += 1
    return counts


def _telling(corpus: Path, bodies: Sequence[str]) -> Iterator[tuple[KnownQuestion, bool]]:
    """The questions of which all facts or none stand in the articles, and whether they do."""
    for question in read_questions(corpus / "questions.jsonl"):
        held = held_needs(question, bodies) if question.articles else [False]
        if all(held) or not any(held):
            yield question, all(held)


def _print_counts(name: str, counts: Counts) -> None:
    row: list[object] = []
    for has_answer, verdicts in (
        (True, ("answered right", "answered wrong", "unsure", "not_found")),
        (False, ("answered", "unsure", "not_found")),
    ):
        found = [counts[f"{has_answer} {verdict}"] for verdict in verdicts]
        total = sum(found)
        row += [total, *(f"{number / max(total, 1):.3f}" for number in found)]
    _print_row(name, row)


def _print_row(name: str, cells: Sequence[object]) -> None:
    print("| " + " | ".join(map(str, (name, *cells))) + " |", flush=True)


if __name__ == "__main__":
    main()
