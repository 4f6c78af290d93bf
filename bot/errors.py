"""The errors of this package.

BotError
├─ SettingsError(variable)      a setting is wrong; never carries its value
├─ QuestionError                what was asked cannot be searched for
├─ BusyError                    too many questions at once
├─ TooOftenError(wait_s)        one person asks too often
├─ AnswerTimeoutError(seconds)  an answer took too long
├─ WriterError                  the language model that is set cannot be used
├─ JournalError(path)           the journal cannot be used
└─ DiscordError                 Discord does not let the bot in
"""

from pathlib import Path

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


class BusyError(BotError):
    """More questions are waiting than we take."""

    def __init__(self) -> None:
        super().__init__("too many questions at once; ask again in a minute")


class TooOftenError(BotError):
    """One person asked more than their share."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__(f"too many questions; wait {wait_s:.0f} seconds")


class AnswerTimeoutError(BotError):
    """An answer took too long."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"the answer took longer than {seconds:.0f} seconds")


class WriterError(BotError):
    """The language model that is set cannot be used; says what to do."""


class JournalError(BotError):
    """The journal is damaged, or of a later version."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"journal {path} {reason}")


class DiscordError(BotError):
    """Discord does not let the bot in; says what to do."""
