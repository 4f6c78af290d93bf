"""Sentences of a text that comes in pieces, each with the citations behind it."""

import re

from bot.writing.grounding import MAX_CHARS
from corpus.sentences import split_sentences

_LEADING_CITATIONS = re.compile(r"(?:\s*[\[［【]\d+(?:\s*[,，、]\s*\d+)*[\]］】])+[.。]?")


class SentenceSplitter:
    """Sentences of a text that comes in pieces, each given once, with the citations behind it."""

    def __init__(self) -> None:
        self._text = ""

    @property
    def is_overfull(self) -> bool:
        """Whether what is no sentence yet is longer than any sentence may be."""
        return len(self._text) > 2 * MAX_CHARS

    def feed(self, delta: str) -> list[str]:
        """The sentences that are complete now: something else has begun behind them."""
        self._text += delta
        sentences = split_cited(self._text)
        # A bracket may open a citation that belongs to the sentence before it.
        open_ended = 2 if sentences and sentences[-1][0] in "[［【" else 1
        finished = sentences[:-open_ended]
        if finished:
            self._text = " ".join(sentences[-open_ended:]) + _trailing_space(self._text)
        return finished

    def end(self) -> list[str]:
        """What is left, when no more text comes."""
        left, self._text = split_cited(self._text), ""
        return left


def split_cited(text: str) -> list[str]:
    """Sentences; citations that stand behind a full stop belong to the sentence before it."""
    sentences: list[str] = []
    for start, end in split_sentences(text):
        piece = text[start:end]
        citations = _LEADING_CITATIONS.match(piece)
        if citations and sentences:
            sentences[-1] = f"{sentences[-1]} {citations[0].strip()}"
            piece = piece[citations.end() :].strip()
        if piece:
            sentences.append(piece)
    return sentences


def _trailing_space(text: str) -> str:
    return text[len(text.rstrip()) :]
