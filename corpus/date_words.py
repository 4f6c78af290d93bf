"""The words of dates and times, English and Chinese: months, weekdays, clocks and zones."""

import re
import unicodedata
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_MONTHS = "january february march april may june july august september october november december"
MONTH_NUMBERS = {"sept": 9} | {
    form: number
    for number, name in enumerate(_MONTHS.split(), start=1)
    for form in (name, name[:3])
}
_DAY_NAMES = (
    "monday mon 一", "tuesday tues tue 二", "wednesday wed 三", "thursday thurs thur thu 四",
    "friday fri 五", "saturday sat 六", "sunday sun 日 天",
)  # fmt: skip
_WEEKS = ("星期", "禮拜", "礼拜", "週", "周")
WEEKDAYS = {
    form: number
    for number, names in enumerate(_DAY_NAMES)
    for name in names.split()
    for form in ([name] if name.isascii() else [week + name for week in _WEEKS])
}
"""Which day of the week a word is, Monday being 0."""

LABEL = re.compile(
    r"^(?:(?:first\s)?(?:published|posted|updated|released|issued|created|dated?)"
    r"(?:\s(?:on|at|date|time))?|(?:發佈|發布|发布|更新|刊登|出版|發表|发表|創建|创建|建立)?(?:於|于|日期|時間|时间))"
    r"\s?[:：]?\s"
    r"|^(?:發佈|發布|发布|更新|刊登|出版|發表|发表|創建|创建|建立)?(?:於|于|日期|時間|时间)\s?[:：]?\s?"
)
"""What stands before a date to say that it is one, in folded text."""

_HALVES = {
    "上午": 0,
    "早上": 0,
    "凌晨": 0,
    "清晨": 0,
    "中午": 12,
    "下午": 12,
    "傍晚": 12,
    "晚上": 12,
}
_CLOCK = re.compile(
    rf"(?<![\da-z.:+-])(?:t(?=\d)|(?P<half>{'|'.join(_HALVES)})\s?)?(?P<hour>[012]?\d)"
    r"(?:(?::|\s?[時时點点]\s?)(?P<minute>[0-5]\d)\s?分?(?::?(?P<second>[0-5]\d)\s?秒?"
    r"(?:[.,]\d{1,9})?)?\s?(?P<ampm>[ap]\.?m(?![a-z])\.?)?"
    r"|\s?[時时點点]正?"
    r"|(?:\.(?P<minute_2>[0-5]\d))?\s?(?P<ampm_2>[ap]\.?m(?![a-z])\.?))"
    r"(?:\s?(?P<offset>(?:gmt|utc|z)?\s?[+-]\d{1,2}(?::?\d\d)?)(?![\d:]))?(?:(?<=\d)z(?![a-z]))?"
)
_GLUED = re.compile(r"(?<=\d)t(?=\d)")
_UTC = UTC
_HONG_KONG = timezone(timedelta(hours=8))
# CST and IST are the names of several zones each: they say nothing.
_ZONES: dict[str, tzinfo | None] = {
    "z": _UTC, "ut": _UTC, "utc": _UTC, "gmt": _UTC, "cst": None, "ist": None,
    "est": timezone(timedelta(hours=-5)), "edt": timezone(timedelta(hours=-4)),
    "cdt": timezone(timedelta(hours=-5)), "mst": timezone(timedelta(hours=-7)),
    "mdt": timezone(timedelta(hours=-6)), "pst": timezone(timedelta(hours=-8)),
    "pdt": timezone(timedelta(hours=-7)), "cet": timezone(timedelta(hours=1)),
    "cest": timezone(timedelta(hours=2)), "bst": timezone(timedelta(hours=1)),
    "jst": timezone(timedelta(hours=9)), "kst": timezone(timedelta(hours=9)),
    "aest": timezone(timedelta(hours=10)), "aedt": timezone(timedelta(hours=11)),
    "et": ZoneInfo("America/New_York"), "pt": ZoneInfo("America/Los_Angeles"),
    "hkt": _HONG_KONG, "sgt": _HONG_KONG, "myt": _HONG_KONG, "pht": _HONG_KONG, "awst": _HONG_KONG,
    "hong kong time": _HONG_KONG, "hong kong standard time": _HONG_KONG,
    "china standard time": _HONG_KONG, "beijing time": _HONG_KONG,
    "taipei standard time": _HONG_KONG,
    "singapore standard time": _HONG_KONG, "coordinated universal time": _UTC,
    "greenwich mean time": _UTC, "香港時間": _HONG_KONG, "香港时间": _HONG_KONG,
    "本港時間": _HONG_KONG, "北京時間": _HONG_KONG, "北京时间": _HONG_KONG, "台北時間": _HONG_KONG,
    "local time": None,
}  # fmt: skip
_ZONE = re.compile(
    rf"(?<![a-z])(?:{'|'.join(sorted(map(re.escape, _ZONES), key=len, reverse=True))})(?![a-z])"
)
_OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d\d))?$")
_HAN_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True)) | {"九": "9"}
_HAN_DATE = re.compile(
    r"(?P<y>[〇零○一二三四五六七八九]{4})\s?年\s?(?P<m>[一二三四五六七八九十]{1,2})\s?月"
    r"(?:\s?(?P<d>[一二三四五六七八九十廿卅]{1,3})(?=\s?[日號号]))?"
)
_REPUBLIC = re.compile(r"民國\s?(\d{2,3})\s?年")


def fold_date(text: str) -> str:
    """A short text in half-width small letters, Chinese numbers of a date as figures."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    folded = _REPUBLIC.sub(lambda match: f"{int(match[1]) + 1911}年", folded)
    return _HAN_DATE.sub(_in_figures, folded)


def read_clock(text: str) -> tuple[str, timedelta | None, tzinfo | None]:
    """A folded text without its time of day, the time since midnight, and the offset it names."""
    text = _GLUED.sub(" ", text)
    match = _CLOCK.search(text)
    if match is None:
        return text, None, None
    hour, minute = int(match["hour"]), int(match["minute"] or match["minute_2"] or 0)
    half, ampm = match["half"], match["ampm"] or match["ampm_2"]
    if ampm or half:
        if hour > 12 and (ampm or not _HALVES[half]):
            return text, None, None
        is_late = ampm.startswith("p") if ampm else _HALVES[half] == 12
        hour = hour % 12 + 12 * is_late if hour <= 12 else hour
    clock = timedelta(hours=hour, minutes=minute, seconds=int(match["second"] or 0))
    if clock > timedelta(days=1):
        return text, None, None
    zone: tzinfo | None = _UTC if match[0].endswith("z") else None
    if match["offset"]:
        zone = _offset(match["offset"])
        if zone is None:
            return text, None, None
    return f"{text[: match.start()]} {text[match.end() :]}", clock, zone


def take_zone(text: str) -> tuple[str, tzinfo | None]:
    """A folded text without the names of time zones, and the zone that is meant, if one is."""
    named = [_ZONES[name] for name in _ZONE.findall(text)]
    return _ZONE.sub(" ", text), next((zone for zone in named if zone), None)


def _offset(text: str) -> tzinfo | None:
    found = _OFFSET.search(text)
    if found is None:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if offset > timedelta(hours=14):
        return None
    return timezone(-offset if found[1] == "-" else offset)


def _in_figures(match: re.Match[str]) -> str:
    year = "".join(_HAN_DIGITS[character] for character in match["y"])
    day = f"{_small_number(match['d'])}" if match["d"] else ""
    return f"{year}年{_small_number(match['m'])}月{day}"


def _small_number(text: str) -> int:
    """A number below 100 in Chinese; 0 where it is none."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.partition("十")
    digits = tens + ones
    if len(tens) > 1 or len(ones) > 1 or "十" in digits:
        return 0
    one = int(_HAN_DIGITS[ones]) if ones else 0
    if not ten:
        return int(_HAN_DIGITS[text])
    return 10 * (int(_HAN_DIGITS[tens]) if tens else 1) + one
