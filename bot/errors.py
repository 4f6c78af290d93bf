"""The errors of this package.

BotError
├─ SettingsError(where)            a setting is wrong; never carries its value
├─ UserError(phrase, values)       told to whoever asked, in their language
│  ├─ QuestionError                what was asked cannot be searched for
│  ├─ BusyError(waiting)           too many questions at once
│  ├─ EndingError                  the bot is about to leave
│  ├─ TooOftenError(phrase, wait_s)  a person or a server asks too often
│  ├─ RepeatedError                the same was asked a moment ago
│  ├─ AnswerTimeoutError(seconds)  an answer took too long
│  ├─ NoIndexError                 there is nothing to answer from yet
│  ├─ DamagedError                 the index that answers is damaged
│  ├─ IndexAwayError               the Milvus that holds the index gives no answer
│  ├─ ForgottenError               what a button needs is no longer kept
│  ├─ NotKeptError(reason)         the journal cannot be read or written at the moment
│  └─ ServiceAwayError(url, reason)  the service that is asked for answers gives none
│     └─ ServiceUnfitError         nor will it, until a person changes a setting or updates
├─ WriterError                     a language model did not answer as one does
├─ HomeError(path)                 the data folder may not be written to
├─ JournalError(path)              the journal cannot be used
├─ BackupError(path)               a backup cannot be made, or not be used here
├─ CalibrationError(path)          the confidence was fitted to nothing that can be read
├─ DraftFileError(path)            a file of drafted questions cannot be written
├─ TraceError                      an answer's trace cannot be kept or found
├─ KeyNameError(name)              no key can have, or has, this name
├─ KeyFileError(path)              the file of keys cannot be used
├─ ListenError(listen)             nothing can be served at an address
├─ StartError                      a process that serves could not start
└─ DiscordError                    Discord does not let the bot in
"""

import math
from pathlib import Path

from bot.phrases import say
from corpus.errors import AppError


class BotError(AppError):
    """A request or a setting cannot be used."""


class SettingsError(BotError):
    """A setting is wrong: names the variable, or the file and its line, and never the value.

    The value may be a secret.
    """

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}: {reason}")


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


class NoIndexError(UserError):
    """There is no index that can be used, yet or any more."""

    def __init__(self) -> None:
        super().__init__("no_index")


class DamagedError(UserError):
    """The index that answers is not what was written; the log alone says which file."""

    def __init__(self) -> None:
        super().__init__("index_damaged")


class IndexAwayError(UserError):
    """The Milvus that holds the index gives no answer; the log alone says where it is."""

    def __init__(self) -> None:
        super().__init__("index_away")


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


class ServiceAwayError(UserError):
    """The service that a bot asks for its answers is away, or does not answer as one."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__("service_away")

    def __str__(self) -> str:
        return f"the service at {self.url} {self.reason}"


class ServiceUnfitError(ServiceAwayError):
    """The service takes no requests of this bot: it lacks a key, or one of them is out of date."""


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


class BackupError(BotError):
    """A backup cannot be made there, is damaged, or may not be used here."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class CalibrationError(BotError):
    """A calibration is damaged or missing."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"calibration {path} {reason}")


class DraftFileError(BotError):
    """A file of drafted questions cannot be written, or is there already."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path} {reason}")


class TraceError(BotError):
    """An answer's trace cannot be kept or found."""


class KeyNameError(BotError):
    """A key cannot be made or found under a name."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f'"{name}" {reason}')


class KeyFileError(BotError):
    """The file that keys are kept in cannot be read or written."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path} {reason}; mend or remove it, then add its keys anew")


class ListenError(BotError):
    """The address or port to serve at cannot be used."""

    def __init__(self, listen: str, reason: str) -> None:
        self.listen = listen
        self.reason = reason
        super().__init__(f"{listen} {reason}; name another with --host and --port")


class StartError(BotError):
    """A process that serves could not start."""

    def __init__(self) -> None:
        super().__init__("the service could not start; the log above says why")


class DiscordError(BotError):
    """Discord does not let the bot in; says what to do."""
