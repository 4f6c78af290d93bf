"""The errors of this package.

BotError
├─ SettingsError(variable)   a setting is wrong; never carries its value
└─ QuestionError             what was asked cannot be searched for
"""

from corpus.errors import AppError


class BotError(AppError):
    """A request or a setting cannot be used."""


class SettingsError(BotError):
    """A setting is wrong; names it, and never its value, which may be a secret."""

    def __init__(self, variable: str, reason: str) -> None:
        self.variable = variable
        self.reason = reason
        super().__init__(f"setting {variable}: {reason}")


class QuestionError(BotError):
    """The question or a condition on it cannot be used; says why."""
