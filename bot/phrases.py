"""What Sampan itself says, in the language of the question; the words are in `phrases.toml`."""

import tomllib
from functools import cache
from importlib import resources

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
"""What Sampan speaks."""


def language_of(locale: str) -> str:
    """The language to speak to somebody whose Discord is set to this locale."""
    return {"zh-TW": "zh-Hant", "zh-CN": "zh-Hans"}.get(locale, "en")


def say(phrase: str, language: str) -> str:
    """A phrase in English, Traditional or Simplified Chinese."""
    return load_phrases()[phrase][language]


@cache
def load_phrases() -> dict[str, dict[str, str]]:
    """Every phrase by its name, in each language; read once."""
    return tomllib.loads(resources.files("bot").joinpath("phrases.toml").read_text("utf-8"))
