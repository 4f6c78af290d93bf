"""Whether a written sentence rests on the quotes that it cites.

Pure but for the encoder. What passes is shown, so every check errs on the side of dropping. They do
not prove that a sentence follows from its quotes; they bound what a wrong one can say: it has no
number, date, name, link or mention of its own, and stays near the quotes in words and meaning.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.writing.addresses import has_address, has_mention
from bot.writing.opposites import is_opposite
from bot.writing.stated import find_stated
from corpus.glossary import Glossary
from corpus.languages import detect_language, is_chinese
from corpus.text import fold_key, fold_line, has_han
from corpus.words import split_words
from embeddings.encoder import Encoder

MAX_CHARS = 400
# Of the faithful sentences in tests/data/written.jsonl the lowest shares .72, of the others that
# nothing else stops the highest shares .62.
_MIN_SHARED = 0.65
_CITATION = re.compile(r"(?<!\s)\s*[\[［【](\d+(?:\s*[,，、]\s*\d+)*)[\]］】]")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|fail(?:s|ed)?"
    r"|refus\w+|reject\w+|den(?:y|ies|ied))\b|n['’]t\b|[不沒没無无未非別别勿]",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？][^\w?？]*+$")
_NAME = re.compile(r"[^\W_㐀-鿿]+(?:[.&'’+-][^\W_㐀-鿿]+)*")
# Words that open a sentence with a capital and name nothing, besides those that search leaves out.
_OPENERS = frozenset(
    "you your we our he she his her all both each every some most many several few such other "
    "another yes no not however also since under over after before during between among according "
    "only about more less up until while although though if once then now still about around "
    "through within without per".split()
)
_SPEAKS_TO_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}"
    r"\b(?:instructions?|prompts?|rules?|guidelines?|above|previous|prior)\b"
    r"|\bsystem (?:prompt|message)|\byou are (?:now|an? (?:ai|assistant|chatbot|language model))\b"
    r"|</?(?:system|user|assistant|quotes|question)>|<\|"
    r"|[忽無无][略視视].{0,20}(?:指示|指令|提示|規則|规则)|系[統统]提示",
    re.IGNORECASE,
)


class Flaw(StrEnum):
    """Why a sentence is not shown."""

    TOO_LONG = "too long"
    LINK = "has a link"
    MENTION = "has a mention or mark-up"
    QUESTION = "is a question"
    NO_CITATION = "cites nothing"
    UNKNOWN_CITATION = "cites what is not there"
    LANGUAGE = "is in another language"
    NUMBER = "has a number of its own"
    DATE = "has a date of its own"
    NAME = "has a name of its own"
    OPPOSITE = "says the opposite"
    NEGATION = "denies what is not denied, or the other way about"
    WORDS = "shares too few words"
    MEANING = "is too far in meaning"
    REPEATED = "says what is said already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a model: on one line, with its citations, and what is wrong with it."""

    text: str
    flaw: Flaw | None


class Grounding:
    """Checks sentences against numbered quotes."""

    def __init__(self, encoder: Encoder, glossary: Glossary, *, min_similarity: float) -> None:
        self._encoder = encoder
        self._glossary = glossary
        self._min_similarity = min_similarity

    def check(
        self, raw: str, quotes: Mapping[int, Sequence[str]], *, wants_chinese: bool
    ) -> Sentence:
        """The sentence and its first flaw; `quotes` are the texts under each number."""
        text = fold_line(raw)
        return Sentence(text=text, flaw=self._find_flaw(text, quotes, wants_chinese=wants_chinese))

    def _find_flaw(
        self, text: str, quotes: Mapping[int, Sequence[str]], *, wants_chinese: bool
    ) -> Flaw | None:
        said = without_citations(text)
        given = "\n".join(quote for texts in quotes.values() for quote in texts)
        flaw = find_form_flaw(text, given, wants_chinese=wants_chinese)
        if flaw:
            return flaw
        cited = cited_numbers(text)
        if not cited:
            return Flaw.NO_CITATION
        if not cited <= quotes.keys():
            return Flaw.UNKNOWN_CITATION
        texts = [quote for number in sorted(cited) for quote in quotes[number]]
        flaw = find_flaw_of_facts(said, " \n".join(texts), self._glossary)
        if flaw:
            return flaw
        return None if self.similarity(said, texts) >= self._min_similarity else Flaw.MEANING

    def similarity(self, said: str, quotes: Sequence[str]) -> float:
        """How near in meaning a sentence is to the nearest of the quotes, or to all together."""
        together = [" ".join(quotes)] if len(quotes) > 1 else []
        rows = self._encoder.encode_passages([said, *quotes, *together])
        return float((rows[1:] @ rows[0]).max())


def cited_numbers(text: str) -> frozenset[int]:
    """The numbers in square brackets: "[1]", "[1, 2]"."""
    return frozenset(
        int(number)
        for match in _CITATION.finditer(text)
        for number in re.findall(r"\d{1,9}", match[1])
    )


def without_citations(text: str) -> str:
    """The sentence itself."""
    return _CITATION.sub("", text).strip()


def speaks_to_model(text: str) -> bool:
    """Whether a quote reads like an order to a language model, which is then not shown it."""
    return _SPEAKS_TO_MODEL.search(text) is not None


def find_form_flaw(text: str, quoted: str, *, wants_chinese: bool) -> Flaw | None:
    """What is wrong with a sentence whatever it says; names that the quotes have may have dots."""
    if len(text) > MAX_CHARS:
        return Flaw.TOO_LONG
    if has_address(text, quoted):
        return Flaw.LINK
    if has_mention(text):
        return Flaw.MENTION
    said = without_citations(text)
    if _QUESTION.search(said):
        return Flaw.QUESTION
    is_right = has_han(said) if wants_chinese else not _is_chinese(said)
    return None if is_right else Flaw.LANGUAGE


def find_flaw_of_facts(said: str, quoted: str, glossary: Glossary) -> Flaw | None:
    """What a sentence says that its quotes do not: a number, a date, a name, a denial, or all."""
    mine, theirs = find_stated(said), find_stated(quoted)
    if not theirs.has_numbers(mine):
        return Flaw.NUMBER
    if theirs.is_swapped_in(mine):
        return Flaw.NUMBER
    if not theirs.has_times(mine):
        return Flaw.DATE
    missing, words = _concepts(mine.rest, quoted, glossary)
    if missing or _has_own_name(mine.rest, words):
        return Flaw.NAME
    if is_opposite(mine.text, theirs.text):
        return Flaw.OPPOSITE
    denies = _NEGATION.search(said) is not None
    if denies not in {_NEGATION.search(quote) is not None for quote in quoted.split("\n")}:
        return Flaw.NEGATION  # none of the quotes denies, or all of them do
    if _is_chinese(said) != _is_chinese(quoted):
        return None  # they have no words in common; only the meaning can be compared
    spoken = set(split_words(mine.rest))
    share = len(spoken & words) / len(spoken) if spoken else 1.0
    return None if share >= _MIN_SHARED else Flaw.WORDS


def _is_chinese(text: str) -> bool:
    return is_chinese(detect_language(text))


def _concepts(said: str, quoted: str, glossary: Glossary) -> tuple[bool, set[str]]:
    """Whether a Chinese sentence names what the quotes do not, and all words that are given.

    A thing counts as given when the quotes have any of its names; all its names are given then.
    """
    folded = fold_key(quoted)
    known = {concept.name for concept in glossary.find(quoted)}
    words = set(split_words(quoted))
    has_missing = False
    for concept in glossary.find(said):
        if concept.name in known or any(fold_key(alias) in folded for alias in concept.aliases):
            words.update(word for alias in concept.aliases for word in split_words(alias))
        else:
            has_missing = True
    return has_missing and has_han(said), words


def _has_own_name(said: str, words: set[str]) -> bool:
    """Whether a word in capitals is not given; Chinese characters stand apart from Latin ones."""
    return any(
        any(character.isupper() for character in name)
        and name.casefold() not in _OPENERS
        and not set(split_words(name)) <= words
        for name in _NAME.findall(said)
    )
