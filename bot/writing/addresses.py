"""What in a sentence reads like an address or a mention, in whatever disguise."""

import re
import unicodedata
from collections.abc import Iterator

# Top-level domains that are no words: a dot before them may be a word or stand apart.
_TLD = "com|net|org|biz|io|gg|ai|xyz|ly|tk|ru|cn|hk|tw|cc|tv|dev|app"
_DISGUISED = (
    (re.compile(r"[*`~|\\_]"), ""),
    (re.compile(r"[\u2044\u2215\u29f8]"), "/"),
    (re.compile(r"\s{0,3}[\[({<【「]\s{0,3}(?:[.。点點]|dot)\s*[\])}>】」]\s*"), "."),
    (re.compile(r"(?<=[a-z0-9])[。۔·•∙‧⋅・](?=[a-z0-9])"), "."),
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


def _undisguise(text: str) -> str:
    """In small letters without marks, and with ordinary dots and slashes."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    for pattern, put_in in _DISGUISED:
        plain = pattern.sub(put_in, plain)
    return plain
