"""Sampan for programs that run no event loop; may be used in a notebook that does."""

import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self, Unpack

from bot.service.rebuilding import Rebuilt
from bot.talking.reply import Reply
from embeddings.hits import Hit
from sampan.articles import Articles
from sampan.asynchronous import AsyncSampan, Language
from sampan.background import BackgroundLoop
from sampan.conditions import Conditions
from sampan.errors import ClosedError
from sampan.records import Answer


class Sampan:
    """Answers, look-ups and indexing over one home.

    Any threads may use it at the same time. Questions are answered one at a time, in the order in
    which they come; where more than fifty wait, BusyError is raised. A newer index, whoever builds
    it, is answered from within seconds. Each has the models of its own, some 200 MB: open one and
    share it.
    """

    def __init__(self, home: str | os.PathLike[str] | None, settings: Mapping[str, object]) -> None:
        self._sampan = AsyncSampan(home, settings)
        self._loop = BackgroundLoop()
        try:
            self._loop.run(self._sampan.__aenter__())
        except BaseException:
            self._loop.close()
            raise
        self.articles = Articles(self._sampan.articles, self._loop.run)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(
        self,
        question: str,
        *,
        limit: int = 3,
        answer_in: Language | None = None,
        any_time: bool = False,
        conversation: str | None = None,
        **conditions: Unpack[Conditions],
    ) -> Answer | Reply:
        """The answer with at most `limit` quotes, or a reply where nothing was asked.

        It speaks the question's language or the one to `answer_in`. Where `any_time` is fine, a
        time that the question names is not heeded. Questions in a `conversation`, by any name, are
        understood after those before them. Raises QuestionError for what is no question,
        NameNotFoundError for a provider or topic that no article has, BusyError and
        AnswerTimeoutError.

        >>> answer = s.ask("How many use cases has the GenA.I. Sandbox?", since="2025")
        >>> answer.verdict.value
        'answered'
        >>> quote = answer.quotes[0]
        >>> answer.article(quote).body[quote.start:quote.end] == quote.text
        True
        """
        return self._loop.run(
            self._sampan.ask(
                question,
                limit=limit,
                answer_in=answer_in,
                any_time=any_time,
                conversation=conversation,
                **conditions,
            )
        )

    def search(self, query: str, k: int = 10, **conditions: Unpack[Conditions]) -> list[Hit]:
        """The k passages, at most 40, that answer best; the same errors as `ask`.

        >>> hits = s.search("tokenised green bond", k=3, until="2023")
        >>> [hit.rank for hit in hits]
        [1, 2, 3]
        >>> "green bond" in hits[0].passage.text
        True
        """
        return self._loop.run(self._sampan.search(query, k, **conditions))

    def chat(self) -> "Chat":
        """A conversation of its own.

        >>> chat = s.chat()
        >>> chat.ask("When did the Commercial Data Interchange open?").short_answer
        '24 October 2022'
        >>> chat.ask("And who runs it?").question.text
        'Commercial Data Interchange: who runs it'
        """
        return Chat(self)

    def index(
        self,
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
        *,
        yes: bool = False,
    ) -> Rebuilt:
        """Make the index hold exactly what these files and folders hold, and answer from that.

        Without paths the same as last time, at first the starter corpus, "starter". Only what
        changed is read and encoded. Raises CorpusError before more than a tenth of the articles
        are removed, unless `yes` says that it is meant; the index is then as it was.

        >>> s.index("starter").report.articles
        160
        """
        return self._loop.run(self._sampan.index(paths, yes=yes))

    def close(self) -> None:
        """Finish what has begun, and let go of everything; whatever is asked then is refused.

        Nothing happens when it is closed already.
        """
        try:
            with suppress(ClosedError):
                self._loop.run(self._sampan.close())
        finally:
            self._loop.close()


class Chat:
    """A conversation: whatever is asked is understood after what was asked before."""

    def __init__(self, sampan: Sampan) -> None:
        self._sampan = sampan
        self._name = f"chat-{secrets.token_hex(8)}"

    def ask(
        self,
        question: str,
        *,
        limit: int = 3,
        answer_in: Language | None = None,
        any_time: bool = False,
        **conditions: Unpack[Conditions],
    ) -> Answer | Reply:
        """As `Sampan.ask`; what names nothing is asked back, with `choices` to ask instead."""
        return self._sampan.ask(
            question,
            limit=limit,
            answer_in=answer_in,
            any_time=any_time,
            conversation=self._name,
            **conditions,
        )
