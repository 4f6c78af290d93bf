"""What several articles say of one amount: they agree, they differ, or a newer one changed it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise, product

from bot.answering.asked_kind import AMOUNTS, Kind, kind_of, wanted_kinds
from bot.answering.statements import (
    LONG_APART_DAYS,
    LONG_APART_PENALTY,
    SMALL,
    StatedTime,
    Statement,
    StatementReader,
    days_apart,
)
from corpus.amounts import Amount, Likeness, compare_amounts
from corpus.glossary import Glossary
from corpus.periods import Period
from corpus.schema import Article
from corpus.units import asked_units, is_counted
from corpus.words import split_words
from embeddings.search import Hit
from embeddings.word_search import Term, covered_share

_HITS_READ = 20
_FINDINGS = 3
_CACHED = 4096
# Equal amounts are evidence in themselves; different ones must be shown to be of one thing, for a
# false conflict does more harm than one that is missed.
_ALIKE_IF_SAME = 0.1
_ALIKE_IF_TELLING = 0.03  # for equal amounts that are no round number
_ALIKE_IF_CHANGED = 0.2
_MOST_CHANGE = Decimal("1.5")  # a count that is far off more likely counts something else
_ALIKE_IF_DIFFERENT = 0.3
_NEARBY_IF_DIFFERENT = 3.0  # the rarity of the words that both amounts have beside them
_COVERED_IF_DIFFERENT = 0.4  # the share of the question's words in a sentence and its title
_COVERED_ALIKE = 0.5  # of what one covers of the question, the other covers more than so much
_LEAST_COVERED = 0.3  # of the question, by a sentence whose amount is looked at
_UPDATE_DAYS = 30  # what differs sooner than this is a conflict, not news


class Relation(StrEnum):
    """How the amounts of several articles relate."""

    AGREE = "agree"
    CONFLICT = "conflict"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One amount, as an article writes it, and every independent article that gives it.

    `sources` are the numbers of those that the answer quotes, and `others` the rest. `time` is what
    a sentence or title names as the time of the amount.
    """

    text: str
    amount: Amount
    articles: tuple[Article, ...]
    sources: tuple[int, ...]
    others: tuple[Article, ...]
    time: Period | None = None

    @property
    def on(self) -> date | None:
        """The day of the newest article."""
        days = [article.published_on for article in self.articles]
        return max((day for day in days if day), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One measured thing: readings with most articles first, or newest first if it changed."""

    relation: Relation
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a question asks: its terms, kinds of answer, what it wants counted and what it names."""

    terms: tuple[Term, ...]
    kinds: frozenset[Kind]
    units: frozenset[str]
    names: frozenset[str]

    def wants(self, statement: Statement) -> bool:
        """Whether an amount is of the kind that is asked for, in a sentence on what is asked."""
        if Kind.NUMBER not in self.kinds and kind_of(statement.amount) not in self.kinds:
            return False
        if self.units or is_counted(statement.amount.unit):
            return statement.amount.unit in self.units
        return self.coverage(statement) >= _LEAST_COVERED

    def covered_alike(self, one: Statement, other: Statement) -> bool:
        """Whether two statements have about as much of what is asked."""
        first, second = self.coverage(one), self.coverage(other)
        return min(first, second) > _COVERED_ALIKE * max(first, second)

    def coverage(self, statement: Statement) -> float:
        """How much of the question, or of its translation, a sentence and its title have."""
        words = _split(statement.text) | _split(statement.article.title)
        best = 0.0
        for origin in ("question", "translation"):
            terms = [term for term in self.terms if term.origin in (origin, "glossary")]
            if any(term.origin == origin for term in terms):
                best = max(best, covered_share(terms, words))
        return best


class AmountComparer:
    """Compares the amounts of the articles that answer a question; may be shared by threads.

    `rarity` tells of a word how rare it is in the corpus, 0 if it is unknown.
    """

    def __init__(self, glossary: Glossary, rarity: Callable[[str], float]) -> None:
        self._reader = StatementReader(glossary, rarity)

    def compare(
        self,
        question: str,
        terms: Sequence[Term],
        hits: Sequence[Hit],
        quoted: Mapping[tuple[str, int], int],
    ) -> tuple[Finding, ...]:
        """What the hits' articles say of the amounts in the quotes that answer the question.

        `quoted` gives the source number of each quote by its article's id and its start. Articles
        of one group of duplicates come as one hit, so that each article here is independent.
        """
        kinds = wanted_kinds(question)
        if not kinds & AMOUNTS:
            return ()
        asked = _Asked(
            terms=tuple(terms),
            kinds=kinds,
            units=asked_units(question),
            names=self._reader.names(question),
        )
        wanted = [
            s for s in self._cite(hits[:_HITS_READ], quoted, is_quoted=True) if asked.wants(s)
        ]
        if not wanted:
            return ()
        statements = [*wanted, *self._cite(hits[:_HITS_READ], quoted, is_quoted=False)]
        findings: list[Finding] = []
        told: set[Statement] = set()
        for cited in wanted:
            if cited in told:
                continue
            group = self._about_the_same(cited, statements, asked)
            told.update(group)
            finding = _relate(group, self._reader.time)
            if finding:
                findings.append(finding)
        return tuple(findings[:_FINDINGS])

    def _cite(
        self, hits: Sequence[Hit], quoted: Mapping[tuple[str, int], int], *, is_quoted: bool
    ) -> list[Statement]:
        """The statements of the hits in the quotes, or those elsewhere, with source numbers."""
        numbers = {article_id: number for (article_id, _), number in quoted.items()}
        return [
            replace(statement, source=numbers.get(hit.article.id))
            for hit in hits
            if not is_quoted or hit.article.id in numbers
            for start, statement in self._reader.read(
                hit.article, hit.passage.start, hit.passage.end
            )
            if ((hit.article.id, start) in quoted) is is_quoted
        ]

    def _about_the_same(
        self, cited: Statement, statements: Sequence[Statement], asked: "_Asked"
    ) -> list[Statement]:
        """The statement and, of each other article, the one on the same thing that is likest."""
        best: dict[str, tuple[float, Statement]] = {}
        for other in statements:
            if other.article.id == cited.article.id:
                continue
            likeness = compare_amounts(cited.amount, other.amount)
            is_same = likeness is Likeness.SAME
            if likeness is Likeness.UNCLEAR or not (is_same or (cited.is_sole and other.is_sole)):
                continue
            is_covered = asked.covered_alike(cited, other)
            if not is_covered and not (is_same and asked.names):
                continue
            alike = self._reader.likeness(cited, other)
            if is_same:
                if alike < (_ALIKE_IF_TELLING if _is_telling(cited.amount) else _ALIKE_IF_SAME):
                    continue
                alike += 1  # an article that agrees anywhere does not contradict
            elif not self._are_of_one_thing(cited, other, alike, asked):
                continue
            named, told = (asked.names & self._reader.names(s.scope) for s in (cited, other))
            if named - told or not (is_covered or named):
                continue  # it speaks of somebody else
            known = best.get(other.article.id)
            if known is None or alike > known[0]:
                best[other.article.id] = (alike, other)
        return [cited, *(statement for _, statement in best.values())]

    def _are_of_one_thing(
        self, one: Statement, other: Statement, alike: float, asked: "_Asked"
    ) -> bool:
        """Whether amounts that differ are of one thing; counts that changed show it more easily."""
        if asked.coverage(one) < _COVERED_IF_DIFFERENT or not self._may_differ(one, other):
            return False
        apart = days_apart(one, other)
        if apart >= _UPDATE_DAYS and one.amount.unit in asked.units:
            low, high = sorted((one.amount.value, other.amount.value))
            penalty = LONG_APART_PENALTY if apart > LONG_APART_DAYS else 0.0
            return alike + penalty >= _ALIKE_IF_CHANGED and high <= _MOST_CHANGE * low
        mine, theirs = self._reader.nearby(one), self._reader.nearby(other)
        nearby = sum(mine[word] for word in mine.keys() & theirs.keys())
        return alike >= _ALIKE_IF_DIFFERENT and nearby >= _NEARBY_IF_DIFFERENT

    def _may_differ(self, one: Statement, other: Statement) -> bool:
        """Whether different amounts can be of one thing: neither article has both of them."""
        return not _has(self._reader.amounts(one.article), other.amount) and not _has(
            self._reader.amounts(other.article), one.amount
        )


def _is_telling(amount: Amount) -> bool:
    """Whether two such amounts are hardly equal by chance: large, with two digits or more."""
    return amount.value > SMALL and len(amount.value.normalize().as_tuple().digits) > 1


def _has(amounts: Sequence[Amount], wanted: Amount) -> bool:
    return any(compare_amounts(amount, wanted) is Likeness.SAME for amount in amounts)


def _relate(
    group: Sequence[Statement], time_of: Callable[[Statement], StatedTime]
) -> Finding | None:
    """What statements on one thing say together; None for one alone.

    Amounts of different times do not conflict: they changed, if it is known in which order.
    """
    readings: list[list[Statement]] = []
    for statement in group:
        for reading in readings:
            if compare_amounts(reading[0].amount, statement.amount) is Likeness.SAME:
                reading.append(statement)
                break
        else:
            readings.append([statement])
    told = [_reading(statements, time_of) for statements in readings]
    if len(told) > 1 and _have_changed(told):
        told.sort(key=lambda reading: _last_day(reading) or date.min, reverse=True)
        return Finding(relation=Relation.CHANGED, readings=tuple(told))
    kept: list[list[Statement]] = []
    for statements in readings:
        if all(_are_of_one_time(statements, other, time_of) for other in kept):
            kept.append(statements)
    told = [_reading(statements, time_of) for statements in kept]
    if sum(len(reading.articles) for reading in told) < 2:
        return None
    if len(told) == 1:
        return Finding(relation=Relation.AGREE, readings=tuple(told))
    told.sort(key=lambda reading: -len(reading.articles))
    return Finding(relation=Relation.CONFLICT, readings=tuple(told))


def _are_of_one_time(
    one: Sequence[Statement],
    other: Sequence[Statement],
    time_of: Callable[[Statement], StatedTime],
) -> bool:
    return all(time_of(a).overlaps(time_of(b)) for a, b in product(one, other))


def _have_changed(readings: Sequence[Reading]) -> bool:
    """Whether the readings are of one time each, far enough apart for news."""
    ordered = sorted(readings, key=lambda reading: _last_day(reading) or date.min)
    for older, newer in pairwise(ordered):
        last = _last_day(older)
        first = newer.time.since if newer.time else newer.on
        if last is None or first is None:
            return False
        is_named = older.time is not None or newer.time is not None
        if (first - last).days < (1 if is_named else _UPDATE_DAYS):
            return False
    return True


def _last_day(reading: Reading) -> date | None:
    return reading.time.until if reading.time else reading.on


def _reading(
    statements: Sequence[Statement], time_of: Callable[[Statement], StatedTime]
) -> Reading:
    """The reading of statements that agree, in the words of the first."""
    named = [time.named for time in map(time_of, statements) if time.named]
    return Reading(
        text=statements[0].written,
        amount=statements[0].amount,
        time=max(named, key=lambda one: one.until or date.min, default=None),
        articles=tuple(statement.article for statement in statements),
        sources=tuple(sorted(s.source for s in statements if s.source is not None)),
        others=tuple(s.article for s in statements if s.source is None),
    )


@lru_cache(maxsize=_CACHED)
def _split(text: str) -> frozenset[str]:
    return frozenset(split_words(text))
