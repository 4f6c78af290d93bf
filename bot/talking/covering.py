"""Whether what is shown says anything of what a turn added."""

from collections.abc import Sequence, Set

from bot.answering.names import content_words
from corpus.glossary import Glossary
from corpus.lexicon import Lexicon
from corpus.text import fold_key, has_han, to_simplified
from corpus.words import split_words
from embeddings.hits import Hit
from embeddings.passage_index import PassageIndex
from embeddings.unknown_names import foreign_words

_LONGER_THAN_SLANG = 4
_COMMON = 0.45  # of what the rarest word tells


class Coverage:
    """Looks for names, numbers and words in texts, in either language and under any name.

    A word that tells little, since many passages have it, is not looked for.
    """

    def __init__(self, glossary: Glossary, lexicon: Lexicon, index: PassageIndex) -> None:
        self._glossary = glossary
        self._lexicon = lexicon
        self._rarity = index.rarity
        self._common = _COMMON * index.highest_rarity

    def missing(self, words: str, text: str) -> tuple[str, ...]:
        """What of the words a text has under no name and in no translation, as it was typed."""
        had = set(split_words(text))
        lacking = [*self.missing_concepts(words, text)]
        senses: set[str] | None = None
        for word in content_words(self._glossary.without_names(words)):
            tokens = set(split_words(word))
            if has_han(word):
                lacking += self._missing_chinese(word, text, had)
            elif tokens and not tokens & had and not self._is_common(tokens):
                if senses is None:
                    senses = self._senses_in(text)
                if not tokens & senses and not _is_akin(word, had | senses):
                    lacking.append(word)
        return tuple(dict.fromkeys(_as_typed(one, words) for one in lacking))

    def missing_concepts(self, words: str, text: str) -> tuple[str, ...]:
        """What the words name of the glossary, and a text in either language does not."""
        had = set(split_words(text))
        return tuple(
            _as_typed(concept.name, words)
            for concept in self._glossary.find(words)
            if not any(
                had >= set(tokens) or self._is_common(set(tokens))
                for tokens in map(split_words, concept.aliases)
            )
        )

    def unknown(self, words: str) -> tuple[str, ...]:
        """The words that stand in no article, nor their translation; a short one may be slang."""
        unknown = foreign_words(words)
        for word in content_words(self._glossary.without_names(words)):
            if has_han(word):
                unknown += [
                    found
                    for found, senses in self._lexicon.translate(word).items()
                    if not any(map(self._rarity, split_words(found)))
                    and not any(
                        tokens and all(map(self._rarity, tokens))
                        for tokens in map(split_words, senses)
                    )
                ]
            elif len(word) >= _LONGER_THAN_SLANG and not any(map(self._rarity, split_words(word))):
                unknown.append(word)
        return tuple(dict.fromkeys(_as_typed(word, words) for word in unknown))

    def _missing_chinese(self, run: str, text: str, had: Set[str]) -> list[str]:
        """The dictionary's words of a run that a text lacks; the run itself if it has none."""
        plain = to_simplified(text)
        found = self._lexicon.translate(run)
        words = found or {to_simplified(run): ()}
        return [
            word
            for word, senses in words.items()
            if word not in plain
            and not self._is_common(set(split_words(word)))
            and not any(tokens and had >= set(tokens) for tokens in map(split_words, senses))
        ]

    def _is_common(self, tokens: Set[str]) -> bool:
        """Whether all of the tokens stand in so many passages that they tell nothing."""
        return all(0 < self._rarity(token) < self._common for token in tokens)

    def _senses_in(self, text: str) -> set[str]:
        """What the Chinese words of a text mean, in English."""
        meanings: Sequence[tuple[str, ...]] = list(self._lexicon.translate(text).values())
        return {token for senses in meanings for sense in senses for token in split_words(sense)}


class Covering:
    """Allows the passages that speak of the words, in their text, title, headings or date.

    Of all of them, but for so many as a passage `lacks` at most.
    """

    def __init__(self, coverage: Coverage, words: str, *, lacks: int = 0) -> None:
        self._coverage = coverage
        self._lacks = lacks
        self.words = words

    def __call__(self, hit: Hit) -> bool:
        article, passage = hit.article, hit.passage
        parts = (article.title, article.published_as, *passage.headings, passage.text)
        return len(self._coverage.missing(self.words, "\n".join(parts))) <= self._lacks


def _is_akin(word: str, had: Set[str]) -> bool:
    """Whether a word opens another or the other way round, as "Thai" opens "Thailand"."""
    small = word.casefold()
    return len(small) >= _LONGER_THAN_SLANG and any(
        len(other) >= _LONGER_THAN_SLANG and (other.startswith(small) or small.startswith(other))
        for other in had
    )


def _as_typed(word: str, words: str) -> str:
    """The stretch of what was typed that a word stands for, or the word itself."""
    at = to_simplified(words).casefold().find(to_simplified(word).casefold())
    return words[at : at + len(word)] if at >= 0 and fold_key(word) else word
