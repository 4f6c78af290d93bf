"""Paragraphs of a text that say again what an earlier one said."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from zlib import crc32

from corpus.text import fold_key, has_han, script_of

_LIKENESS = 0.75
_FEWEST_CHARS = 20
_KEYS = 4
_MOST_HOLDERS = 8  # paragraphs that share a run of words and are compared for it
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
# A capital inside a sentence, or before another one.
_NAME = re.compile(r"(?<=[a-z0-9,;’'] )[A-Z][\w’'-]{0,60}|\b[A-Z][\w’'-]{0,60}(?= [A-Z])")


def part_repeats(paragraphs: Sequence[str]) -> tuple[list[str], list[str]]:
    """The paragraphs, and apart from them those that say again what an earlier one said.

    They do in nearly the same words; the same with other figures or names say something else.
    """
    kept: list[str] = []
    repeats: list[str] = []
    seen: list[_Said] = []
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for paragraph in paragraphs:
        if len(paragraph) < _FEWEST_CHARS:
            kept.append(paragraph)
            continue
        said = _Said(paragraph)
        # Paragraphs that are alike have most of their smallest hashes in common (Broder 1997).
        keys = sorted(map(crc32, map(str.encode, said.grams)))[:_KEYS]
        others = {number for key in keys for number in holders.get(key, ())}
        if any(_says_again(said, seen[number]) for number in others):
            repeats.append(paragraph)
            continue
        for key in keys:
            if len(holders[key]) < _MOST_HOLDERS:
                holders[key].append(len(seen))
        kept.append(paragraph)
        seen.append(said)
    return kept, repeats


class _Said:
    """What a paragraph says: its runs of words, and, seldom needed, its figures and names."""

    def __init__(self, paragraph: str) -> None:
        self._paragraph = paragraph
        self._folded = fold_key(paragraph)
        self.grams = _grams(self._folded)

    @cached_property
    def figures(self) -> set[str]:
        return set(_FIGURE.findall(self._paragraph))

    @cached_property
    def names(self) -> set[str]:
        """The capitalised words, or every Chinese character, for any may be one of a name."""
        names = set(_NAME.findall(self._paragraph))
        return names.union(one for one in set(self._folded) if script_of(one) == "HAN")


def _says_again(one: _Said, known: _Said) -> bool:
    if one.figures != known.figures:
        return False
    if not (one.names <= known.names or one.names >= known.names):
        return False
    return len(one.grams & known.grams) >= _LIKENESS * len(one.grams | known.grams)


def _grams(folded: str) -> set[str]:
    """Runs of three words, or of three characters where the text is Chinese."""
    units = list(folded.replace(" ", "")) if has_han(folded) else folded.split()
    return set(map(" ".join, zip(units, units[1:], units[2:], strict=False))) or {" ".join(units)}
