"""Articles that are called what a query names, best first."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations
from typing import NamedTuple

from corpus.glossary import Glossary
from corpus.naming import Beginning, Names, all_of, any_of, names_of, plain_words, within
from corpus.subjects import Subject, Subjects
from corpus.text import fold_key, has_han

_CALLED = 10.0  # the score of an article that is called so
_ALIKE = 4  # so many times those asked for are read where all score alike: some tell one story
_BEST = 5.0  # of one whose title holds the query as it was typed, and all that it names
_BEGUN = 4.0  # with such a title, and nothing else of it
_NEWEST = 250  # of an unbounded number that a query finds, so many are read
_FEW = 400  # so many are read at most of terms that few name
_ENOUGH = 450  # when so many are read, the best of them are good enough
_ALL = 12  # so many terms at most are asked for all at once


class _Level(NamedTuple):
    """Articles, and the score that none exceeds which neither this level nor one before found."""

    found: Sequence[Subject]
    others: float


class Query:
    """What a person typed to find an article."""

    def __init__(self, typed: str, glossary: Glossary) -> None:
        self._folded = fold_key(typed)
        self._typed = Beginning(self._folded)
        self._words = [Beginning(word) for word in plain_words(glossary.without_names(typed))]
        self._names = [names_of(concept) for concept in glossary.find(typed)]
        self._terms: list[Beginning | Names] = [*self._words, *self._names]

    def find(self, subjects: Subjects, *, limit: int) -> list[Subject]:
        """The best articles, one of each story; equal ones from the newest to the oldest.

        Of more than some hundreds that name the same part of the query, the newest are looked at.
        """
        called = subjects.called(self._folded, limit=_NEWEST + limit)
        scores = {one.place: (_CALLED, one) for one in called}
        for level in self._levels(subjects, limit):
            for one in level.found:
                if one.place not in scores:
                    scores[one.place] = self._score(one), one
            least = level.others if len(scores) < _ENOUGH else 0.0
            if len({one.story for score, one in scores.values() if score > least}) >= limit:
                break
        stories: dict[str, Subject] = {}
        for score, one in sorted(scores.values(), key=lambda pair: (-pair[0], pair[1].place)):
            if score:
                stories.setdefault(one.story, one)
        return list(stories.values())[:limit]

    def _levels(self, subjects: Subjects, limit: int) -> Iterator[_Level]:
        """From those which score highest to all that score at all."""
        wanted = len(self._terms)
        begun = within("title", self._typed.asked)
        alike, most = _ALIKE * limit, max(_NEWEST, _ALIKE * limit)
        if not wanted:
            yield _Level(subjects.naming(begun, limit=alike), 0.0)
            return
        counts, rising = self._rising(subjects)
        few = min(wanted // 2 + 1, sum(total <= _FEW for total in accumulate(counts)))
        every = all_of(rising[:_ALL])
        is_read = False
        if self._is_more():
            found = subjects.naming(begun, limit=most)
            yield _Level(found, _BEST)
            is_read = len(found) < most
            begun = all_of([begun, every])
        elif wanted == 1 and not few:
            yield _Level(subjects.naming(begun, limit=alike), 1.5)
            is_read = True
        if not few:
            found = subjects.naming(every, limit=most)
            if len(found) >= most:  # there are more, with better ones perhaps
                yield _Level([] if is_read else subjects.naming(begun, limit=alike), 1.5)
                titled = subjects.naming(within("title", every), limit=most)
                yield _Level(titled, 1 + (wanted - 1) / (2 * wanted))
            yield _Level(found, _most(wanted - 1, wanted))
        if few or wanted > 1:
            yield from _parts(rising, few, subjects, most)

    def _is_more(self) -> bool:
        """Whether a title may hold the query as letters, and not all that the query names.

        The last name may then go on, as "AI" in "aid"; what stands before Chinese may have begun.
        """
        begins = has_han(self._folded) and self._folded[0].isascii()
        return begins or any(names.ends(self._folded) for names in self._names)

    def _rising(self, subjects: Subjects) -> tuple[Sequence[int], Sequence[str]]:
        """How many articles have each term, no further than a few, and the terms, rarest first."""
        asked = (subjects.known(term) for term in self._terms)
        counted = [(subjects.count(one, most=_FEW + 1), one) for one in asked]
        counted.sort(key=lambda pair: (pair[0], -len(pair[1])))
        return [count for count, _ in counted], [one for _, one in counted]

    def _score(self, subject: Subject) -> float:
        """How well an article fits: 0 when it lacks half of what the query names.

        A concept is named by any of its names, also within the name of another: "stablecoin" by
        "stablecoin issuer".
        """
        wanted = len(self._terms)
        title, text = subject.title, subject.text
        is_begun = self._typed.is_in(title)
        in_text, lacking = 0, 0
        for term in self._terms:
            if term.is_in(text):
                in_text += 1
                continue
            lacking += 1
            if lacking > wanted / 2 and not is_begun:
                return 0.0
        if is_begun and (in_text or not wanted):
            return _BEGUN + in_text / max(wanted, 1)
        if not wanted or in_text < wanted / 2:
            return 0.0
        in_title = sum(term.is_in(title) for term in self._terms)
        score = in_text / wanted + in_title / (2 * wanted)
        return score / 2 if subject.extent == "teaser" else score


def _parts(rising: Sequence[str], few: int, subjects: Subjects, most: int) -> Iterator[_Level]:
    """Those that have half of the terms, of which the first few are had by few articles.

    Whatever has one of these is read. What is left has all others at best; where there are none, it
    has two of any three terms at best, but for one. Half of all has one of any half and one more.
    """
    wanted, half = len(rising), len(rising) // 2 + 1
    if few:
        found = subjects.naming(any_of(rising[:few]), limit=_FEW)
        yield _Level(found, _most(wanted - few, wanted))
    if few == half:
        return
    if few:
        found = subjects.naming(all_of(rising[few:][:_ALL]), limit=most)
        yield _Level(found, _most(wanted - few - 1, wanted))
    elif wanted > 2:
        pairs = [all_of(pair) for pair in combinations(rising[:3], 2)]
        yield _Level(subjects.naming(any_of(pairs), limit=most), _most(wanted - 2, wanted))
    of_half = any_of(rising[:half])
    others = _most(wanted - 1, wanted)
    yield _Level(subjects.naming(within("title", of_half), limit=most), others)
    yield _Level(subjects.naming(of_half, limit=most), 0.0)


def _most(named: int, wanted: int) -> float:
    """What an article scores at most that names so many of the terms wanted."""
    return 1.5 * named / wanted if named >= wanted / 2 else 0.0
