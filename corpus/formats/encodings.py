"""Bytes → text, by their mark, what they declare, or what they must be to make sense."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16's does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<\?xml\b[^<>]{0,100}\bencoding\s{0,5}=\s{0,5}[\"'](?P<xml>[\w:.-]{2,40})"
    rb"|<meta\b[^<>]{0,200}?\bcharset\s{0,5}=\s{0,5}[\"']?\s{0,5}(?P<meta>[\w:.-]{2,40})",
    re.IGNORECASE,
)
# As browsers read these labels: the superset of what they say.
_AS_BROWSERS = {
    "ascii": "cp1252", "cp1252": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030",
    "gbk": "gb18030", "gb18030": "gb18030", "hz": "gb18030", "big5": "big5hkscs",
    "big5hkscs": "big5hkscs", "cp950": "big5hkscs", "shift_jis": "cp932", "cp932": "cp932",
    "euc_jp": "euc_jp", "euc_kr": "cp949", "cp949": "cp949", "iso8859-15": "iso8859-15",
    "cp1250": "cp1250", "cp1251": "cp1251", "koi8-r": "koi8-r", "utf-8": "utf-8",
    "iso8859-2": "iso8859-2", "mac-roman": "mac-roman", "tis-620": "cp874", "cp874": "cp874",
    "iso8859-5": "iso8859-5", "iso8859-7": "iso8859-7", "iso8859-9": "cp1254", "cp1253": "cp1253",
    "cp1254": "cp1254", "cp1255": "cp1255", "cp1256": "cp1256", "cp1257": "cp1257",
    "cp1258": "cp1258",
}  # fmt: skip
_LABELS = {"big5-hkscs": "big5hkscs", "x-x-big5": "big5", "x-gbk": "gbk", "gb_2312-80": "gb2312",
           "x-sjis": "shift_jis", "unicode-1-1-utf-8": "utf-8", "iso-8859-1": "cp1252",
           "ks_c_5601-1987": "euc_kr", "windows-31j": "cp932", "x-euc": "gbk"}  # fmt: skip
_GUESSES = ("big5hkscs", "gb18030", "cp932", "euc_jp", "cp949", "cp1252")
# What every text of a language holds much of; read in the wrong encoding, none does.
_COMMON = {
    "big5hkscs": frozenset(
        "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作"
        "裏里用道行所然家種事成方多經去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從"
        "想實日者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重新月金銀港元市政府"
        "香嘅咗喺係佢唔啲嗰冇俾嚟咁哋睇畀啦呢「」，。、：（）；？！　"
    ),
    "gb18030": frozenset(
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作"
        "里用道行所然家种事成方多经去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从"
        "想实日者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重新月金银港元市政府"
        "“”，。、：（）；？！　"
    ),
    "cp949": frozenset(
        "이다는을의에가한하고지로도사리기어자시나인아대서일해그부정것과들니를은었했으며라보장전수있제만주"
        "국연금은행회조상면원구오안경동비여신계유스까적중차년월"
    ),
}
_WESTERN = frozenset(
    "‘’“”–—…•€£©®™°·½¼¾×àáâãäåæçèéêëìíîïñòóôõöøùúûüßÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØÚÛÜ¡¿«»\u00a0§¥¢†ŠšŽžŸœŒ"
)
_RUN_OF_ACCENTS = re.compile(r"[^\x00-\x7f]{4}")  # no western word holds one
_SAMPLE = 200_000
_HEAD = 8_192
_LEAST_SENSE = 0.2
_LEAST_SENSE_OF_WIDE = 0.3
_MAX_BROKEN = 0.002  # of the characters
_FEW_BROKEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedText:
    """The text of a file; `is_certain` is false where its encoding was guessed or it is damaged."""

    text: str
    encoding: str
    is_certain: bool
    replaced: int = 0
    """How many broken characters were replaced by U+FFFD."""


def decode_text(data: bytes, *, is_html: bool) -> DecodedText:
    """The text of a file, by its mark, as UTF-8, as its page declares, or as it makes sense.

    What is UTF-8 comes back as Python decodes it, its mark included. Raises ValueError with the
    reason, as part of a sentence, when it is binary or fits no encoding.
    """
    for mark, encoding in _MARKS[1:]:
        if data.startswith(mark):
            return _decode_marked(data, encoding)
    if b"\0" in data and (wide := _decode_wide(data)):
        return wide
    if is_binary(data):
        raise ValueError("is binary, not text")
    try:
        return DecodedText(text=data.decode("utf-8"), encoding="utf-8", is_certain=True)
    except UnicodeDecodeError as error:
        broken_at = error.start
    if is_html and (declared := _decode_declared(data)):
        return _unless_senseless(declared, data)
    damaged = _decode_damaged(data)
    if damaged and _has_intact(damaged):
        return damaged
    if guessed := _guess(data):
        return guessed
    if damaged:
        return damaged
    reason = f"is not UTF-8 (byte {broken_at + 1:,}) and in no other encoding that makes sense"
    raise ValueError(f"{reason}; save it as UTF-8")


def find_encoding(label: str) -> str | None:
    """What a declared encoding is read as, which is more than it says; None for what none is."""
    folded = label.strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(folded, folded)).name
    except (LookupError, ValueError):
        return None
    return _AS_BROWSERS.get(name)


def is_binary(data: bytes) -> bool:
    """Whether so many bytes are no text's that it is none; a stray NUL is no reason."""
    head = data[:65_536]
    nuls = head.count(0)
    controls = len(head) - len(head.translate(None, _CONTROLS)) - nuls
    return controls > len(head) / 50 or nuls > len(head) / 4


_CONTROLS = bytes(byte for byte in range(32) if byte < 9 or byte > 13)


def _decode_marked(data: bytes, encoding: str) -> DecodedText:
    text = data.decode(encoding, "replace")
    replaced = text.count("\ufffd")
    if _is_broken(text, replaced) or is_binary(text[:_HEAD].encode("utf-8", "replace")):
        raise ValueError("is binary, not text")
    return DecodedText(text=text, encoding=encoding, is_certain=not replaced, replaced=replaced)


def _decode_wide(data: bytes) -> DecodedText | None:
    """UTF-16 without its mark: every other byte of Latin letters, of line ends and spaces, is 0."""
    senses = []
    for encoding in ("utf-16-le", "utf-16-be"):
        head = data[:_SAMPLE].decode(encoding, "replace")
        known = sum(c.isascii() or c in _WESTERN or _is_common(c) for c in head) - head.count("\0")
        senses.append((known / len(head), encoding))
    sense, encoding = max(senses)
    text = data.decode(encoding, "replace")
    replaced = text.count("\ufffd")
    if sense < _LEAST_SENSE_OF_WIDE or _is_broken(text, replaced) or "\0" in text:
        return None
    return DecodedText(text=text, encoding=encoding, is_certain=not replaced, replaced=replaced)


def _is_common(character: str) -> bool:
    is_kana = "\u3040" <= character <= "\u30ff"
    return is_kana or any(character in common for common in _COMMON.values())


def _decode_declared(data: bytes) -> DecodedText | None:
    """As the page says, unless much of it is broken that way."""
    found = _DECLARED.search(data[:_HEAD])
    if not found:
        return None
    encoding = find_encoding((found["xml"] or found["meta"]).decode("ascii"))
    if encoding is None or encoding == "utf-8":
        return None
    text, replaced = _decode(data, encoding)
    if _is_broken(text, replaced):
        return None
    return DecodedText(text=text, encoding=encoding, is_certain=not replaced, replaced=replaced)


def _unless_senseless(declared: DecodedText, data: bytes) -> DecodedText:
    """The text as declared, or as guessed where what is declared gives none that is one."""
    sample = data[:_SAMPLE]
    if declared.encoding == "cp1252" and _RUN_OF_ACCENTS.search(declared.text[:_SAMPLE]):
        return declared if _sense(sample, "cp1252") else _guess(data) or declared
    if declared.encoding not in _COMMON or _sense(sample, declared.encoding) >= _LEAST_SENSE / 2:
        return declared
    return _guess(data) or declared


def _decode_damaged(data: bytes) -> DecodedText | None:
    """UTF-8 with a few broken bytes, as a file has that was cut or patched."""
    text = data.decode("utf-8", "replace")
    replaced = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    if _is_broken(text, replaced):
        return None
    return DecodedText(text=text, encoding="utf-8", is_certain=False, replaced=replaced)


def _has_intact(damaged: DecodedText) -> bool:
    """Whether it holds so many whole characters beyond ASCII that it cannot but be UTF-8."""
    intact = sum(not character.isascii() for character in damaged.text[:_SAMPLE])
    return intact > 10 * damaged.replaced


def _guess(data: bytes) -> DecodedText | None:
    """The encoding in which the bytes make most sense, if they make enough in any."""
    sample = data[:_SAMPLE]
    best, encoding = max((_sense(sample, name), name) for name in _guesses(sample))
    if best < _LEAST_SENSE:
        return None
    text, replaced = _decode(data, encoding)
    return DecodedText(text=text, encoding=encoding, is_certain=False, replaced=replaced)


def _guesses(sample: bytes) -> Iterator[str]:
    """What is tried; what charset-normalizer holds most likely comes first."""
    import charset_normalizer

    likely = charset_normalizer.from_bytes(
        sample[:20_000],
        steps=5,
        chunk_size=512,
        cp_isolation=list(_GUESSES),
        preemptive_behaviour=False,
    )
    yield from dict.fromkeys((*(match.encoding for match in likely), *_GUESSES))


def _sense(sample: bytes, encoding: str) -> float:
    """How much of what is not ASCII is what texts in this encoding hold, 0 to 1."""
    text = sample.decode(encoding, "replace")
    # A sample may end amid a character.
    others = [character for character in text.rstrip("\ufffd") if not character.isascii()]
    broken = others.count("\ufffd")
    if not others or broken > max(_FEW_BROKEN, 0.02 * len(others)):
        return 0.0
    if encoding == "cp1252":
        is_run = len(re.findall(r"[^\x00-\x7f]{4}", text)) > len(others) / 20
        western = sum(character in _WESTERN for character in others) / len(others)
        return 0.0 if is_run or western < 0.8 else western
    if encoding in ("cp932", "euc_jp"):
        return sum("\u3040" <= character <= "\u30ff" for character in others) / len(others)
    return sum(character in _COMMON[encoding] for character in others) / len(others)


def _decode(data: bytes, encoding: str) -> tuple[str, int]:
    """The text and how many of its characters are broken; the kin of an encoding is tried too."""
    names = ("big5hkscs", "cp950") if encoding == "big5hkscs" else (encoding,)
    texts = [data.decode(name, "replace") for name in names]
    return min(((text, text.count("\ufffd")) for text in texts), key=lambda pair: pair[1])


def _is_broken(text: str, replaced: int) -> bool:
    return replaced > max(_FEW_BROKEN, _MAX_BROKEN * len(text))
