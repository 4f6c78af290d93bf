"""The names in a question that no passage has, in Latin letters or in Chinese."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from corpus.glossary import Concept
from corpus.lexicon import Sort
from corpus.text import to_simplified
from corpus.words import ASKING_WORDS, split_words

_LATIN = "A-Za-zÀ-ɏ"
_WORD = re.compile(rf"[{_LATIN}][{_LATIN}0-9.&'’-]*[{_LATIN}0-9]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_PLURAL = re.compile(r"(?<=[A-Z0-9])s$")
_SHORTEST = 3
_SHORTEST_SMALL = 5  # of a name in small letters: what is shorter is mostly an abbreviation
_LONGEST_ENDING = 3  # "Brazilian" is known where "Brazil" is
_LONGEST_CHINESE = 4
_SHORTEST_WORD = 4  # of a word that no dictionary has
_LONGEST_WORD = 40  # of one that may be misspelt; nobody's word is longer
_ENDINGS = ("ed", "en", "ing", "ly", "al")  # of what is mostly done to things, or said of them
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What people say to a bot and no article says; capitals open a sentence here.
_TALK = ASKING_WORDS | frozenset(
    "you your yours our ours me my mine hello hey hiya thanks thank please pls yes yeah yep nope "
    "okay sorry something anything everything anybody somebody everyone someone gonna wanna gimme "
    "whats hows whos thats wheres doesnt dont isnt wasnt cant didnt".split()
)
# What comes behind the name of an organisation or a place.
_CLASS = re.compile("银行|公司|集团|大学|学院|医院|证券|保险|基金|机场|酒店|交易所|支付|科技")
_RUN = re.compile("[㐀-鿿]+")
_LETTERS_RUN = re.compile(r"[^\W\d_]+")
_OURS = re.compile(rf"[{_LATIN}]|{_RUN.pattern}")
_GRAMMAR = frozenset(  # simplified, as all here; what hardly any name has
    "的嘅是系喺了咗不唔没冇有无佢她他它我你哋们边哪啲些咩乜什么怎呢这那个嗰间咁同和与及跟从被把畀俾给攞拎睇"
    "看话讲去嚟做想要会应该先再又都也就才仲还"
)
_NOT_BEFORE = _GRAMMAR | frozenset(
    "在点家位份条只由向到可以能上下中前后内外新旧大小多少几第每各全其此某本香港"
)
Senses = Mapping[str, Sequence[str]]


class Dictionary(Protocol):
    """What is known of words, whatever the corpus has: `corpus.lexicon.Lexicon`."""

    def translate(self, text: str) -> Senses: ...

    def names(self, text: str) -> Senses: ...

    def sorts(self, words: Sequence[str]) -> Mapping[str, Sort]: ...


def find_unknown_names(
    text: str,
    concepts: Sequence[Concept],
    *,
    is_known: Callable[[str], bool],
    dictionary: Dictionary | None,
) -> tuple[str, ...]:
    """The names as they were typed; `is_known` says of a word, as `split_words` gives it, whether
    any passage has it.

    A name is written with a capital, here or wherever the dictionary has it, is Chinese, or is any
    word in another script. One that the corpus has under another name of the glossary is known.
    """
    text = without_known(text, concepts, is_known)
    words = _unknown_words(text, is_known)
    small = [word for word in words if word.islower() and len(word) >= _SHORTEST_SMALL]
    sorts = dictionary.sorts(small) if dictionary and small else {}
    latin = (
        word
        for word in words
        if not word.islower() or (sorts.get(word) is Sort.NAME and not _is_derived(word, is_known))
    )
    chinese = _chinese(text, is_known, dictionary) if dictionary else ()
    foreign = (word for word in foreign_words(text) if not any(map(is_known, split_words(word))))
    return tuple(dict.fromkeys((*latin, *chinese, *foreign)))


def foreign_words(text: str) -> list[str]:
    """The words of a text in a script that is neither Latin nor Chinese."""
    return [word for word in _LETTERS_RUN.findall(text) if not _OURS.match(word)]


def find_unknown_words(
    text: str,
    concepts: Sequence[Concept],
    *,
    is_known: Callable[[str], bool],
    dictionary: Dictionary | None,
) -> tuple[str, ...]:
    """The words in small letters that stand for things and that no passage has, as typed.

    Such are what the dictionary does not have and that is no slip of the pen; and what it has as a
    thing, if the text names no concept. They may be names, or not: where a question is answered,
    the articles say it with other words, and nothing is missing.
    """
    words = [
        word
        for word in _unknown_words(without_known(text, concepts, is_known), is_known)
        if word.isascii() and word.isalpha() and word.islower() and len(word) >= _SHORTEST_WORD
    ]
    if dictionary is None or not words:
        return ()
    sorts = dictionary.sorts(words)
    return tuple(
        word
        for word in words
        if not _is_derived(word, is_known)
        and not word.endswith(_ENDINGS)
        and (
            not _is_misspelt(word, is_known, dictionary)
            if word not in sorts
            else sorts[word] is Sort.THING and not concepts
        )
    )


def without_known(text: str, concepts: Sequence[Concept], is_known: Callable[[str], bool]) -> str:
    """A text without the names of concepts that the corpus has under any of their names."""
    plain = to_simplified(text)  # as long as the text
    for concept in concepts:
        if any(all(map(is_known, split_words(alias))) for alias in concept.aliases):
            for alias in sorted(map(to_simplified, concept.aliases), key=len, reverse=True):
                pattern = whole_name(alias, ending="s?" if alias.isascii() else "")
                for found in re.finditer(pattern, plain, re.IGNORECASE):
                    gap = " " * len(found[0])
                    plain = plain[: found.start()] + gap + plain[found.end() :]
                    text = text[: found.start()] + gap + text[found.end() :]
    return text


def whole_name(alias: str, *, ending: str = "") -> str:
    """A pattern of a name, perhaps with an ending, that is not part of a longer word."""
    inside = f"[{_LATIN}0-9]"
    before = f"(?<!{inside})" if re.match(inside, alias) else ""
    behind = f"(?!{inside})" if re.search(f"{inside}$", alias) else ""
    return before + re.escape(alias) + ending + behind


def _unknown_words(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """Its words in Latin letters that no passage has, but for what is said to a bot."""
    return [
        word
        for word in dict.fromkeys(_WORD.findall(_POSSESSIVE.sub("", text)))
        if len(word) >= _SHORTEST and word.casefold() not in _TALK and _is_unknown(word, is_known)
    ]


def _is_unknown(word: str, is_known: Callable[[str], bool]) -> bool:
    tokens = split_words(_PLURAL.sub("", word))
    return bool(tokens) and not any(map(is_known, tokens))


def _is_derived(word: str, is_known: Callable[[str], bool]) -> bool:
    """Whether a known word stands in front of a short ending."""
    shortest = max(len(word) - _LONGEST_ENDING, _SHORTEST_SMALL - 1)
    beginnings = (split_words(word[:length]) for length in range(shortest, len(word)))
    return any(is_known(token) for tokens in beginnings for token in tokens)


def _is_misspelt(word: str, is_known: Callable[[str], bool], dictionary: Dictionary) -> bool:
    """Whether one letter more, less or other, or two changed about, make a word of it.

    The first letter is mostly right.
    """
    if len(word) > _LONGEST_WORD:
        return False
    halves = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    others = {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    others.update(a + b[1:] for a, b in halves if b)
    for letter in _LETTERS:
        others.update(a + letter + b for a, b in halves)
        others.update(a + letter + b[1:] for a, b in halves if b)
    others.discard(word)
    tokens = {token for other in others for token in split_words(other)}
    return any(map(is_known, tokens)) or bool(dictionary.sorts(sorted(others)))


def _chinese(text: str, is_known: Callable[[str], bool], dictionary: Dictionary) -> Iterator[str]:
    """Names of which no pair of characters is in any passage, nor a translation.

    They are names of the dictionary, or stand before "bank" or the like and are no other word of
    it. What it does not have otherwise cannot be told from the many words of speech that no article
    uses, and is not named.
    """
    plain = to_simplified(text)
    words = dictionary.translate(text)
    names = {
        word: meanings
        for word, meanings in dictionary.names(text).items()
        if _GRAMMAR.isdisjoint(word) and not _is_across(word, words, plain)
    }
    for word, meanings in {**names, **words}.items():
        is_name = word in names or _is_name(word, meanings)
        if is_name and not _is_used(word, is_known) and not _is_translated(meanings, is_known):
            at = plain.find(word)
            yield text[at : at + len(word)] if at >= 0 else word
    for start, end in _before_class(plain, is_known):
        if not any(word in plain[start:end] for word in words):
            yield text[start:end]


def _before_class(plain: str, is_known: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Where two to four characters that go with none before it stand before "bank" or the like."""
    for found in _CLASS.finditer(plain):
        start = end = found.start()
        while start > 0 and _RUN.match(plain[start - 1]) and plain[start - 1] not in _NOT_BEFORE:
            start -= 1
        if 2 <= end - start <= _LONGEST_CHINESE and not _is_used(plain[start:end], is_known):
            yield start, end


def _is_across(name: str, words: Senses, plain: str) -> bool:
    """Whether a name is made of the end of one word and the beginning of another."""
    at = plain.find(name)
    return any(
        found.start() < at + len(name) and at < found.end()
        for word in words
        if word not in name and name not in word
        for found in re.finditer(word, plain)
    )


def _is_used(word: str, is_known: Callable[[str], bool]) -> bool:
    pairs = (word[at : at + 2] for at in range(len(word) - 1))
    return any(is_known(token) for pair in pairs for token in split_words(pair))


def _is_name(word: str, meanings: Sequence[str]) -> bool:
    """Whether a word is a name: one with a capital, or foreign, which takes three characters."""
    is_foreign = len(word) > 2 and any(" " not in meaning for meaning in meanings)
    return is_foreign or any(meaning[:1].isupper() for meaning in meanings)


def _is_translated(meanings: Sequence[str], is_known: Callable[[str], bool]) -> bool:
    """Whether the corpus has all words of what it means, up to the first comma."""
    words = (split_words(meaning.partition(",")[0]) for meaning in meanings)
    return any(found and all(map(is_known, found)) for found in words)
