"""How a question and a passage are laid before the reader, when it is trained and when it reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.schema import Article, Passage
from corpus.text import Span
from embeddings.tokens import Tokens

QUESTION_TOKENS = 64
HEADING_TOKENS = 40
PASSAGE_TOKENS = 400

_START, _END, _COLON = 0, 2, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderInput:
    """`<s> question </s></s> heading : passage </s>` as ids.

    `spans` are the places in the passage of its tokens, the first of which is `ids[first]`.
    """

    ids: list[int]
    first: int
    spans: list[Span]


def heading_of(article: Article, passage: Passage) -> str:
    """What the reader is told of a passage: the article's title and day, and the last heading."""
    day = f"({article.published_as})" if article.published_as else ""
    return " ".join(part for part in (article.title, day, *passage.headings[-1:]) if part)


def lay_out(question: Sequence[int], heading: Sequence[int], passage: Tokens) -> ReaderInput:
    """The input for a question, the heading of a passage and the passage, each already in tokens.

    What is too long is cut: a question in its middle, a heading and a passage at their ends.
    """
    asked = list(question)
    if len(asked) > QUESTION_TOKENS:
        half = QUESTION_TOKENS // 2
        asked = asked[:half] + asked[-half:]
    before = [_START, *asked, _END, _END, *heading[:HEADING_TOKENS], _COLON]
    ids = passage.ids[:PASSAGE_TOKENS]
    return ReaderInput(
        ids=[*before, *ids, _END], first=len(before), spans=passage.spans[: len(ids)]
    )
