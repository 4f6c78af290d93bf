"""What stands around a number: what it counts, for each of what, and if a change ends there."""

import re
from typing import Literal

from corpus.amounts import Amount
from corpus.measures import is_share
from corpus.units import counted_after, unit_of
from corpus.words import split_words

Role = Literal["", "from", "to", "by", "part", "whole"]

_ABOUT = r"(?:\s(?:about|around|nearly|over|almost|some|just|only|an?|the))*\s?[约約近逾]?\s?$"
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "from",
        re.compile(
            r"(?:\bfrom(?:\s(?!to\b)[a-z’'-]{1,12}){0,3}"
            r"|\b(?:compared (?:with|to)|versus|vs\.?|against)(?:\s(?:only|just)|\san?)?"
            r"|(?:[由从]|(?<!来)自)[^\d,;，。；、至到a-z]{0,16}|[较比][^\W\d_a-z至到]{0,6}的|相比)"
            + _ABOUT,
            re.IGNORECASE,
        ),
    ),
    (
        "to",
        re.compile(
            r"(?:\bto(?:\sreach)?|(?:reach|hit)(?:e[ds]|ing)?|[至到达]\s?的?)" + _ABOUT, re.I
        ),
    ),
)
_TIMES = "second|minute|hour|day|week|month|quarter|year"
_HAN_TIMES = {"秒": "second", "分": "minute", "时": "hour", "小": "hour", "日": "day", "天": "day"}
_HAN_TIMES |= {
    "周": "week",
    "星": "week",
    "月": "month",
    "个": "month",
    "季": "quarter",
    "年": "year",
}
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
    (
        "day",
        r"[\s-](?:(?:working|business|calendar|trading)\s)?days?(?![a-z])|\s?(?:个工作)?[天日]",
    ),
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
_SPACES = re.compile(r"\s+")
_OF_WHAT = re.compile(r"\s(?:of(?: (?:the|all|its|our|their))?(?=\s))|的", re.IGNORECASE)
_LISTED = re.compile(r"\b([A-Za-z]{3,20}s)\s?[:(]\s?$")
_HYPHENED = re.compile(r"-([a-z]{3,20})(?![a-z-])", re.IGNORECASE)
_HAN_THING = re.compile(
    r"[多余馀]?\s?[个间家名位项宗份种款笔所张套户只支台部艘架辆座条次]([^\W\d_a-z的]{2})",
    re.IGNORECASE,
)


def find_pers(text: str) -> frozenset[str]:
    """The times for each of which a folded text gives something: "a day", 每月."""
    return frozenset(_per(match) for match in _PER.finditer(text))


def is_measure(counted: str) -> bool:
    """Whether a number of that is a time, a length or the like, and no count of things."""
    return counted in _MEASURES


def role_of(text: str, amount: Amount) -> Role:
    """Whether a change begins or ends with an amount, or is of so much."""
    if amount.is_range or amount.unit == "th":
        return ""
    before = _SPACES.sub(" ", text[max(0, amount.start - 60) : amount.start])
    for role, words in _ROLES:
        if words.search(before):
            return role
    if amount.is_start:
        return "from"
    return "by" if amount.direction else ""


def thing_of(text: str, amount: Amount) -> str:
    """What an amount counts or measures, as far as it is known."""
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
        if of := _OF_WHAT.match(text, at):
            at = of.end() - (text[of.end() - 1] == " ")
        if hyphened := _HYPHENED.match(text, at):
            return unit_of("".join(split_words(hyphened[1])[:1]))
    known = counted_after(text, amount.start, at)[0]
    if known:
        return known
    if not amount.unit and (
        listed := _LISTED.search(text, max(0, amount.start - 24), amount.start)
    ):
        return unit_of("".join(split_words(listed[1])[:1]))
    thing = None if amount.unit else _HAN_THING.match(text, at)
    return thing[1] if thing else ""


def per_of(text: str, start: int, end: int) -> str:
    """For each of what the amount at `text[start:end]` is given: a day, a user."""
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
