"""What a conversation in a terminal remembers, until it ends."""

from bot.answering.answer import Answer
from bot.talking.history import Exchange
from embeddings.filters import Filters


class Session:
    """One person's turns in one place, in memory alone."""

    def __init__(self) -> None:
        self._exchanges: list[Exchange] = []

    def language_of(self, _asker: int) -> str | None:
        """Nobody has chosen a language here."""
        return None

    def answer_id(self, plain: str) -> str:
        """Nobody else is here from whom to hide what was asked."""
        return plain

    async def record(self, answer: Answer, **_who: object) -> None:
        """Nothing is counted here."""

    async def remember(self, exchange: Exchange, *, asker: int, conversation: str) -> None:
        """Keep an exchange for what may follow it."""
        self._exchanges.append(exchange)

    async def earlier(self, _conversation: str, _asker: int) -> list[Exchange]:
        """All that was said before."""
        return list(self._exchanges)

    async def conditions_of(self, _answer_id: str) -> Filters | None:
        """No answer is limited here."""
        return None
