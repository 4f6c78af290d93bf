"""Numbers in figures and Chinese characters: "1,200", 1億2,000萬, 三千萬, 百分之三十.

What is read is a number and where it stands, whatever it counts. Numbers longer than any that
prose holds are none, so that no text can make one that costs time to reckon with.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from corpus.text import to_simplified

MAX_DIGITS = 24
MAX_CHARS = 40
SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
SCALES |= {"quadrillion": 15, "lakh": 5, "crore": 7}
HAN_DIGITS = "〇零一二两三四五六七八九"
HAN_SCALES = "十百千万亿兆"
HAN = f"[{HAN_DIGITS}{HAN_SCALES}廿]"
MORE = "[多余馀几]"
VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"

_SHORT_SCALES = {"k": 3, "m": 6, "mn": 6, "mln": 6, "b": 9, "bn": 9, "tn": 12, "trn": 12, "t": 12}
_SHORT_SCALES |= {"mil": 6, "bil": 9, "tril": 12}
_WIDE: dict[int, str | int] = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_WIDE |= {0x3000: " ", 0xA0: " ", 0x202F: " ", 0x2009: " ", 0xFFE1: "£", 0xFFE5: "¥", 0xFFE6: "₩"}
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
# A long run is read whole, so that what is too long is passed over at once.
_DIGITS = r"(?>[0-9]{1,3}(?:(?:,[0-9]{3})++|(?: [0-9]{3}){2,3}+)(?![0-9])|[0-9]++)(?:\.[0-9]++)?+"
_SCALE_WORD = rf"(?:{'|'.join(SCALES)})s?"
_SHORT = "|".join(sorted(_SHORT_SCALES, key=len, reverse=True))
_FIGURES = re.compile(
    rf"(?P<digits>{_DIGITS})(?P<vulgar>[{VULGAR}])?+(?:"
    rf"(?P<words>(?:[\s-]?{_SCALE_WORD}(?![a-z])){{1,2}})"
    rf"|\s?(?P<short>{_SHORT})(?![a-z0-9])"
    rf"|(?P<more>{MORE})?\s?(?P<han>[{HAN_SCALES}]++)"
    rf"(?P<rest>(?:\s?零?{_DIGITS}\s?[{HAN_SCALES}]++){{0,3}}))?+",
    re.IGNORECASE,
)
_HAN_PART = re.compile(rf"零?({_DIGITS})\s?([{HAN_SCALES}]++)")
_HAN_NUMBER = re.compile(
    rf"(?P<whole>{HAN}++)(?:[点點](?P<tenths>[{HAN_DIGITS}]++)(?P<scale>[{HAN_SCALES}]*+)"
    rf"|(?P<more>{MORE})(?P<rough>[{HAN_SCALES}]++))?+"
)
_HAN_LARGE = re.compile("(?<![万亿兆])[万亿兆]++$")
_FRACTION = re.compile(rf"(?P<of>{_DIGITS}|{HAN}++)分之(?={HAN}|[0-9])")
_HALF = re.compile("一半|半数")
# "24/7" and "5/12/2024" are none.
_OVER = re.compile(
    r"(?P<over>[0-9]{1,3})\s?[/⁄∕]\s?(?P<under>[0-9]{1,3})(?![0-9a-z]|[,.][0-9]|\s?[/⁄∕年月日])"
    rf"|(?P<vulgar>[{VULGAR}])(?!\s?(?:{_SCALE_WORD}|[{HAN_SCALES}]))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number that stands at `text[start:end]`, and the place of its last digit.

    `place` leaves trailing zeros out. `scales` are what a number that stands beside it may share
    ("30 to 40 million"), largest first; `is_large` says that it has thousands or more itself.
    `is_more` says that 多 or 餘 is within it, `is_share` that it is a percentage, as a third is.
    """

    value: Decimal
    place: Decimal
    start: int
    end: int
    scales: tuple[Decimal, ...] = ()
    is_large: bool = False
    is_more: bool = False
    is_share: bool = False


def fold_numbers(text: str) -> str:
    """The text with half-width digits and signs and Simplified characters, as long as before."""
    if text.isascii():
        return text
    plain = text.translate(_WIDE)
    plain = _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), plain)
    simplified = to_simplified(plain)
    return simplified if len(simplified) == len(text) else plain


def read_numeral(text: str, at: int) -> Numeral | None:
    """The number in figures or Chinese that starts at a place of a folded text, or None."""
    return (
        _read_fraction(text, at)
        or _read_over(text, at)
        or _read_figures(text, at)
        or _read_han(text, at)
    )


def skip_numeral(text: str, at: int) -> int:
    """Where the figures or Chinese numerals end that start at a place, read or not."""
    match = _FIGURES.match(text, at) or _HAN_NUMBER.match(text, at)
    return match.end() if match else at


@lru_cache(maxsize=4096)
def han_number(text: str) -> int | None:
    """The value of Simplified numerals: 十二 is 12, 一亿二千万 120,000,000, 二〇二四 2024."""
    if not text or len(text) > MAX_CHARS:
        return None
    if len(text) > MAX_DIGITS and not set(text) & set(HAN_SCALES):
        return None
    # 兆 is unknown to the library; in Hong Kong it is 万亿.
    text = text.replace("兆", "万亿")
    try:
        return int(_cn2an()(text, "normal"))
    except (ValueError, KeyError):  # the second for some that repeat a scale
        return None


@cache
def _cn2an() -> Any:
    import cn2an  # compiles large patterns for a quarter of a second; few texts need it

    return cn2an.cn2an


def place_of(value: Decimal) -> Decimal:
    """The place of the last digit; of whole numbers from 100, of the last that is not zero."""
    if value != value.to_integral_value() or value < 100:
        return Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
    digits = str(int(value))
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")))


def place_of_share(share: Decimal) -> Decimal:
    """The place of a share that is said as a fraction: a third is not exactly 33 per cent."""
    return Decimal(1) if share == share.to_integral_value() else Decimal(10)


def _read_figures(text: str, at: int) -> Numeral | None:
    match = _FIGURES.match(text, at)
    if not match:
        return None
    plain = _decimal(match["digits"])
    if plain is None:
        return None
    if match["han"]:
        return _read_han_scales(plain, match)
    place = place_of(plain)
    if match["vulgar"]:
        plain += Decimal(f"{unicodedata.numeric(match['vulgar']):.3f}")
        place = Decimal("0.01")
    power = 0
    if match["words"]:
        scales = re.findall("[a-z]+", match["words"].casefold())
        power = sum(SCALES[scale.removesuffix("s")] for scale in scales)
    elif match["short"]:
        power = _SHORT_SCALES[match["short"].casefold()]
    return Numeral(
        value=plain.scaleb(power),
        place=place.scaleb(power),
        start=at,
        end=match.end(),
        scales=(Decimal(10) ** power,) if power else (),
        is_large=power > 2,
    )


def _read_han_scales(plain: Decimal, match: re.Match[str]) -> Numeral | None:
    """Digits with Chinese scales: 1.2亿, 3,000万, 1亿2,000万."""
    parts = [(plain, match["han"])]
    for part in _HAN_PART.finditer(match["rest"]):
        number = _decimal(part[1])
        if number is None:
            return None
        parts.append((number, part[2]))
    total, scales = Decimal(0), list[Decimal]()
    for number, characters in parts:
        scale = han_number(f"一{characters}")
        if scale is None or (scales and scale >= scales[-1]):
            return None
        total += number * scale
        scales.append(Decimal(scale))
    return Numeral(
        value=total,
        place=place_of(parts[-1][0]) * scales[-1],
        start=match.start(),
        end=match.end(),
        scales=tuple(scales[:1]),
        is_large=True,
        is_more=bool(match["more"]),
    )


def _read_han(text: str, at: int) -> Numeral | None:
    half = _HALF.match(text, at)
    if half:
        return Numeral(value=Decimal(50), place=Decimal(1), start=at, end=half.end(), is_share=True)
    match = _HAN_NUMBER.match(text, at)
    if not match or match.end() - at > MAX_CHARS or len(match["tenths"] or "") > MAX_DIGITS:
        return None
    whole = match["whole"]
    if len(whole) == 2 and not match["tenths"] and not set(whole) & set(f"{HAN_SCALES}廿"):
        return None  # 三四 is three or four
    number = han_number(f"一{whole}" if whole[0] in HAN_SCALES[1:] else whole)
    if number is None:
        return None
    value, place = Decimal(number), place_of(Decimal(number))
    if match["tenths"]:
        tenths = "".join(str(han_number(digit)) for digit in match["tenths"])
        value, place = Decimal(f"{number}.{tenths}"), Decimal(1).scaleb(-len(tenths))
    scale = han_number(f"一{match['scale'] or match['rough'] or ''}")
    if scale is None:
        return None
    value, place = value * scale, place * scale
    return Numeral(
        value=value,
        place=place,
        start=at,
        end=match.end(),
        scales=_shared_scales(value, _HAN_LARGE.search(match[0].replace("零", ""))),
        is_large=value >= 1000,
        is_more=bool(match["more"]),
    )


def _shared_scales(value: Decimal, large: re.Match[str] | None) -> tuple[Decimal, ...]:
    """五百万 may share its 百万 or its 万: 三至五百万, 三十至五百万."""
    scales = []
    if len(value.normalize().as_tuple().digits) == 1 and value >= 10:
        scales.append(Decimal(10) ** value.adjusted())
    if large:
        scales.append(Decimal(han_number(f"一{large[0]}") or 1))
    return tuple(scales)


def _read_fraction(text: str, at: int) -> Numeral | None:
    """百分之三十, 千分之五, 三分之一, as a percentage."""
    match = _FRACTION.match(text, at)
    over = match and (_read_figures(text, match.end()) or _read_han(text, match.end()))
    if not match or not over:
        return None
    parts = match["of"]
    of = _decimal(parts) if parts[0].isascii() else han_number(parts)
    if parts in HAN_SCALES:
        of = han_number(f"一{parts}")
    if not of:
        return None
    share = 100 * over.value / Decimal(of)
    return Numeral(
        value=share,
        place=100 * over.place / Decimal(of) if parts in HAN_SCALES else place_of_share(share),
        start=at,
        end=over.end,
        is_share=True,
        is_more=over.is_more,
    )


def _read_over(text: str, at: int) -> Numeral | None:
    """ "3/4" and "¾", as a percentage."""
    match = _OVER.match(text, at)
    if not match:
        return None
    if match["vulgar"]:
        share = Decimal(f"{100 * unicodedata.numeric(match['vulgar']):.2f}")
    else:
        over, under = int(match["over"]), int(match["under"])
        if not 0 < over < under:
            return None
        share = 100 * Decimal(over) / under
    return Numeral(
        value=share, place=place_of_share(share), start=at, end=match.end(), is_share=True
    )


def _decimal(digits: str) -> Decimal | None:
    """The value of figures, or None if they are too long for a number."""
    plain = digits.replace(",", "").replace(" ", "")
    return Decimal(plain) if len(plain) <= MAX_DIGITS else None
