"""Sampan as a library: answers from articles, with the exact sentences and a link to each.

    import sampan

    with sampan.open() as s:
        answer = s.ask("When did the Commercial Data Interchange open?")
        print(answer.text)

`open` gives a `Sampan`, and `open_async` its twin for programs that run an event loop. Importing
this package loads nothing else: what a call needs is loaded by the call.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.answering.answer import Quote, Source
    from bot.answering.confidence import Verdict
    from bot.errors import (
        AnswerTimeoutError,
        BusyError,
        QuestionError,
        SettingsError,
    )
    from bot.service.rebuilding import Rebuilt
    from bot.talking.reply import Reply
    from corpus.errors import AppError as Error
    from corpus.errors import ArticleNotFoundError, NameNotFoundError
    from corpus.schema import Article
    from embeddings.errors import IndexMissingError
    from embeddings.hits import Hit
    from sampan.articles import Articles, AsyncArticles
    from sampan.asynchronous import AsyncChat, AsyncSampan
    from sampan.errors import ClosedError
    from sampan.records import Answer
    from sampan.synchronous import Chat, Sampan

__all__ = [
    "Answer",
    "AnswerTimeoutError",
    "Article",
    "ArticleNotFoundError",
    "Articles",
    "AsyncArticles",
    "AsyncChat",
    "AsyncSampan",
    "BusyError",
    "Chat",
    "ClosedError",
    "Error",
    "Hit",
    "IndexMissingError",
    "NameNotFoundError",
    "QuestionError",
    "Quote",
    "Rebuilt",
    "Reply",
    "Sampan",
    "SettingsError",
    "Source",
    "Verdict",
    "open",
    "open_async",
]

# Where each name is at home, and what it is called there.
_HOMES = {
    "Answer": "sampan.records:Answer",
    "AnswerTimeoutError": "bot.errors:AnswerTimeoutError",
    "Article": "corpus.schema:Article",
    "ArticleNotFoundError": "corpus.errors:ArticleNotFoundError",
    "Articles": "sampan.articles:Articles",
    "AsyncArticles": "sampan.articles:AsyncArticles",
    "AsyncChat": "sampan.asynchronous:AsyncChat",
    "AsyncSampan": "sampan.asynchronous:AsyncSampan",
    "BusyError": "bot.errors:BusyError",
    "Chat": "sampan.synchronous:Chat",
    "ClosedError": "sampan.errors:ClosedError",
    "Error": "corpus.errors:AppError",
    "Hit": "embeddings.hits:Hit",
    "IndexMissingError": "embeddings.errors:IndexMissingError",
    "NameNotFoundError": "corpus.errors:NameNotFoundError",
    "QuestionError": "bot.errors:QuestionError",
    "Quote": "bot.answering.answer:Quote",
    "Rebuilt": "bot.service.rebuilding:Rebuilt",
    "Reply": "bot.talking.reply:Reply",
    "Sampan": "sampan.synchronous:Sampan",
    "SettingsError": "bot.errors:SettingsError",
    "Source": "bot.answering.answer:Source",
    "Verdict": "bot.answering.confidence:Verdict",
}


def open(home: str | os.PathLike[str] | None = None, **settings: object) -> "Sampan":
    """Sampan over the index in `home`, to be closed or used in a `with` block.

    Without a home it is the one that the command `sampan` uses. Settings are read as the command
    reads them, and those given here win: `sampan.open("/srv/sampan", answer_from=0.8)`. Nothing is
    opened before it is needed: the first question takes a second, and raises IndexMissingError
    where there is no index. Raises SettingsError.
    """
    from sampan.synchronous import Sampan

    return Sampan(home, settings)


def open_async(home: str | os.PathLike[str] | None = None, **settings: object) -> "AsyncSampan":
    """The same for programs that run an event loop, to be used in an `async with` block."""
    from sampan.asynchronous import AsyncSampan

    return AsyncSampan(home, settings)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
