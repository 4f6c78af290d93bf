"""What Sampan says where there is nothing to search for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A sentence or a few in a person's language, and questions that they may choose from.

    It has no sources, opens no thread, and counts as no question.
    """

    text: str
    language: str
    choices: tuple[str, ...] = ()
