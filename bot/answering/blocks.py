"""Lists and tables, which are shown whole where there is room."""

from collections.abc import Sequence

from corpus.sentences import begins_item
from corpus.text import Span


def block_around(body: str, sentences: Sequence[Span], place: int) -> tuple[int, int] | None:
    """The first and last sentence of the list or table that a sentence stands in, with its lead-in.

    `sentences` are those of a passage, in order. None for a sentence of plain prose.
    """

    def goes_on(number: int) -> bool:
        """Whether a sentence stands on one line with the one before it."""
        return number > 0 and "\n" not in body[sentences[number - 1][1] : sentences[number][0]]

    def opening(number: int) -> int:
        while goes_on(number):
            number -= 1
        return number

    first = opening(place)
    if not begins_item(body, sentences[first][0]):
        return None
    while first and begins_item(body, sentences[opening(first - 1)][0]):
        first = opening(first - 1)
    if first and body[slice(*sentences[first - 1])].endswith((":", "：")):
        first -= 1
    last = place
    while last + 1 < len(sentences) and (
        goes_on(last + 1) or begins_item(body, sentences[last + 1][0])
    ):
        last += 1
    return first, last
