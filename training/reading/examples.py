"""Pairs of question and passage → token ids and what is to be learned of them."""

import gzip
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import opencc

from corpus.text import has_han
from embeddings.reader_input import lay_out
from embeddings.tokens import Tokens, Unigram

Pair = dict[str, Any]

_SHARES = {"shifts-reddit": 0.5, "shifts-amazon": 0.4}  # the noisier sources are read less
_SWAPPED = 0.2  # of the answerable public ones get another passage of the same text instead
_TO_HONG_KONG = 0.4  # of the Simplified ones
_WINDOW = 160  # tokens of a public passage
_DEVELOPMENT = 20  # one text in so many is kept for development


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An input and its targets: first and last tokens of the answers, none if there is none.

    A doubtful one is counted only while the reader, too, takes it for no answer.
    """

    ids: list[int]
    first: int
    answers: list[tuple[int, int]]
    is_doubtful: bool
    source: str


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a compressed JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def is_development(pair: Pair) -> bool:
    """Whether a public pair's text is among those that are never trained on."""
    key = pair["title"] or pair["passage"][:50]
    return int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16) % _DEVELOPMENT == 0


class ExampleMaker:
    """Makes examples of pairs."""

    def __init__(self, tokenizer: Unigram, *, seed: int) -> None:
        self._tokenizer = tokenizer
        self._random = random.Random(seed)
        self._to_hong_kong = opencc.OpenCC("s2hk")

    def make(self, pair: Pair, *, is_cut: bool) -> Example | None:
        """None where the answer is not among the tokens; a long passage is cut around it."""
        passage = self._tokenizer.split_with_spans(pair["passage"])
        answers = list(_places(pair["answers"], passage))
        if not passage.ids or (pair["answers"] and not answers):
            return None
        if is_cut and len(passage.ids) > _WINDOW:
            passage, answers = self._cut(passage, answers)
        laid = lay_out(
            self._tokenizer.split(pair["question"]), self._tokenizer.split(pair["title"]), passage
        )
        shift, last = laid.first, len(laid.ids) - 1
        targets = [(a + shift, b + shift) for a, b in answers if b + shift < last]
        if pair["answers"] and not targets:
            return None
        return Example(
            ids=laid.ids,
            first=laid.first,
            answers=targets,
            is_doubtful=pair.get("is_doubtful", False),
            source=pair["source"],
        )

    def convert(self, pair: Pair) -> Pair:
        """Some pairs in Simplified Chinese in the characters of Hong Kong, of equal length."""
        if pair["language"] != "zh-Hans" or self._random.random() > _TO_HONG_KONG:
            return pair
        converted = self._to_hong_kong.convert(pair["passage"])
        is_even = len(converted) == len(pair["passage"])
        question = self._to_hong_kong.convert(pair["question"])
        return pair | {"question": question} | ({"passage": converted} if is_even else {})

    def _cut(
        self, passage: Tokens, answers: list[tuple[int, int]]
    ) -> tuple[Tokens, list[tuple[int, int]]]:
        """A window of the passage, with the first answer in it."""
        most = len(passage.ids) - _WINDOW
        lowest, highest = 0, most
        if answers:
            lowest = max(0, answers[0][1] - _WINDOW + 1)
            highest = max(lowest, min(answers[0][0], most))
        start = self._random.randint(lowest, highest)
        end = start + _WINDOW
        kept = [(a - start, b - start) for a, b in answers if start <= a and b < end]
        return Tokens(ids=passage.ids[start:end], spans=passage.spans[start:end]), kept


class Mixture:
    """An endless stream of examples: public ones and written ones by turns."""

    def __init__(
        self,
        maker: ExampleMaker,
        public: Sequence[Pair],
        written: Sequence[Pair],
        *,
        share_written: float,
        seed: int,
    ) -> None:
        self._maker = maker
        self._random = random.Random(seed)
        self._share = share_written
        self._public = [pair for pair in _favour(public) if not is_development(pair)]
        self._texts: dict[tuple[str, str], list[Pair]] = {}
        for pair in self._public:
            self._texts.setdefault((pair["source"], pair["title"]), []).append(pair)
        written = _favour(written)
        certain = [pair for pair in written if not pair["is_doubtful"]]
        self._written = [
            [pair for pair in certain if pair["answers"]],
            [pair for pair in certain if not pair["answers"] and pair["kind"] == "missing"],
            [pair for pair in certain if not pair["answers"] and pair["kind"] != "missing"],
            [pair for pair in written if pair["is_doubtful"]],
        ]

    def __iter__(self) -> Iterator[Example]:
        public = self._shuffled(self._public)
        written = [self._shuffled(pairs) for pairs in self._written if pairs]
        turns = [0, 0, 0, 1, 1, 2, 3] if len(written) == 4 else list(range(len(written)))
        while True:
            if turns and self._random.random() < self._share:
                pair = next(written[self._random.choice(turns)])
                example = self._maker.make(self._maker.convert(pair), is_cut=False)
            else:
                pair = self._swap(next(public))
                if self._random.random() > _SHARES.get(pair["source"], 1.0):
                    continue
                example = self._maker.make(self._maker.convert(pair), is_cut=True)
            if example:
                yield example

    def _shuffled(self, pairs: Sequence[Pair]) -> Iterator[Pair]:
        while True:
            yield from self._random.sample(pairs, len(pairs))

    def _swap(self, pair: Pair) -> Pair:
        """The pair, or its question on another passage of its text, which does not answer it."""
        if not pair["answers"] or self._random.random() > _SWAPPED:
            return pair
        other = self._random.choice(self._texts[pair["source"], pair["title"]])
        passage = other["passage"].lower()
        if passage == pair["passage"].lower() or any(
            text.lower() in passage for _, text in pair["answers"]
        ):
            return pair
        return pair | {"passage": other["passage"], "answers": []}


def _favour(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs, those of two languages twice: they are the hardest and the fewest."""
    return [
        *pairs,
        *(pair for pair in pairs if has_han(pair["question"]) != has_han(pair["passage"])),
    ]


def _places(answers: Sequence[tuple[int, str]], passage: Tokens) -> Iterator[tuple[int, int]]:
    """The first and the last token of each answer."""
    for start, text in answers:
        end = start + len(text)
        held = [n for n, (a, b) in enumerate(passage.spans) if b > start and a < end]
        if held:
            yield held[0], held[-1]
