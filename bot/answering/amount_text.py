"""Amounts in words: as an article writes them, or with their bound in another language."""

from decimal import Decimal

from bot.phrases import say
from corpus.amounts import Amount
from corpus.languages import is_chinese
from corpus.measures import POINTS, sign_of
from corpus.text import has_han

_ENGLISH = (("trillion", 12), ("billion", 9), ("million", 6))
_TRADITIONAL = (("億", 8), ("萬", 4))
_SIMPLIFIED = (("亿", 8), ("万", 4))
_MOST_TENTHS = 2


def say_amount(amount: Amount, written: str, language: str) -> str:
    """An amount as it is written, with "over" or the like in the language of the answer.

    What is written in that language, or leaves nothing open, or is one end of a range, stays.
    """
    is_other = has_han(written) is not is_chinese(language)
    if not amount.bound or amount.is_range or not is_other:
        return written
    return say(f"bound_{amount.bound}", language).format(amount=_plain(amount, language))


def _plain(amount: Amount, language: str) -> str:
    number = say_number(amount.value, language)
    if amount.unit == "%":
        return f"{number}%"
    if amount.unit == POINTS:
        return say("amount_points", language).format(number=number)
    sign = sign_of(amount.unit)
    if sign == "元":  # whose it is, is not said
        return f"{number}{sign}"
    return f"{sign} {number}" if sign.isalpha() else f"{sign}{number}"


def say_number(value: Decimal, language: str) -> str:
    """A number with the scales of a language where they make it shorter: 2.3 million, 230萬."""
    scales: tuple[tuple[str, int], ...] = _ENGLISH
    if is_chinese(language):
        scales = _SIMPLIFIED if language == "zh-Hans" else _TRADITIONAL
    for name, power in scales:
        scaled = value.scaleb(-power)
        if scaled >= 1 and _places(scaled) <= _MOST_TENTHS:
            space = " " if name.isascii() else ""
            return f"{_written(scaled)}{space}{name}"
    return _written(value)


def _places(value: Decimal) -> int:
    """How many digits stand behind the point."""
    return -int(value.normalize().as_tuple().exponent)


def _written(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
