"""What several articles say of one amount: they agree, they differ, or a newer one changed it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from bot.answering.asked_kind import AMOUNTS, Kind, kind_of
from bot.answering.contrasts import (
    are_apart,
    are_of_other_rounds,
    are_opposed,
    without_compared,
)
from bot.answering.findings import Finding, relate
from bot.answering.question import Question
from bot.answering.statements import (
    LONG_APART_DAYS,
    LONG_APART_PENALTY,
    SMALL,
    Statement,
    StatementReader,
    days_apart,
)
from corpus.amounts import Amount, Likeness, compare_amounts
from corpus.glossary import Glossary
from corpus.text import Span
from corpus.units import is_counted
from corpus.words import split_words
from embeddings.hits import Hit
from embeddings.word_search import covered_share

_HITS_READ = 20
_FINDINGS = 3
_CACHED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLimits:
    """From when on two statements count as being about one thing.

    Set by reading every finding over the questions of tests/evaluation (`python -m
    benchmarks.findings`). Equal amounts are evidence in themselves; different ones must be shown to
    be of one thing, for a false conflict does more harm than one that is missed.
    """

    alike_if_same: float = 0.1
    alike_if_telling: float = 0.03
    """for equal amounts that are no round number"""
    alike_if_changed: float = 0.2
    most_change: Decimal = Decimal("1.5")
    """a count that is further off more likely counts something else"""
    alike_if_different: float = 0.3
    nearby_if_different: float = 3.0
    """the rarity of the words that both amounts have beside them"""
    covered_if_different: float = 0.4
    """the share of the question's words in a sentence and its title"""
    covered_alike: float = 0.5
    """of what one covers of the question, the other covers more than so much"""
    least_covered: float = 0.3
    """of the question, by a sentence whose amount is looked at"""
    update_days: int = 30
    """what differs sooner than this is a conflict, not news"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a question asks, held against statements."""

    question: Question
    limits: AgreementLimits

    @property
    def names(self) -> frozenset[str]:
        """The concepts that it names."""
        return frozenset(concept.name for concept in self.question.concepts)

    def wants(self, statement: Statement) -> bool:
        """Whether an amount is of the kind that is asked for, in a sentence on what is asked."""
        kinds, units = self.question.kinds, self.question.units
        if Kind.NUMBER not in kinds and kind_of(statement.amount) not in kinds:
            return False
        if units or is_counted(statement.amount.unit):
            return statement.amount.unit in units
        return self.coverage(statement) >= self.limits.least_covered

    def covered_alike(self, one: Statement, other: Statement) -> bool:
        """Whether two statements have about as much of what is asked."""
        first, second = self.coverage(one), self.coverage(other)
        return min(first, second) > self.limits.covered_alike * max(first, second)

    def coverage(self, statement: Statement) -> float:
        """How much of the question, or of its translation, a sentence and its title have."""
        words = _split(statement.text) | _split(statement.article.title)
        best = 0.0
        for origin in ("question", "translation"):
            terms = [term for term in self.question.terms if term.origin in (origin, "glossary")]
            if any(term.origin == origin for term in terms):
                best = max(best, covered_share(terms, words))
        return best


class AmountComparer:
    """Compares the amounts of the articles that answer a question; may be shared by threads.

    `rarity` tells of a word how rare it is in the corpus, 0 if it is unknown.
    """

    def __init__(
        self,
        glossary: Glossary,
        rarity: Callable[[str], float],
        limits: AgreementLimits | None = None,
    ) -> None:
        self._reader = StatementReader(glossary, rarity)
        self._limits = limits or AgreementLimits()

    def compare(
        self,
        question: Question,
        hits: Sequence[Hit],
        quoted: Mapping[tuple[str, int], int],
    ) -> tuple[Finding, ...]:
        """What the hits' articles say of the amounts in the quotes that answer the question.

        `quoted` gives the source number of each quote by its article's id and its start. Articles
        of one group of duplicates come as one hit, so that each article here is independent.
        """
        if not question.kinds & AMOUNTS:
            return ()
        asked = _Asked(question=question, limits=self._limits)
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
            finding = relate(group, self._reader.time, update_days=self._limits.update_days)
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
        limits = self._limits
        for other in statements:
            if other.article.id == cited.article.id:
                continue
            likeness = _compare(cited, other)
            is_same = likeness is Likeness.SAME
            if likeness is Likeness.UNCLEAR or not (is_same or (cited.is_sole and other.is_sole)):
                continue
            is_covered = asked.covered_alike(cited, other)
            if not is_covered and not (is_same and asked.names):
                continue
            alike = self._reader.likeness(cited, other)
            if is_same:
                if alike < (
                    limits.alike_if_telling if _is_telling(cited.amount) else limits.alike_if_same
                ):
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
        limits = self._limits
        if self._is_beside(one, asked) or self._is_beside(other, asked):
            return False
        if asked.coverage(one) < limits.covered_if_different or not self._may_differ(one, other):
            return False
        apart = days_apart(one, other)
        if apart >= limits.update_days and one.amount.unit in asked.question.units:
            low, high = sorted((one.amount.value, other.amount.value))
            penalty = LONG_APART_PENALTY if apart > LONG_APART_DAYS else 0.0
            return alike + penalty >= limits.alike_if_changed and high <= limits.most_change * low
        mine, theirs = self._reader.nearby(one), self._reader.nearby(other)
        nearby = sum(mine[word] for word in mine.keys() & theirs.keys())
        return alike >= limits.alike_if_different and nearby >= limits.nearby_if_different

    def _is_beside(self, statement: Statement, asked: "_Asked") -> bool:
        """Whether a sentence names what is asked only to compare another with it."""
        wanted = asked.names | _split_names(asked.question.text)
        whole, rest = (
            wanted & (self._reader.names(text) | _split(text))
            for text in (statement.text, without_compared(statement.text))
        )
        return bool(whole - rest)

    def _may_differ(self, one: Statement, other: Statement) -> bool:
        """Whether different amounts can be of one thing: neither article has both of them."""
        if are_apart(one.text, _place(one), other.text, _place(other)):
            return False
        return not _has(self._reader.amounts(one.article), other.amount) and not _has(
            self._reader.amounts(other.article), one.amount
        )


def _compare(one: Statement, other: Statement) -> Likeness:
    """How two amounts compare; those of different rounds, or denied or planned, do not."""
    if are_of_other_rounds(one.text, other.text) or are_opposed(
        one.text, _place(one), other.text, _place(other)
    ):
        return Likeness.UNCLEAR
    return compare_amounts(one.amount, other.amount)


def _place(statement: Statement) -> Span:
    return statement.amount.start, statement.amount.end


def _is_telling(amount: Amount) -> bool:
    """Whether two such amounts are hardly equal by chance: large, with two digits or more."""
    return amount.value > SMALL and len(amount.value.normalize().as_tuple().digits) > 1


def _has(amounts: Sequence[Amount], wanted: Amount) -> bool:
    return any(compare_amounts(amount, wanted) is Likeness.SAME for amount in amounts)


@lru_cache(maxsize=_CACHED)
def _split_names(text: str) -> frozenset[str]:
    """The words that a text writes as names: "PayMe", but not its first word."""
    return _split(" ".join(word for word in text.split()[1:] if word[:1].isupper()))


@lru_cache(maxsize=_CACHED)
def _split(text: str) -> frozenset[str]:
    return frozenset(split_words(text))
