"""What can go wrong.

Exception
├─ ApiError      what Discord answers instead of doing it; the bot sees it
└─ DriverError   a test asked for what a real client would not let a user do

A Flaw is one thing wrong in a request body; it becomes a violation and a part of an ApiError.
"""

from collections.abc import Mapping
from typing import NamedTuple

from discordsim.wire import Json

Path = tuple[str | int, ...]


class ApiError(Exception):
    """An HTTP error answer with Discord's own error code."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        errors: Json | None = None,
        headers: Mapping[str, str] | None = None,
        fields: Json | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body: Json = {"message": message, "code": code, **(fields or {})}
        if errors:
            self.body["errors"] = errors


class DriverError(Exception):
    """The test asked for something that a real Discord client would not let the user do."""


class Flaw(NamedTuple):
    """One thing wrong in a request: where, Discord's code for it, why, and the rule broken."""

    path: Path
    code: str
    message: str
    rule: str | None = None

    @property
    def rule_name(self) -> str:
        """The rule, or the name that the place of the flaw gives it."""
        if self.rule:
            return self.rule
        last = next((part for part in reversed(self.path) if isinstance(part, str)), "")
        if last == "content" and "LENGTH" in self.code:
            return "content-length"
        if last == "choices" and "LENGTH" in self.code:
            return "choices-count"
        return "schema"


def required(path: Path, rule: str | None = None) -> Flaw:
    """The flaw of a field that is missing."""
    return Flaw(path, "BASE_TYPE_REQUIRED", "This field is required", rule)
