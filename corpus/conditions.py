"""Conditions on the articles of a store, in SQL."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """What rows of the table `articles` must meet: SQL for behind WHERE, and its values."""

    sql: str = "1"
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) AND ({other.sql})", self.values + other.values)


ANY = Condition()
BEGINNING_S = datetime.min.replace(tzinfo=UTC).timestamp()
"""Where undated articles stand among moments: before all others."""
