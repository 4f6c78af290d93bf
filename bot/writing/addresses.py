"""What in a sentence reads like an address or a mention, in whatever disguise."""

import re
import unicodedata
from collections.abc import Iterator

# Top-level domains that are no words: a dot before them may be a word or stand apart.
_TLD = "com|net|org|biz|io|gg|ai|xyz|ly|tk|ru|cn|hk|tw|cc|tv|dev|app"
# What looks like a dot, a slash or a colon: Lisu, Syriac, Vai, Arabic, musical and other signs.
_LOOK_ALIKE = str.maketrans(
    dict.fromkeys("\ua4f8\u0701\u0702\ua60e\U00010a50\U0001d16d", ".")
    | dict.fromkeys("\u0660\u06f0", "\u00b7")
    | dict.fromkeys("\u1735\u2041\u2044\u2215\u2571\u27cb\u29f8\U0001d23a\u31d3\u3033\u2cc6", "/")
    | dict.fromkeys("\u30ce\u4e3f\u2f03\uff89", "/")
    | dict.fromkeys("\u02d0\u02f8\u0589\u05c3\u0703\u0704\u0903\u0a83\u16ec\u1803\u1809", ":")
    | dict.fromkeys("\u205a\u205d\u2236\u2982\ua4fd\ua789\ufe13\ufe30", ":")
)
# Marks that stand between words with no space, and so are no dot of an address.
_NO_DOTS = frozenset("、，；！？〃々‰‱°′″※♪")
_DISGUISED = (
    (re.compile(r"[*`~|\\_]"), ""),
    (re.compile(r"\s{0,3}[\[({<【「]\s{0,3}(?:[.。点點]|dot)\s*[\])}>】」]\s*"), "."),
    (re.compile(r"(?<=[a-z0-9])[。·](?=[a-z0-9])"), "."),
    (re.compile(rf"\s{{0,3}}[点點]\s{{0,3}}(?=(?:{_TLD})\b)"), "."),
    (re.compile(rf"\s{{1,3}}dot\s{{1,3}}(?=(?:{_TLD})\b)"), "."),
    (re.compile(r"(?<=\w)\s{1,3}\.\s{0,3}(?=[^\W\d])"), "."),
    (re.compile(rf"(?<=\w)\.\s{{1,3}}(?=(?:{_TLD})\s{{0,3}}/)"), "."),
)
# Whatever its names say, these make an address.
_ADDRESS = re.compile(
    r":\s{0,3}//|\bh(?:tt|xx)ps?\s{0,3}:|\b(?:mailto|javascript|data|tel|sms|magnet):|\bwww\d?\."
    r"|\bxn--|\]\s{0,3}\(|\b\d{1,3}(?:\.\d{1,3}){3}\b|\[[\da-f]*:[\da-f:.]+\]|\blocalhost\b"
    r"|\b[\w-]+:\d{2,5}/"
)
# Names with dots between them, of which the last has two letters or more: "U.S.", "GenA.I." and
# "3.5" are none. Chinese words run on behind an abbreviation, so few of them make a last name.
_HOST = re.compile(
    r"(?<![\w.-])(?:[\w-]+\.)+(?:[^\W\d_㐀-鿿]{2,24}|(?<!(?<![\w-])\w\.)[㐀-鿿]{2,5})(?![\w-])"
    r"(?P<more>\.?[/:@?#][^\s,;)\]]+|@)?"
)
_MENTION = re.compile(r"@|<[@#:/a-z!&]|</?\w")
_EMOJI = re.compile(r":[A-Za-z]\w*:")


def has_address(text: str, quoted: str) -> bool:
    """Whether a text gives an address, or a host's name that the quotes do not have.

    A name such as "Crypto.com" is no link where it stands alone.
    """
    plain = _undisguise(text)
    if _ADDRESS.search(plain):
        return True
    hosts = list(_hosts(plain))
    return bool(hosts) and not set(hosts) <= set(_hosts(_undisguise(quoted)))


def has_mention(text: str) -> bool:
    """Whether a text mentions somebody, or has mark-up, a time or an emoji of a chat's."""
    return bool(_MENTION.search(_undisguise(text)) or _EMOJI.search(text))


def _hosts(plain: str) -> Iterator[str]:
    for match in _HOST.finditer(plain):
        # With a path, a port or a name before it, it is an address and no name.
        yield f"{match[0]} …" if match["more"] else match[0]


def _plain_mark(character: str) -> str:
    """The character, "" for one that is not seen, and one dot for every mark between letters."""
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return ""
    is_dot = category in ("Po", "So", "Mc") or character in "\u2219\u22c5\u02d9\u16eb"
    return "·" if is_dot and character not in _NO_DOTS and character != "。" else character


def _undisguise(text: str) -> str:
    """In small letters without marks, and with ordinary dots, slashes and colons."""
    folded = unicodedata.normalize("NFKD", text.translate(_LOOK_ALIKE)).casefold()
    plain = "".join(map(_plain_mark, folded))
    for pattern, put_in in _DISGUISED:
        plain = pattern.sub(put_in, plain)
    return plain
