"""Rows of words that mean something, as a network, so that one of many is found at once."""

import re
from collections.abc import Mapping, Sequence
from typing import Generic, TypeAlias, TypeVar

from bot.talking.word_forms import split_words

End = TypeVar("End")

_PIECE = re.compile(r"[()|]|<(?P<name>\w+)>|[^()|<>]+")
_ROOT = 0

# Alternatives, each a row of words and of further choices.
_Choice: TypeAlias = "list[list[str | _Choice]]"


class Network(Generic[End]):
    """Each way from the root to an end is a row of words, and the end is what it means.

    Rows are added as they are spoken: "(a|b)" is either of two, "(a|)" may be missing, and
    "<name>" is any of the words of that name.
    """

    def __init__(self, named: Mapping[str, Sequence[str]]) -> None:
        self._named = named
        self._read: dict[str, _Choice] = {}
        self._next: list[dict[str, list[int]]] = [{}]
        self._ends: dict[int, End] = {}

    def add(self, text: str, end: End) -> None:
        """Add the rows of words that a text describes."""
        for state in self._either(self._parse(text), {_ROOT}):
            self._ends.setdefault(state, end)

    def step(self, states: Sequence[int], word: str) -> list[int]:
        """Where a word leads from there."""
        return [to for state in states for to in self._next[state].get(word, ())]

    def begin(self) -> list[int]:
        """Where every row begins."""
        return [_ROOT]

    def end_at(self, state: int) -> End | None:
        """What the row that leads there means, or None where none ends."""
        return self._ends.get(state)

    def words(self) -> set[str]:
        """Every word of every row."""
        return {word for edges in self._next for word in edges}

    def _parse(self, text: str) -> _Choice:
        pieces = [(match[0], match["name"]) for match in _PIECE.finditer(text)]
        return self._parse_choice(pieces)

    def _parse_choice(self, pieces: list[tuple[str, str | None]]) -> _Choice:
        """The alternatives up to their closing bracket, or to the end of the pieces."""
        choice: _Choice = [[]]
        while pieces:
            piece, name = pieces.pop(0)
            if piece == ")":
                break
            if piece == "|":
                choice.append([])
            elif piece == "(":
                choice[-1].append(self._parse_choice(pieces))
            elif name:
                choice[-1].append(self._alternatives(name))
            else:
                choice[-1].extend(word for word, _ in split_words(piece))
        return choice

    def _alternatives(self, name: str) -> _Choice:
        """The words of a name, read once."""
        known = self._read.get(name)
        if known is None:
            known = [row for text in self._named[name] for row in self._parse(text)]
            self._read[name] = known
        return known

    def _either(self, choice: _Choice, begin: set[int]) -> set[int]:
        """Where the alternatives lead; those that end with a word meet in one state."""
        ends: set[int] = set()
        meeting: int | None = None
        for row in choice:
            here = begin
            for at, piece in enumerate(row):
                if not isinstance(piece, str):
                    here = self._either(piece, here)
                    continue
                if at < len(row) - 1:
                    to = self._new_state()
                else:
                    to = meeting = self._new_state() if meeting is None else meeting
                for state in here:
                    self._next[state].setdefault(piece, []).append(to)
                here = {to}
            ends |= here
        return ends

    def _new_state(self) -> int:
        self._next.append({})
        return len(self._next) - 1
