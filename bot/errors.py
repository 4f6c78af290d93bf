"""The errors of this package.

BotError
├─ SettingsError(variable)         a setting is wrong; never carries its value
├─ UserError(phrase, values)       told to whoever asked, in their language
│  ├─ QuestionError                what was asked cannot be searched for
│  ├─ BusyError(waiting)           too many questions at once
│  ├─ EndingError                  the bot is about to leave
│  ├─ TooOftenError(phrase, wait_s)  a person or a server asks too often
│  ├─ RepeatedError                the same was asked a moment ago
│  ├─ AnswerTimeoutError(seconds)  an answer took too long
│  ├─ ForgottenError               what a button needs is no longer kept
│  └─ NotKeptError(reason)         the journal cannot be read or written at the moment
├─ WriterError                     a language model did not answer as one does
├─ HomeError(path)                 the data folder may not be written to
├─ JournalError(path)              the journal cannot be used
├─ CalibrationError(path)          the confidence was fitted to nothing that can be read
├─ TraceError                      an answer's trace cannot be kept or found
└─ DiscordError                    Discord does not let the bot in
"""

import math
from pathlib import Path

from bot.phrases import say
from corpus.errors import AppError


class BotError(AppError):
    """A request or a setting cannot be used."""


class SettingsError(BotError):
    """A setting is wrong; names it, and never its value, which may be a secret."""

    def __init__(self, variable: str, reason: str) -> None:
        self.variable = variable
        self.reason = reason
        super().__init__(f"setting {variable}: {reason}")


class UserError(BotError):
    """Something that whoever asked can mend; its sentence is a phrase, in any of our languages."""

    def __init__(self, phrase: str, **values: object) -> None:
        self.phrase = phrase
        self.values = values
        super().__init__(say(phrase, "en").format(**values))


class QuestionError(UserError):
    """The question or a condition on it cannot be used; says why."""


class BusyError(UserError):
    """More questions are waiting than we take."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        super().__init__("busy", waiting=waiting)


class EndingError(UserError):
    """The bot finishes what it has begun, and takes nothing new."""

    def __init__(self) -> None:
        super().__init__("ending")


class TooOftenError(UserError):
    """More was asked than one person's or one server's share."""

    def __init__(self, phrase: str, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__(phrase, seconds=max(1, math.ceil(wait_s)))


class RepeatedError(UserError):
    """The same person asked the same in the same place a moment ago."""

    def __init__(self) -> None:
        super().__init__("asked_just_now")


class AnswerTimeoutError(UserError):
    """An answer took too long."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__("slow", seconds=round(seconds))


class ForgottenError(UserError):
    """The conditions of an old answer are no longer kept."""

    def __init__(self) -> None:
        super().__init__("old_button")


class NotKeptError(UserError):
    """The journal is locked, full or read-only; what was to be kept is not."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__("not_kept")

    def __str__(self) -> str:
        return f"the journal cannot be read or written: {self.reason}"


class WriterError(BotError):
    """A language model did not answer as one does; the log says so and the quotes stand."""


class HomeError(BotError):
    """The data folder, or a file in it, may not be written to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path} may not be written to, so the bot could neither remember nor forget; "
            "let its user write there, or let SAMPAN_HOME name another folder"
        )


class JournalError(BotError):
    """The journal is damaged, or of a later version."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"journal {path} {reason}")


class CalibrationError(BotError):
    """A calibration is damaged or missing."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"calibration {path} {reason}")


class TraceError(BotError):
    """An answer's trace cannot be kept or found."""


class DiscordError(BotError):
    """Discord does not let the bot in; says what to do."""
