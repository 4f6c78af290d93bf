"""Characters, scripts and folded spellings of English and Chinese text."""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import Any

import opencc
import regex

Span = tuple[int, int]

# Scripts that stand side by side in Hong Kong prose; neither is foreign to the other.
HOME_SCRIPTS = frozenset({"LATIN", "HAN"})

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What no reader sees, also in bulk: but for what joins and styles emoji and Chinese characters.
_INVISIBLE = regex.compile(
    r"[\p{DI}\ufff9-\ufffb]"
    r"(?<!(?<=\p{ExtPict}\ufe0f?\p{EMod}?)\u200d(?=\p{ExtPict}))"
    r"(?<!(?<=[^\s\p{DI}])[\ufe00-\ufe0f\U000e0100-\U000e01ef])"
)
# No writing has more marks on one letter (UAX #15, stream-safe text); composing a long run of them
# takes time with the square of its length.
_MANY_MARKS = regex.compile(r"(\p{M}{30})\p{M}+")
# Most characters of any text, in blocks in which every one is ASCII or Chinese.
_COMMON = re.compile("[\x00-\x7f\u3400-\u4db5\u4e00-\u9fef]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
# What Chinese is written with, and the halves of surrogate pairs.
_FROM_RADICALS_ON = re.compile("[\u2e80-\U0010ffff]")


def strip_controls(text: str) -> str:
    """Without control characters and halves of surrogate pairs; line ends and tabs stay."""
    return _NOT_TEXT.sub("", text)


def is_encodable(text: str) -> bool:
    """Whether a text can be kept: half a surrogate pair, as a command line may bring, cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def compose(text: str) -> str:
    """In composed characters (NFC), with at most thirty marks on one letter."""
    return unicodedata.normalize("NFC", _MANY_MARKS.sub(r"\1", text))


def normalise_body(text: str) -> str:
    """Composed characters, plain line ends, and nothing that is no text; may shorten the text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return compose(_NOT_TEXT.sub("", text))


def fold_line(text: str) -> str:
    """One line without invisible characters, spaces collapsed: for titles and names."""
    if text.isascii():  # most text is, and needs no more
        return " ".join(_NOT_TEXT.sub("", text).split())
    return " ".join(_INVISIBLE.sub("", _NOT_TEXT.sub(" ", normalise_body(text))).split())


def fold_key(text: str) -> str:
    """A form under which two spellings of one name meet, Traditional and Simplified included."""
    folded = unicodedata.normalize("NFKC", fold_line(text)).casefold().replace("-", " ")
    return to_simplified(" ".join(folded.split()))


@cache
def _converter() -> Any:
    return opencc.OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Traditional characters replaced one by one; other characters, and the length, stay.

    Half a surrogate pair, which no library in C takes, becomes "?".
    """
    if not _FROM_RADICALS_ON.search(text):
        return text
    converted: str = _converter().convert(text.encode("utf-8", "replace").decode("utf-8"))
    return converted


@lru_cache(maxsize=8192)
def script_of(character: str) -> str:
    """The Unicode script of one letter in capitals ("LATIN", "HAN"), or "" for no letter."""
    if not character.isalpha():
        return ""
    name = unicodedata.name(character, "")
    if name.startswith(("CJK ", "IDEOGRAPHIC ")):
        return "HAN"
    if name.startswith("FULLWIDTH "):
        return "LATIN"
    return name.split(" ", 1)[0]


def count_scripts(text: str) -> Counter[str]:
    """How many letters of each script the text has."""
    counts: Counter[str] = Counter()
    ascii_part = text.encode("ascii", "ignore")
    if latin := len(ascii_part.translate(None, _NO_LETTERS)):
        counts["LATIN"] = latin
    others = "" if len(ascii_part) == len(text) else _COMMON.sub("", text)
    if han := len(text) - len(ascii_part) - len(others):
        counts["HAN"] = han
    for character, count in Counter(others).items():
        counts[script_of(character)] += count
    del counts[""]
    return counts


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return any(script_of(character) == "HAN" for character in set(text))
