"""Encoders and re-rankers, opened by name."""

from embeddings.encoder import BUNDLED, Encoder, Reranker


def open_encoder(name: str) -> Encoder:
    """The bundled encoder by its name, or any sentence-transformers model by name or folder.

    Raises EncoderError when it cannot be loaded. Only the module of the encoder asked for is
    imported: the bundled one needs no torch.
    """
    if name == BUNDLED:
        from embeddings.bundled_encoder import BundledEncoder

        return BundledEncoder()
    from embeddings.sentence_encoder import SentenceEncoder

    return SentenceEncoder(name)


def open_reranker(name: str) -> Reranker:
    """Any cross-encoder of sentence-transformers by name or folder; raises EncoderError."""
    from embeddings.sentence_encoder import SentenceReranker

    return SentenceReranker(name)
