"""The numbers of a text with what stands around them, and whether one may be said for another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from bot.writing.opposites import direction_near, has_change
from corpus.amounts import Amount
from corpus.bounds import Bound, Direction
from corpus.measures import is_share, may_stand_for
from corpus.text import Span
from corpus.units import counted_after

Role = Literal["", "from", "to", "by"]

_ABOUT = r"(?:\s(?:about|around|nearly|over|almost|some|just|only|an?|the))*\s?[约約近逾]?\s?$"
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "from",
        re.compile(
            r"(?:\bfrom(?:\s(?!to\b)[a-z’'-]{1,12}){0,3}"
            r"|\b(?:compared (?:with|to)|versus|vs\.?|against)(?:\s(?:only|just)|\san?)?"
            r"|(?:[由从]|(?<!来)自)[^\d，。；、至到a-z]{0,16}|[较比][^\W\d_a-z至到]{0,6}的|相比)" + _ABOUT,
            re.IGNORECASE,
        ),
    ),
    ("to", re.compile(r"(?:\bto(?:\sreach)?|(?:reach|hit)(?:e[ds]|ing)?|[至到达]\s?的?)" + _ABOUT, re.I)),
)
_TIMES = "second|minute|hour|day|week|month|quarter|year"
_HAN_TIMES = {"秒": "second", "分": "minute", "时": "hour", "小": "hour", "日": "day", "天": "day"}
_HAN_TIMES |= {"周": "week", "星": "week", "月": "month", "个": "month", "季": "quarter", "年": "year"}
_PER = re.compile(
    rf"(?P<yoy>\byear[ -]on[ -]year\b|\byoy\b|\b(?:from|than|over) a year (?:ago|earlier|before)"
    r"|按年|同比|[较比]去年同期)|(?P<mom>\bmonth[ -]on[ -]month\b|\bmom\b|按月)"
    r"|(?P<qoq>\bquarter[ -]on[ -]quarter\b|\bqoq\b|按季)"
    rf"|\bper\s(?!(?:{_TIMES}|cent|annum)(?![a-z]))(?P<each>[a-z]{{2,20}})"
    rf"|\b(?:an?|per|every|each)\s(?P<time>{_TIMES})(?![a-z]|\s(?:ago|earlier|later|before|old))"
    r"|(?P<ly>dai|hour|week|month|quarter|year|annual)ly"
    r"|(?P<annum>\b(?:per annum|p\.a\.|annual(?!ly)))"
    r"|每(?P<han>秒|分|小时|时|日|天|周|星期|个?月|季|年)|(?P<mean>[日月年周])均",
    re.IGNORECASE,
)
_PER_BEHIND = re.compile(r"(?:\s[a-z]{1,14}){0,2}?\s$|\s?$")
_PER_BEFORE = re.compile(r"(?:\s[a-z]{1,14}){0,3}?\s?(?:[^\W\d_a-z]{0,6})$")
_DURATIONS = (
    ("year", r"[\s-]years?(?![a-z])|[年岁載](?![底初末中级度])"),
    ("month", r"[\s-]months?(?![a-z])|\s?个月"),
    ("week", r"[\s-]weeks?(?![a-z])|\s?(?:个?星期|周(?![一二三四五六日年]))"),
    ("day", r"[\s-](?:(?:working|business|calendar|trading)\s)?days?(?![a-z])|\s?(?:个工作)?[天日]"),
    ("hour", r"[\s-]hours?(?![a-z])|\s?个?小时"),
    ("minute", r"[\s-]minutes?(?![a-z])|\s?分钟"),
    ("second", r"[\s-]seconds?(?![a-z])|\s?秒"),
    ("quarter", r"[\s-]quarters?(?![a-z])|\s?个?季度?"),
    ("decade", r"[\s-]decades?(?![a-z])"),
    ("km", r"\s?(?:km|kilomet(?:re|er)s?)(?![a-z])|\s?公里"),
    ("mile", r"[\s-]miles?(?![a-z])|\s?英里"),
    ("kg", r"\s?(?:kg|kilograms?|kilos?)(?![a-z])|\s?公斤"),
    ("tonne", r"[\s-]tonn?e?s?(?![a-z])|\s?公?吨"),
    ("sq ft", r"\s(?:sq\.? ?ft|square[ -]f(?:oo|ee)t)(?![a-z])|\s?平方[呎尺]"),
    ("sq m", r"\s(?:sq\.? ?m|square[ -]met(?:re|er)s?)(?![a-z])|\s?平方[米公]"),
    ("mw", r"\s?(?:mw|megawatts?)(?![a-z])|\s?兆瓦"),
    ("gw", r"\s?(?:gw|gigawatts?)(?![a-z])|\s?吉瓦"),
)
_MEASURED = tuple((name, re.compile(words, re.IGNORECASE)) for name, words in _DURATIONS)
_MEASURES = frozenset(name for name, _ in _DURATIONS)
_NEAR = 40
_SPACES = re.compile(r"\s+")
_JOINED = re.compile(r"\s?(?:to|or|and|[-–—~至到或和与及、,])\s?$|\s(?:out )?of (?:the |its )?$", re.I)
_OF_WHAT = re.compile(r"\s(?:of(?: (?:the|all|its|our|their))?(?=\s))|的", re.IGNORECASE)
_HAN_THING = re.compile(
    r"[多余馀]?\s?[个间家名位项宗份种款笔所张套户只支台部艘架辆座条次]([^\W\d_a-z的]{2})", re.IGNORECASE
)
_IN_EVERY = re.compile(r"\s(?:in|out of every|of every)(?: every)?\s$", re.IGNORECASE)
_BEHIND: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("over", re.compile(r"(?:\s[a-z-]{1,20}){1,3}?\sor (?:more|above|higher|over|greater|longer)\b", re.I)),
    ("under", re.compile(r"(?:\s[a-z-]{1,20}){1,3}?\sor (?:less|fewer|below|under|lower|shorter)\b", re.I)),
    ("over", re.compile(r"[^\W\d_a-z]{1,6}?(?:以上)")),
    ("under", re.compile(r"[^\W\d_a-z]{1,6}?(?:以[下内])")),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number as a text states it.

    `counted` is what it counts or measures, as far as it is known, `per` the time for each of which
    it is given, and `role` says that a change begins or ends with it, or is of so much.
    """

    value: Decimal
    unit: str
    bound: Bound = ""
    direction: Direction = ""
    counted: str = ""
    per: str = ""
    role: Role = ""
    is_negative: bool = False


def read_figures(text: str, amounts: Iterable[Amount]) -> list[tuple[Figure, Span]]:
    """The amounts of a folded text with what stands around each, and where they stand."""
    known = list(amounts)
    found: list[tuple[Figure, Span]] = []
    for amount in known:
        span = (amount.start, amount.end)
        found.append((_read(text, amount), span))
    for n in range(len(found) - 2, -1, -1):
        found[n] = _with_next(text, found[n], found[n + 1])
    return _join_shares(text, found)


def find_pers(text: str) -> frozenset[str]:
    """The times for each of which a folded text gives something: "a day", 每月."""
    return frozenset(_per(match) for match in _PER.finditer(text))


def is_in_every(text: str, end: int, start: int) -> bool:
    """Whether a number that ends there is so many of each of the one that starts there."""
    return _IN_EVERY.fullmatch(text, end, start) is not None


def is_measure(counted: str) -> bool:
    """Whether a number of that is a time, a length or the like, and no count of things."""
    return counted in _MEASURES


def may_say(said: Figure, given: Figure, others: Iterable[Figure], pers: frozenset[str]) -> bool:
    """Whether a figure may be said where a text has `given`, besides `others`, and `pers`."""
    return (
        said.value == given.value
        and may_stand_for(said.unit, given.unit)
        and _may_bound(said.bound, given.bound)
        and said.is_negative == given.is_negative
        and (not said.direction or not given.direction or said.direction == given.direction)
        and (not said.role or not given.role or said.role == given.role)
        and (said == given or not _is_anothers(said, given, others))
        and (said.per == given.per or not said.per or (not given.per and _may_be_for(said.per, pers)))
    )


def _may_be_for(per: str, pers: frozenset[str]) -> bool:
    """Whether an amount may be for each of that: of times only where they are given."""
    return per in pers or per.startswith("each ")


def _is_anothers(said: Figure, given: Figure, others: Iterable[Figure]) -> bool:
    """Whether a text has another number of what is counted, or where the change begins."""
    same = [one for one in others if may_stand_for(said.unit, one.unit)]
    is_level = said.role == "by" and not given.role and not given.direction
    is_end = said.role == "from" and given.role != "from"
    if (is_level or is_end) and any(one.role == said.role for one in same):
        return True
    if not said.counted or not given.counted or said.counted == given.counted:
        return False
    if said.counted in _MEASURES or given.counted in _MEASURES:
        return True
    return any(one.counted == said.counted and one.value != said.value for one in same)


def _may_bound(said: Bound, given: Bound) -> bool:
    """Whether a bound may be said so; none where the text has "up to" would say more than it."""
    return said == given or (not said and given != "under")


def _read(text: str, amount: Amount) -> Figure:
    bound, role = amount.bound, _role(text, amount)
    if not bound:
        bound = next((name for name, said in _BEHIND if said.match(text, amount.end)), "")
    direction = amount.direction or direction_near(text, amount.start, amount.end)
    is_negative = amount.is_negative
    is_fall = is_negative and role not in ("from", "to")
    if is_fall and (direction or "增" in text[amount.start : amount.end]):  # growth of -5% is a fall, and so is a fall of -5%
        direction, is_negative = "down", False
    return Figure(
        value=amount.value,
        unit=amount.unit,
        bound=bound,
        direction=direction,
        counted=_counted(text, amount),
        per=_per_of(text, amount.start, amount.end),
        role=role,
        is_negative=is_negative,
    )


def _role(text: str, amount: Amount) -> Role:
    if amount.is_range or amount.unit == "th":
        return ""
    before = _SPACES.sub(" ", text[max(0, amount.start - 60) : amount.start])
    for role, words in _ROLES:
        if words.search(before):
            return role
    if amount.is_start:
        return "from"
    return "by" if amount.direction else ""


def _counted(text: str, amount: Amount) -> str:
    if amount.unit and not is_share(amount.unit):
        return ""
    at = amount.end
    if amount.unit:
        of = _OF_WHAT.match(text, at)
        if not of and text[at : at + 1].isascii():
            return ""
        at = of.end() if of else at
    else:
        for name, words in _MEASURED:
            if words.match(text, at):
                return name
    known = counted_after(text, amount.start, at)[0]
    if known:
        return known
    thing = None if amount.unit else _HAN_THING.match(text, at)
    return thing[1] if thing else ""


def _per_of(text: str, start: int, end: int) -> str:
    first, last = max(0, start - 24), min(len(text), end + 30)
    for match in _PER.finditer(text, end, last):
        if _PER_BEHIND.fullmatch(text, end, match.start()):
            return _per(match)
    for match in _PER.finditer(text, first, start):
        if _PER_BEFORE.fullmatch(text, match.end(), start):
            return _per(match)
    return ""


def _per(match: re.Match[str]) -> str:
    if match["yoy"] or match["qoq"] or match["mom"]:
        return str(match.lastgroup)
    if match["each"]:
        return f"each {match['each'].casefold()}"
    if match["annum"]:
        return "year"
    if match["ly"]:
        name = match["ly"].casefold()
        return {"dai": "day", "annual": "year"}.get(name, name)
    if match["time"]:
        return match["time"].casefold()
    return _HAN_TIMES[(match["han"] or match["mean"])[0]]


def _with_next(
    text: str, one: tuple[Figure, Span], other: tuple[Figure, Span]
) -> tuple[Figure, Span]:
    """A number with what the next one counts, of which it is a part or with which it is a pair."""
    figure, span = one
    between = text[span[1] : other[1][0]]
    is_same = not figure.role and other[0].role == "to" and figure.unit == other[0].unit
    if is_same and len(between) < _NEAR and has_change(between):
        figure = replace(figure, role="from")
    if figure.counted or figure.unit != other[0].unit or not _JOINED.fullmatch(between):
        return figure, span
    return replace(figure, counted=other[0].counted), span


def _join_shares(text: str, found: list[tuple[Figure, Span]]) -> list[tuple[Figure, Span]]:
    """The numbers with "one in four" as a quarter."""
    joined: list[tuple[Figure, Span]] = []
    for figure, span in found:
        if joined:
            last, before = joined[-1]
            is_part = not last.unit and not figure.unit and 0 < last.value < figure.value <= 1000
            is_part = is_part and figure.counted not in _MEASURES
            if is_part and is_in_every(text, before[1], span[0]):
                share = replace(last, value=100 * last.value / figure.value, unit="%")
                joined[-1] = (replace(share, counted=figure.counted), (before[0], span[1]))
                continue
        joined.append((figure, span))
    return joined
