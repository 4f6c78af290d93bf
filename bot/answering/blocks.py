"""Lists and tables, which are shown whole where there is room."""

from collections.abc import Sequence

from corpus.lists import begins_item, is_bare_line
from corpus.text import Span

_COLONS = (":", "：")
_CLAUSE_MARKS = tuple(",;，；、")
_STOPS = tuple(".!?…。！？")


def block_around(body: str, sentences: Sequence[Span], place: int) -> tuple[int, int] | None:
    """The first and last sentence of the list or table that a sentence stands in, with its lead-in.

    `sentences` are those of a passage, in order. A list may stand inside a line, or be lines
    without markers that a colon leads to. None for a sentence of plain prose.
    """
    return _Blocks(body, sentences).around(place)


def is_lead_in(body: str, sentences: Sequence[Span], place: int) -> bool:
    """Whether a sentence says nothing by itself, and only leads to what follows it."""
    return _Blocks(body, sentences).is_lead_in(place)


class _Blocks:
    """The blocks among the sentences of one passage."""

    def __init__(self, body: str, sentences: Sequence[Span]) -> None:
        self._body = body
        self._sentences = sentences

    def around(self, place: int) -> tuple[int, int] | None:
        first = self._opening(place)
        if self._is_item(first):
            return self._lines(first, place)
        items = [n for n in range(first, self._closing(place) + 1) if self._is_item(n)]
        if items and items[0] <= place <= items[-1]:
            return self._with_lead_in(items[0]), items[-1]
        return self._bare_lines(place)

    def is_lead_in(self, place: int) -> bool:
        text = self._text(place)
        if text.endswith(_COLONS):
            return True
        opens_items = self._goes_on(place + 1) and self._is_item(place + 1)
        return opens_items and not self._is_item(place) and not text.endswith(_STOPS)

    def _lines(self, first: int, last: int) -> tuple[int, int]:
        """A list or table of which each line is an item or a row."""
        while first and self._is_item(self._opening(first - 1)):
            first = self._opening(first - 1)
        while last + 1 < len(self._sentences) and (
            self._goes_on(last + 1) or self._is_item(last + 1)
        ):
            last += 1
        return self._with_lead_in(first), last

    def _bare_lines(self, place: int) -> tuple[int, int] | None:
        """Short lines without stops that a colon leads to, all as far from each other."""
        if not self._is_bare(place):
            return None
        for apart in sorted({self._breaks(place), self._breaks(place + 1)}):
            first = last = place
            while self._is_bare(first - 1) and self._breaks(first) == apart:
                first -= 1
            while self._is_bare(last + 1) and self._breaks(last + 1) == apart:
                last += 1
            if first and self._text(first - 1).endswith(_COLONS):
                return first - 1, last
        return None

    def _with_lead_in(self, first: int) -> int:
        return first - 1 if first and self.is_lead_in(first - 1) else first

    def _is_bare(self, number: int) -> bool:
        if not 0 <= number < len(self._sentences):
            return False
        if self._goes_on(number) or self._goes_on(number + 1) or self._is_item(number):
            return False
        text = self._text(number)
        ends_list = number > 0 and self._text(number - 1).endswith(_CLAUSE_MARKS)
        return is_bare_line(text.rstrip(".。") if ends_list else text)

    def _is_item(self, number: int) -> bool:
        return begins_item(self._body, self._sentences[number][0])

    def _text(self, number: int) -> str:
        return self._body[slice(*self._sentences[number])]

    def _breaks(self, number: int) -> int:
        """How many line ends stand before a sentence."""
        if not 0 < number < len(self._sentences):
            return 0
        return self._body.count("\n", self._sentences[number - 1][1], self._sentences[number][0])

    def _goes_on(self, number: int) -> bool:
        """Whether a sentence stands on one line with the one before it."""
        return 0 < number < len(self._sentences) and not self._breaks(number)

    def _opening(self, number: int) -> int:
        while self._goes_on(number):
            number -= 1
        return number

    def _closing(self, number: int) -> int:
        while self._goes_on(number + 1):
            number += 1
        return number
