"""Transformer bodies, run by ONNX Runtime: on the processor, or a graphics card where it has one.

Texts run one by one, beside each other, each on one core: nothing is padded, and what a text gives
never depends on its neighbours. On two cores that is a tenth faster than both on one text, and a
question is so short that a second core gains it nothing (`python -m benchmarks.engines`).
"""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from embeddings.errors import EncoderError

Array = npt.NDArray[np.float32] | npt.NDArray[np.int64] | npt.NDArray[np.int32]

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS_VARIABLE = "OMP_NUM_THREADS"
"""Where a process is told how many cores it may use; torch heeds it too, and Ray sets it."""

_ERRORS_ONLY = 3
_PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")


class Body:
    """The model in an ONNX file; may be shared by threads.

    Raises EncoderError, in the name of the model, for a file that ONNX Runtime cannot run.
    """

    def __init__(self, name: str, path: Path) -> None:
        # From 1.32 on it would tell its makers of every use; it looks when it is imported.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime  # 20 MB, of which a bot that asks a service has no use

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        try:
            self._session = onnxruntime.InferenceSession(
                path, options, providers=choose_providers(onnxruntime.get_available_providers())
            )
        except Exception as error:  # its classes have no common one
            raise EncoderError(name, f"{path} is not a model that can be run") from error

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what it takes."""
        return tuple(one.name for one in self._session.get_inputs())

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of what it gives."""
        return tuple(one.name for one in self._session.get_outputs())

    def run(self, feeds: Mapping[str, Array], *, output: str) -> npt.NDArray[np.float32]:
        """One output for these inputs."""
        (result,) = self._session.run([output], dict(feeds))
        array: npt.NDArray[np.float32] = result
        return array


def choose_providers(available: Sequence[str]) -> list[str]:
    """What a body is run by, the first that can: a graphics card where this ONNX Runtime knows one.

    What the first cannot do of a model, the next does.
    """
    return [name for name in _PROVIDERS if name in available]


def count_cores() -> int:
    """How many cores this process may use: all, unless its environment names fewer."""
    cores = os.cpu_count() or 1
    named = os.environ.get(THREADS_VARIABLE, "")
    return min(int(named), cores) if named.isdecimal() and int(named) else cores


def on_all_cores(
    function: Callable[[Item], Result], items: Sequence[Item], *, size: Callable[[Item], int]
) -> list[Result]:
    """What a function gives for each item, in order; the largest are begun first.

    All cores are those that `count_cores` names.
    """
    if len(items) < 2:
        return [function(item) for item in items]
    order = sorted(range(len(items)), key=lambda n: -size(items[n]))
    with ThreadPoolExecutor(count_cores()) as executor:
        futures = {n: executor.submit(function, items[n]) for n in order}
    return [futures[n].result() for n in range(len(items))]
