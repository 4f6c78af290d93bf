"""What the journal takes and gives: records of questions, promises, and what was forgotten."""

from dataclasses import dataclass

from embeddings.filters import Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, as far as it is remembered.

    `text` is what the person said, and `understood` the whole question, of which no more than a
    hash is kept. Of what `is_private` neither the server nor a link is kept, yet what its
    moderators decided about words holds for it too.
    """

    answer: str
    user_id: int
    guild_id: int | None
    link: str | None
    verdict: str
    topic: str | None
    language: str
    text: str
    understood: str
    filters: Filters
    took_ms: float | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Questions alike that were not answered: how many, their subject, the words of one, links.

    `key` stands for them, and `last_at` is when the last one was asked.
    """

    key: str
    topic: str | None
    count: int
    text: str | None
    links: tuple[str, ...]
    last_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Somebody who wants to be told when a question can be answered under its conditions."""

    id: int
    user_id: int
    question: str
    language: str
    filters: Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How much was deleted of one person."""

    questions: int
    votes: int
    turns: int
    subscriptions: int
    watches: int
    languages: int
