"""The reader as a torch module: the body of multilingual-e5-small and three scores a token."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from embeddings.weights import Shape

SCORES = 3
"""Of each token: that the answer starts there, that it ends there, that the passage answers."""


class ReaderModel(nn.Module):
    """Embedded tokens of shape (texts, tokens, hidden) → scores of shape (texts, tokens, 3).

    The first token's start and end score are those of no answer; its third is the logit of the
    passage answering. Embeddings and positions are not trained: the encoder uses them too.
    In training a share `dropout` of what goes in, and of what each layer adds, is left out.
    """

    def __init__(self, shape: Shape, *, dropout: float = 0.0) -> None:
        super().__init__()
        positions = torch.zeros(shape.positions, shape.hidden)
        self.positions = nn.Parameter(positions, requires_grad=False)
        self.norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(_Layer(shape, dropout) for _ in range(shape.layers))
        self.head = nn.Linear(shape.hidden, SCORES)

    def named_tensors(self) -> dict[str, Tensor]:
        """All tensors by their names in the weight file; those of positions hold the type's."""
        tensors: dict[str, Tensor] = {"emb.pos": self.positions}

        def name(prefix: str, part: Any) -> None:
            tensors[f"{prefix}.w"] = part.weight
            tensors[f"{prefix}.b"] = part.bias

        name("emb.ln", self.norm)
        name("head", self.head)
        for number, layer in enumerate(self.layers):
            for part in _Layer.PARTS:
                name(f"l{number}.{part}", getattr(layer, part))
        return tensors

    def fill(self, tensors: Mapping[str, Any]) -> None:
        """Take over arrays by the names of `named_tensors`, flat or not."""
        with torch.no_grad():
            for name, tensor in self.named_tensors().items():
                tensor.copy_(torch.tensor(tensors[name]).view_as(tensor))

    def forward(self, words: Tensor, is_token: Tensor) -> Tensor:
        """`is_token` (texts, tokens) is False where a row is padded."""
        states = self.dropout(self.norm(words + self.positions[: words.shape[1]]))
        mask = is_token[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        scores: Tensor = self.head(states)
        return scores


class _Layer(nn.Module):
    PARTS = ("q", "k", "v", "ao", "aln", "fi", "fo", "oln")

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        hidden, inner = shape.hidden, shape.feed_forward
        self.heads = shape.heads
        self.q, self.k, self.v, self.ao = (nn.Linear(hidden, hidden) for _ in range(4))
        self.fi, self.fo = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.aln, self.oln = (nn.LayerNorm(hidden, shape.epsilon) for _ in range(2))
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        texts, tokens, hidden = states.shape

        def split(linear: nn.Linear) -> Tensor:
            projected: Tensor = linear(states)
            return projected.view(texts, tokens, self.heads, -1).transpose(1, 2)

        attended = functional.scaled_dot_product_attention(
            split(self.q), split(self.k), split(self.v), attn_mask=mask
        )
        mixed = self.ao(attended.transpose(1, 2).reshape(texts, tokens, hidden))
        states = self.aln(states + self.dropout(mixed))
        inner = self.fo(functional.gelu(self.fi(states)))
        result: Tensor = self.oln(states + self.dropout(inner))
        return result
