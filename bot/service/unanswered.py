"""What was not answered as rows of a table, the same for moderators and for the operator."""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.service.csv_text import write_csv
from bot.store.remembered import Unanswered

VERDICTS = ("not_found", "unsure")
_COLUMNS = ("times", "verdict", "question", "topic", "last asked", "links")


def unanswered_to_csv(found: Iterable[tuple[str, Unanswered]]) -> str:
    """Each with its verdict; the question is empty where its words are not kept."""
    return write_csv(
        _COLUMNS,
        (
            (
                asked.count,
                verdict,
                asked.text,
                asked.topic,
                moment_to_text(asked.last_at),
                " ".join(asked.links),
            )
            for verdict, asked in found
        ),
    )


def moment_to_text(at: float) -> str:
    """A moment to the second, in UTC, as ISO 8601 writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
