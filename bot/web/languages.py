"""Which of our languages a browser or a program asks for."""

import re

from bot.phrases import LANGUAGES

_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?"
)
_MOST_RANGES = 20
_TRADITIONAL = ("tw", "hk", "mo", "hant")


def language_asked(header: str) -> str:
    """What an Accept-Language header prefers of what Sampan speaks; English where it names none."""
    wanted: list[tuple[float, str]] = []
    for part in header.split(",")[:_MOST_RANGES]:
        match = _RANGE.fullmatch(part)
        language = _ours(match[1]) if match else None
        weight = float(match[2] or 1) if match else 0.0
        if language and weight:
            wanted.append((weight, language))
    # The first of those that are wanted most.
    return max(wanted, key=lambda one: one[0])[1] if wanted else LANGUAGES[0]


def _ours(tag: str) -> str | None:
    """What we speak to somebody who wants a language: "zh-HK" is Traditional Chinese."""
    language, *rest = tag.lower().split("-")
    if language in ("zh", "yue"):
        is_traditional = any(part in _TRADITIONAL for part in rest) and "hans" not in rest
        return (
            "zh-Hant" if is_traditional or (language == "yue" and "hans" not in rest) else "zh-Hans"
        )
    return "en" if language == "en" else None
