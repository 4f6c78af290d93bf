"""The names in a question that no passage has, in Latin letters or in Chinese."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from corpus.glossary import Concept
from corpus.text import to_simplified
from corpus.words import split_words

_LATIN = "A-Za-zÀ-ɏ"
_WORD = re.compile(rf"[{_LATIN}][{_LATIN}0-9.&'’-]*[{_LATIN}0-9]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_SHORTEST = 3
Senses = Mapping[str, Sequence[str]]


def find_unknown_names(
    text: str,
    concepts: Sequence[Concept],
    *,
    is_known: Callable[[str], bool],
    translate: Callable[[str], Senses],
) -> tuple[str, ...]:
    """The names as they were typed; `is_known` says of a word, as `split_words` gives it, whether
    any passage has it, and `translate` gives the senses of a text's Chinese words, simplified.

    A name that the corpus has under another name of the glossary is known.
    """
    for concept in concepts:
        if any(all(map(is_known, split_words(alias))) for alias in concept.aliases):
            for alias in sorted(concept.aliases, key=len, reverse=True):
                text = re.sub(whole_name(alias), " ", text, flags=re.IGNORECASE)
    latin = (
        word
        for word in _WORD.findall(_POSSESSIVE.sub("", text))
        if len(word) >= _SHORTEST and not word.islower() and _is_unknown(word, is_known)
    )
    return tuple(dict.fromkeys((*latin, *_chinese(text, is_known, translate))))


def whole_name(alias: str) -> str:
    """A pattern of a name that is not part of a longer word."""
    inside = f"[{_LATIN}0-9]"
    before = f"(?<!{inside})" if re.match(inside, alias) else ""
    behind = f"(?!{inside})" if re.search(f"{inside}$", alias) else ""
    return before + re.escape(alias) + behind


def _is_unknown(word: str, is_known: Callable[[str], bool]) -> bool:
    tokens = split_words(word)
    return bool(tokens) and not any(map(is_known, tokens))


def _chinese(
    text: str, is_known: Callable[[str], bool], translate: Callable[[str], Senses]
) -> Iterator[str]:
    """Names of the dictionary of which no pair of characters is in any passage, nor a translation.

    What the dictionary does not have cannot be told from the many words of speech that no article
    uses, and is not named.
    """
    plain = to_simplified(text)
    for word, meanings in translate(text).items():
        pairs = (word[at : at + 2] for at in range(len(word) - 1))
        is_used = any(is_known(token) for pair in pairs for token in split_words(pair))
        if _is_name(word, meanings) and not is_used and not _is_translated(meanings, is_known):
            at = plain.find(word)
            yield text[at : at + len(word)] if at >= 0 else word


def _is_name(word: str, meanings: Sequence[str]) -> bool:
    """Whether a word is a name: one with a capital, or foreign, which takes three characters."""
    is_foreign = len(word) > 2 and any(" " not in meaning for meaning in meanings)
    return is_foreign or any(meaning[:1].isupper() for meaning in meanings)


def _is_translated(meanings: Sequence[str], is_known: Callable[[str], bool]) -> bool:
    words = (split_words(meaning) for meaning in meanings)
    return any(found and all(map(is_known, found)) for found in words)
