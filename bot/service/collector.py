"""Python's garbage collector, kept from holding up the event loop.

Wherever it runs, no other thread does. An index is a great many objects that stay, so they are set
aside, and it never looks through them again. One that is replaced goes when the last answer has let
go of it: nothing of an index leads back to itself.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def settle_memory() -> None:
    """Free what is garbage now, and set the rest aside."""
    gc.collect()
    gc.freeze()


@contextmanager
def setting_aside() -> Iterator[None]:
    """Set aside what is made inside, in pieces: all at once they would be looked through first."""

    def set_aside(phase: str, found: dict[str, Any]) -> None:
        if phase == "stop" and found["generation"]:
            gc.freeze()

    settle_memory()
    gc.callbacks.append(set_aside)
    try:
        yield
    finally:
        gc.callbacks.remove(set_aside)
        settle_memory()
