"""Questions altered so that their passage no longer answers them.

A name, a year or a number of the question that the passage has, too, is replaced with another of
its kind that the passage has not: near misses as in SQuAD 2.0 (Rajpurkar et al. 2018), where the
subject is right and one thing is not.
"""

import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

Pair = dict[str, Any]

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d+)?(?![\d.,])")
_NAME = re.compile(r"(?<![A-Za-z])(?:[A-Z][A-Za-z&'’-]+)(?: (?:of |the )?[A-Z][A-Za-z&'’-]+){0,3}")
_KINDS = (_YEAR, _NUMBER, _NAME)
_FIRST_WORDS = frozenset(
    "what which who whom whose when where why how in on at by for from to of is are was were do"
    " does did has have had can could will would should the a an if after before during".split()
)
_SHARE = 0.35  # of the pairs in which there is something to replace


class Altering:
    """Alters questions with the names and numbers of other questions."""

    def __init__(self, pairs: Sequence[Pair], *, seed: int) -> None:
        self._random = random.Random(seed)
        found = [set[str]() for _ in _KINDS]
        for question in {pair["question"] for pair in pairs}:
            for kind, words, _ in _parts(question):
                found[kind].add(words)
        self._known = [sorted(words) for words in found]

    def alter(self, pair: Pair) -> Iterator[Pair]:
        """The pair with another question and no answer; nothing where it has none to begin with."""
        question, held = pair["question"], f"{pair['title']} {pair['passage']}"
        parts = (
            [part for part in _parts(question) if _has(held, part[1])] if pair["answers"] else []
        )
        if not parts or self._random.random() > _SHARE:
            return
        kind, words, start = self._random.choice(parts)
        for other in self._others(kind, words):
            if not _has(f"{held} {question}".lower(), other.lower()):
                altered = question[:start] + other + question[start + len(words) :]
                yield pair | {"question": altered, "answers": []}
                return

    def _others(self, kind: int, words: str) -> list[str]:
        """Some of a kind; of years near ones, of numbers those of the same length."""
        if _KINDS[kind] is _YEAR:
            steps = self._random.sample((-4, -3, -2, -1, 1, 2, 3, 4), 8)
            return [str(int(words) + step) for step in steps]
        known = self._known[kind]
        if _KINDS[kind] is _NUMBER:
            known = [other for other in known if len(other) == len(words)]
        return self._random.sample(known, min(8, len(known)))


def _has(text: str, words: str) -> bool:
    """Whether a text has the words, not as a part of others."""
    return bool(re.search(rf"(?<![A-Za-z0-9]){re.escape(words)}(?![A-Za-z0-9])", text))


def _parts(question: str) -> Iterator[tuple[int, str, int]]:
    """What may be replaced: the number of its kind, its words, where it starts."""
    for kind, pattern in enumerate(_KINDS):
        for match in pattern.finditer(question):
            words = match.group()
            start = match.start()
            if pattern is _NAME and (not start or words.split(" ")[0].lower() in _FIRST_WORDS):
                _, _, words = words.partition(" ")
                start = match.end() - len(words)
            if words:
                yield kind, words, start
