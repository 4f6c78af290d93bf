"""Search by words: the asker's, other names of what they name, and their translation."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from corpus.glossary import Glossary
from corpus.lexicon import Lexicon
from corpus.words import split_words
from embeddings.bm25_index import Bm25Index

# What another name from the glossary, or a translation, counts beside the asker's own word.
_OTHER_WEIGHT = 0.3

Origin = Literal["question", "glossary", "translation"]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of a question: a text has the term if it has one of its `words`.

    `weight` is how much the term tells, the rarer the more.
    """

    words: frozenset[str]
    weight: float
    origin: Origin


def covered_share(terms: Sequence[Term], words: Set[str]) -> float:
    """The share of the terms, by weight, that the words have: 0 to 1, and 0 of none."""
    total = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if term.words & words) / total if total else 0.0


class WordSearch:
    """Scores passages by the words of a question; may be shared by threads."""

    def __init__(
        self,
        bm25: Bm25Index,
        article_rows: Sequence[int],
        *,
        glossary: Glossary,
        lexicon: Lexicon | None = None,
    ) -> None:
        self._bm25 = bm25
        self._article_rows = np.asarray(article_rows, dtype=np.int64)
        self._articles = max(article_rows, default=-1) + 1
        self._glossary = glossary
        self._lexicon = lexicon

    def terms(self, query: str) -> list[Term]:
        """The query's words, other names of the concepts in it, and translated Chinese words."""
        own = dict.fromkeys(split_words(query))
        terms = [self._term(frozenset({word}), "question") for word in own]
        aliases = (a for concept in self._glossary.find(query) for a in concept.aliases)
        others = {word for alias in aliases for word in split_words(alias)}
        terms += [self._term(frozenset({w}), "glossary") for w in sorted(others.difference(own))]
        terms += [self._term(words, "translation") for words in self._translations(query)]
        return [term for term in terms if term.weight > 0]

    def scores(self, query: str) -> tuple[Scores, Scores]:
        """For each passage its BM25 score for the query, and that of its article.

        The asker's words count in full, other terms less. Of the several words that may translate
        one, the one that scores best counts; an article has of each term its best passage's score.
        """
        passages = np.zeros(self._bm25.size, dtype=np.float32)
        articles = np.zeros(self._articles, dtype=np.float32)
        for term in self.terms(query):
            found = np.max([self._bm25.scores([word]) for word in sorted(term.words)], axis=0)
            if term.origin != "question":
                found *= _OTHER_WEIGHT
            passages += found
            rows = np.flatnonzero(found)
            best = np.zeros_like(articles)
            np.maximum.at(best, self._article_rows[rows], found[rows])
            articles += best
        return passages, articles[self._article_rows]

    def _translations(self, query: str) -> Iterator[frozenset[str]]:
        if not self._lexicon:
            return
        for senses in self._lexicon.translate(query).values():
            yield frozenset(word for sense in senses for word in split_words(sense))

    def _term(self, words: frozenset[str], origin: Origin) -> Term:
        rarity = {word: self._bm25.idf(word) for word in words}
        known = {word: idf for word, idf in rarity.items() if idf > 0}
        weight = sum(known.values()) / len(known) if known else 0.0
        if origin == "glossary":
            weight *= _OTHER_WEIGHT
        return Term(words=frozenset(known), weight=weight, origin=origin)
