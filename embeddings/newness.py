"""How new articles are beside each other."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpus.schema import Article


def rank_by_date(articles: Sequence[Article]) -> npt.NDArray[np.float32]:
    """For each article how new it is among all: 1 the newest, near 0 the oldest, 0 the undated."""
    days = [article.published_on for article in articles]
    places = {day: n for n, day in enumerate(sorted({day for day in days if day}), start=1)}
    return np.array([places[d] / len(places) if d else 0.0 for d in days], dtype=np.float32)
