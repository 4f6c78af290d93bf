"""When a question is about: "since March", "上個月", "as of mid-2024", "latest"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.answering.counted_times import find_times
from corpus.named_periods import NamedPeriod
from corpus.numerals import fold_numbers
from corpus.periods import Period

_SINCE = re.compile(r"\b(?:since|after|following)\s+(?:[^\W\d]+\s+){0,6}$|\bfrom\s+$|[自由从]$")
_NEAR = 80  # characters beside a time that tell how it is meant
_RANGE = re.compile(
    r"\s?(?:[-–—~至到]|(?:up )?to|until|till|through)\s?(?:the )?(?:end of )?", re.IGNORECASE
)
_BEFORE = re.compile(r"\b(?:before|prior to|earlier than)\s+(?P<event>(?:[^\W\d]+\s+){0,6})$")
_NO_EVENT = frozenset("the year years mid early late in of about around".split())
_END = re.compile(r"\bend[ -](?:of )?(?:the )?$|\bor before $")
_UNTIL = re.compile(
    r"\b(?:by|as of|as at|until|till|up to(?: and including)?)\s+(?:the\s+)?"
    r"(?:end[ -](?:of\s+)?)?(?:the\s+)?$|(?:截至|直至|直到|截止|[到至])$"
)
_SINCE_AFTER = re.compile(
    r"\s?(?:以来|以?嚟|或?[之以]后|后(?![台付者])|起(?![诉草步码])|开始|至今|[到至](?:现在|今|目前|如今|当前|[而依宜]家)"
    r"|(?:and|to|till|until|through|-|–) ?(?:now|today|date|the present|present)\b|onwards?\b"
    r"|(?:and|or) (?:later|after|beyond)\b)",
    re.IGNORECASE,
)
# 前 also opens names: 前海, 前行政總裁.
_BEFORE_AFTER = re.compile(r"\s?(?:[之以]前|前(?![海后期景任总主行副财特首]))")
_UNTIL_AFTER = re.compile(r"\s?(?:为止|或[之以]前)")
_NOT_BEFORE = re.compile(
    r"(?:\b(?:not?|never)|n['’]t)\s+(?:[^\W\d]+\s+)?(?:before|earlier than|prior to|sooner than)"
    r"\s+(?:the\s+)?$|(?:[不未]早[于过]|最早[在于]?)$"
)
_NOT_AFTER = re.compile(
    r"\b(?:no|not)\s+(?:later than|after|beyond)\s+(?:the\s+)?(?:end of\s+)?$"
    r"|(?:不[迟晚][于过]|最[迟晚][在于]?)$"
)
_EARLIER_THAN = re.compile(r"(?<![不未])早[于过]$")
_EXCEPT = re.compile(
    r"\b(?:except(?:ing|ed)?(?:\s+for)?|other than|excluding|apart from|aside from|besides|not"
    r"|outside(?:\s+of)?)\s+(?:in\s+|for\s+|during\s+)?(?:the\s+)?(?:year\s+)?$"
    r"|(?:除了|(?<![废清消撤删解免])除|除去|不包括|撇除|扣除|不计|不算|并非|不是|唔系|唔计)在?$"
)
_EXCEPT_AFTER = re.compile(r"\s?(?:除外|[之以]外|不[计算]|excluded\b)")
# "Vision 2030" is a name; "In 2030" is a time.
_NAME = re.compile(r"\b(?P<word>[A-Z][A-Za-z]{1,40})[ -]$|(?:愿景|远景|金融科技|计划|策略)$")
_NO_NAME = frozenset(
    "about across after and around as at before between beyond by circa during early end for from "
    "in is late mid of on or since than the through till to until was when will with year".split()
)
_NAMED_AHEAD = 2  # years from today on in which a year beside a name is part of it
# 2024年上個月: no such month is known.
_UNSURE = re.compile(
    r"(?:19|20)\d\d\s?年[的嘅]?(?:上上|上|下下|下|本|今|这|呢)(?:一?个|一)(?:月|星期|礼拜|周|季)"
)
_NEWEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|current(?:ly)?|now(?:adays)?|at the moment|today"
    r"|recent(?:ly)?|lately|so far|to date|as of|these days)\b"
    r"|最新|[而依宜]家|現時|现时|現在|现在|目前|最近|近期|近況|近况|至今|截至|今日|今時今日",
    re.IGNORECASE,
)

_TODAY = re.compile(r"today|now|今日|今天|而家|[現现]在", re.IGNORECASE)
# What may stand beside a time that is all a text says.
_BESIDE = re.compile(
    r"[\s,.]*(?:(?:since|from|after|until|till|up|to|by|before|in|on|of|the|start|beginning|end|early"
    r"|mid|late|onwards?|由|自|从|至|到|直到|截至|截止|为止|起|以来|之?前|以前|之?后|以后|年?初|年?底|年?尾"
    r"|嘅|的)[\s,.-]*){0,4}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What a question asks of time: a period, or None, and whether it wants the newest."""

    period: Period | None = None
    is_newest: bool = False


def parse_times(text: str, *, today: date) -> Times:
    """The period that a question names, counted from `today`, and whether it wants the newest.

    Several periods count from the first day of all to the last.
    """
    written, found = find_times(_UNSURE.sub(" ", fold_numbers(text)), today)
    found = [one for one in found if not _is_in_name(written, one, today)]
    period = _whole(_meant(written, found))
    return Times(period=period, is_newest=_NEWEST.search(text) is not None)


def find_time(text: str, *, today: date) -> Period | None:
    """The period that a text names and says nothing else, as "last year", "until June 2024"."""
    text = text.strip()
    if _TODAY.fullmatch(text):
        return Period(since=today, until=today)
    written, found = find_times(fold_numbers(text), today)
    if not found:
        return None
    if len(found) > 1 or not _BESIDE.fullmatch(
        written[: found[0].start] + " " + written[found[0].end :]
    ):
        return None
    return _whole(_meant(written, found))


def _whole(meant: Sequence[Period]) -> Period | None:
    """From the first day of all to the last; "after 2019 and before 2022" is what both leave."""
    firsts = [one.since for one in meant if one.since]
    lasts = [one.until for one in meant if one.until]
    if len(firsts) == len(lasts) == 1 and len(meant) == 2 and firsts[0] <= lasts[0]:
        return Period(since=firsts[0], until=lasts[0])
    since = min(firsts) if firsts and len(firsts) == len(meant) else None
    until = max(lasts) if lasts and len(lasts) == len(meant) else None
    return Period(since=since, until=until) if since or until else None


def describe_period(period: Period) -> str:
    """A period as it is shown: "2026-11-09 – 2026-11-15", or with "…" for an open end."""
    if period.since == period.until:
        return str(period.since)
    return f"{period.since or '…'} – {period.until or '…'}"


def _meant(text: str, found: Sequence[NamedPeriod]) -> list[Period]:
    """The periods that are asked about: a range from one to the next is one of them."""
    meant: list[Period] = []
    n = 0
    while n < len(found):
        one = found[n]
        n += 1
        last = one
        range_ = _range(text, one, found[n]) if n < len(found) else None
        if range_:
            last = found[n]
            n += 1
        if not _is_excluded(text, one, last):
            meant.append(range_ or _bound(text, one))
    return meant


def _is_excluded(text: str, first: NamedPeriod, last: NamedPeriod) -> bool:
    """Whether a text says that all but this time is meant."""
    before = text[: first.start].casefold()
    return bool(_EXCEPT.search(before) or _EXCEPT_AFTER.match(text, last.end))


def _is_in_name(text: str, named: NamedPeriod, today: date) -> bool:
    """Whether a year to come is part of a name: "Vision 2030"."""
    said = text[named.start : named.end].strip()
    if not said.isdecimal() or int(said) < today.year + _NAMED_AHEAD:
        return False
    name = _NAME.search(text[max(0, named.start - 48) : named.start])
    return name is not None and (name["word"] or "").casefold() not in _NO_NAME


def _range(text: str, one: NamedPeriod, other: NamedPeriod) -> Period | None:
    """From one time to another, where the text says so: "from 2020 to 2022"."""
    since, until = one.period.since, other.period.until
    is_range = _RANGE.fullmatch(text, one.end, other.start)
    if not is_range or since is None or until is None or since > until:
        return None
    return Period(since=since, until=until)


def _bound(text: str, named: NamedPeriod) -> Period:
    """The period meant where "since", "before" or the like stands beside a named one."""
    before = text[max(0, named.start - _NEAR) : named.start].casefold()
    after = text[named.end : named.end + _NEAR]
    since, until = named.period.since, named.period.until
    if since is None or until is None:
        return named.period
    if _NOT_AFTER.search(before):
        return Period(until=until)
    if _NOT_BEFORE.search(before):
        return Period(since=since)
    if _SINCE.search(before) or _SINCE_AFTER.match(after):
        return Period(since=since)
    said = text[named.start : named.end].casefold()
    is_end = said.endswith(("底", "末")) or said.startswith(("end", "late")) or _END.search(before)
    event = _BEFORE.search(before)
    if event or _EARLIER_THAN.search(before) or _BEFORE_AFTER.match(after):
        # What happened within a period, happened up to its end.
        is_within = event and not _NO_EVENT.issuperset(event["event"].split())
        return Period(until=until if is_end or is_within else since - timedelta(days=1))
    if _UNTIL.search(before) or _UNTIL_AFTER.match(after):
        return Period(until=until)
    return named.period
