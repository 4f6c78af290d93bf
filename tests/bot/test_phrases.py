import string

import pytest

from bot.phrases import language_of, load_phrases, say


def _fields(phrase: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(phrase) if field is not None}


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_every_phrase_is_said_in_every_language_with_the_same_values(language):
    for name, phrase in load_phrases().items():
        assert phrase.keys() == {"en", "zh-Hant", "zh-Hans"}, name
        assert _fields(say(name, language)) == _fields(phrase["en"]), name


def test_the_locale_decides_the_language():
    assert [language_of(locale) for locale in ("zh-TW", "zh-CN", "fr")] == [
        "zh-Hant",
        "zh-Hans",
        "en",
    ]
