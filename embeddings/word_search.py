"""Search by words: the asker's, other names of what they name, and their translation."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from corpus.glossary import Concept
from corpus.lexicon import Lexicon
from corpus.words import split_words
from embeddings.passage_index import WordGroup
from embeddings.unknown_names import find_unknown_names, find_unknown_words

# What another name from the glossary, or a translation, counts beside the asker's own word.
_OTHER_WEIGHT = 0.3
_MOST_TERMS = 48  # of one kind; none of 910 ordinary questions has more than 44

Origin = Literal["question", "glossary", "translation"]


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


def to_groups(terms: Sequence[Term]) -> list[WordGroup]:
    """What an index is asked for: the asker's words count in full, other terms less.

    Of the several words that may translate one, the one that scores best counts.
    """
    return [
        WordGroup(
            words=tuple(sorted(term.words)),
            weight=1.0 if term.origin == "question" else _OTHER_WEIGHT,
        )
        for term in terms
    ]


class WordReader:
    """Reads the words of questions; may be shared by threads.

    `rarity` says how much a word tells, 0 where no passage has it.
    """

    def __init__(self, rarity: Callable[[str], float], *, lexicon: Lexicon | None = None) -> None:
        self._rarity = rarity
        self._lexicon = lexicon

    def terms(self, text: str, concepts: Sequence[Concept]) -> list[Term]:
        """The text's words, other names of the concepts in it, and translated Chinese words.

        At most so many of each kind, those of most weight, so that no text makes a search long.
        """
        own = dict.fromkeys(split_words(text))
        others = {w for concept in concepts for a in concept.aliases for w in split_words(a)}
        return [
            *self._heaviest(self._term(frozenset({word}), "question") for word in own),
            *self._heaviest(
                self._term(frozenset({word}), "glossary") for word in sorted(others.difference(own))
            ),
            *self._heaviest(self._term(words, "translation") for words in self._translations(text)),
        ]

    def unknown_names(self, text: str, concepts: Sequence[Concept]) -> tuple[str, ...]:
        """The names in a text that no passage has, as they were typed."""
        return find_unknown_names(
            text,
            concepts,
            is_known=self._is_known,
            dictionary=self._lexicon,
        )

    def unknown_words(self, text: str, concepts: Sequence[Concept]) -> tuple[str, ...]:
        """The other words for things in a text that no passage has."""
        return find_unknown_words(text, concepts, is_known=self._is_known, dictionary=self._lexicon)

    def _is_known(self, word: str) -> bool:
        return self._rarity(word) > 0

    def _heaviest(self, terms: Iterable[Term]) -> list[Term]:
        """The terms that some passage has; where there are too many, the rarest, as they came."""
        known = [term for term in terms if term.weight > 0]
        if len(known) <= _MOST_TERMS:
            return known
        least = sorted((term.weight for term in known), reverse=True)[_MOST_TERMS - 1]
        return [term for term in known if term.weight >= least][:_MOST_TERMS]

    def _translations(self, query: str) -> Iterator[frozenset[str]]:
        if not self._lexicon:
            return
        for senses in self._lexicon.translate(query).values():
            yield frozenset(word for sense in senses for word in split_words(sense))

    def _term(self, words: frozenset[str], origin: Origin) -> Term:
        rarity = {word: self._rarity(word) for word in words}
        known = {word: idf for word, idf in rarity.items() if idf > 0}
        weight = sum(known.values()) / len(known) if known else 0.0
        if origin == "glossary":
            weight *= _OTHER_WEIGHT
        return Term(words=frozenset(known), weight=weight, origin=origin)
