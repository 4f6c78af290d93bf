"""What a message says, in words that are known or in others like them."""

from collections.abc import Callable

from bot.answering.names import Names
from bot.talking.calling import read_calling
from bot.talking.intents import OF_AN_ANSWER, OF_US, Intent, Said, speaks_to_you
from bot.talking.turn_words import read_turn
from embeddings.classifier import Classifier
from embeddings.encoder import Matrix
from embeddings.unknown_names import foreign_words

_QUESTION = "question"
# How probable it is, at least, that a message asks nothing, before and after something was said: a
# question that is not answered is worse than small talk that is, and the shortest ones go on.
_SURE, _SURE_BEHIND = 0.7, 0.85


class Listening:
    """Hears what people say beside questions; may be shared by threads.

    What no saying covers, and names nothing, is told by `kinds` from its vector.
    """

    def __init__(
        self,
        names: Names,
        kinds: Classifier | None,
        encode: Callable[[str], Matrix],
        *,
        name: str,
    ) -> None:
        self._names = names
        self._kinds = kinds
        self._encode = encode
        self._name = name

    def hear(self, raw: str, *, may_go_on: bool = False) -> Said:
        """What a message says beside its question, to somebody of our name too.

        It `may_go_on` from something that was said before.
        """
        said = read_calling(raw, self._name)
        text = said.question
        if not text or not self._kinds or any(map(str.isdigit, text)):
            return said
        if self._names.in_text(text) or foreign_words(text):
            return said
        chances = self._kinds.chances(self._encode(text))
        is_chatter = 1 - chances.pop(_QUESTION) >= (_SURE_BEHIND if may_go_on else _SURE)
        likeliest = Intent(max(chances, key=lambda kind: chances[kind]))
        if not is_chatter or not self._goes_with(text, likeliest, may_go_on=may_go_on):
            return said
        return Said(intents=tuple(dict.fromkeys((*said.intents, likeliest))), question="")

    def _goes_with(self, text: str, intent: Intent, *, may_go_on: bool) -> bool:
        """Whether a message can be meant so: what is asked may be asked of what was said.

        What wishes something of an answer needs one, and what wants to know something of us says
        so. Where it may go on, it is small talk without the words that tie it to others too.
        """
        if intent in OF_US:
            return speaks_to_you(text)
        if intent in (Intent.ASSENT, Intent.PRAISE) and text.rstrip().endswith(("?", "？")):
            return False
        if not may_go_on:
            return intent not in OF_AN_ANSWER
        turn = read_turn(text)
        if turn.is_continuing or self._kinds is None:
            return False
        core = self._kinds.chances(self._encode(turn.text))
        return 1 - core[_QUESTION] >= _SURE_BEHIND
