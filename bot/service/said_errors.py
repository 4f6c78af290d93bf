"""What a person is told of an error, on whatever face they asked."""

import logging

from bot.errors import DamagedError, IndexAwayError, UserError
from bot.phrases import say
from corpus.errors import ArticlesDamagedError, NameNotFoundError
from embeddings.errors import BackendError, IndexDamagedError

log = logging.getLogger(__name__)

_MAX_NAME = 100


def without_place(error: BaseException) -> BaseException:
    """The error itself, but what is wrong with the index as it may be told to anybody.

    Which file is damaged, or which Milvus is away, stands in a line of the log.
    """
    if isinstance(error, BackendError):
        log.error("somebody was told that the index is away: %s", error)
        return IndexAwayError()
    if not isinstance(error, IndexDamagedError | ArticlesDamagedError):
        return error
    log.error("somebody was told that the index is damaged: %s", error)
    return DamagedError()


def say_error(error: BaseException, language: str) -> str | None:
    """A sentence of ours in their language; None for what is not theirs to know.

    The messages of other errors name files and settings, which are the operator's business.
    """
    error = without_place(error)
    if isinstance(error, UserError):
        return say(error.phrase, language).format(**error.values)
    if not isinstance(error, NameNotFoundError):
        return None
    sentence = say(f"no_{error.kind}", language).format(name=error.name[:_MAX_NAME])
    if error.similar:
        sentence += say("similar", language).format(names=", ".join(error.similar))
    return sentence
