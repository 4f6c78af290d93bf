"""Examples out of the file that `examples.py` writes, again and again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.text import Span
from embeddings.encoder import Matrix
from embeddings.reader_input import lay_out
from embeddings.tokens import Tokens
from embeddings.weights import unpack
from training.reading.groups import GROUPS

SHARES = {
    "public": 0.34,
    "near": 0.09,
    "altered": 0.03,
    "answered": 0.2,
    "missing": 0.12,
    "other": 0.06,
    "judged": 0.1,
    "doubtful": 0.06,
}
"""Of which group how many examples come; those of a group that is empty fall to the others."""

_TO_HONG_KONG = 0.4  # of the pairs that have a twin
_NEAR = 4.0  # the mean rank of the passage that is taken among those that look like answers
_COLUMNS = 6  # question, heading, what stands before, passage, group, twin
_WINDOW = 160  # tokens of a passage in one of these groups
_CUT = frozenset({"public", "near", "altered", "development"})
_SPLIT = 0.4  # of the passages in these groups begin later, behind what now stands before them
_FEWEST = 24  # tokens that such a passage keeps
_ALONE = 0.25  # of the passages are read without what stands before them
_BEFORE = (16, 96)  # so many tokens of that are read
_SORTED = 16  # so many batches' examples are sorted by length before they are put into batches


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An input and its targets: first and last tokens of the answers, none if there is none.

    A doubtful one is counted only while the reader, too, takes it for no answer.
    """

    ids: Sequence[int]
    first: int
    answers: Sequence[tuple[int, int]]
    is_doubtful: bool


class ExampleFile:
    """The pairs of a file, as examples; raises ValueError for a file of an earlier form."""

    def __init__(self, path: Path) -> None:
        held = np.load(path)
        if held["rows"].shape[1] != _COLUMNS:
            raise ValueError(f"{path} was made by an earlier version; make it again")
        self._ids, self._starts = held["ids"].astype(np.int64), held["starts"]
        self._rows, self._shares = held["rows"], held["shares"]
        self._answers, self._answer_starts = held["answers"].astype(int), held["answer_starts"]
        self._near, self._near_starts = held["near"].astype(int), held["near_starts"]
        has_near = np.diff(self._near_starts.astype(int)) > 0
        groups = {name: np.flatnonzero(self._rows[:, 4] == n) for n, name in enumerate(GROUPS)}
        groups["near"] = groups["public"][has_near[groups["public"]]]
        self.groups = groups
        """the numbers of pairs, by their group"""

    @staticmethod
    def words(path: Path) -> tuple[Matrix, np.ndarray]:
        """The embeddings of the tokens in it, and the row of each token's id."""
        held = np.load(path)
        rows = np.zeros(int(held["used"].max()) + 1, np.int64)
        rows[held["used"]] = np.arange(len(held["used"]))
        return unpack(held["words"]).reshape(len(held["used"]), -1), rows

    def examples(self, group: str, chance: np.random.Generator) -> Iterator[Example]:
        """The examples of a group, again and again, each time in another order."""
        numbers = self.groups[group]
        while True:
            for number in chance.permutation(numbers):
                if chance.random() < self._shares[number]:
                    made = self._make(int(number), group, chance)
                    if made:
                        yield made

    def development(self) -> list[Example]:
        """What is never trained on."""
        chance = np.random.default_rng(0)
        made = [self._make(int(n), "development", chance) for n in self.groups["development"]]
        return [example for example in made if example]

    def _make(self, number: int, group: str, chance: np.random.Generator) -> Example | None:
        """None where the pair has an answer that is cut off."""
        question, title, before, passage, _, twin = map(int, self._rows[number])
        answers = self._answers_of(number)
        if group == "near":
            low, high = int(self._near_starts[number]), int(self._near_starts[number + 1])
            rank = min(int(chance.exponential(_NEAR)), high - low - 1)
            title, passage = self._near[low + rank].tolist()
            answers = []
        elif twin >= 0 and chance.random() < _TO_HONG_KONG:
            question, title, before, passage, _, _ = map(int, self._rows[twin])
            answers = self._answers_of(twin)
        has_answer = bool(answers)
        lead = [] if group == "near" else self._text(before)  # that of another passage
        ids = self._text(passage)
        if group in _CUT:
            start, end = _window(len(ids), answers, chance)
            lead, ids = [*lead, *ids[:start]], ids[start:end]
            answers = [(a - start, b - start) for a, b in answers if start <= a and b < end]
        tokens = Tokens(ids=ids, spans=[(0, 0)] * len(ids))
        is_alone = group == "development" or chance.random() < _ALONE
        most = 0 if is_alone else int(chance.integers(*_BEFORE, endpoint=True))
        laid = lay_out(self._text(question), self._text(title), tokens, lead, most_before=most)
        shift, last = laid.first, len(laid.ids) - 1
        targets = [(a + shift, b + shift) for a, b in answers if b + shift < last]
        if has_answer and not targets:
            return None
        return Example(
            ids=laid.ids,
            first=shift,
            answers=targets,
            is_doubtful=group == "doubtful",
        )

    def _text(self, number: int) -> list[int]:
        found: list[int] = self._ids[self._starts[number] : self._starts[number + 1]].tolist()
        return found

    def _answers_of(self, number: int) -> list[tuple[int, int]]:
        low, high = self._answer_starts[number], self._answer_starts[number + 1]
        return [(a, b) for a, b in self._answers[low:high].tolist()]


def stream(
    file: ExampleFile, *, tokens: int, chance: np.random.Generator
) -> Iterator[list[Example]]:
    """Groups of examples of like length, of so many tokens or of one example, without an end."""
    names = [name for name in SHARES if len(file.groups[name])]
    streams = [file.examples(name, chance) for name in names]
    shares = np.array([SHARES[name] for name in names])
    shares /= shares.sum()
    while True:
        held: list[Example] = []
        room = _SORTED * tokens
        while room > 0:
            example = next(streams[chance.choice(len(names), p=shares)])
            held.append(example)
            room -= len(example.ids)
        groups = group_by_length(held, tokens)
        for number in chance.permutation(len(groups)):
            yield groups[number]


def group_by_length(examples: Sequence[Example], tokens: int) -> list[list[Example]]:
    """Groups of so many tokens at most, padding included; what is longer is one by itself."""
    made: list[list[Example]] = [[]]
    for example in sorted(examples, key=lambda example: len(example.ids)):
        if made[-1] and len(example.ids) * (len(made[-1]) + 1) > tokens:
            made.append([])
        made[-1].append(example)
    return [held for held in made if held]


def _window(size: int, answers: Sequence[Span], chance: np.random.Generator) -> Span:
    """The part of a passage of so many tokens that is read, with the first answer in it.

    Without an answer it is cut as if there were one somewhere, so that its length tells little.
    """
    place = int(chance.integers(max(1, size)))
    first, last = answers[0] if answers else (place, place)
    highest = size - (_FEWEST if chance.random() < _SPLIT else _WINDOW)
    lowest = max(0, last - _WINDOW + 1)
    start = int(chance.integers(lowest, max(lowest, min(first, highest)) + 1))
    return start, start + _WINDOW
