"""The same story twice: one canonical address, or nearly the same text that tells the same facts.

What is alike is found by MinHash; what differs decides. Three alerts of one form about three banks
are three stories, and a release that two outlets carry, with a paragraph or a dateline of their
own, is one.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

import numpy as np
from rensa import RMinHash

from corpus.bands import Bands
from corpus.differences import CERTAIN, weigh_conflicts
from corpus.profiles import Profile, make_profile
from corpus.schema import Article
from corpus.text import fold_key, has_han
from corpus.web import canonical_url

_PERMUTATIONS = 129
_BANDS = 43  # of three each: what is alike by 0.4 meets in one of them nearly always
_LIKENESS = 0.7
_LEAST_LIKENESS = 0.4
_CONTAINED = 0.75
_SEED = 1
_MIN_SHINGLES = 20  # shorter texts are alike by chance
_MOST_COMPARED = 12  # of the articles of one form
_MOST_HOLDERS = 20  # a word that more articles have in their titles is the form's
_DAYS_APART = 7
_TELLING = frozenset("./0123456789")  # a word with one of these is a number or an address


class _Texts:
    """Texts by what they are alike in, each compared with the few that may tell the same story."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._hashes = np.zeros((len(articles), _PERMUTATIONS), dtype=np.uint32)
        self._sizes = np.zeros(len(articles), dtype=np.int32)
        self._profiles: dict[int, Profile] = {}
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        self._unlisted: list[int] = []  # not among the holders yet: most often no one asks
        self._facts: dict[int, list[str]] = {}  # of those that are not
        for number, article in enumerate(articles):
            shingles = _shingles(article.body)
            if len(shingles) >= _MIN_SHINGLES:
                minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
                minhash.update(list(shingles))
                self._hashes[number], self._sizes[number] = minhash.digest(), len(shingles)
        self._bands = Bands(self._hashes, self._sizes > 0, bands=_BANDS)

    def find(self, number: int) -> list[int]:
        """The earlier articles that tell the same story as this one; ask for one after another."""
        if not self._sizes[number]:
            return []
        found = [
            other
            for other in self._choose(number, self._bands.before(number))
            if self._is_alike(number, other) and not self._differs(number, other)
        ]
        self._unlisted.append(number)
        return found

    def _choose(self, number: int, candidates: Sequence[int]) -> list[int]:
        """All candidates, or of too many those that share what few others have."""
        if len(candidates) <= _MOST_COMPARED:
            return sorted(candidates)
        self._list_holders()
        facts = self._facts[number] = _facts(self._articles[number])
        known = set(candidates)
        shared = Counter(
            other
            for fact in facts
            if len(self._holders.get(fact, ())) <= _MOST_HOLDERS
            for other in self._holders.get(fact, ())
            if other in known
        )
        ranked = sorted(shared, key=lambda other: (-shared[other], other))[:_MOST_COMPARED]
        return ranked + sorted(known.difference(ranked))[: _MOST_COMPARED - len(ranked)]

    def _list_holders(self) -> None:
        for number in self._unlisted:
            for fact in self._facts.pop(number, None) or _facts(self._articles[number]):
                if len(self._holders[fact]) <= _MOST_HOLDERS:
                    self._holders[fact].append(number)
        self._unlisted.clear()

    def _is_alike(self, number: int, other: int) -> bool:
        """Whether the texts are nearly the same, or the shorter one is nearly all in the longer."""
        jaccard = float(np.mean(self._hashes[number] == self._hashes[other]))
        if jaccard >= _LIKENESS:
            return True
        sizes = int(self._sizes[number]), int(self._sizes[other])
        common = jaccard * sum(sizes) / (1 + jaccard)
        return jaccard >= _LEAST_LIKENESS and common >= _CONTAINED * min(sizes)

    def _differs(self, number: int, other: int) -> bool:
        """Whether what the texts tell differently shows two events."""
        one, two = self._articles[number], self._articles[other]
        conflicts = weigh_conflicts(self._profile(number), self._profile(other))
        enough = CERTAIN
        if one.url and two.url and _host(one) == _host(two):
            enough /= 2  # a site seldom tells one story at two addresses
        elif one.published and two.published:
            is_apart = abs((one.published - two.published).days) >= _DAYS_APART
            enough /= 2 if is_apart else 1
        return conflicts >= enough

    def _profile(self, number: int) -> Profile:
        if number not in self._profiles:
            article = self._articles[number]
            profile = make_profile(article.title, article.body, host=_host(article))
            self._profiles[number] = profile
        return self._profiles[number]


def group_duplicates(articles: Sequence[Article]) -> dict[str, str]:
    """For each article id, the smallest id of its group of duplicates (most often its own).

    Texts are alike when the Jaccard similarity of their shingles, estimated by MinHash (Broder
    1997), is at least 0.7, or the shorter one is nearly all in the longer: runs of three words, or
    of five Chinese characters. They are the same unless the facts that they tell exclude each
    other. One address is one story, whatever the texts say.
    """
    ids = [article.id for article in articles]
    leader = {id: id for id in ids}

    def find(article_id: str) -> str:
        while leader[article_id] != article_id:
            article_id = leader[article_id]
        return article_id

    def join(one: str, other: str) -> None:
        first, second = sorted((find(one), find(other)))
        leader[second] = first

    by_url: dict[str, str] = {}
    in_order = all(one < other for one, other in pairwise(ids))
    ordered = articles if in_order else sorted(articles, key=lambda article: article.id)
    texts = _Texts(ordered)
    for number, article in enumerate(ordered):
        for url in (article.url, article.original_url):
            key = canonical_url(url) if url else ""
            if "/" in key or "?" in key:  # the front page of a site is no story
                join(article.id, by_url.setdefault(key, article.id))
        for other in texts.find(number):
            join(article.id, ordered[other].id)
    return {article_id: find(article_id) for article_id in leader}


def _host(article: Article) -> str:
    host = urlsplit(article.url or "").hostname or ""
    return host.removeprefix("www.").removeprefix("m.")


def _facts(article: Article) -> list[str]:
    """What marks an article among others of its form: the words or characters of its title, its
    numbers and its addresses.
    """
    folded = fold_key(article.title)
    words = set(folded.split())
    if has_han(folded):
        words.update(folded[i : i + 2] for i in range(len(folded) - 1))
    body = fold_key(article.body[:2000]).split()
    return sorted(words.union(word for word in body if not _TELLING.isdisjoint(word)))


def _shingles(text: str) -> set[str]:
    folded = fold_key(text)
    if has_han(folded):
        units, size = list(folded.replace(" ", "")), 5
    else:
        units, size = folded.split(), 3
    return set(map(" ".join, zip(*(units[i:] for i in range(size)), strict=False)))
