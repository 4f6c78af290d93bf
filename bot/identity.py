"""What Sampan is called where it runs, and what it may be asked about, in each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.phrases import LANGUAGES, say
from corpus.text import to_simplified

OWN_NAME = "Sampan"
_TOPICS = 3
_SCRIPTS = ("zh-Hant", "zh-Hans")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A name; what the articles are about, and a greeting that says so, in all our languages."""

    name: str
    subjects: Mapping[str, str]
    greetings: Mapping[str, str]

    def subject(self, language: str) -> str:
        """What may be asked about."""
        return self.subjects[language]

    def greeting(self, language: str) -> str:
        """What to say to whoever asks nothing yet."""
        return self.greetings[language]


def introduce(
    name: str = OWN_NAME,
    *,
    subject: Mapping[str, str] | None = None,
    greeting: Mapping[str, str] | None = None,
    topics: Sequence[str] = (),
    is_starter: bool = False,
) -> Identity:
    """The identity that an operator gave, with our words for what they did not.

    `topics` are the main ones of the articles, `is_starter` says that these are the starter corpus.
    """
    subjects = {
        language: _in_language(subject, language) or _own_subject(topics, is_starter, language)
        for language in LANGUAGES
    }
    greetings = {
        language: _in_language(greeting, language)
        or say("hello", language).format(subject=subjects[language])
        for language in LANGUAGES
    }
    return Identity(name=name, subjects=subjects, greetings=greetings)


def parse_texts(value: object, *, most_chars: int) -> object:
    """One text as the texts of all languages, and texts by language as they are.

    What is neither is given back. Raises ValueError for other languages, and for texts too long.
    """
    if isinstance(value, str) and value.strip():
        value = dict.fromkeys(LANGUAGES, value.strip())
    if not isinstance(value, Mapping):
        return value
    if not value.keys() <= set(LANGUAGES):
        raise ValueError(f"may have only {', '.join(LANGUAGES)}; rename or remove the others")
    if any(isinstance(text, str) and len(text) > most_chars for text in value.values()):
        raise ValueError(f"has more than {most_chars:,} characters; shorten it")
    return value


def _in_language(given: Mapping[str, str] | None, language: str) -> str:
    """What was given for a language, or for the nearest one; "" where nothing was."""
    given = {name: text.strip() for name, text in (given or {}).items() if text.strip()}
    if language in given:
        return given[language]
    nearest = next((given[one] for one in _SCRIPTS if language in _SCRIPTS and one in given), "")
    if nearest:
        return to_simplified(nearest) if language == "zh-Hans" else nearest
    return given.get("en", "") or next(iter(given.values()), "")


def _own_subject(topics: Sequence[str], is_starter: bool, language: str) -> str:
    if is_starter:
        return say("subject_starter", language)
    if not topics:
        return say("subject_unknown", language)
    listed = (", " if language == "en" else "、").join(topics[:_TOPICS])
    return say("subject_topics", language).format(topics=listed)
