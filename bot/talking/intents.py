"""What a message says beside a question, and what remains to be asked.

A message, or its beginning or end, says something beside a question where all its words belong to
sayings that are known, and to words that carry nothing. A question that only mentions such words
has others, and stays whole.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.talking.sayings import Cover, load_sayings
from bot.talking.word_forms import Token
from corpus.text import has_han


class Intent(StrEnum):
    """What may be said beside a question.

    ASSENT is any word that takes note ("ok", "haha", "never mind"), INSULT any that is cross
    ("stupid bot", "that's wrong"), and GREETING also one that only sees whether somebody is there.
    """

    GREETING = "greeting"
    THANKS = "thanks"
    PRAISE = "praise"
    INSULT = "insult"
    ASSENT = "assent"
    GOODBYE = "goodbye"
    IDENTITY = "identity"
    ABILITIES = "abilities"
    TOPICS = "topics"
    SIZE = "size"
    NEWNESS = "newness"
    MORE = "more"
    IN_CHINESE = "in_chinese"
    IN_ENGLISH = "in_english"
    SOURCE = "source"
    SURE = "sure"
    SHORTER = "shorter"


OF_US = frozenset({Intent.IDENTITY, Intent.ABILITIES, Intent.TOPICS, Intent.SIZE, Intent.NEWNESS})
"""what is asked of the bot itself"""
OF_AN_ANSWER = frozenset({Intent.MORE, Intent.SOURCE, Intent.SURE, Intent.SHORTER})
"""what is wished of an answer that was given"""
_CHAT = {
    Intent.GREETING,
    Intent.THANKS,
    Intent.PRAISE,
    Intent.INSULT,
    Intent.ASSENT,
    Intent.GOODBYE,
}
_MANNER = {Intent.IN_CHINESE, Intent.IN_ENGLISH, Intent.SHORTER}
# What may stand before a question with no more than a comma or its first word between them.
_LIGHT_BEFORE = _CHAT | _MANNER
_CLEAR = {Intent.GREETING, Intent.THANKS} | _MANNER
# A word of assent behind a comma, as in "it opened in 2018, right?", belongs to the question.
_LIGHT_BEHIND = {Intent.THANKS, Intent.GOODBYE} | _MANNER

_STOP = re.compile(r"[.!?…。！？\n\u2190-\u2bff\U0001f000-\U0001faff]")
_COMMA = re.compile(r"[,;~，、；～—–]|\s-\s")
_BREAK = re.compile(f"{_STOP.pattern}|{_COMMA.pattern}")
# What belongs to the words before a question, and not to a bracket or sign that opens it.
_LEADING = re.compile(r"[\s.!?…。！？,;~，、；～—–:：)\u2190-\u2bff\U0001f000-\U0001faff️-]+")
_QUESTION_MARK = re.compile("[?？]")
_CHINESE_QUESTION = re.compile("[嗎吗麼么][?？]?$")
# Emoji by their names, before and behind all words.
_SHORTCODES = re.compile(r"^(?:\s*:[a-z0-9_+-]{2,32}:)+(?!\S)|(?<!\S)(?::[a-z0-9_+-]{2,32}:\s*)+$")
_MOST_BEHIND = 20  # words that may be said behind a question


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a message says beside a question, in order and each once, and what it asks.

    `question` is as it was typed, without emoji by name, and "" where nothing is asked. It may hold
    what `intents` tell of too: "are you sure it has a million users?" asks for just that.
    """

    intents: tuple[Intent, ...]
    question: str


def read_intents(text: str) -> Said:
    """What a message says beside its question."""
    sayings = load_sayings()
    if not (plain := _SHORTCODES.sub(" ", text).strip()) and text.strip():
        return Said(intents=(Intent.ASSENT,), question="")
    text = plain
    words = sayings.read(text)
    if not words:
        return Said(intents=_once(sayings.in_emoji(text)), question="")
    covers = sayings.covers(words)
    whole = covers.get(len(words))
    if whole and (whole.kinds or whole.alone) and not _asks_for_praise(whole, text):
        return Said(intents=_once(whole.kinds or whole.alone), question="")
    if not _QUESTION_MARK.search(text) and (told := sayings.told(words)):
        return Said(intents=_once(told), question="")
    if asked_of_you := sayings.asked_of_you(words):
        return Said(intents=_once(asked_of_you), question="")
    message = _Message(text, words)
    begin, before = message.said_before(covers)
    end, behind = message.said_behind(begin)
    asked = sayings.said_in_asking(words[begin:end])
    return Said(
        intents=_once((*before.kinds, *asked, *behind.kinds)),
        question=message.between(begin, end),
    )


def speaks_to_you(text: str) -> bool:
    """Whether a message has a word for whom it is said to, as "you" or "bot"."""
    sayings = load_sayings()
    return sayings.has_you(sayings.read(text))


def _asks_for_praise(cover: Cover, text: str) -> bool:
    """Whether a message asks if something is good, as 有用嗎 does."""
    return set(cover.kinds) == {Intent.PRAISE} and _CHINESE_QUESTION.search(text) is not None


class _Message:
    """A message that is not covered as a whole."""

    def __init__(self, text: str, words: Sequence[Token]) -> None:
        self._text = text
        self._words = words
        self._sayings = load_sayings()

    def said_before(self, covers: Mapping[int, Cover]) -> tuple[int, Cover]:
        """How many words come before the question, and what they say: the most that can."""
        found = 0, Cover()
        for at, cover in sorted(covers.items()):
            if not 0 < at < len(self._words) or not self._may_end(at, cover):
                continue
            # Words that carry nothing go to the question if they can begin it, as "and" does.
            if cover.kinds != found[1].kinds or self._has_break(at):
                found = at, cover
        return found

    def _may_end(self, at: int, cover: Cover) -> bool:
        """Whether a question can begin behind what is said up to there."""
        if not cover.kinds:
            return False
        if _STOP.search(self._gap(at)):
            return True
        if not _LIGHT_BEFORE.issuperset(cover.kinds):
            return False
        if self._has_break(at):
            return True
        # One Chinese word more often belongs to the next: 好 says "fine", and also "very".
        is_clear = not has_han(self._words[at - 1].word) or _CLEAR.issuperset(cover.kinds)
        return is_clear and self._sayings.opens_question(self._words, at)

    def _has_break(self, at: int) -> bool:
        """Whether more than a space, or between Chinese words a space, stands before a word."""
        gap = self._gap(at)
        if _BREAK.search(gap):
            return True
        return bool(gap) and has_han(self._words[at - 1].word) and has_han(self._words[at].word)

    def said_behind(self, begin: int) -> tuple[int, Cover]:
        """Where the question ends, and what is said behind it: the most that can."""
        breaks = [
            at
            for at in range(len(self._words) - 1, max(begin, len(self._words) - _MOST_BEHIND), -1)
            if _BREAK.search(self._gap(at))
        ]
        found = len(self._words), Cover()
        for at in breaks:
            cover = self._sayings.covers(self._words, at).get(len(self._words))
            if cover is None:
                break
            is_light = _LIGHT_BEHIND.issuperset(cover.kinds)
            if cover.kinds and (is_light or _STOP.search(self._gap(at))):
                found = at, cover
        return found

    def between(self, begin: int, end: int) -> str:
        """The text of some words, with the brackets before them and the marks behind."""
        start = self._words[begin - 1].span[1] if begin else 0
        stop = self._words[end].span[0] if end < len(self._words) else len(self._text)
        text = self._text[start:stop]
        return (_LEADING.sub("", text, count=1) if begin else text).rstrip(" ,;~，、；～—–-")

    def _gap(self, at: int) -> str:
        """What stands between two words."""
        return self._text[self._words[at - 1].span[1] : self._words[at].span[0]]


def _once(kinds: Iterable[str]) -> tuple[Intent, ...]:
    return tuple(dict.fromkeys(Intent(kind) for kind in kinds))
