"""What language a text is in."""

import re
from collections import Counter
from functools import cache, lru_cache
from operator import ne

from corpus.text import count_scripts, script_of, to_simplified

_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
_LOWER_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?![^\W\d_])")

# Letters of kana. The dot ・ parts foreign names in Chinese too, and ー is typed for a dash.
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff6f\uff71-\uff9d]")
_PIECE_END = re.compile(r"[。！？!?\n]+")
_QUOTED = re.compile(r"[「『《〈（(][^」』》〉）)\n]{0,60}[」』》〉）)]")
_KANA_SHARE = 0.15  # a Japanese sentence has more kana than that, a Chinese one hardly any
_JAPANESE_FORMS = 2
# Old forms that Chinese is printed with too, though neither Big5 nor GB 2312 has them.
_CHINESE_FORMS = frozenset("説悦脱鋭閲産録緑歳歩毎黒呉衞啓戸査麺粧鷄顔戯")
_SAMPLE = 50_000  # so many characters tell the language of a text

# Words that no sentence does without, where they are written small: names are not. Those of the
# others are no English words, and those of English no words of the others.
_ENGLISH_WORDS = frozenset(
    "the and of that with which from this have has are were been would will their they but not its "
    "it by said who what when where how".split()
)
_OTHER_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "fr": "le la les des du et une est dans pour qui que sur pas avec plus par au aux sont "
        "cette ce ces été ont mais leur selon entre",
        "de": "der das und den von mit dem des nicht auf ist für sich auch eine ein einer wird "
        "als bei nach sind wurde zum zur über oder werden hat",
        "es": "el la los las del y en que una un por con para se es su al más como ha sus fue "
        "pero este esta según entre",
        "pt": "os da do das dos em que uma um para com não por mais como foi ao pelo pela sua é "
        "são também segundo entre",
        "it": "il lo gli della di e che una un per con non del dei delle alla nel sono è si "
        "anche da più come stato",
        "nl": "de het een en van dat niet zijn voor met op te aan ook naar bij wordt uit heeft "
        "om maar deze",
        "pl": "w i z na że się nie jest do oraz przez dla po od ale jak który która są był tym",
        "sv": "och att det som en på är av för med den till inte om ett har de från var kan",
        "da": "og det som en på er af med den til ikke har de fra kan blev også efter",
        "tr": "ve bir bu için ile da de olarak çok daha olan gibi sonra kadar ise değil",
        "vi": "của và là được có không những trong người cho với các một này đã khi để về từ "
        "năm ngân hàng tại đến",
        "id": "yang dan di untuk dengan ini itu pada adalah dari akan tidak oleh kepada telah "
        "dalam ke juga bagi atau lebih mereka",
        "tl": "ang ng mga sa na ay ito para hindi niya kung ni nang mula ayon isang",
    }.items()
}
_ENOUGH_HITS = 6
_ENOUGH_WORDS = 4
_ENOUGH_SHARE = 0.1  # of all words in small letters
_TIMES_ENGLISH = 3


def detect_language(text: str) -> str:
    """ "en", "zh-Hant", "zh-Hans", "ja" or "ko" for prose in that language, else "und".

    A text with a few words of another language is not in that one. "und" stands for other scripts,
    and for a text that is clearly in another language with Latin letters.
    """
    text = text[:_SAMPLE]
    counts = count_scripts(text)
    # A Chinese character says about as much as half an English word, one of kana or Korean less.
    words = len(_LATIN_WORD.findall(text))
    kana, hangul = len(_KANA.findall(text)), counts["HANGUL"]
    if counts["HAN"] + (kana + hangul) / 2 > words:
        if hangul > counts["HAN"] + kana:
            return "ko"
        if _is_japanese(text):
            return "ja"
    if counts["HAN"] > words:
        return detect_chinese(text)
    if counts and counts["LATIN"] >= sum(counts.values()) / 2:
        return "und" if _is_other_latin(text) else "en"
    return "und"


def detect_chinese(text: str) -> str:
    """ "zh-Hans" if more characters are only Simplified than only Traditional, else "zh-Hant"."""
    only_traditional = sum(map(ne, text, to_simplified(text)))
    only_simplified = sum(map(_only_simplified().__contains__, text))
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


def _is_japanese(text: str) -> bool:
    """Whether most of the text stands in sentences that kana hold together.

    Names in brackets and quotes do not count where anything else is left, nor does a の alone,
    which Chinese shops have in their names.
    """
    if not _KANA.search(text):
        return _has_japanese_forms(text)
    for said in (_QUOTED.sub("", text), text):
        japanese = chinese = 0
        for piece in _PIECE_END.split(said):
            kana = _KANA.findall(piece)
            letters = len(kana) + sum(script_of(character) == "HAN" for character in piece)
            if set(kana) == {"の"}:
                continue
            if len(kana) > _KANA_SHARE * letters:
                japanese += letters
            else:
                chinese += letters
        if japanese or chinese:
            return japanese > chinese
    return _has_japanese_forms(text)


def _has_japanese_forms(text: str) -> bool:
    """Whether characters are written as only Japan does (発, 実), and none as it never does."""
    han = {character for character in set(text) if script_of(character) == "HAN"}
    if not all(_is_in(one, "shift_jis_2004") for one in han):
        return False
    forms = [
        one for one in han - _CHINESE_FORMS if not _is_in(one, "big5") and not _is_in(one, "gb2312")
    ]
    return len(forms) >= _JAPANESE_FORMS


@lru_cache(maxsize=8192)
def _is_in(character: str, encoding: str) -> bool:
    return bool(character.encode(encoding, "ignore"))


def _is_other_latin(text: str) -> bool:
    """Whether the small words are those of another language, and next to none are English."""
    counts = Counter(word for word in _LOWER_WORD.findall(text) if word.islower())
    english = sum(counts[word] for word in _ENGLISH_WORDS)
    for words in _OTHER_WORDS.values():
        found = [counts[word] for word in words if counts[word]]
        enough = max(_ENOUGH_HITS, _TIMES_ENGLISH * english, _ENOUGH_SHARE * counts.total())
        if len(found) >= _ENOUGH_WORDS and sum(found) >= enough:
            return True
    return False
