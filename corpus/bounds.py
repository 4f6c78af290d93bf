"""How an amount is meant: about, over or up to it, as a change, or for each of many.

All of it is read from folded text beside the amount: half-width and Simplified.
"""

import re
from typing import Literal

Bound = Literal["", "about", "over", "under"]
Direction = Literal["", "up", "down"]

_NEAR = 40
_APPROACH = (
    r"(?:\s(?:about|around|nearly|over|almost|some|by|of|roughly|another))*"
    r"\s?[約约近逾至達达了]*\s?$"
)
# "No more than" before "more than", which it ends with.
_WORDS_BEFORE: tuple[tuple[Bound, str], ...] = (
    (
        "over",
        r"\b(?:at (?:the )?(?:very )?least|(?:no|not) (?:less|fewer|lower) than"
        r"|(?:minimum|floor)(?:(?: \w+)? (?:of|is|was|at))?)"
        r"|不少[於于]|不低[於于]|不[亚下][於于]?|至少|最[少低小]|起码|下限[為为是]?|[≥≧]|>=",
    ),
    (
        "under",
        r"\b(?:(?:no|not) (?:more|higher|greater) than|not (?:over|exceed(?:ing)?)|up to"
        r"|at (?:the )?(?:very )?most|as (?:much|many|high) as|cap(?:ped)? (?:at|of)"
        r"|(?:maximum|limit|cap|ceiling|quota)(?: \w+)? (?:of|is|was|at)|maximum)"
        r"|不[超多高][过於于]|不[超逾]|不足|不到|未[到及满]|少[於于]|低[於于]|最[多高]|至多"
        r"|[高多][達达]|上限[為为是]?|限额[为是]?|每[日月年]限|[≤≦]|<=",
    ),
    (
        "over",
        r"\b(?:(?:just |well |slightly |far )?(?:over|more than|above|beyond|in excess of)"
        r"|exceed(?:s|ed|ing)?|upwards of|surpass(?:es|ed|ing)?|north of|topp(?:ed|ing))"
        r"|超[過过逾]?|逾|多[於于]|大[於于]|突破|高[於于]|(?<![-=>])>",
    ),
    (
        "under",
        r"\b(?:(?:just |well |slightly )?(?:under|less than|fewer than|below)"
        r"|short of)|(?<!<)<",
    ),
    (
        "about",
        r"\b(?:about|around|roughly|nearly|almost|some|approximately|close to|an estimated"
        r"|approx\.?|circa)|(?<![合条契签公立大])[約约]|大约|大概|(?<![最附接])近|接近|差不多|[≈≃≒~〜∼±]",
    ),
)
_BEFORE = tuple(
    (bound, re.compile(rf"(?:{words})\s?$", re.IGNORECASE)) for bound, words in _WORDS_BEFORE
)
_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (
        "over",
        re.compile(r"\s?(?:[或及]?以上|or (?:more|above|higher|over|greater)\b)", re.IGNORECASE),
    ),
    (
        "under",
        re.compile(
            r"\s?(?:[或及]?以下|以[内內]|or (?:less|fewer|below|under|lower)\b)", re.IGNORECASE
        ),
    ),
    ("about", re.compile(r"\s?(?:左右|上下|or so\b)", re.IGNORECASE)),
)
_CHANGES: tuple[tuple[Direction, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "up",
        re.compile(
            r"(?:\b(?:up|rose|ris(?:en|es?|ing)|gr[eo]w(?:n|s|th|ing)?|gain(?:ed|s|ing)?"
            r"|climb(?:ed|s|ing)?|increas(?:ed?|es|ing)|jump(?:ed|s|ing)?|surg(?:ed?|es|ing)"
            r"|add(?:ed|s|ing)?|soar(?:ed|ing)?|another|further|additional|extra)"
            r"|[增升漲涨][加長长幅]?)" + _APPROACH,
            re.IGNORECASE,
        ),
        re.compile(r"\s(?:more|higher|larger|bigger|up|growth|increase|rise|jump|gain)\b", re.I),
    ),
    (
        "down",
        re.compile(
            r"(?:\b(?:down|f[ae]ll(?:en|s|ing)?|drop(?:ped|s|ping)?|declin(?:ed?|es|ing)|shrank"
            r"|lost|slid|decreas(?:ed?|es|ing)|reduc(?:ed?|es|ing|tion)|cuts?|plung(?:ed|ing))"
            r"|[跌降減减][少幅]?)" + _APPROACH,
            re.IGNORECASE,
        ),
        re.compile(r"\s(?:less|lower|fewer|smaller|drop|fall|decline|discount)\b", re.I),
    ),
)
_MINUS = re.compile(
    r"(?:(?<![^\s(（,，:：㐀-鿿])[-−–]|(?:\bminus|\bnegative)\s|[负負]\s?(?:增[长長]\s?)?|(?<![a-z$])零下\s?)$",
    re.IGNORECASE,
)
_TO = re.compile(
    r"(?:\bto|[至到])\s(?:about|around|nearly|over|almost|some)?\s?$|[至到][約约近逾]?$"
)
_FROM = re.compile(r"(?:\bfrom|[由自从從])\s?$", re.IGNORECASE)
_RANGE_FROM = re.compile(r"\brang(?:e|es|ed|ing) from\s?$", re.IGNORECASE)
_EACH_BEFORE = re.compile(
    r"(?:\b(?:each|daily|monthly|yearly|annual(?:ly)?|per \w+)(?: of)?"
    r"|每一?[^\W\d_]{1,4}|平均[^\W\d_]{0,4}|各)\s?[約约近逾]?$",
    re.IGNORECASE,
)
_EACH_AFTER = re.compile(
    r"(?:\s[a-z]+)?(?:\san? (?:second|minute|hour|day|week|month|quarter|year)"
    r"|\s(?:per|every) [a-z]+|\s(?:each|daily|apiece))\b|/"
)


def bound_before(text: str, at: int) -> tuple[Bound, int]:
    """What the words right before `text[at:]` leave open, and where they start."""
    for bound, said in _BEFORE:
        if match := said.search(text, max(0, at - _NEAR), at):
            return bound, match.start()
    return "", at


def bound_after(text: str, at: int) -> tuple[Bound, int]:
    """What the words right at `text[at:]` leave open, and where they end."""
    for bound, said in _AFTER:
        if match := said.match(text, at):
            return bound, match.end()
    return "", at


def direction_of(text: str, start: int, end: int) -> Direction:
    """Whether an amount is by how much something rose or fell; "rose to" gives none."""
    first = max(0, start - _NEAR)
    if _TO.search(text, first, start):
        return ""
    for direction, said_before, said_after in _CHANGES:
        if said_before.search(text, first, start) or said_after.match(text, end):
            return direction
    return "up" if " more " in text[start:end] else ""


def sign_before(text: str, at: int) -> int:
    """Where the sign or word starts that makes `text[at:]` negative; `at` for none."""
    match = _MINUS.search(text, max(0, at - _NEAR), at)
    return match.start() if match else at


def is_for_each(text: str, start: int, end: int) -> bool:
    """Whether an amount is that of each day, customer or the like."""
    before = _EACH_BEFORE.search(text, max(0, start - _NEAR), start)
    return bool(before or _EACH_AFTER.match(text, end))


def is_starting_point(text: str, at: int) -> bool:
    """Whether what follows is where a change begins ("from 5% to 10%"), not a range."""
    first = max(0, at - _NEAR)
    return bool(_FROM.search(text, first, at)) and not _RANGE_FROM.search(text, first, at)
