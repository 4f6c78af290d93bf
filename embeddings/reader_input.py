"""How a question and a passage are laid before the reader, when it is trained and when it reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.schema import Article, Passage
from corpus.text import Span
from embeddings.tokens import Tokens

QUESTION_TOKENS = 64
HEADING_TOKENS = 40
BEFORE_TOKENS = 64
PASSAGE_TOKENS = 400

_LONGEST = 512  # tokens, that the body has positions for
_BEFORE_CHARS = 500  # they make more than 64 tokens

_START, _END, _COLON = 0, 2, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderInput:
    """`<s> question </s></s> heading : what stands before </s> passage </s>` as ids.

    Where nothing stands before, its `</s>` is missing too. `spans` are the places in the passage of
    its tokens, the first of which is `ids[first]`.
    """

    ids: list[int]
    first: int
    spans: list[Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageText:
    """A passage as the reader gets it, with its heading and the words that stand before it."""

    heading: str
    text: str
    before: str = ""


def heading_of(article: Article, passage: Passage) -> str:
    """What the reader is told of a passage: the article's title and day, and the last heading."""
    day = f"({article.published_as})" if article.published_as else ""
    return " ".join(part for part in (article.title, day, *passage.headings[-1:]) if part)


def text_before(article: Article, passage: Passage) -> str:
    """What stands before a passage in its article: it may tell who "it" is in the passage."""
    return article.body[max(0, passage.start - _BEFORE_CHARS) : passage.start].strip()


def lay_out(
    question: Sequence[int],
    heading: Sequence[int],
    passage: Tokens,
    before: Sequence[int] = (),
    *,
    most_before: int = BEFORE_TOKENS,
) -> ReaderInput:
    """The input for a question, a passage, its heading and what stands before it, all in tokens.

    What is too long is cut: a question in its middle, a heading and a passage at their ends, what
    stands before at its beginning, so that `most_before` tokens are left, or fewer where the
    passage needs the room.
    """
    asked = list(question)
    if len(asked) > QUESTION_TOKENS:
        half = QUESTION_TOKENS // 2
        asked = asked[:half] + asked[-half:]
    opening = [_START, *asked, _END, _END, *heading[:HEADING_TOKENS], _COLON]
    ids = passage.ids[:PASSAGE_TOKENS]
    room = max(0, min(most_before, _LONGEST - len(opening) - len(ids) - 2))
    if kept := list(before)[-room:] if room else []:
        opening += [*kept, _END]
    return ReaderInput(
        ids=[*opening, *ids, _END], first=len(opening), spans=passage.spans[: len(ids)]
    )
