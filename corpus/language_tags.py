"""Names and tags of languages, as files and front matter write them."""

from corpus.languages import detect_chinese, detect_language, is_chinese

_ENGLISH = frozenset("en eng english 英文 英語 英语".split())
_CHINESE = frozenset("zh zho chi chinese yue 中文 漢語 汉语 廣東話".split())
_JAPANESE = frozenset("ja jp jpn japanese 日文 日語 日语 日本語".split())
_KOREAN = frozenset("ko kr kor korean 韓文 韩文 韓語 韩语 한국어".split())
_TRADITIONAL = frozenset("hant hk tw mo tc cht 繁體中文 繁体中文 繁體 繁中 正體中文".split())
_SIMPLIFIED = frozenset("hans cn sg sc chs 簡體中文 简体中文 簡體 简体 簡中 简中".split())


def read_language(tag: str, text: str) -> str | None:
    """ "en", "zh-Hant", "zh-Hans", "ja" or "ko", as a tag or name of a language says; else None.

    Where only Chinese is named, the characters of `text` tell the script; they also tell that a
    text is in another language of the same characters than its tag says.
    """
    parts = tag.casefold().replace("_", "-").replace(" ", "-").split("-")
    if parts[0] in _ENGLISH:
        return "en"
    if parts[0] in _JAPANESE:
        return "ja"
    if parts[0] in _KOREAN:
        return "ko"
    shown = detect_language(text)
    if shown in ("ja", "ko"):
        return shown
    if not _TRADITIONAL.isdisjoint(parts) or "traditional" in parts[-1]:
        return "zh-Hant"
    if not _SIMPLIFIED.isdisjoint(parts) or "simplified" in parts[-1]:
        return "zh-Hans"
    if parts[0] not in _CHINESE:
        return None
    return shown if is_chinese(shown) else detect_chinese(text)
