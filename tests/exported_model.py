"""An ONNX export of a sentence-transformers model, as other tools make it."""

import shutil
import warnings
from pathlib import Path


def export_model(source: str, target: Path) -> str:
    """Copy a BERT model's folder to `target`, with `onnx/model.onnx` in place of its weights."""
    import torch
    from transformers import AutoModel

    class States(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask, token_type_ids):
            return self.model(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state

    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.safetensors", "*.bin"))
    (target / "onnx").mkdir()
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    tokens = torch.ones(1, 8, dtype=torch.long)
    sizes = {0: "texts", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # this way of exporting is an old one
        torch.onnx.export(
            States(AutoModel.from_pretrained(source).eval()),
            (tokens, tokens, torch.zeros_like(tokens)),
            str(target / "onnx" / "model.onnx"),
            input_names=inputs,
            output_names=["last_hidden_state"],
            dynamic_axes=dict.fromkeys([*inputs, "last_hidden_state"], sizes),
            dynamo=False,
        )
    return str(target)
