"""What a question follows: an answer that still stands in a message, or what was asked before."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.answering.answerer import Answer

_CONVERSATIONS = frozenset(
    {
        discord.ChannelType.private,
        discord.ChannelType.public_thread,
        discord.ChannelType.private_thread,
        discord.ChannelType.news_thread,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An answer as its buttons know it: its id, and whether conditions are kept under that id."""

    id: str
    has_filters: bool

    @classmethod
    def of(cls, answer: Answer) -> "Shown":
        """What the buttons under an answer have to know."""
        return cls(id=answer.id, has_filters=bool(answer.filters))

    @property
    def code(self) -> str:
        """Its place in a custom id."""
        return f"{self.id}:f" if self.has_filters else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The question and the answer that a form was opened under."""

    question: str
    answer: Shown


def is_conversation(channel: object) -> bool:
    """Whether what is said in a channel belongs together."""
    return getattr(channel, "type", None) in _CONVERSATIONS


def subject_of(text: str, asked: str, before: Sequence[str]) -> str:
    """What the next question may lean on: a follow-up leaves what it is about in place."""
    return before[-1] if asked != text else text


def question_of(message: discord.Message | None) -> str:
    """The question that an answer of ours stands for, or "" if the message is none."""
    if message is None or not message.embeds:
        return ""
    return message.embeds[0].footer.text or ""
