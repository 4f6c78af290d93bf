"""What language a text is in."""

import re
from functools import cache

from corpus.text import count_scripts, to_simplified

_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")


def detect_language(text: str) -> str:
    """ "en", "zh-Hant" or "zh-Hans" for prose in that language, and "und" for any other."""
    counts = count_scripts(text)
    # A Chinese character says about as much as half an English word.
    words = len(_LATIN_WORD.findall(text))
    if counts["HAN"] > words:
        return detect_chinese(text)
    if counts and counts["LATIN"] >= sum(counts.values()) / 2:
        return "en"
    return "und"


def detect_chinese(text: str) -> str:
    """ "zh-Hans" if more characters are only Simplified than only Traditional, else "zh-Hant"."""
    only_traditional = sum(a != b for a, b in zip(text, to_simplified(text), strict=False))
    only_simplified = sum(character in _only_simplified() for character in text)
    return "zh-Hans" if only_simplified > only_traditional else "zh-Hant"


def is_chinese(language: str) -> bool:
    """Whether a language tag means Chinese in either script."""
    return language.startswith("zh")


@cache
def _only_simplified() -> frozenset[str]:
    """What a Traditional character is written as in Simplified, and is none itself.

    What Big5 has is a Traditional character too, such as 布 and 里; only 么 is hardly ever one.
    OpenCC's own table for this way takes ten times the memory.
    """
    characters = "\n".join(map(chr, range(0x3400, 0xA000)))
    pairs = zip(characters, to_simplified(characters), strict=True)
    changed = {after for before, after in pairs if before != after}
    return frozenset(one for one in changed if not one.encode("big5", "ignore")) | {"么"}
