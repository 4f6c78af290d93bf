"""Tokens of a unigram vocabulary, as SentencePiece gives them.

The libraries build their tables from 250,000 pieces at each start: on this vocabulary SentencePiece
takes 0.35 s and 55 MB for that, `tokenizers` 1.7 s and 220 MB (`python -m benchmarks.engines`).
Here the pieces are a trie in a file that is mapped into memory; the ids are the same.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from marisa_trie import Trie

_SPACE = "▁"
_UNKNOWN_PENALTY = 10.0  # that of SentencePiece, below the lowest score
LONGEST = 16
"""So many characters may a piece have."""
_CACHED_WORDS = 8192
_CACHED_CHARS = 24


class Unigram:
    """Splits words into the pieces of the highest sum of scores (Kudo 2018); shared by threads.

    `ids` and `scores` are those of the pieces by their key in the trie, `characters` what each
    character is replaced with.
    """

    def __init__(
        self,
        trie: Trie,
        *,
        ids: Sequence[int],
        scores: Sequence[float],
        unknown: int,
        characters: Mapping[int, str],
    ) -> None:
        self._trie = trie
        self._ids = ids
        self._scores = scores
        self._unknown = unknown
        self._unknown_score = min(scores) - _UNKNOWN_PENALTY
        self._characters = characters
        self._split_short = lru_cache(maxsize=_CACHED_WORDS)(self._split_word)

    def split(self, text: str) -> list[int]:
        """The ids of a text's tokens; what no piece has is one unknown token for each run.

        Half a surrogate pair, which has no UTF-8, is read as a question mark.
        """
        safe = text.encode("utf-8", "replace").decode("utf-8")
        plain = unicodedata.normalize("NFC", safe.translate(self._characters))
        tokens: list[int] = []
        for word in plain.split(" "):
            if len(word) > _CACHED_CHARS:
                tokens += self._split_word(word)
            elif word:
                tokens += self._split_short(word)
        return tokens

    def _split_word(self, word: str) -> tuple[int, ...]:
        """The best path from the word's start to its end (Viterbi)."""
        text = _SPACE + word
        scores, ids = self._scores, self._ids
        best = [0.0, *[float("-inf")] * len(text)]
        came = [0] * (len(text) + 1)
        token = [self._unknown] * (len(text) + 1)
        for at in range(len(text)):
            here = best[at]
            is_known = False
            for piece, key in self._trie.iter_prefixes_with_ids(text[at : at + LONGEST]):
                end = at + len(piece)
                is_known |= end == at + 1
                score = here + scores[key]
                if score > best[end]:
                    best[end], came[end], token[end] = score, at, ids[key]
            if not is_known and here + self._unknown_score > best[at + 1]:
                best[at + 1] = here + self._unknown_score
                came[at + 1], token[at + 1] = at, self._unknown
        path: list[int] = []
        at = len(text)
        while at:
            if token[at] != self._unknown or not path or path[-1] != self._unknown:
                path.append(token[at])
            at = came[at]
        return tuple(reversed(path))
