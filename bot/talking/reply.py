"""What Sampan says where there is nothing to search for."""

from dataclasses import dataclass

from corpus.schema import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A sentence or a few in a person's language, and questions that they may choose from.

    `articles` are what it speaks of, each to be shown with its link. It opens no thread, and counts
    as no question.
    """

    text: str
    language: str
    choices: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
