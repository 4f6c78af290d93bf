"""The best passages read together with the question, and put in a better order for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from bot.answering.excluded import Excluding
from bot.answering.question import Question
from corpus.text import Span
from corpus.words import split_words
from embeddings.centring import family_of
from embeddings.hits import Hit
from embeddings.reader import Reader, Reading
from embeddings.reader_input import PassageText, heading_of, text_before
from embeddings.unknown_names import whole_name

FLOOR = -9.0
"""A span's score is counted from here: what is lower is no answer either way."""


_ASKED_IN = frozenset({"en", "zh"})
_MARKS = " \n.,;:。，；：、*_|#"
_NEARLY_AS_RARE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """How many passages are read, and what the reader's word counts.

    Chosen on the first three sets of tests/evaluation.
    """

    passages: int = 8
    """one question takes some 8 ms a passage on two cores with AVX-512, read alone"""
    of_each_language: int = 2
    """so many at least in each language: the search is not sure which one answers"""
    order: float = 0.05
    """what a point of the reader's adds to the search's score of a passage"""
    before: bool = True
    """whether what stands before a passage is read too, which takes a quarter longer"""

    def hurried(self) -> Self:
        """Half as many passages, one at least of each language, and nothing before them."""
        return replace(self, passages=self.passages // 2, of_each_language=1, before=False)


def read_hits(
    reader: Reader, question: Question, hits: Sequence[Hit], options: ReadingOptions
) -> list[Hit]:
    """The hits with readings of the best, these first: by the search's score and the reader's.

    Passages of the articles that were spoken of before are read with the words that were `said`
    too, since they need not be told what it is about; what answers better counts.
    """
    chosen = _choose(hits, options)
    readings = _read(reader, question, question.text, chosen, options)
    if question.said:
        meant = [hit for hit in chosen if hit.article.id in question.query.near]
        for rank, reading in _read(reader, question, question.said, meant, options).items():
            readings[rank] = max(readings[rank], reading, key=lambda one: one.answers)
    read = [replace(hit, reading=readings[hit.rank]) for hit in chosen]
    read.sort(key=lambda hit: (-_worth(hit, options), hit.rank))
    taken = {hit.rank for hit in chosen}
    ordered = [*read, *(hit for hit in hits if hit.rank not in taken)]
    return [replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1)]


def merge_sides(
    sides: Sequence[Sequence[Hit]], hits: Sequence[Hit], options: ReadingOptions
) -> list[Hit]:
    """What was read for each side of a comparison, each passage once, and then the other hits."""
    best: dict[tuple[str, int], Hit] = {}
    read = [replace(hit, side=n) for n, side in enumerate(sides) for hit in side if hit.reading]
    for hit in read:
        key = (hit.article.id, hit.passage.start)
        if key not in best or _worth(hit, options) > _worth(best[key], options):
            best[key] = hit
    ordered = sorted(best.values(), key=lambda hit: (-_worth(hit, options), hit.rank))
    others = [hit for hit in hits if (hit.article.id, hit.passage.start) not in best]
    return [replace(hit, rank=rank) for rank, hit in enumerate([*ordered, *others], start=1)]


def find_naming(question: Question, hits: Sequence[Hit]) -> list[Hit]:
    """The hits whose title or text names a concept of the question; capitals as they are."""
    names = [
        whole_name(alias) if alias.isupper() else f"(?i:{whole_name(alias)})"
        for concept in question.concepts
        for alias in concept.aliases
    ]
    pattern = re.compile("|".join(names))
    return [
        hit for hit in hits if names and pattern.search(f"{hit.article.title} {hit.passage.text}")
    ]


def passage_score(reading: Reading) -> float:
    """The score of the best span anywhere in a passage, `FLOOR` at least."""
    end = max((end for _, end in reading.spans), default=0)
    return max(reading.best_span((0, end))[0], FLOOR)


def find_answer(hit: Hit, part: Span) -> tuple[float | None, Span | None]:
    """How sure the reader is of the words that answer best in a part of the body, and their place.

    Both are None where no reader was asked; `FLOOR` and None where it read nothing of the part.
    """
    if hit.reading is None:
        return None, None
    offset = hit.passage.start
    certainty, (start, end) = hit.reading.best_span((part[0] - offset, part[1] - offset))
    if certainty == float("-inf"):
        return FLOOR, None
    start, end = start + offset, end + offset
    words = hit.article.body[start:end]
    start += len(words) - len(words.lstrip(_MARKS))
    end -= len(words) - len(words.rstrip(_MARKS))
    return max(certainty, FLOOR), (start, end) if start < end else None


def _read(
    reader: Reader, question: Question, text: str, hits: Sequence[Hit], options: ReadingOptions
) -> dict[int, Reading]:
    """The readings of the hits with a question, put in these words, by their ranks.

    A sentence on another office or another half of a year than is asked for is no answer.
    """
    texts = [
        PassageText(
            heading=heading_of(hit.article, hit.passage),
            text=hit.passage.text,
            before=_before(question, hit) if options.before else "",
        )
        for hit in hits
    ]
    excluding = Excluding(text, question.concepts)
    readings = zip(hits, reader.read(text, texts), strict=True)
    return {
        hit.rank: reading.without(excluding.find(hit.article, (hit.passage.start, hit.passage.end)))
        for hit, reading in readings
    }


def _before(question: Question, hit: Hit) -> str:
    """What stands before a passage; nothing where that alone has what the question is about.

    The reader would take for its own what the passage tells of another. A question is about its
    rarest word, and those that are nearly as rare.
    """
    before = text_before(hit.article, hit.passage)
    own = [term for term in question.terms if term.origin == "question"]
    rarest = max((term.weight for term in own), default=0.0)
    told = set(split_words(f"{heading_of(hit.article, hit.passage)} {hit.passage.text}"))
    only_before = set(split_words(before)) - told
    has_subject = any(
        term.weight >= _NEARLY_AS_RARE * rarest and term.words <= only_before for term in own
    )
    return "" if has_subject else before


def _worth(hit: Hit, options: ReadingOptions) -> float:
    return hit.score + options.order * passage_score(hit.reading) if hit.reading else hit.score


def _choose(hits: Sequence[Hit], options: ReadingOptions) -> list[Hit]:
    """The passages to read, in the order of the search."""
    by_language: dict[str, list[int]] = {}
    for hit in hits:
        if (family := family_of(hit.article.language)) in _ASKED_IN:
            by_language.setdefault(family, []).append(hit.rank)
    kept = {rank for ranks in by_language.values() for rank in ranks[: options.of_each_language]}
    others = [hit.rank for hit in hits if hit.rank not in kept]
    kept.update(others[: max(options.passages - len(kept), 0)])
    return [hit for hit in hits if hit.rank in kept]
