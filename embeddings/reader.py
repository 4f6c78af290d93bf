"""Whether a passage answers a question, and where: both are read together."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from corpus.recent import Recent
from corpus.text import Span
from embeddings.encoder import Matrix
from embeddings.engine import Body, on_all_cores
from embeddings.model_files import MODELS, check_files
from embeddings.reader_input import PassageText, lay_out
from embeddings.vocabulary import Vocabulary

BODY_FILE = MODELS / "reader.onnx"
NUMBERS_FILE = MODELS / "reader.onnx.data"
_SHA256 = {  # `python -m training.reading.export` makes these files and prints their digests
    BODY_FILE: "9b2a9fe743bedc97b524e2ccb89aba160f9d139cd313d5d6c20ffa670559fb16",
    NUMBERS_FILE: "db9631a7a69177958f8c1ec1ecb3174195fd40e5128d51f75de31f89fbf91bff",
}
FINGERPRINT = "".join(digest[:6] for digest in _SHA256.values())
"""tells these weights from those of other versions"""

_NAME = "reader"
_LONGEST_SPAN = 48
_AS_GOOD = 0.25  # of public answers .636 are met exactly, without .607; with twice as much .587
_MAX_CHARS = 4000
_KEPT = 128  # readings, those of some sixteen questions: 3 MB
_NEVER = -1e4


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the reader makes of one passage, in logits.

    `answers` tells that the passage answers; `starts` and `ends`, each of shape (tokens,), how much
    rather the answer opens or closes at a token than that there is none. `spans` are the places of
    the tokens in the passage, as far as it was read.
    """

    answers: float
    starts: Matrix = field(compare=False)
    ends: Matrix = field(compare=False)
    spans: Sequence[Span]

    def best_span(self, part: Span) -> tuple[float, Span]:
        """The score of the best span within a part of the passage, and its place.

        A span has at most 48 tokens; its score is the mean of its two ends. Of spans that are
        nearly as good it is the shortest, with the score of the best. It is -inf and the part
        itself where nothing of it was read.
        """
        low, high = self._tokens_of(part)
        if low == high:
            return float("-inf"), part
        starts, ends = self.starts[low:high], self.ends[low:high]
        sums = np.full((_LONGEST_SPAN, high - low), -np.inf, np.float32)  # by length and start
        for longer in range(min(_LONGEST_SPAN, high - low)):
            sums[longer, : high - low - longer] = starts[: high - low - longer] + ends[longer:]
        best = float(sums.max())
        longer = int((sums >= best - 2 * _AS_GOOD).any(axis=1).argmax())
        start = int(sums[longer].argmax())
        place = self.spans[low + start][0], self.spans[low + start + longer][1]
        return best / 2, place

    def without(self, parts: Sequence[Span]) -> "Reading":
        """The same, but that no span which opens or closes in these parts is at all likely."""
        if not parts:
            return self
        starts, ends = self.starts.copy(), self.ends.copy()
        for part in parts:
            held = slice(*self._tokens_of(part))
            starts[held] = ends[held] = _NEVER
        return replace(self, starts=starts, ends=ends)

    def _tokens_of(self, part: Span) -> tuple[int, int]:
        """From which token on, and up to which, the part reaches."""
        first, last = part
        held = [n for n, (a, b) in enumerate(self.spans) if first <= a < b <= last]
        return (held[0], held[-1] + 1) if held else (0, 0)


class Reader(Protocol):
    """Reads a question together with passages."""

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        """A reading of each passage."""
        ...


class BundledReader:
    """multilingual-e5-small's body, trained to read (see `embeddings/models/READER.md`).

    The passage is read up to its 400th token. What was read last is kept: who wants more, another
    language, or what somebody asked just now, waits for no second reading. May be shared by
    threads. Raises EncoderError where a file is missing or is another than the one we know.
    """

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._vocabulary = vocabulary or Vocabulary()
        check_files(_NAME, _SHA256)
        self._body = Body(_NAME, BODY_FILE)
        self._kept: Recent[tuple[str, PassageText], Reading] = Recent(_KEPT)

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        return on_all_cores(
            lambda passage: self._kept.get((question, passage), self._read_one),
            passages,
            size=lambda passage: len(passage.before) + len(passage.text),
        )

    def _read_one(self, pair: tuple[str, PassageText]) -> Reading:
        question, passage = pair
        laid = lay_out(
            self._vocabulary.split(question),
            self._vocabulary.split(passage.heading),
            self._vocabulary.split_with_spans(passage.text[:_MAX_CHARS]),
            self._vocabulary.split(passage.before),
        )
        scores = self._body.run({"words": self._vocabulary.embed(laid.ids)}, output="scores")[0]
        own = slice(laid.first, laid.first + len(laid.spans))
        return Reading(
            answers=float(scores[0, 2]),
            starts=scores[own, 0] - scores[0, 0],
            ends=scores[own, 1] - scores[0, 1],
            spans=laid.spans,
        )
