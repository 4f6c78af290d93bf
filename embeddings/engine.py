"""Transformer bodies, run by ONNX Runtime on the processor.

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
import onnxruntime

from embeddings.errors import EncoderError

Array = npt.NDArray[np.float32] | npt.NDArray[np.int64] | npt.NDArray[np.int32]

Item = TypeVar("Item")
Result = TypeVar("Result")

_ERRORS_ONLY = 3


class Body:
    """The model in an ONNX file; may be shared by threads.

    Raises EncoderError, in the name of the model, for a file that ONNX Runtime cannot run.
    """

    def __init__(self, name: str, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        try:
            self._session = onnxruntime.InferenceSession(
                path, options, providers=["CPUExecutionProvider"]
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


def on_all_cores(
    function: Callable[[Item], Result], items: Sequence[Item], *, size: Callable[[Item], int]
) -> list[Result]:
    """What a function gives for each item, in order; the largest are begun first."""
    if len(items) < 2:
        return [function(item) for item in items]
    order = sorted(range(len(items)), key=lambda n: -size(items[n]))
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        futures = {n: executor.submit(function, items[n]) for n in order}
    return [futures[n].result() for n in range(len(items))]
