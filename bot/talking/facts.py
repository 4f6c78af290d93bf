"""What Sampan can tell of the articles that it answers from."""

from dataclasses import dataclass
from datetime import date, datetime

from corpus.catalogue import Catalogue

_TOPICS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusFacts:
    """How many articles there are, from when to when, and about what.

    `oldest` and `newest` are None where no article has a date. `topics` are those of most
    articles, the largest first. `updated_at` is when the articles were last read into the index.
    """

    articles: int
    oldest: date | None
    newest: date | None
    topics: tuple[str, ...]
    updated_at: datetime

    @classmethod
    def of(cls, catalogue: Catalogue, updated_at: datetime) -> "CorpusFacts":
        """What can be told of a catalogue's articles."""
        oldest, newest = catalogue.span() or (None, None)
        topics = [topic for topic, _ in catalogue.topics()]
        return cls(
            articles=len(catalogue),
            oldest=oldest,
            newest=newest,
            topics=tuple(topics[:_TOPICS]),
            updated_at=updated_at,
        )
