"""What conversations remember where nothing is kept on disk, until the process ends."""

from collections import OrderedDict

from bot.answering.answer import Answer
from bot.talking.history import Exchange
from embeddings.filters import Filters

_MOST_CONVERSATIONS = 1000
_MOST_TURNS = 50


class Session:
    """The last turns of conversations by their names; whichever rested longest is forgotten first.

    Whoever speaks in a conversation is one person.
    """

    def __init__(self) -> None:
        self._exchanges: OrderedDict[str, list[Exchange]] = OrderedDict()

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
        exchanges = self._exchanges.setdefault(conversation, [])
        self._exchanges.move_to_end(conversation)
        exchanges.append(exchange)
        del exchanges[:-_MOST_TURNS]
        if len(self._exchanges) > _MOST_CONVERSATIONS:
            self._exchanges.popitem(last=False)

    async def earlier(self, conversation: str, _asker: int) -> list[Exchange]:
        """What was said before in a conversation."""
        return list(self._exchanges.get(conversation, ()))

    async def conditions_of(self, _answer_id: str) -> Filters | None:
        """No answer is limited here."""
        return None
