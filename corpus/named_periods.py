"""Times that a text names: "July 2025", "first half of 2024", "the 2010s", "2026年初"."""

import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from corpus.period_words import DECADES, PARTS, compile_form, month_number, number_of
from corpus.periods import Period, day_of_figures, financial_year, last_of_year, month_span

_PLAIN = str.maketrans(
    string.ascii_uppercase + "０１２３４５６７８９／",
    string.ascii_lowercase + "0123456789/",
)
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CHINESE_YEAR = re.compile(
    r"[〇零一二三四五六七八九]{4}(?:(?=\s?年)|(?=\s?[/至到-]\s?[〇零一二三四五六七八九]{4}\s?年)"
    r"|[/至-][〇零一二三四五六七八九]{2}(?=\s?(?:財政|财政)?年))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPeriod:
    """A period with both ends, and where the text names it: `text[start:end]`."""

    period: Period
    start: int
    end: int


def find_periods(text: str) -> list[NamedPeriod]:
    """The days, months, quarters, halves, parts, years and decades named in a text, in order.

    A year alone counts from 1990 to 2049, and only where it is no part of a longer number.
    """
    # Letters outside ASCII stay as they are: folding may change how many there are.
    lowered = text.translate(_PLAIN)
    plain = _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), lowered)
    found: list[NamedPeriod] = []
    taken = bytearray(len(plain))
    for pattern, read in _FORMS:
        for match in pattern.finditer(plain):
            if any(taken[match.start() : match.end()]):
                continue
            period = read(match)
            if period:
                taken[match.start() : match.end()] = b"\1" * len(match[0])
                found.append(NamedPeriod(period=period, start=match.start(), end=match.end()))
    return sorted(found, key=lambda named: named.start)


def _read_day(match: re.Match[str]) -> Period | None:
    try:
        day = date(int(match["year"]), month_number(match["month"]), number_of(match["day"]))
    except ValueError:
        return None
    return Period(since=day, until=day)


def _read_figures(match: re.Match[str]) -> Period | None:
    day = day_of_figures(int(match["day"]), int(match["month"]), int(match["year"]))
    return Period(since=day, until=day) if day else None


def _read_year_end(match: re.Match[str]) -> Period | None:
    year = int(match["year"])
    since = last_of_year(year, number_of(match["n"] or "1"), match["unit"])
    return Period(since=since, until=date(year, 12, 31)) if since else None


def _read_month(match: re.Match[str]) -> Period | None:
    month = month_number(match["month"])
    return month_span(int(match["year"]), month, month) if 1 <= month <= 12 else None


def _read_quarter(match: re.Match[str]) -> Period | None:
    number = match["n"] or match.groupdict()["m"]
    return _quarters(_year(match), number_of(number), 1)


def _read_half(match: re.Match[str]) -> Period | None:
    return _quarters(_year(match), 2 * number_of(match["n"]) - 1, 2)


def _quarters(year: int, first: int, count: int) -> Period | None:
    """Quarters of a year; none of one in a number such as H264."""
    first_month = 3 * first - 2
    return month_span(year, first_month, first_month + 3 * count - 1) if year < 2050 else None


def _read_first_months(match: re.Match[str]) -> Period | None:
    """ "First nine months of 2024", 2024年首三季."""
    months = number_of(match["n"]) * (3 if match["unit"][0] in "q季" else 1)
    return month_span(int(match["year"]), 1, months) if 1 <= months <= 12 else None


def _read_part(match: re.Match[str]) -> Period | None:
    year = int(match["year"])
    return next(
        month_span(year, *span)
        for span, names in PARTS.items()
        if re.fullmatch(names, match["part"])
    )


def _read_decade(match: re.Match[str]) -> Period | None:
    first, last = DECADES.get(match["part"], (0, 9))
    year = int(match["year"])
    return Period(since=date(year + first, 1, 1), until=date(year + last, 12, 31))


def _read_old_decade(match: re.Match[str]) -> Period | None:
    year = 1900 + 10 * number_of(match["ten"] or match["han"])
    return Period(since=date(year, 1, 1), until=date(year + 9, 12, 31))


def _read_fiscal_year(match: re.Match[str]) -> Period | None:
    parts = match.groupdict()
    year, following = _year(match), int(parts.get("next") or parts["full"])
    return financial_year(year) if following % 100 == (year + 1) % 100 else None


def _read_months_ended(match: re.Match[str]) -> Period | None:
    """ "The year ended 31 March 2024", 截至2024年6月30日止六個月: the months up to then."""
    month, count = month_number(match["month"]), number_of(match.groupdict().get("n") or "12")
    if not (1 <= month <= 12 and 1 <= count <= 18):
        return None
    first = 12 * int(match["year"]) + month - count
    since = date(first // 12, first % 12 + 1, 1)
    return Period(since=since, until=month_span(int(match["year"]), month, month).until)


def _read_years(match: re.Match[str]) -> Period | None:
    first, last = int(match["year"]), int(match["last"])
    if not 1990 <= first < last < 2050:
        return None
    return Period(since=date(first, 1, 1), until=date(last, 12, 31))


def _read_year(match: re.Match[str]) -> Period | None:
    year = _year(match)
    return month_span(year, 1, 12) if 1990 <= year < 2050 else None


def _year(match: re.Match[str]) -> int:
    """The year, of which its last two digits may be all that is given: "3Q24"."""
    year = int(match["year"])
    return year if year > 99 else 2000 + year


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period | None]], ...] = (
    (
        compile_form(
            r"\b(?:year|COUNT months) (?:end(?:ed|ing)(?: on)?|to) (?:DAY )?MONTH,? YEAR\b"
        ),
        _read_months_ended,
    ),
    (
        compile_form(r"\b(?:year|COUNT months) (?:end(?:ed|ing)(?: on)?|to) MONTH DAY,? YEAR\b"),
        _read_months_ended,
    ),
    (
        compile_form(
            r"YEAR\s*年\s*HANMONTHHANDAY止的?(?:(?:財政|财政)?年度"
            r"|(?P<n>\d{1,2}|十[一二]?|[三六九])[個个]月)"
        ),
        _read_months_ended,
    ),
    (compile_form(r"\bDAY (?:of )?MONTH,? YEAR\b"), _read_day),
    (compile_form(r"\bMONTH DAY,? YEAR\b"), _read_day),
    (compile_form(r"\bYEAR-(?P<month>\d{2})-(?P<day>\d{2})\b"), _read_day),
    (compile_form(r"YEAR\s*年\s*+[的嘅]?\s*+HANMONTH\s*HANDAY"), _read_day),
    (
        compile_form(
            r"(?<![\d/.-])(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)YEAR(?![\d/-])"
        ),
        _read_figures,
    ),
    (
        compile_form(r"\b(?:last|final) (?:COUNT )?(?P<unit>day|week|month|quarter)s?OF YEAR\b"),
        _read_year_end,
    ),
    (
        compile_form(
            r"YEAR\s*年[的嘅]?最[後后]的?(?P<n>\d{1,2}|[一二兩两三四五六七八九十])?[個个]?"
            r"(?P<unit>日|天|星期|周|週|礼拜|禮拜|月|季)"
        ),
        _read_year_end,
    ),
    (compile_form(r"\bMONTH (?:of )?YEAR\b(?!s)"), _read_month),
    (compile_form(r"(?<![\d/–-])YEAR-(?P<month>\d{2})\b(?!-)"), _read_month),
    (compile_form(r"YEAR\s*年\s*+[的嘅]?\s*+HANMONTH"), _read_month),
    (compile_form(r"\bfirst COUNT (?P<unit>month|quarter)sOF YEAR\b"), _read_first_months),
    (
        compile_form(
            r"YEAR\s*年\s*[首前頭头](?P<n>\d{1,2}|[一二兩两三四五六七八九十])[個个]?(?P<unit>月|季)"
        ),
        _read_first_months,
    ),
    (compile_form(r"\bNTH[ -]quarterOF YEAR\b"), _read_quarter),
    (compile_form(r"\bq(?P<n>[1-4])(?:,? (?:of |in )?(?=20)|['’]?)SHORT\b"), _read_quarter),
    (compile_form(r"\b(?P<n>[1-4])q(?: (?:of |in )?(?=20)|['’]?)SHORT\b"), _read_quarter),
    (compile_form(r"YEAR ?年?q(?P<n>[1-4])(?![a-z\d])"), _read_quarter),
    (compile_form(r"YEAR\s*年\s*+第?\s*+(?P<n>[1-4一二三四首末])\s*季"), _read_quarter),
    (compile_form(r"\bYEAR['’]s (?:NTH[ -]quarter|q(?P<m>[1-4]))\b"), _read_quarter),
    (compile_form(r"\bYEAR['’]s HALF[ -]half\b"), _read_half),
    (compile_form(r"\bHALF[ -]halfOF YEAR\b"), _read_half),
    (compile_form(r"\bh(?P<n>[12])(?:,? (?:of |in )?(?=20)|['’]?)SHORT\b"), _read_half),
    (compile_form(r"\b(?P<n>[12])h(?: (?:of |in )?(?=20)|['’]?)SHORT\b"), _read_half),
    (compile_form(r"YEAR ?年?h(?P<n>[12])(?![a-z\d])"), _read_half),
    (compile_form(r"YEAR\s*年\s*度?(?P<n>[上下])半年"), _read_half),
    (
        compile_form(r"\b(?:(?P<part>early|mid|late)[ -](?:the )?)?(?P<year>(?:19|20)\d0)s\b"),
        _read_decade,
    ),
    (compile_form(r"(?P<year>(?:19|20)\d0)\s*年代(?P<part>[初中末])?"), _read_decade),
    (
        compile_form(
            r"(?<![\d一二三四五六七八九十])(?:(?P<ten>[6-9])0|(?P<han>[六七八九])十)\s*年代"
        ),
        _read_old_decade,
    ),
    (compile_form(r"\bPART[ -]?(?:of )?(?:the )?YEAR\b"), _read_part),
    (compile_form(r"YEAR\s*PART"), _read_part),
    (compile_form(r"YEAR\s*年\s*PART"), _read_part),
    (
        compile_form(r"(?<![\d.,$/–-])SHORT\s?[-–/至]\s?(?P<next>\d\d)(?=\s?(?:財政|财政)?年度?)"),
        _read_fiscal_year,
    ),
    (
        compile_form(
            r"\b(?:fy|(?:financial|fiscal) year) ?SHORT[-–/](?P<next>(?:20)?\d\d)(?![\d-])"
        ),
        _read_fiscal_year,
    ),
    (
        compile_form(
            r"(?<![\d.,$/–-])YEAR\s?[-–/至]\s?(?P<full>20\d\d)(?=\s?(?:財政|财政)?年度"
            r"| (?:financial|fiscal|budget) year)"
        ),
        _read_fiscal_year,
    ),
    (
        compile_form(r"(?<![\d.,$/–-])YEAR(?:[-–/](?P<next>\d\d)|/(?P<full>20\d\d))(?![\d/-])"),
        _read_fiscal_year,
    ),
    (
        compile_form(r"(?<![\d.,$/–-])YEAR\s?[-–~—]\s?(?P<last>(?:19|20)\d\d)(?![\d/–-])"),
        _read_years,
    ),
    (compile_form(r"\bfy ?['’]?SHORT(?![/–-]\d)"), _read_year),
    (
        compile_form(
            r"(?<![a-z\d.,$€£¥-])(?<!\$ )(?<!(?:hkd|usd|rmb|cny) )YEAR(?!QUANTITY)\s*年?"
            r"(?![\d%])(?![.,-]\d)"
        ),
        _read_year,
    ),
)
