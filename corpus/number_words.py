"""Numbers in English words: "two and a half million", "one-third", "third", "tripled"."""

import re
from decimal import Decimal

from corpus.numerals import HAN, MAX_CHARS, SCALES, Numeral, han_number, place_of, place_of_share

_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: n for n, word in enumerate(("zero", *_ONES, *_TEENS))}
_ROUND = {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_PARTS |= {"eighth": 8, "ninth": 9, "tenth": 10, "hundredth": 100}
_RANKS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_RANK_NUMBERS = {word: n for n, word in enumerate(_RANKS, start=1)}
_TIMES = {"doubl": 2, "twice": 2, "tripl": 3, "trebl": 3, "thrice": 3, "quadrupl": 4}
_MOST_WORDS = 12

_SCALE = "|".join(SCALES)
_WORD = re.compile(
    rf"(?:{'|'.join((*_SMALL, *_ROUND))}|(?:{_SCALE}|dozen)s?|and|an?|half|quarter)(?![a-z])",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\s-]")
_PART = re.compile(
    rf"(?P<count>an?|{'|'.join(_ONES)})[\s-](?P<part>{'|'.join(_PARTS)})(?P<plural>s)?(?![a-z-])"
    rf"(?:\s(?:of\s)?an?\s(?P<scale>{_SCALE})(?![a-z])|(?P<of>(?=\s(?:of|as|more|less|the)\b)))?",
    re.IGNORECASE,
)
_HALF = re.compile(
    rf"half(?:[\s-]an?[\s-](?P<scale>{_SCALE}|dozen)(?![a-z])|(?=\s(?:of|the|its|their|all)\b))",
    re.IGNORECASE,
)
_WHICH_HALF = re.compile(
    r"(?:\b(?:first|second|latter|former|other|last|this|next|early|late|and a)|\d)[\s-]?$", re.I
)
_RANK = re.compile(
    rf"(?P<word>(?:(?:{'|'.join(_TENS)})-)?(?:{'|'.join(_RANKS)}))(?![a-z])"
    rf"|(?P<digits>[0-9]{{1,6}})(?:st|nd|rd|th)(?![a-z0-9])"
    rf"|第(?P<han>[0-9]{{1,6}}(?![0-9])|{HAN}{{1,12}})|(?P<head>首)(?=[批次个家间份款只宗日年季天届])",
    re.IGNORECASE,
)
_MULTIPLE = re.compile(
    rf"(?:(?P<count>{'|'.join(_SMALL)})fold|(?P<word>(?:doubl|tripl|trebl|quadrupl)(?:e[sd]?|ing)"
    r"|twice|thrice)|(?P<han>翻一番|翻倍|倍增))(?![a-z]|-digit)",
    re.IGNORECASE,
)

WORD_STARTS = (
    rf"(?:an?|half|{'|'.join((*_SMALL, *_ROUND, *_RANKS))}|doubl|tripl|trebl|quadrupl|twice|thrice)"
)
"""What an English number, rank or multiple starts with."""


def read_number_words(text: str, at: int) -> Numeral | None:
    """The number in English words that starts at a place of a folded text, or None."""
    return _read_part(text, at) or _read_words(text, at)


def read_multiple(text: str, at: int) -> Numeral | None:
    """How many times as much a word at a place says: "doubled", "threefold", 翻倍."""
    match = _MULTIPLE.match(text, at)
    if not match:
        return None
    count = _SMALL[match["count"].casefold()] if match["count"] else 2
    if match["word"]:
        stem = match["word"].casefold()
        count = next(n for word, n in _TIMES.items() if stem.startswith(word))
    return Numeral(value=Decimal(count), place=Decimal(1), start=at, end=match.end())


def read_rank(text: str, at: int) -> Numeral | None:
    """The rank that starts at a place of a folded text: "third", "3rd", 第三, 首."""
    match = _RANK.match(text, at)
    if not match:
        return None
    if match["word"]:
        tens, _, last = match["word"].casefold().rpartition("-")
        value = _ROUND.get(tens, 0) + _RANK_NUMBERS[last]
    elif match["head"]:
        value = 1
    elif match["digits"] or match["han"].isdecimal():
        value = int(match["digits"] or match["han"])
    else:
        found = han_number(match["han"])
        if found is None:
            return None
        value = found
    return Numeral(value=Decimal(value), place=Decimal(1), start=at, end=match.end())


def _read_part(text: str, at: int) -> Numeral | None:
    """A part of one, as a percentage, or of a million: "one-third", "half a billion"."""
    one = Decimal(1)
    if match := _PART.match(text, at):
        count = _SMALL.get(match["count"].casefold(), 1)
        is_said = match["plural"] or match["scale"] or match["of"] is not None
        if (not is_said and match["count"][0] in "aA") or (count > 1 and not match["plural"]):
            return None
        share = Decimal(count) / _PARTS[match["part"].casefold()]
        if not match["scale"]:
            share *= 100
            place = place_of_share(share)
            return Numeral(value=share, place=place, start=at, end=match.end(), is_share=True)
        power = SCALES[match["scale"].casefold()]
        value, place = share.scaleb(power), one.scaleb(power - 2)
        return Numeral(value=value, place=place, start=at, end=match.end(), is_large=power > 2)
    match = _HALF.match(text, at)
    if not match or _WHICH_HALF.search(text, max(0, at - 10), at):
        return None
    if not match["scale"]:
        return Numeral(value=Decimal(50), place=one, start=at, end=match.end(), is_share=True)
    if match["scale"].casefold() == "dozen":
        return Numeral(value=Decimal(6), place=one, start=at, end=match.end())
    power = SCALES[match["scale"].casefold()]
    value, place = Decimal(5).scaleb(power - 1), one.scaleb(power - 1)
    return Numeral(value=value, place=place, start=at, end=match.end(), is_large=power > 2)


def _read_words(text: str, at: int) -> Numeral | None:
    """ "Twenty-three", "two hundred and fifty million", "two and a half million"."""
    words = _words(text, at)
    reading = _Reading()
    end, n = at, 0
    while n < len(words):
        used = reading.take(words[n][0], [word for word, _ in words[n + 1 : n + 3]])
        if not used:
            break
        n += used
        end = words[n - 1][1]
    if not reading.last or end - at > MAX_CHARS:
        return None
    value = reading.total + reading.section
    return Numeral(
        value=value,
        place=place_of(value),
        start=at,
        end=end,
        scales=_shared_scales(value, reading.least),
        is_large=reading.total > 0,
    )


class _Reading:
    """A number as far as its words are read: what is complete, and what waits for its scale."""

    def __init__(self) -> None:
        self.total, self.section = Decimal(0), Decimal(0)
        self.last = ""
        self.least = 99

    def take(self, word: str, following: list[str]) -> int:
        """How many words, from this one on, go on with the number; 0 if it has ended."""
        if word == "and":
            return self._take_and(following)
        if word in _SMALL and _may_add(self.last, _SMALL[word]):
            self.section, self.last = self.section + _SMALL[word], "small"
        elif word in _ROUND and self.last in ("", "scale", "hundred"):
            self.section, self.last = self.section + _ROUND[word], "tens"
        elif word in ("a", "an") and not self.last and following and _is_scale(following[0]):
            self.section, self.last = Decimal(1), "small"
        elif word in ("hundred", "dozen") and self.last in ("small", "tens"):
            self.section *= 100 if word == "hundred" else 12
            self.last = word
        elif word in SCALES and word != "hundred" and self.section and SCALES[word] < self.least:
            self.least = SCALES[word]
            self.total += self.section.scaleb(self.least)
            self.section, self.last = Decimal(0), "scale"
        else:
            return 0
        return 1

    def _take_and(self, following: list[str]) -> int:
        if self.last == "small" and following in (["a", "half"], ["a", "quarter"]):
            self.section += Decimal("0.5") if following[1] == "half" else Decimal("0.25")
            self.last = "part"
            return 3
        if self.last in ("hundred", "scale") and following:
            return 1 + self.take(following[0], following[1:]) if _is_small(following) else 0
        return 0


def _shared_scales(value: Decimal, least: int) -> tuple[Decimal, ...]:
    """ "Two hundred million" may share its hundred million or its million."""
    scales = []
    if len(value.normalize().as_tuple().digits) == 1 and value >= 100:
        scales.append(Decimal(10) ** value.adjusted())
    if least < 99:
        scales.append(Decimal(10) ** least)
    return tuple(scales)


def _words(text: str, at: int) -> list[tuple[str, int]]:
    """The words from a place on that may be part of a number, each with its end."""
    words: list[tuple[str, int]] = []
    while len(words) < _MOST_WORDS and (match := _WORD.match(text, at)):
        word = match[0].casefold()
        words.append((word if word in _SMALL else word.removesuffix("s"), match.end()))
        gap = _GAP.match(text, match.end())
        if not gap:
            break
        at = gap.end()
    return words


def _may_add(last: str, value: int) -> bool:
    return last in ("", "scale", "hundred") or (last == "tens" and 0 < value < 10)


def _is_small(following: list[str]) -> bool:
    return bool(following) and (following[0] in _SMALL or following[0] in _ROUND)


def _is_scale(word: str) -> bool:
    return word in SCALES or word == "dozen"
