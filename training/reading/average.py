"""One checkpoint of several: `… training.reading.average OUT CHECKPOINT … [--temperature T]`.

Of models that were trained from one checkpoint with other seeds, the mean is about as good as the
best, and none need be chosen (Wortsman et al. 2022). What has seen its examples many times is too
sure; its logits are divided by a temperature (Guo et al. 2017).
"""

import argparse
from pathlib import Path
from typing import Any

import torch


def main() -> None:
    """Write the checkpoint that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--temperature", type=float, default=1.0)
    arguments = parser.parse_args()
    states: list[dict[str, Any]] = [
        torch.load(path, map_location="cpu") for path in arguments.checkpoints
    ]
    models = [state["model"] for state in states]
    mean = {name: sum(model[name] for model in models) / len(models) for name in models[0]}
    for name in ("head.weight", "head.bias"):
        mean[name] /= arguments.temperature
    seen = {name: sum(state[name] for state in states) for name in ("steps", "seen")}
    torch.save({"shape": states[0]["shape"], "model": mean, **seen}, arguments.out)


if __name__ == "__main__":
    main()
