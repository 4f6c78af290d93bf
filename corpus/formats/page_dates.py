"""When the article of a page was published, from whatever of the page says so."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from corpus.dates import HONG_KONG, MONTH_NUMBERS
from corpus.numerals import han_number

_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_YEAR = "(?:19|20)[0-9]{2}"
_WEEKDAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
    r"|(?:星期|週|周|礼拜|禮拜)[一二三四五六日天])"
)
_DATE = (
    rf"(?P<y1>{_YEAR})(?P<s>[-/.])(?P<m1>[0-9]{{1,2}})(?P=s)(?P<d1>[0-9]{{1,2}})(?![0-9])"
    rf"|(?P<y2>{_YEAR}|[〇零○一二三四五六七八九]{{4}})\s?年\s?(?P<m2>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})"
    r"\s?月\s?(?P<d2>[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s?[日號号]"
    rf"|(?P<d3>[0-9]{{1,2}})(?:st|nd|rd|th)?[\s-](?:of\s)?(?P<m3>{_MONTH})\.?,?[\s-](?P<y3>{_YEAR})"
    rf"|(?P<m4>{_MONTH})\.?\s(?P<d4>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y4>{_YEAR})"
    rf"|(?P<n1>[0-9]{{1,2}})(?P<s2>[-/.])(?P<n2>[0-9]{{1,2}})(?P=s2)(?P<y5>{_YEAR})(?![0-9])"
    rf"|(?P<y6>{_YEAR})(?P<m6>[01][0-9])(?P<d6>[0-3][0-9])(?![0-9])"
)
_TIME = (
    r"(?P<half>上午|下午|凌晨|早上|中午|晚上|晚)?\s?(?P<hour>[0-9]{1,2})"
    r"(?:(?::|時|时|點|点)(?P<minute>[0-9]{2})?分?)(?::?(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"\s?(?P<ampm>[ap]\.?m\b\.?)?"
    r" ?(?P<zone>Z\b|(?:(?:GMT|UTC)\s?)?[+-][0-9]{2}:?[0-9]{2}|(?-i:HKT|SGT|GMT|UTC"
    r"|[ECMP][DS]?T|CES?T|BST|JST|KST|IST|MSK|AE[DS]T)\b)?"
)
_MOMENT = re.compile(
    rf"(?<![0-9a-z])(?:{_DATE})"
    rf"(?:(?:T|[\s,|·‧•(/-]{{0,4}}{_WEEKDAY}?[\s),|·‧•/-]{{0,4}}"
    rf"(?:(?:issued\sat\s)?HKT|at|香港時間|本港時間|香港时间)?[\s,]{{0,3}}){_TIME})?",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    rf"(?<![0-9])(?P<year>{_YEAR})(?:(?P<s>[/-])(?P<month>[0-9]{{1,2}})(?P=s)(?P<day>[0-9]{{1,2}})"
    r"|/?(?P<month_2>[0-9]{2})/?(?P<day_2>[0-9]{2}))(?![0-9])"
)
_MONTH_IN_ADDRESS = re.compile(rf"/(?P<year>{_YEAR})/(?P<month>0[1-9]|1[0-2])/[^/]")
_CLOSING = re.compile(
    rf"^\s*(?:ends?\s?/\s?{_WEEKDAY}|[（(]?完[）)]?$|[－-]\s?完\s?[－-]|-\s?ends?\s?-)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"(?:updated?|modified|revised|revision|reviewed|accessed|retrieved|更新|修訂|修订|修改|覆檢|修訂|擷取|截至)"
    r"(?:\s?(?:on|at|date|time|日期|時間|时间|於|于|為))*\s?[:：]?\s?$",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"(?:published|posted|issued|released|created|date|first\spublished|pubdate|"
    r"(?:發[佈布]|发布|刊登|刊出|出版|建立|創建|创建|上載|上传|發表|发表|公[佈布])(?:日期|時間|时间|於|于)?"
    r"|日期|時間|时间)(?:\s?(?:on|at))?\s?[:：|]?\s?$",
    re.IGNORECASE,
)
_LONGEST_LINE = 120
_AFTER_TITLE, _BESIDE_TITLE = 12, 4  # lines


@dataclass(frozen=True, slots=True)
class Moment:
    """A day in Hong Kong, or a point of time on it."""

    at: datetime
    has_time: bool

    def agrees(self, other: "Moment") -> bool:
        """Whether both may be the same moment: the same day, in Hong Kong or as it is written."""
        if not self.has_time and not other.has_time:
            return self.at == other.at
        mine = {self.at.date(), self.at.astimezone(HONG_KONG).date()}
        theirs = {other.at.date(), other.at.astimezone(HONG_KONG).date()}
        return bool(mine & theirs)

    def __str__(self) -> str:
        if not self.has_time:
            return self.at.date().isoformat()
        return self.at.isoformat()


def parse_moment(value: str) -> Moment | None:
    """The moment that a machine's field holds, in one of the spellings in use; None for others."""
    text = unicodedata.normalize("NFKC", value[:200]).strip()
    if text.isascii() and text.isdecimal() and len(text) in (10, 13):
        seconds = int(text[:10])
        return Moment(datetime.fromtimestamp(seconds, UTC), True) if seconds > 10**8 else None
    return next(find_moments(text), None)


def find_moments(text: str) -> Iterator[Moment]:
    """The full dates in a text, with their times; a day that could be a month is left out."""
    for match in _MOMENT.finditer(text):
        if moment := _to_moment(match):
            yield moment


def moment_in_address(url: str) -> Moment | None:
    """The day in an address, as in /2024/03/05/ or story-20240305.html."""
    for match in _IN_ADDRESS.finditer(url.partition("?")[0][:2_000]):
        parts = match.groupdict()
        day = _day(
            int(parts["year"]),
            int(parts["month"] or parts["month_2"]),
            int(parts["day"] or parts["day_2"]),
        )
        if day:
            return Moment(datetime(day.year, day.month, day.day, tzinfo=HONG_KONG), False)
    return None


def month_in_address(url: str) -> str | None:
    """The year and month in an address such as /2024/03/a-bank-opens, as "2024-03"."""
    match = _MONTH_IN_ADDRESS.search(url[:2_000])
    return f"{match['year']}-{match['month']}" if match else None


def visible_moments(lines: Sequence[str], *, title_at: int | None) -> list[Moment]:
    """What the lines of a page say of its date: labelled, close behind the title, at the end.

    `title_at` is the line of the title, None when it is unknown.
    """
    near: list[tuple[int, Moment]] = []
    stated: list[Moment] = []
    closing: list[Moment] = []
    for number, line in enumerate(lines):
        if len(line) > _LONGEST_LINE:
            continue
        if _CLOSING.match(line):
            ending = "\n".join(part for part in lines[number : number + 5] if len(part) < 100)
            closing.extend(list(find_moments(unicodedata.normalize("NFKC", ending)))[:1])
        behind = number - title_at if title_at is not None else 0
        if not 0 < behind <= 2 * _AFTER_TITLE:
            continue
        for moment, before in _with_words_before(line):
            if _CHANGED.search(before):
                continue
            # Far from a title only the label counts: the teasers of others have dates too.
            if _STATED.search(before):
                stated.append(moment)
            elif behind <= _AFTER_TITLE:
                near.append((behind, moment))
    beside = [moment for behind, moment in near if behind == near[0][0] <= _BESIDE_TITLE]
    return (
        _one_of(closing[-1:])
        or _one_of(stated)
        or _one_of(beside)
        or _one_of([moment for _, moment in near])
    )


def choose_moment(sources: Iterable[Sequence[Moment]]) -> Moment | None:
    """The moment of publication, from sources in the order in which they are believed.

    A source that contradicts itself is settled by the others, or passed over; if all that is left
    agrees with nothing, it is None. A day without a time takes the time of a source that agrees.
    """
    given = [list(source) for source in sources if source]
    chosen: Moment | None = None
    is_disputed = False
    for number, source in enumerate(given):
        first = source[0]
        if all(first.agrees(other) for other in source):
            chosen = first
            break
        others = [moment for rest in given[number + 1 :] for moment in rest]
        backed = [moment for moment in source if any(moment.agrees(other) for other in others)]
        if backed and all(backed[0].agrees(moment) for moment in backed):
            chosen = backed[0]
            break
        is_disputed = True
    if chosen is None or (is_disputed and not any(map(chosen.agrees, given[0]))):
        return None
    if chosen.has_time:
        return chosen
    timed = [m for source in given for m in source if m.has_time and m.agrees(chosen)]
    return timed[0] if timed else chosen


def _with_words_before(line: str) -> Iterator[tuple[Moment, str]]:
    text = unicodedata.normalize("NFKC", line)
    is_sentence = text.rstrip().endswith((".", "。", "!", "?"))
    if is_sentence and len(text) > 60:
        return
    for match in _MOMENT.finditer(text):
        # "No fee applies since 1 August 2019." is the article's; "Posted on 1 August 2019." is not.
        if (
            is_sentence
            and not _STATED.search(text[: match.start()])
            and len(match[0]) < 0.75 * len(text)
        ):
            continue
        if moment := _to_moment(match):
            yield moment, text[max(0, match.start() - 40) : match.start()]


def _one_of(moments: list[Moment]) -> list[Moment]:
    """The first with a time of moments that agree; none when they do not."""
    if not moments or not all(moments[0].agrees(other) for other in moments):
        return []
    return [next((moment for moment in moments if moment.has_time), moments[0])]


def _to_moment(match: re.Match[str]) -> Moment | None:
    day = _day_of({name: value for name, value in match.groupdict().items() if value})
    if day is None:
        return None
    at = datetime(day.year, day.month, day.day, tzinfo=HONG_KONG)
    hour, minute = match["hour"], match["minute"] or "0"
    if hour is None or int(hour) > 23 or int(minute) > 59:
        return Moment(at, False)
    zone = _zone(match["zone"])
    if zone is None:
        return Moment(at, False)
    clock = int(hour)
    half = (match["ampm"] or "")[:1].lower() or match["half"] or ""
    if (
        half in ("p", "下午", "晚上", "晚", "中午")
        and clock < 12
        and not (half == "中午" and clock > 9)
    ):
        clock += 12
    if half in ("a", "凌晨", "上午") and clock == 12:
        clock = 0
    second = min(int(match["second"] or 0), 59)
    if not clock and not int(minute) and not second:
        return Moment(at, False)  # what knows no time writes midnight
    return Moment(at.replace(hour=clock, minute=int(minute), second=second, tzinfo=zone), True)


def _zone(name: str | None) -> timezone | None:
    """The offset of a zone's name; None for a name that may mean several."""
    if name is None or name.upper() in ("HKT", "SGT"):
        return timezone(timedelta(hours=8))
    if name.upper() in ("Z", "GMT", "UTC"):
        return UTC
    digits = re.sub("[^0-9]", "", name)
    if len(digits) != 4 or int(digits[:2]) > 14:
        return None
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if "-" in name else offset)


def _day_of(parts: dict[str, str]) -> date | None:
    if "n1" in parts:
        first, second = int(parts["n1"]), int(parts["n2"])
        if (first > 12) == (second > 12) and first != second:
            return None  # 05/03/2024 is a day in March or in May
        return _day(int(parts["y5"]), min(first, second) if first != second else first,
                    max(first, second))  # fmt: skip
    for number in "12346":
        if year := parts.get(f"y{number}"):
            month, day = parts[f"m{number}"], parts[f"d{number}"]
            return _day(
                _whole(year), MONTH_NUMBERS.get(month.lower()) or _whole(month), _whole(day)
            )
    return None


def _whole(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if len(text) == 4:
        return int(
            "".join(str("零一二三四五六七八九".index(c)) for c in re.sub("[〇○]", "零", text))
        )
    return han_number(text) or 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
