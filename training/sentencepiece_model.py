"""The vocabulary as a SentencePiece model, to compare Sampan's own tokenizer with."""

from typing import Any

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

from embeddings.weights import Weights

_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3
_MASK = "<mask>"


def make_sentencepiece(weights: Weights) -> bytes:
    """A model with the pieces, scores and ids of the weight file.

    Text is normalised as XLM-RoBERTa's was (Conneau et al. 2020): by NFKC with SentencePiece's own
    additions, spaces collapsed, one before the first word.
    """
    proto: Any = sentencepiece_model_pb2  # its classes are made when it is imported
    known = sentencepiece.SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_model_proto()
    model = proto.ModelProto()
    model.normalizer_spec.CopyFrom(proto.ModelProto.FromString(known).normalizer_spec)
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = True
    model.normalizer_spec.escape_whitespaces = True
    start, end, padding, unknown = weights.special_ids
    model.trainer_spec.bos_id, model.trainer_spec.eos_id = start, end
    model.trainer_spec.pad_id, model.trainer_spec.unk_id = padding, unknown
    for id, (text, score) in enumerate(zip(weights.pieces(), weights.scores(), strict=True)):
        kind = _CONTROL if id in (start, end, padding) or text == _MASK else _NORMAL
        model.pieces.add(piece=text, score=float(score), type=_UNKNOWN if id == unknown else kind)
    content: bytes = model.SerializeToString()
    return content
