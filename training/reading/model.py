"""The reader as a torch module: the body of multilingual-e5-small and three scores a token."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from embeddings.weights import Shape, Weights

SCORES = 3
"""Of each token: that the answer starts there, that it ends there, that the passage answers."""


class ReaderModel(nn.Module):
    """Token ids of shape (texts, tokens) → scores of shape (texts, tokens, 3).

    The first token's start and end score are those of no answer; its third is the logit of the
    passage answering. Embeddings are not trained: the encoder uses them too.
    """

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        shape = weights.shape
        words = torch.from_numpy(weights.tensor("emb.word").reshape(-1, shape.hidden).copy())
        self.words = nn.Parameter(words, requires_grad=False)
        placed = weights.tensor("emb.pos").reshape(-1, shape.hidden)
        types = weights.tensor("emb.type").reshape(-1, shape.hidden)
        self.positions = nn.Parameter(torch.from_numpy(placed + types[0]), requires_grad=False)
        self.norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.layers = nn.ModuleList(_Layer(shape) for _ in range(shape.layers))
        self.head = nn.Linear(shape.hidden, SCORES)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        self._tensors: dict[str, Tensor] = {}
        self._name_tensors()
        with torch.no_grad():
            for name, tensor in self._tensors.items():
                tensor.copy_(torch.from_numpy(weights.tensor(name).copy()).view_as(tensor))

    def named_tensors(self) -> dict[str, Tensor]:
        """What is trained of the body, by its names in the weight file."""
        return self._tensors

    def forward(self, ids: Tensor, is_token: Tensor) -> Tensor:
        """`is_token` is False where a row is padded."""
        states = self.norm(self.words[ids] + self.positions[: ids.shape[1]])
        mask = is_token[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        scores: Tensor = self.head(states)
        return scores

    def _name_tensors(self) -> None:
        def name(prefix: str, part: Any) -> None:
            self._tensors[f"{prefix}.w"] = part.weight
            self._tensors[f"{prefix}.b"] = part.bias

        name("emb.ln", self.norm)
        for number, layer in enumerate(self.layers):
            for part in _Layer.PARTS:
                name(f"l{number}.{part}", getattr(layer, part))


class _Layer(nn.Module):
    PARTS = ("q", "k", "v", "ao", "aln", "fi", "fo", "oln")

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        hidden, inner = shape.hidden, shape.feed_forward
        self.heads = shape.heads
        self.q, self.k, self.v, self.ao = (nn.Linear(hidden, hidden) for _ in range(4))
        self.fi, self.fo = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.aln, self.oln = (nn.LayerNorm(hidden, shape.epsilon) for _ in range(2))

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        texts, tokens, hidden = states.shape

        def split(linear: nn.Linear) -> Tensor:
            projected: Tensor = linear(states)
            return projected.view(texts, tokens, self.heads, -1).transpose(1, 2)

        attended = functional.scaled_dot_product_attention(
            split(self.q), split(self.k), split(self.v), attn_mask=mask
        )
        mixed = self.ao(attended.transpose(1, 2).reshape(texts, tokens, hidden))
        states = self.aln(states + mixed)
        result: Tensor = self.oln(states + self.fo(functional.gelu(self.fi(states))))
        return result
