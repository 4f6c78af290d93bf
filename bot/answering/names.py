"""The places of a question where another name, time or number of a row may be put."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.glossary import Glossary
from corpus.lexicon import Lexicon, Sort
from corpus.named_periods import find_periods
from corpus.text import has_han, to_simplified
from corpus.words import ASKING_WORDS
from embeddings.unknown_names import whole_name

ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|previous|next|phase \d)\b"
    "|第[一二三四五六1-6]",
    re.IGNORECASE,
)
_SHORTEST_SMALL = 4  # of a name in small letters
_THEN = re.compile(
    r"\b(?:(?:by|since|until|back) then|at (?:that|the) time|(?:right )?now|today|currently)\b"
    "|[嗰那當当][時时陣阵]|而家|依家|現時|现时|目前|現在|现在"
    r"|\b(?:last|this) (?:year|month|week|quarter)\b|[上舊旧去今前]年|[上今呢這这][個个]月",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?:\b[A-Za-z]\.){2,}|[A-Za-zÀ-ɏ0-9](?:[A-Za-zÀ-ɏ0-9.&'’/-]*[A-Za-zÀ-ɏ0-9])?")
SUBJECT_END = ": "
"""what stands between a subject and what is asked of it"""
_DOTTED = re.compile(r"[^\W\d_]{2,}\.[^\W\d_]{2,}")
_CHINESE_ASKING = re.compile(
    "[幾几]時|何時|什么时候|什麼時候|甚麼時候|[幾几]多?[間间個个家人錢钱次股位]?|多少[錢钱元個个家]?"
    "|[邊边哪][個个間间家些啲位]?|係?咩[話嘢]?|乜嘢?|什麼|什么|甚麼|誰|谁|點解|点解|為什麼|为什么|點樣|怎樣|怎么"
    "|有冇|有沒有|有没有|現時|而家|今年|依家|[嗎吗呢㗎呀嘅的了咗係是有會会在於由喺用]|[?？，,。、]"
)


class Slot(StrEnum):
    """What kind of thing stands somewhere in a question."""

    TIME = "time"
    ORDINAL = "ordinal"
    PLACE = "place"
    NAME = "name"
    THING = "thing"
    """what common words name, as a stablecoin or a loan"""
    TERM = "term"
    """a word of business, which many questions have"""


_NAMED = frozenset({Slot.NAME, Slot.PLACE, Slot.THING})
_SLOT_OF = {"places": Slot.PLACE, "business": Slot.TERM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A stretch of a text that names something."""

    start: int
    end: int
    slot: Slot


class Names:
    """Finds what is named in a text; may be shared by threads."""

    def __init__(self, glossary: Glossary, lexicon: Lexicon) -> None:
        self._glossary = glossary
        self._lexicon = lexicon

    def find(self, text: str) -> list[Named]:
        """Times, ordinals, places and names in a text, in order; of overlapping ones the longest.

        A name is what the glossary has, what the dictionary spells with a capital, or a word with a
        capital that does not merely open the text.
        """
        found = [Named(start=p.start, end=p.end, slot=Slot.TIME) for p in find_periods(text)]
        found += [
            Named(start=match.start(), end=match.end(), slot=slot)
            for slot, pattern in ((Slot.TIME, _THEN), (Slot.ORDINAL, ORDINAL))
            for match in pattern.finditer(text)
        ]
        found += self._concepts(text)
        found += self._latin(text)
        found += self._chinese(text)
        kept: list[Named] = []
        for one in sorted(found, key=lambda one: (one.start, one.start - one.end)):
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def in_glossary(self, text: str) -> bool:
        """Whether a text names something of the glossary that is no place."""
        return any(one.slot in (Slot.NAME, Slot.THING) for one in self._concepts(text))

    def in_text(self, text: str) -> list[str]:
        """The names, places and things in a text, as they stand there."""
        return [text[one.start : one.end] for one in self.find(text) if one.slot in _NAMED]

    def is_namelike(self, text: str) -> bool:
        """Whether something in a text is a name, or a word in Latin letters of no dictionary."""
        words = {word.casefold() for word in content_words(text) if word.isascii()}
        sorts = self._lexicon.sorts(words)
        return any(one.slot in (Slot.NAME, Slot.PLACE) for one in self.find(text)) or any(
            sorts.get(word, Sort.NAME) is Sort.NAME for word in words
        )

    def is_chinese_name(self, run: str) -> bool:
        """Whether a run of Chinese has none of the words of the dictionary, as a person's name."""
        return len(run) > 1 and not any(len(word) > 1 for word in self._lexicon.translate(run))

    def without_times(self, text: str) -> str:
        """A text with a space for each time in it."""
        for one in reversed(self.find(text)):
            if one.slot is Slot.TIME:
                text = f"{text[: one.start]} {text[one.end :]}"
        return text

    def subject(self, text: str) -> str:
        """What a question is about: its names, or else its words that do not ask.

        One that was put behind its subject, with a colon, is still about that.
        """
        head, colon, asked = text.partition(SUBJECT_END)
        if colon:
            return head if content_words(asked) else self.subject(head)
        named = self.find(text)
        slots = {one.slot for one in named}
        if Slot.NAME not in slots and not has_han(text):
            return " ".join(content_words(self.without_times(text)))
        for wanted in ({Slot.NAME, Slot.THING}, {Slot.PLACE}, {Slot.TERM}):
            names = [text[one.start : one.end] for one in named if one.slot in wanted]
            if names:
                return " ".join(dict.fromkeys(names))
        return " ".join(content_words(text))

    def _concepts(self, text: str) -> Iterator[Named]:
        for concept in self._glossary.find(text):
            common = Slot.THING if concept.name.islower() else Slot.NAME
            slot = _SLOT_OF.get(concept.subject, common)
            for alias in sorted(concept.aliases, key=len, reverse=True):
                ending = "" if has_han(alias) else "s?"
                match = re.search(whole_name(alias, ending=ending), text, re.IGNORECASE)
                if match:
                    yield Named(start=match.start(), end=match.end(), slot=slot)
                    break

    def _latin(self, text: str) -> Iterator[Named]:
        words = list(_WORD.finditer(text))
        small = {match[0] for match in words if match[0].islower() and match[0] not in ASKING_WORDS}
        # "brazils pilot"
        owners = {w: w[:-1] for w in small if w.endswith("s") and len(w) > _SHORTEST_SMALL}
        sorts = self._lexicon.sorts({*small, *owners.values()}) if small else {}
        for match in words:
            sort = sorts.get(match[0]) or sorts.get(owners.get(match[0], ""))
            is_name = sort is Sort.NAME and len(match[0]) >= _SHORTEST_SMALL
            if is_name or _is_capital(match[0], is_first=match.start() == 0):
                yield Named(start=match.start(), end=match.end(), slot=Slot.NAME)

    def _chinese(self, text: str) -> Iterator[Named]:
        if not has_han(text):
            return
        plain = to_simplified(text)  # as long as the text
        words = self._lexicon.translate(text)
        for name in self._lexicon.names(text):
            at = plain.find(name)
            # Not the end of one word and the beginning of the next.
            if at >= 0 and not any(
                name not in word and _cross(name, word, plain) for word in words
            ):
                yield Named(start=at, end=at + len(name), slot=Slot.NAME)


def is_then(text: str) -> bool:
    """Whether an English text only points to a time, as "by then" does."""
    return not has_han(text) and bool(_THEN.fullmatch(text))


def content_words(text: str) -> list[str]:
    """The words of a text but for those that any question may have; Chinese in runs."""
    if has_han(text):
        return _CHINESE_ASKING.sub(" ", text).split()
    return [
        word
        for word in _WORD.findall(text)
        if word.casefold() not in ASKING_WORDS and len(word) > 1
    ]


def _is_capital(word: str, *, is_first: bool) -> bool:
    if len(word) < 2 or word.casefold() in ASKING_WORDS or not any(map(str.isalpha, word)):
        return False
    if _DOTTED.fullmatch(word):
        return True
    return not word.islower() and not (is_first and word[1:].islower())


def _cross(name: str, word: str, plain: str) -> bool:
    """Whether a word stands over one of the ends of a name."""
    if word in name or name in word:
        return False
    at = plain.find(name)
    return any(
        found.start() < at + len(name) and at < found.end()
        for found in re.finditer(re.escape(word), plain)
    )
