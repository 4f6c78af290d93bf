"""What a message says where it calls us by the name that we have here."""

import re
from dataclasses import replace

from bot.identity import OWN_NAME
from bot.talking.intents import Said, read_intents

# What a question opens with behind a name that no comma parts from it.
_OPENING = r"(?:(?:what|when|where|who|why|how|which|did|does|tell|explain)\b|[\u4e00-\u9fff])"


def read_calling(text: str, name: str) -> Said:
    """What a message says beside its question, "hi" and "thanks" to somebody of this name too.

    A name that only calls is no part of the question; one that stands among its words is.
    """
    said = read_intents(text)
    if not said.question:
        return said
    if name != OWN_NAME:
        ours = read_intents(_named(name).sub(f" {OWN_NAME} ", text))
        if OWN_NAME not in ours.question:
            said = ours
    return replace(said, question=_uncalled(said.question, name) or said.question)


def _named(name: str) -> re.Pattern[str]:
    pattern = re.escape(name)
    # No space stands between Chinese words.
    return re.compile(rf"\b{pattern}\b" if name.isascii() else pattern, re.IGNORECASE)


def _uncalled(question: str, name: str) -> str:
    """A question without the name before or behind it."""
    called = _named(name).pattern
    begun = re.sub(
        rf"^(?:@{called}\s*[,:!，：！、]?|{called}\s*[,:!，：！、]|{called}\s(?={_OPENING}))\s*",
        "",
        question,
        flags=re.IGNORECASE,
    )
    return re.sub(rf"\s*[,，、]\s*{called}(?=\W*$)", "", begun, flags=re.IGNORECASE)
