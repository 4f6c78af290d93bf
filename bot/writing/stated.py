"""What a sentence states that its quotes must state too: numbers and times."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.writing.figures import Figure, is_in_every, may_say, read_figures
from bot.writing.pairs import find_names, is_swapped
from bot.writing.parts import Order, Part, find_orders, find_parts, find_seasons
from bot.writing.surroundings import find_pers, is_measure
from corpus.amounts import Amount, find_numbers
from corpus.days import Day, find_days, repeat_months
from corpus.measures import may_stand_for
from corpus.numerals import HAN, VULGAR, fold_numbers
from corpus.text import Span
from corpus.units import counted_after, unit_of
from corpus.words import split_words

_NO_FRACTION = re.compile(f"[^{VULGAR}]+")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_NUMBER = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟零百千万亿]{2,}")
# In Hong Kong two thirds are 三分二.
_FRACTION = re.compile("(?<!十)([二三四五六七八九十])分([一二三四五六七八九])(?![钟秒分之十百])")
_RATIO = re.compile(r"(?<![\d.:])(\d+(?:\.\d+)?)\s?[:∶比]\s?(?=(\d+(?:\.\d+)?)(?![\d:]))")
# A single Chinese numeral counts something before one of these; elsewhere it is part of a word.
_ONE_HAN = re.compile(rf"(?:^|[^0-9])(?<!{HAN})[一二两三四五六七八九十]$")
_MEASURES = "家间个名位宗项次年岁倍种款份日天周成只支折"
_HALVED = re.compile(
    r"\bhalv(?:e[ds]?|ing)\b|\b(?:by|in) half\b|\bhalf as (?:many|much|big|large|high)\b"
    r"|(?<!一)减半|腰斩|减[少低]?了?一半",
    re.IGNORECASE,
)
_CODE = re.compile("(?<![a-z0-9])[a-z]*+[0-9][a-z0-9]*+")
_POINT = r"(?:(?:the )?(?:end|start|beginning|middle) of |mid-|early |late |in )?$"
_BEFORE_DAY = re.compile(
    rf"[至到]$|\b(?:before|until|till|by|(?:prior )?to|through|no later than|ahead of)\s{_POINT}",
    re.IGNORECASE,
)
_AFTER_DAY = re.compile(
    rf"[由自从]$|\b(?:after|since|from|following|starting|beginning)(?: on)?\s{_POINT}",
    re.IGNORECASE,
)
_HAN_BEFORE = re.compile("[年初中底末]?[或及]?[之以]?前(?![景瞻沿])|[年初中底末]?为止")
_HAN_AFTER = re.compile("[年初中底末]?[或及]?(?:[之以]后|后|起|开始)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The numbers and times of one text, and the rest of it, with spaces in their place.

    `text` is all of it, folded. `ones` are the words behind each "one" that counts, `codes` what
    else has a digit, and `sides` says which days are given as those before or after which
    something is. `places` and `day_places` say where amounts and days stand.
    """

    text: str
    amounts: frozenset[Figure]
    days: frozenset[Day]
    rest: str
    orders: frozenset[Order]
    ones: frozenset[str]
    codes: frozenset[str]
    pers: frozenset[str]
    parts: frozenset[Part]
    seasons: frozenset[str]
    sides: frozenset[tuple[Day, str]]
    places: tuple[tuple[int, Figure], ...]
    day_places: tuple[tuple[int, Day], ...]

    def has_numbers(self, said: "Stated") -> bool:
        """Whether all numbers of a text are given here, in any spelling."""
        return (
            all(self.has_amount(amount) for amount in said.amounts)
            and all(self._has_order(order) for order in said.orders)
            and all(self._may_be_one(word) for word in said.ones)
            and said.codes <= self.codes
        )

    def has_times(self, said: "Stated") -> bool:
        """Whether all days and parts of years of a text are given here, on the same side."""
        return (
            all(self.has_day(day) for day in said.days)
            and all(any(part.may_be(mine) for mine in self.parts) for part in said.parts)
            and (not self.seasons or said.seasons <= self.seasons)
            and not any(self._is_other_side(day, side) for day, side in said.sides)
        )

    def is_swapped_in(self, said: "Stated") -> bool:
        """Whether a text gives the numbers of names or days to others of them."""
        return any(
            is_swapped(said.places, mine, self.places, given, self.rest)
            for mine, given in (
                (said.day_places, self.day_places),
                (find_names(said.rest), find_names(self.rest)),
            )
        )

    def has_amount(self, said: Figure) -> bool:
        """Whether an amount is given here, if need be as the day of a date: "14日及15日".

        Its unit may lack the country, and "about" and "over" may be left out; what this text leaves
        open may not be left open otherwise, and a ceiling ("up to") must stay one. What rises here
        does not fall there, nor start where it ended, nor count what another number counts here.
        """
        if any(may_say(said, mine, self.amounts, self.pers) for mine in self.amounts):
            return True
        is_bare = not (said.unit or said.bound) and said.counted in ("", "day")
        return is_bare and any(said.value == day.day for day in self.days)

    def has_day(self, said: Day) -> bool:
        """Whether every part of a date is given here, by one date or by two that complete it."""
        if any(said.is_within(other) for other in self.days):
            return True
        if said.month is None:
            return any(a.value == said.year and not a.unit for a in self.amounts)
        # "In 2016 … on 28 September": the parts of one date, each given once without the other.
        year = Day(year=said.year, month=None, day=None)
        rest = Day(year=None, month=said.month, day=said.day)
        has_year = any(year.is_within(other) and other.month is None for other in self.days)
        return has_year and any(rest.is_within(o) and o.year is None for o in self.days)

    def _has_order(self, said: Order) -> bool:
        return any(
            said.power == mine.power and may_stand_for(said.unit, mine.unit) for mine in self.orders
        ) or any(said.may_say(mine.value, mine.unit or mine.counted) for mine in self.amounts)

    def _may_be_one(self, word: str) -> bool:
        """Whether there may be one of a thing here: no other number of it is given."""
        if self.ones:
            return not is_measure(word) or word in self.ones or not _has_measure(self.ones)
        others = {mine.value for mine in self.amounts if mine.counted == word}
        return not others or 1 in others

    def _is_other_side(self, day: Day, side: str) -> bool:
        given = {mine for other, mine in self.sides if day.is_within(other)}
        return bool(given) and side not in given


def find_stated(text: str) -> Stated:
    """What the text states, after folding: full width to half, Traditional to Simplified."""
    composed = _NO_FRACTION.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    folded = repeat_months(_in_plain_numerals(fold_numbers(composed)))
    days, spans = find_days(folded)
    parts, spans_of_parts = find_parts(folded)
    rest = _blank(folded, [*spans, *spans_of_parts])
    orders, spans_of_orders = find_orders(rest)
    rest = _blank(rest, spans_of_orders)
    numbers = find_numbers(rest)
    behind = [*(other.start for other in numbers[1:]), len(rest)]
    ones = [
        amount
        for amount, after in zip(numbers, behind, strict=False)
        if _is_loose_one(rest, amount) and not is_in_every(rest, amount.end, after)
    ]
    counting = [a for a in numbers if a not in ones and not _is_in_word(rest, a)]
    counting = sorted([*counting, *_halved(rest)], key=lambda amount: amount.start)
    read = read_figures(rest, counting)
    left = _blank(rest, [span for _, span in read])
    return Stated(
        text=folded,
        amounts=frozenset(figure for figure, _ in read),
        days=days,
        rest=left,
        orders=orders,
        ones=frozenset(word for one in ones for word in _words_behind(rest, one.end)),
        codes=frozenset({*_CODE.findall(left.casefold()), *_ratios(folded)}),
        pers=find_pers(folded),
        parts=parts,
        seasons=find_seasons(folded),
        sides=frozenset(_sides(folded, spans)),
        places=tuple((span[0], figure) for figure, span in read),
        day_places=tuple(
            (span[0], day) for span in spans for day in find_days(folded[slice(*span)])[0]
        ),
    )


def _in_plain_numerals(text: str) -> str:
    """The text with the numerals of contracts as ordinary ones: 叁佰萬, 卅."""
    plain = _FORMAL_NUMBER.sub(lambda match: match[0].translate(_FORMAL), text)
    return _FRACTION.sub(r"\1分之\2", plain.replace("卅", "三十"))


def _ratios(text: str) -> Iterator[str]:
    """The ratios and times of day of a text: "3:1", 3比1, "9:30"."""
    for match in _RATIO.finditer(text):
        yield f"{match[1]}:{match[2]}"


def _is_loose_one(text: str, amount: Amount) -> bool:
    written = text[amount.start : amount.end].casefold()
    return not amount.unit and amount.value == 1 and written in ("one", "一")


def _is_in_word(text: str, amount: Amount) -> bool:
    """Whether a Chinese numeral hardly counts anything: 三藩市, 一直."""
    if amount.unit or not _ONE_HAN.search(text[amount.start : amount.end]):
        return False
    follows = text[amount.end : amount.end + 1]
    return not follows or follows not in _MEASURES


def _words_behind(text: str, at: int) -> set[str]:
    """What a "one" may count: the thing behind it in Chinese, the two words in English."""
    behind = text[at : at + 40]
    counted = counted_after(text, at, at)[0]
    if counted or not behind[:1].isspace() or behind.startswith(" of "):
        return {counted} - {""}
    return {unit_of(word) for word in split_words(behind)[:2]}


def _has_measure(words: Iterable[str]) -> bool:
    return any(is_measure(word) for word in words)


def _halved(text: str) -> Iterator[Amount]:
    """ "Halved" and the like, as a fall by 50 per cent."""
    for match in _HALVED.finditer(text):
        yield Amount(
            value=Decimal(50),
            unit="%",
            place=Decimal(1),
            start=match.start(),
            end=match.end(),
            direction="" if " as " in match[0] else "down",
        )


def _sides(text: str, spans: Iterable[Span]) -> Iterator[tuple[Day, str]]:
    """The days of a text before or after which something is: "since May", 6月前."""
    for start, end in spans:
        first = max(0, start - 40)
        side = ""
        if _BEFORE_DAY.search(text, first, start) or _HAN_BEFORE.match(text, end):
            side = "before"
        elif _AFTER_DAY.search(text, first, start) or _HAN_AFTER.match(text, end):
            side = "after"
        if side:
            for day in find_days(text[start:end])[0]:
                yield day, side


def _blank(text: str, spans: Iterable[Span]) -> str:
    parts, at = [], 0
    for start, end in sorted(spans):
        start = max(start, at)
        if end > start:
            parts += [text[at:start], " " * (end - start)]
            at = end
    return "".join((*parts, text[at:]))
