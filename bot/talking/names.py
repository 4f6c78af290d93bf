"""The places of a question where another name, time or number of a row may be put."""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.glossary import Glossary
from corpus.named_periods import find_periods
from corpus.text import has_han
from embeddings.unknown_names import whole_name

_ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|previous|next|phase \d)\b"
    "|第[一二三四五六1-6]",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-zÀ-ɏ0-9][A-Za-zÀ-ɏ0-9.&'’/-]*")
SUBJECT_END = ": "
"""what stands between a subject and what is asked of it"""
_COMMON = frozenset(
    "a about all also an and any are as at be been by can come could describe did do does explain "
    "far for from get give got had has have he her his how how's hows i if in into is it its just "
    "last latest list long many me more most much my name new next now of on one or our out over "
    "per she should show since so some tell than that the their them then there these they this "
    "those to too up us was we were what what's whats when when's whens where where's wheres which "
    "who who's whom whos whose why will with would you your".split()
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A stretch of a text that names something; `subject` is the glossary's, "" for others."""

    start: int
    end: int
    slot: Slot
    subject: str = ""


def find_named(text: str, glossary: Glossary) -> list[Named]:
    """Times, ordinals, places and names in a text, in order; of those that overlap the longest.

    A name is what the glossary has, or a word with a capital that does not merely open the text.
    """
    found = [Named(start=p.start, end=p.end, slot=Slot.TIME) for p in find_periods(text)]
    found += [
        Named(start=match.start(), end=match.end(), slot=Slot.ORDINAL)
        for match in _ORDINAL.finditer(text)
    ]
    for concept in glossary.find(text):
        for alias in sorted(concept.aliases, key=len, reverse=True):
            plural = "" if has_han(alias) else "s?"
            match = re.search(whole_name(alias) + plural, text, re.IGNORECASE)
            if match:
                slot = Slot.PLACE if concept.subject == "places" else Slot.NAME
                found.append(
                    Named(start=match.start(), end=match.end(), slot=slot, subject=concept.subject)
                )
                break
    found += [
        Named(start=match.start(), end=match.end(), slot=Slot.NAME)
        for match in _WORD.finditer(text)
        if _is_capital(match[0], is_first=match.start() == 0)
    ]
    kept: list[Named] = []
    for one in sorted(found, key=lambda one: (one.start, one.start - one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def names_in(text: str, glossary: Glossary) -> list[str]:
    """The names and places in a text, as they stand there."""
    named = find_named(text, glossary)
    return [text[one.start : one.end] for one in named if one.slot in (Slot.NAME, Slot.PLACE)]


def name_subject(text: str, glossary: Glossary) -> str:
    """What a question is about: its names, or else its words that do not ask.

    One that was put behind its subject, with a colon, is still about that.
    """
    head, colon, tail = text.partition(SUBJECT_END)
    named = find_named(tail if colon else text, glossary)
    names = [head] if colon else []
    for slots in ({Slot.NAME}, {Slot.NAME, Slot.PLACE}):
        names += [
            (tail if colon else text)[one.start : one.end] for one in named if one.slot in slots
        ]
        if names:
            return " ".join(dict.fromkeys(names))
    return " ".join(content_words(text))


def content_words(text: str) -> list[str]:
    """The words of a text but for those that any question may have; Chinese in runs."""
    if has_han(text):
        return _CHINESE_ASKING.sub(" ", text).split()
    return [
        word for word in _WORD.findall(text) if word.casefold() not in _COMMON and len(word) > 1
    ]


def _is_capital(word: str, *, is_first: bool) -> bool:
    if len(word) < 2 or word.casefold() in _COMMON or not any(map(str.isalpha, word)):
        return False
    return not word.islower() and not (is_first and word[1:].islower())
