"""Names and tags of languages, as files and front matter write them."""

from corpus.languages import detect_chinese

_ENGLISH = frozenset("en eng english 英文 英語 英语".split())
_CHINESE = frozenset("zh zho chi chinese yue 中文 漢語 汉语 廣東話".split())
_TRADITIONAL = frozenset("hant hk tw mo tc cht 繁體中文 繁体中文 繁體 繁中 正體中文".split())
_SIMPLIFIED = frozenset("hans cn sg sc chs 簡體中文 简体中文 簡體 简体 簡中 简中".split())


def read_language(tag: str, text: str) -> str | None:
    """ "en", "zh-Hant" or "zh-Hans", as a tag or name of a language says; None for others.

    Where only Chinese is named, the characters of `text` tell the script.
    """
    parts = tag.casefold().replace("_", "-").replace(" ", "-").split("-")
    if parts[0] in _ENGLISH:
        return "en"
    if not _TRADITIONAL.isdisjoint(parts) or "traditional" in parts[-1]:
        return "zh-Hant"
    if not _SIMPLIFIED.isdisjoint(parts) or "simplified" in parts[-1]:
        return "zh-Hans"
    return detect_chinese(text) if parts[0] in _CHINESE else None
