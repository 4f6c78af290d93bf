"""The measures of amounts: currencies, shares and multiples, in English and Chinese."""

import re

POINTS, BASIS_POINTS, TIMES, TENTHS = "points", "bps", "times", "成"
MEASURES = frozenset({"%", POINTS, BASIS_POINTS, TIMES, TENTHS})

# A bare "$", 元 or ¥ does not say whose; it is a unit of its own that meets no other.
_MONEY = {
    # code: (before a number, after a number, how it is shown before a number)
    "HKD": (r"HK\$|HKD|港[幣币元]", r"港[幣币元]|(?:Hong Kong|HK)[ -]dollars?|HKD|HK\$", "HK$"),
    "USD": (
        r"US\$|U\.S\.\$|USD|美[元金]",
        r"美[元金]|(?:US|U\.S\.|American)[ -]dollars?|USD|US\$",
        "US$",
    ),
    "CNY": (
        r"RMB|CNY|CN¥|人民[幣币]",
        r"元?人民[幣币]|(?:Chinese )?yuan|renminbi|RMB|CNY",
        "RMB",
    ),
    "EUR": (r"€|EUR|[歐欧]元", r"[歐欧]元|euros?|EUR|€", "€"),
    "GBP": (
        r"£|GBP|英[鎊镑]",
        r"英[鎊镑]|pounds? sterling|(?:British )?pounds?(?! of)|GBP",
        "£",
    ),
    "SGD": (
        r"S\$|SGD|坡[元幣币]|新加坡元|新元",
        r"坡[元幣币]|新加坡元|新元(?!朗|素)|Singapore[ -]dollars?|SGD",
        "S$",
    ),
    "AUD": (r"AU?\$|AUD|澳元", r"澳元|Australian[ -]dollars?|AUD", "A$"),
    "CAD": (r"CA?\$|CAD|加元|加[幣币]", r"加元|加[幣币]|Canadian[ -]dollars?|CAD", "C$"),
    "NZD": (r"NZ\$|NZD|[紐纽]元", r"[紐纽]元|New Zealand[ -]dollars?|NZD", "NZ$"),
    "TWD": (
        r"NT\$|TWD|NTD|新?[台臺][幣币]",
        r"元?新?[台臺][幣币]|(?:New )?Taiwan(?:ese)?[ -]dollars?|TWD|NTD",
        "NT$",
    ),
    "MOP": (r"MOP\$?|澳[門门][元幣币]", r"澳[門门][元幣币]|patacas?|MOP", "MOP"),
    "JPY": (r"JP¥|JPY|日[圓圆元]", r"日[圓圆]|日元(?!旦)|(?:Japanese )?yen|JPY", "JPY"),
    # "Two won approval" has no currency; a sum in won is never small.
    "KRW": (
        r"₩|KRW|[韓韩][圜圓圆元]",
        r"[韓韩][圜圓圆元]|(?:South )?Korean won|(?<=(?:00|on|nd)[ -])won|KRW",
        "₩",
    ),
    "INR": (r"₹|INR|Rs\.?|印度[盧卢]比", r"(?:印度)?[盧卢]比|(?:Indian )?rupees?|INR", "₹"),
    "CHF": (
        r"CHF|瑞士法郎|瑞郎",
        r"瑞士法郎|瑞郎|Swiss[ -]francs?|CHF",
        "CHF",
    ),
    "THB": (r"฿|THB|泰[銖铢]", r"泰[銖铢]|(?:Thai )?baht|THB", "THB"),
    "MYR": (r"RM|MYR|[馬马]元", r"令吉|[馬马]元|[馬马][幣币]|ringgit|MYR", "RM"),
    "IDR": (r"Rp\.?|IDR|印尼盾", r"印尼盾|(?:Indonesian )?rupiah|IDR", "Rp"),
    "PHP": (r"₱|PHP|披索", r"披索|菲律[賓宾]比索|(?:Philippine )?pesos?|PHP", "₱"),
    "VND": (r"₫|VND|越南盾", r"越南盾|(?:Vietnamese )?dong|VND|₫", "VND"),
    "AED": (r"AED|Dhs?\.?", r"迪拉姆|(?:UAE )?dirhams?|AED", "AED"),
    "SAR": (r"SAR", r"里[亞亚][爾尔]|(?:Saudi )?riyals?|SAR", "SAR"),
    "RUB": (r"₽|RUB", r"[盧卢]布|(?:Russian )?rou?bles?|RUB", "RUB"),
    "BRL": (r"R\$|BRL", r"雷[亞亚][爾尔]|(?:Brazilian )?reais|BRL", "R$"),
    "ILS": (r"₪|ILS", r"(?:Israeli )?shekels?|ILS", "₪"),
    "$": (r"\$", r"dollars?", "$"),
    "¥": (r"¥", r"¥", "¥"),
    "元": (r"(?!)", r"元|蚊", "元"),
}
_SHARES = {
    POINTS: r"percentage[ -]points?|pp|ppts?|[個个]?百分[點点]",
    "%": r"%|per[ -]?cent|(?<=[0-9])pct?",
    BASIS_POINTS: r"basis[ -]points?|bps?|[個个]?基[點点]",
    TIMES: r"倍|times|fold|x",
}
# Whose money a sign without a country may be.
_VAGUE = {
    "$": frozenset({"HKD", "USD", "元"}),
    "元": frozenset({"HKD", "USD", "CNY", "$"}),
    "¥": frozenset({"CNY", "JPY"}),
}


def _alternatives(names: list[str]) -> str:
    return "|".join(f"(?P<u{n}>{pattern})" for n, pattern in enumerate(names))


_MOST = 24
_CODES = list(_MONEY)
_AFTER = {**{code: after for code, (_, after, _) in _MONEY.items()}, **_SHARES}
_AFTER_UNITS = list(_AFTER)
_BEFORE_NUMBER = re.compile(
    rf"(?<![A-Za-z$¥])(?:{_alternatives([before for before, _, _ in _MONEY.values()])})\s?$",
    re.IGNORECASE,
)
_AFTER_NUMBER = re.compile(
    rf"[\s-]?(?:{_alternatives(list(_AFTER.values()))}|(?P<tenths>成(?P<half>半)?"
    r"(?![立為为員员功本長长交份果效熟績绩了就])))(?![A-Za-z])",
    re.IGNORECASE,
)


def money_before(text: str, at: int) -> tuple[str, int]:
    """The currency that stands right before `text[at:]`, and where it starts; ("", at) for none."""
    match = _BEFORE_NUMBER.search(text, max(0, at - _MOST), at)
    return (_CODES[_group(match)], match.start()) if match else ("", at)


def measure_after(text: str, at: int) -> tuple[str, int]:
    """The measure that stands right at `text[at:]`, and where it ends; ("", at) for none."""
    match = _AFTER_NUMBER.match(text, at)
    if not match:
        return "", at
    return (TENTHS if match["tenths"] else _AFTER_UNITS[_group(match)]), match.end()


def may_stand_for(unit: str, other: str) -> bool:
    """Whether a unit is the other or names it without its country: "$" for HKD, 元 for CNY."""
    return unit == other or other in _VAGUE.get(unit, frozenset())


def is_share(unit: str) -> bool:
    """Whether a unit is a share of something, or a difference of shares."""
    return unit in ("%", POINTS)


def sign_of(unit: str) -> str:
    """What stands before a sum of money of this unit: "HK$"; "" if it is no money."""
    return _MONEY[unit][2] if unit in _MONEY else ""


def _group(match: re.Match[str]) -> int:
    """The number of the alternative that matched."""
    return next(
        int(name[1:]) for name, found in match.groupdict().items() if found and name[0] == "u"
    )
