"""How new articles are beside each other."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt


def rank_days(days: Sequence[date | None]) -> npt.NDArray[np.float32]:
    """For each day of publication how new it is among all: 1 the newest, near 0 the oldest.

    None, where no day is known, is 0.
    """
    places = {day: n for n, day in enumerate(sorted({day for day in days if day}), start=1)}
    return np.array([places[d] / len(places) if d else 0.0 for d in days], dtype=np.float32)
