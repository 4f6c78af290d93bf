"""Amounts in the sentences of articles, and how much two of them are about one thing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import product

from bot.answering.asked_time import find_relative
from corpus.amounts import Amount, find_amounts
from corpus.glossary import Glossary
from corpus.periods import Period, find_periods
from corpus.schema import Article
from corpus.text import fold_line, split_sentences
from corpus.units import is_counted
from corpus.words import split_words

SMALL = 20  # equal counts up to here are often chance
LONG_APART_DAYS = 180
LONG_APART_PENALTY = 0.1
_SMALL_PENALTY = 0.1
_TITLE_WEIGHT = 0.5
_NEWS_DAYS = 15  # what an article says without a time holds for about so long before and after it
_NEIGHBOUR = 600  # characters beside a passage in which its neighbouring sentences are looked for
_CACHED = 4096

_CLAUSE = re.compile(r"[,;:，；：。、()（）]| and | but ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An amount in a sentence, the only one with its unit there or not.

    `scope` is the passage with the article's title: what tells whom the sentence speaks of.
    `before` and `after` are the sentences beside it.
    """

    article: Article
    scope: str
    text: str
    amount: Amount
    is_sole: bool
    before: str = ""
    after: str = ""
    source: int | None = None

    @property
    def written(self) -> str:
        return fold_line(self.text[self.amount.start : self.amount.end])


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTime:
    """The times that an amount may be of, and the one that its sentence or title names, if any."""

    periods: tuple[Period, ...]
    named: Period | None = None

    def overlaps(self, other: "StatedTime") -> bool:
        """Whether both may be of one time."""
        return any(one.overlaps(two) for one, two in product(self.periods, other.periods))


class StatementReader:
    """Reads and compares statements, and remembers what it read; may be shared by threads.

    `rarity` tells of a word how rare it is in the corpus, 0 if it is unknown.
    """

    def __init__(self, glossary: Glossary, rarity: Callable[[str], float]) -> None:
        # What is remembered does not lead back to the reader: dropped, it is gone at once.
        self._weights = _Weights(glossary, rarity)
        self._read = lru_cache(maxsize=_CACHED)(_read_passage)
        self._words = lru_cache(maxsize=_CACHED)(self._weights.of_sentence)
        self._names = lru_cache(maxsize=_CACHED)(
            lambda text: frozenset(concept.name for concept in glossary.find(text))
        )
        self._times = lru_cache(maxsize=_CACHED)(_find_times)
        self._time = lru_cache(maxsize=_CACHED)(_find_time)
        self._amounts = lru_cache(maxsize=_CACHED)(lambda article: find_amounts(article.body))

    def read(self, article: Article, start: int, end: int) -> tuple[tuple[int, Statement], ...]:
        """The amounts in a passage, each with where its sentence starts."""
        return self._read(article, start, end)

    def names(self, text: str) -> frozenset[str]:
        """The concepts that a text names."""
        return self._names(text)

    def amounts(self, article: Article) -> tuple[Amount, ...]:
        """All amounts of an article."""
        return self._amounts(article)

    def time(self, statement: Statement) -> StatedTime:
        """The time that an amount is of."""
        return self._time(statement.article, statement.text, statement.before, statement.after)

    def likeness(self, one: Statement, other: Statement) -> float:
        """How much two statements are about one thing, from 0 to 1."""
        times = [self._times(statement.article, statement.text) for statement in (one, other)]
        if all(times) and not any(a.overlaps(b) for a, b in product(*times)):
            return 0.0
        mine, theirs = (self._words(s.text, s.article.title) for s in (one, other))
        common = sum(mine[word] + theirs[word] for word in mine.keys() & theirs.keys())
        total = sum(mine.values()) + sum(theirs.values())
        likeness = common / total if total else 0.0
        if one.amount.value <= SMALL and is_counted(one.amount.unit):
            likeness -= _SMALL_PENALTY
        if not all(times) and days_apart(one, other) > LONG_APART_DAYS:
            likeness -= LONG_APART_PENALTY
        return likeness

    def nearby(self, statement: Statement) -> dict[str, float]:
        """The words of the clause that an amount stands in."""
        text, amount = statement.text, statement.amount
        before = _CLAUSE.split(text[: amount.start])[-1]
        return self._weights.of(f"{before} {_CLAUSE.split(text[amount.end :])[0]}", 1.0)


class _Weights:
    """How much words tell, by how rare they are."""

    def __init__(self, glossary: Glossary, rarity: Callable[[str], float]) -> None:
        self._glossary = glossary
        self._rarity = rarity

    def of_sentence(self, text: str, title: str) -> dict[str, float]:
        """The words of a sentence and, at less, of its article's title."""
        return {**self.of(title, _TITLE_WEIGHT), **self.of(text, 1.0)}

    def of(self, text: str, weight: float) -> dict[str, float]:
        """Concepts and other words without numbers, by rarity; a concept is as rare as its name."""
        weights: dict[str, float] = {}
        for concept in self._glossary.find(text):
            rarities = [self._rarity(word) for word in split_words(concept.name)]
            weights[f"={concept.name}"] = weight * max(rarities, default=0.0)
        for word in split_words(self._glossary.without_names(text)):
            if not any(character.isdigit() for character in word):
                weights[word] = weight * self._rarity(word)
        return weights


def _read_passage(article: Article, start: int, end: int) -> tuple[tuple[int, Statement], ...]:
    """The amounts in a passage, each with where its sentence starts."""
    read: list[tuple[int, Statement]] = []
    if not find_amounts(article.body[start:end]):
        return ()
    spans = split_sentences(article.body, (start, end))
    sentences = [article.body[slice(*span)] for span in spans]
    beside = _beside(article.body, start, end)
    for n, (first, _) in enumerate(spans):
        text = sentences[n]
        amounts = find_amounts(text)
        units = [amount.unit for amount in amounts]
        read += [
            (
                first,
                Statement(
                    article=article,
                    scope=f"{article.title}\n{article.body[start:end]}",
                    text=text,
                    amount=amount,
                    is_sole=units.count(amount.unit) == 1,
                    before=sentences[n - 1] if n else beside[0],
                    after=sentences[n + 1] if n + 1 < len(sentences) else beside[1],
                ),
            )
            for amount in amounts
            if not amount.is_start  # what was before a change is not what is said
        ]
    return tuple(read)


def _beside(body: str, start: int, end: int) -> tuple[str, str]:
    """The sentences right before and after a passage, "" where it is the first or last."""
    before = split_sentences(body, (max(0, start - _NEIGHBOUR), start))
    after = split_sentences(body, (end, min(len(body), end + _NEIGHBOUR)))
    return body[slice(*before[-1])] if before else "", body[slice(*after[0])] if after else ""


def _find_time(article: Article, text: str, before: str, after: str) -> StatedTime:
    """The time of an amount: its sentence's, a neighbour's, the title's or the article's."""
    day = article.published_on
    for said in (text, before, after, article.title):
        periods = [named.period for named in find_periods(said)]
        periods += [named.period for named in find_relative(said, day)] if day else []
        if periods:
            # What a neighbour names may be the time of something else: it is not shown.
            named = _span(periods) if said in (text, article.title) else None
            return StatedTime(periods=tuple(periods), named=named)
    if day is None:
        return StatedTime(periods=(Period(),))
    near = timedelta(days=_NEWS_DAYS)
    return StatedTime(periods=(Period(since=day - near, until=day + near),))


def _span(periods: Sequence[Period]) -> Period | None:
    """From the first day of all to the last, or None where one is open."""
    firsts = [one.since for one in periods if one.since]
    lasts = [one.until for one in periods if one.until]
    is_whole = len(firsts) == len(lasts) == len(periods)
    return Period(since=min(firsts), until=max(lasts)) if is_whole else None


def _find_times(article: Article, text: str) -> tuple[Period, ...]:
    """The times that a sentence names, or else its article's title."""
    named = find_periods(text) or find_periods(article.title)
    return tuple(one.period for one in named)


def days_apart(one: Statement, other: Statement) -> int:
    """How many days lie between the articles of two statements; 0 if that is unknown."""
    first, second = one.article.published_on, other.article.published_on
    return abs((first - second).days) if first and second else 0
