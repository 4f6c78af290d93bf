"""Parts of years and weeks that a text names, and vague numbers: "H1", 第三季, 星期二, 數百."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from corpus.measures import may_stand_for, measure_after, money_before
from corpus.text import Span

_RANKS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0, "final": 4, "latter": 2}
_RANKS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_RANKS |= {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "首": 1, "头": 1, "末": 4, "上": 1, "下": 2}
_WEEK = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
_WEEK |= {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
_YEAR = r"(?:19|20)\d\d"
_PART = re.compile(
    rf"(?:(?P<y1>{_YEAR})[年\s]?\s?)?(?:"
    r"\b(?P<half>first|second|latter|1st|2nd)[\s-]half\b|\b(?:h(?P<h1>[12])|(?P<h2>[12])h)(?=\b|20)"
    r"|(?P<h3>[上下])半年|\b(?P<months>first|last) six months(?= of)|[首头上](?P<han>六)个月"
    r"|\b(?P<quarter>first|second|third|fourth|last|final|1st|2nd|3rd|4th)[\s-]quarter\b"
    r"|\b(?:q(?P<q1>[1-4])|(?P<q2>[1-4])q)(?=\b|20)"
    r"|[首头前](?P<to_quarter>[二两三2-3])个?季"
    r"|(?<![首头前\d])第?\s?(?P<q3>[一二三四首末1-4])\s?季(?!节|后)|第(?P<q4>[一二三四1-4])季度"
    r"|\b(?P<week>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?day\b"
    r"|(?:星期|[周週]|礼拜)(?P<day>[一二三四五六日天])(?![年个间家次天])"
    rf")(?:,?\s?(?:of\s|in\s)?(?:the\syear\s)?(?P<y2>{_YEAR})(?!\d))?",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"\b(?P<early>early(?: in)?|(?:the )?(?:beginning|start) of)\s(?=(?:19|20)\d\d|last|this|next)"
    r"|(?P<a>年初)"
    r"|\b(?P<mid>mid-?|(?:the )?middle of)\s?(?=(?:19|20)\d\d|last|this|next)|(?P<b>年中)"
    r"|\b(?P<spring>spring)\b|\b(?P<summer>summer)\b|\b(?P<autumn>autumn)\b|\b(?P<winter>winter)\b"
    r"|(?P<d>春)[季天]|(?P<e>夏)[季天]|(?P<f>秋)[季天]|(?P<g>冬)[季天]"
    r"|\b(?P<late>late(?: in)?|(?:the )?end(?:-| of))\s(?=(?:19|20)\d\d|last|this|next)"
    r"|(?P<c>年[底末])",
    re.IGNORECASE,
)
_HAN_TIMES = {"年": "year", "月": "month", "周": "week", "天": "day", "日": "day", "时": "hour"}
_TIMES = frozenset(_HAN_TIMES.values())
_HAN_SCALES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8, "兆": 12}
_SCALES = {"ten": 1, "dozen": 1, "hundred": 2, "thousand": 3, "million": 6}
_SCALES |= {"billion": 9, "trillion": 12, "lakh": 5, "crore": 7}
_SCALE = "|".join(_SCALES)
_VAGUE = re.compile(
    rf"\b(?:several|(?:a )?few|many|some|couple of)\s(?P<w1>{_SCALE})s?(?![a-z])"
    rf"(?:\s(?P<w2>thousand|million|billion|trillion)s?(?![a-z]))?"
    rf"|(?<![a-z])(?P<w3>{_SCALE})s(?: of)?(?:\s(?P<w4>{_SCALE})s?)?(?![a-z])"
    r"|(?:(?<![人总指分次户倍份个多少])数|(?<!十)几)(?P<han>[十百千万亿兆]{1,4})"
    r"|成(?P<han2>[十百千万亿]{1,3})(?=[个间家名位万亿元])"
    r"|(?<![多少])[数几](?P<han_time>年|个?月|周|天|日|小时)(?![报据])"
    rf"|\b(?:several|(?:a )?few|many)\s(?P<time>year|month|week|day|hour)s(?![a-z])"
    r"|数以(?P<han3>[十百千万亿]{1,3})计",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The half or quarter of a year with that number, or the day of a week, as it is named."""

    kind: str
    number: int
    year: int | None = None

    def may_be(self, other: "Part") -> bool:
        """Whether the other is the same part, of the same year if both have one."""
        is_same = (self.kind, self.number) == (other.kind, other.number)
        return (is_same and None in (self.year, other.year)) or self == other


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A number of which only its size is said: "hundreds" has two digits behind its first."""

    power: int
    unit: str

    def may_say(self, value: Decimal, unit: str) -> bool:
        """Whether a number may be called that."""
        if self.unit in _TIMES:
            return self.unit == unit and 2 <= value <= 20
        is_alike = (not self.unit and unit != "%") or may_stand_for(self.unit, unit)
        return is_alike and value > 0 and value.adjusted() == self.power


def find_parts(text: str) -> tuple[frozenset[Part], list[Span]]:
    """The halves, quarters and weekdays of a folded text, and where they stand."""
    found: list[Part] = []
    spans: list[Span] = []
    for match in _PART.finditer(text):
        found.append(_part(match))
        spans.append(match.span())
    return frozenset(found), spans


def find_seasons(text: str) -> frozenset[str]:
    """The seasons that a folded text names, and early, middle or late in a year."""
    names = {"a": "early", "b": "mid", "c": "late"}
    names |= {"d": "spring", "e": "summer", "f": "autumn", "g": "winter"}
    return frozenset(
        names.get(str(match.lastgroup), str(match.lastgroup)) for match in _SEASON.finditer(text)
    )


def find_orders(text: str) -> tuple[frozenset[Order], list[Span]]:
    """The vague numbers of a folded text with their units, and where they stand."""
    found = list(_orders(text))
    return frozenset(order for order, _ in found), [span for _, span in found]


def _orders(text: str) -> Iterator[tuple[Order, Span]]:
    for match in _VAGUE.finditer(text):
        han = match["han"] or match["han2"] or match["han3"] or ""
        words = [match[name] for name in ("w1", "w2", "w3", "w4") if match[name]]
        power = sum(_HAN_SCALES[character] for character in han)
        power += sum(_SCALES[word.casefold()] for word in words)
        time = match["time"] or _HAN_TIMES.get((match["han_time"] or " ")[-1])
        if time:
            yield Order(power=0, unit=time.casefold()), match.span()
            continue
        unit, start = money_before(text, match.start())
        end = match.end()
        if not unit:
            unit, end = measure_after(text, end + 3 if text.startswith(" of ", end) else end)
        yield Order(power=power, unit=unit), (start, end)


def _part(match: re.Match[str]) -> Part:
    found = {name: value for name, value in match.groupdict().items() if value}
    year = found.get("y1") or found.get("y2")
    name = next(name for name in found if name[0] != "y")
    value = found[name].casefold()
    kind = {"h": "half", "m": "half", "q": "quarter", "t": "quarters"}.get(name[0], "weekday")
    if name == "han":
        number = 1
    elif kind == "weekday":
        number = _WEEK[value]
    elif kind == "half" and value == "last":
        number = 2
    else:
        number = _RANKS[value] if value in _RANKS else int(value)
    return Part(kind=kind, number=number, year=int(year) if year else None)
