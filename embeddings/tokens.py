"""Tokens of a unigram vocabulary, as SentencePiece gives them.

The libraries build their tables from 250,000 pieces at each start: on this vocabulary SentencePiece
takes 0.35 s and 55 MB for that, `tokenizers` 1.7 s and 220 MB (`python -m benchmarks.engines`).
Here the pieces are a trie in a file that is mapped into memory; the ids are the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from marisa_trie import Trie

from corpus.text import Span, compose

_SPACE = "▁"
_UNKNOWN_SCORE = -30.36475  # as SentencePiece has it: 10 below the lowest of all pieces
LONGEST = 16
"""So many characters may a piece have."""
_CACHED_WORDS = 8192
_CACHED_CHARS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """What a word may be split into, and how likely each piece is."""

    trie: Trie
    ids: Sequence[int]
    """the piece's id, by its key in the trie"""
    scores: Sequence[float]
    """its logarithmic probability, by its key in the trie"""
    unknown: int
    """the id of what no piece has"""

    def split(self, word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The ids of the best path through a word (Viterbi), and where each piece of it ends."""
        text = _SPACE + word
        scores, ids = self.scores, self.ids
        best = [0.0, *[float("-inf")] * len(text)]
        came = [0] * (len(text) + 1)
        token = [self.unknown] * (len(text) + 1)
        for at in range(len(text)):
            here = best[at]
            is_known = False
            for piece, key in self.trie.iter_prefixes_with_ids(text[at : at + LONGEST]):
                end = at + len(piece)
                is_known |= end == at + 1
                score = here + scores[key]
                if score > best[end]:
                    best[end], came[end], token[end] = score, at, ids[key]
            if not is_known and here + _UNKNOWN_SCORE > best[at + 1]:
                best[at + 1] = here + _UNKNOWN_SCORE
                came[at + 1], token[at + 1] = at, self.unknown
        path: list[int] = []
        ends: list[int] = []
        at = len(text)
        while at:
            if token[at] != self.unknown or not path or path[-1] != self.unknown:
                path.append(token[at])
                ends.append(at - len(_SPACE))
            at = came[at]
        return tuple(reversed(path)), tuple(reversed(ends))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens of a text: their ids, and where each starts and ends in it."""

    ids: list[int]
    spans: list[Span]


class Unigram:
    """Splits text into the pieces of the highest sum of scores (Kudo 2018); shared by threads.

    `characters` is what each character is replaced with before, as in `str.translate`.
    """

    def __init__(self, pieces: Pieces, *, characters: Mapping[int, str]) -> None:
        self._split_word = pieces.split
        self._split_short = lru_cache(maxsize=_CACHED_WORDS)(pieces.split)
        self._characters = characters
        spaces = {" ", *(chr(one) for one, other in characters.items() if other == " ")}
        self._word = re.compile(f"[^{re.escape(''.join(sorted(spaces)))}]+")

    def split(self, text: str) -> list[int]:
        """The ids of a text's tokens; what no piece has is one unknown token for each run.

        Half a surrogate pair, which has no UTF-8, is read as a question mark.
        """
        safe = text.encode("utf-8", "replace").decode("utf-8")
        plain = compose(safe.translate(self._characters))
        tokens: list[int] = []
        for word in plain.split(" "):
            tokens += self._split(word)[0]
        return tokens

    def split_with_spans(self, text: str) -> Tokens:
        """The tokens of a text with their places in it.

        A word in which marks are composed with letters is the place of all its tokens.
        """
        tokens = Tokens(ids=[], spans=[])
        for found in self._word.finditer(text):
            start, end = found.span()
            safe = found[0].encode("utf-8", "replace").decode("utf-8")
            parts = [self._characters.get(ord(one), one) for one in safe]
            plain = "".join(parts)
            # Of each character of `plain`, and of its end: the place in the text.
            places = [start + n for n, part in enumerate(parts) for _ in part]
            ends = [place + 1 for place in places]
            if compose(plain) != plain:
                plain = compose(plain)
                places, ends = [start] * len(plain), [end] * len(plain)
            at = 0
            for word in plain.split(" "):
                ids, pieces = self._split(word)
                tokens.ids.extend(ids)
                opens = 0
                for closes in pieces:
                    first = min(at + opens, len(places) - 1)
                    last = max(at + closes - 1, first)
                    is_mark = closes == opens  # the piece that opens a word, alone
                    tokens.spans.append((places[first], places[first] if is_mark else ends[last]))
                    opens = closes
                at += len(word) + 1
        return tokens

    def _split(self, word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        if len(word) > _CACHED_CHARS:
            return self._split_word(word)
        return self._split_short(word) if word else ((), ())
