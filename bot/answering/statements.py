"""Amounts in the sentences of articles, and how much two of them are about one thing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

from bot.answering.counted_times import find_times
from corpus.amounts import Amount, find_amounts
from corpus.glossary import Glossary
from corpus.periods import Period
from corpus.schema import Article
from corpus.sentences import split_sentences
from corpus.text import fold_line
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

# Two days from which nothing counts to the same time.
_ANY_DAY, _OTHER_DAY = date(2000, 5, 15), date(2011, 9, 28)
_EARLIER = re.compile(
    r"\b(?:previously|formerly|originally|initially|used to|at (?:its|the) (?:launch|start|time)"
    r"|once had|back then)\b|此前|[之先]前|原本|原先|起初|最初|當[時初]|当[时初]",
    re.IGNORECASE,
)
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
    """The times that an amount may be of, and the one that its sentence or title names, if any.

    `is_said` says that a text names them; else they lie about the article's day, or anywhere.
    `is_unsure` says that it may be any of them, or that there are none since it may be any time.
    """

    periods: tuple[Period, ...]
    named: Period | None = None
    is_said: bool = False
    is_unsure: bool = False

    def may_be(self, other: "StatedTime") -> bool:
        """Whether both may be of one time: of one and the same quarter, half or year."""
        if self.is_said and other.is_said:
            return any(one.may_be(two) for one, two in product(self.periods, other.periods))
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
        times = [_own_times(statement) for statement in (one, other)]
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
        periods, is_sure = _said_times(said, day)
        is_own = said in (text, article.title)
        if periods or not is_sure:
            return StatedTime(
                periods=periods,
                # What a neighbour names may be the time of something else: it is not shown.
                named=_span(periods) if periods and is_own and is_sure else None,
                is_said=True,
                is_unsure=is_own and not (is_sure and _has_begun(periods, day)),
            )
        if said == text and _EARLIER.search(text):
            return StatedTime(periods=(), is_said=True, is_unsure=True)
    if day is None:
        return StatedTime(periods=(Period(),))
    near = timedelta(days=_NEWS_DAYS)
    return StatedTime(periods=(Period(since=day - near, until=day + near),))


def _has_begun(periods: Sequence[Period], day: date | None) -> bool:
    """Whether times were not all to come on a day: what is said of those is not known yet."""
    return day is None or any(one.since is None or one.since <= day for one in periods)


@lru_cache(maxsize=_CACHED)
def _said_times(text: str, day: date | None) -> tuple[tuple[Period, ...], bool]:
    """The times that a text of a day may name, and whether it is sure which they are.

    "In the fourth quarter" may be said of the last one or of one that is to come.
    """
    found = find_times(text, day or _ANY_DAY, is_ahead=False)[1]
    if day is None:
        other = find_times(text, _OTHER_DAY, is_ahead=False)[1]
        is_sure = [one.period for one in found] == [one.period for one in other]
        return tuple(one.period for one in found) if is_sure else (), is_sure
    ahead = find_times(text, day, is_ahead=True)[1]
    periods = dict.fromkeys(one.period for one in (*found, *ahead))
    return tuple(periods), [one.period for one in found] == [one.period for one in ahead]


def _span(periods: Sequence[Period]) -> Period | None:
    """From the first day of all to the last, or None where one is open."""
    firsts = [one.since for one in periods if one.since]
    lasts = [one.until for one in periods if one.until]
    is_whole = len(firsts) == len(lasts) == len(periods)
    return Period(since=min(firsts), until=max(lasts)) if is_whole else None


def _own_times(statement: Statement) -> tuple[Period, ...]:
    """The times that a sentence names, or else its article's title."""
    day = statement.article.published_on
    return _said_times(statement.text, day)[0] or _said_times(statement.article.title, day)[0]


def days_apart(one: Statement, other: Statement) -> int:
    """How many days lie between the articles of two statements; 0 if that is unknown."""
    first, second = one.article.published_on, other.article.published_on
    return abs((first - second).days) if first and second else 0
