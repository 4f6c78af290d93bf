"""A turn of a conversation → the answer to what it means."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from bot.answering.answer import Answer
from bot.answering.asked_kind import wants_definition
from bot.answering.confidence import Verdict
from bot.answering.names import SUBJECT_END, Names, Slot, content_words
from bot.answering.question import language_in
from bot.answering.refusal import Reason, quote_words
from bot.talking.covering import Coverage, Covering
from bot.talking.history import Exchange, line_of
from bot.talking.rewriting import Rewriting, rewrite
from bot.talking.turn_words import PRONOUN, SpokenTurn, read_turn
from corpus.text import has_han
from embeddings.hits import Hit
from embeddings.unknown_names import foreign_words

_MUCH = 3  # words of a question that stands alone without a name
_WHO_IS = re.compile("[是係系](?:[誰谁]|[邊边哪][個个位])")
_FEW_CHARACTERS = 3  # of Chinese that name nothing
_UNSURE_FROM = 0.22  # a turn is misunderstood more easily than a question that stands alone
_OF_A_ROW = frozenset({Slot.TIME, Slot.ORDINAL})
_ORDER = {Verdict.ANSWERED: 0, Verdict.UNSURE: 1, Verdict.NOT_FOUND: 2}


class Ask(Protocol):
    """Answers a question that stands alone, from articles in some languages or in all.

    What was understood of a turn has more to go by: what was `said`, the articles that it is near,
    and the passages that it allows.
    """

    def __call__(
        self,
        text: str,
        *,
        said: str = "",
        near: Sequence[str] = (),
        allows: Callable[[Hit], bool] | None = None,
        answer_in: str | None = None,
        languages: Sequence[str] = (),
    ) -> Answer: ...


class Following:
    """Understands turns against those before them; may be shared by threads."""

    def __init__(self, names: Names, coverage: Coverage) -> None:
        self._names = names
        self._coverage = coverage

    def answer(
        self, raw: str, before: Sequence[Exchange], ask: Ask
    ) -> tuple[Answer, Exchange | None]:
        """The answer to a turn, and what it was understood to go on from.

        The oldest exchange comes first in `before`.
        """
        turn = read_turn(raw)
        meant = self.meant_by(turn, before)
        is_strange = not content_words(turn.text) and bool(foreign_words(turn.text))
        if meant is None or turn.is_change or is_strange:
            return ask(turn.text if turn.is_change else raw), None
        is_open = not meant.is_answered and self.is_unclear(meant.question)
        tried: list[Answer] = []
        for rewriting in rewrite(turn, meant.question, self._names, is_open=is_open):
            if not self._is_fit(rewriting, turn):
                continue
            answer = self._try(rewriting, turn, raw, meant, ask)
            if answer.verdict is Verdict.ANSWERED:
                return answer, None if rewriting.is_alone else meant
            tried.append(answer)
        best = min(tried, key=lambda answer: (_ORDER[answer.verdict], -answer.confidence))
        return best, meant

    def is_told(self, raw: str, answer: Answer) -> bool:
        """Whether the first thing that is shown has all the words of a turn, and it has some."""
        words = read_turn(raw).text
        return bool(content_words(words)) and not self._coverage.missing(
            words, answer.quotes[0].text
        )

    def is_covered(self, raw: str, answer: Answer) -> bool:
        """Whether an answer is sure, and speaks of all that is named, and of no unknown thing."""
        if answer.verdict is not Verdict.ANSWERED or self._coverage.unknown(raw):
            return False
        named = " ".join(self._names.in_text(raw))
        return not self._coverage.missing(named, _text_of(answer, len(answer.quotes)))

    def is_unclear(self, raw: str) -> bool:
        """Whether a question that nothing stands before names nothing that it could be about."""
        turn = read_turn(raw)
        if not turn.asks or wants_definition(turn.text) or self._coverage.unknown(turn.text):
            return False
        said = content_words(PRONOUN.sub(" ", turn.text))
        if has_han(turn.text):
            is_short = sum(map(len, said)) <= _FEW_CHARACTERS and not any(map(str.isascii, said))
            is_named = _WHO_IS.search(turn.text) and any(map(self._names.is_chinese_name, said))
            return is_short and not is_named
        return len(said) <= 1 and not self._names.in_text(turn.text)

    def _is_fit(self, rewriting: Rewriting, turn: SpokenTurn) -> bool:
        """Whether a turn may be taken alone: it names something, or says much."""
        if not rewriting.is_alone or self._names.in_text(turn.text):
            return True
        return not turn.has_pronoun and len(content_words(turn.text)) >= _MUCH

    def meant_by(self, turn: SpokenTurn, before: Sequence[Exchange]) -> Exchange | None:
        """The exchange that a turn goes on from: the last one, of their own, that found something.

        One that returns to something means the last that has it, and one that gives another time
        the last that has a time.
        """
        own = line_of(before)
        if not own:
            return None
        if not own[-1].is_answered and self.is_unclear(own[-1].question):
            return own[-1]
        answered = [one for one in own if one.is_answered] or own
        for one in reversed(answered) if turn.topic else ():
            if not self._coverage.missing(turn.topic, one.question):
                return one
        if not turn.asks:
            slots = {one.slot for one in self._names.find(turn.text)} & _OF_A_ROW
            for one in reversed(answered) if slots else ():
                if slots & {named.slot for named in self._names.find(one.question)}:
                    return one
        return answered[-1]

    def _try(
        self, rewriting: Rewriting, turn: SpokenTurn, raw: str, meant: Exchange, ask: Ask
    ) -> Answer:
        """What one rewriting finds, less what does not speak of the words that the turn added."""
        if rewriting.is_alone and self._names.in_text(turn.text):
            answer = ask(rewriting.text)
            if answer.confidence < _UNSURE_FROM:
                return refuse(answer, ())
            return self._if_it_names(self._if_known(answer, turn.text), turn.text)
        must = rewriting.must
        lacks = self._may_lack(must) if rewriting.is_side else 0
        answer = ask(
            rewriting.text,
            said="" if must or not turn.asks else turn.text,
            near=meant.articles,
            allows=Covering(self._coverage, must, lacks=lacks) if must else None,
            answer_in=language_in(raw if any(map(str.isalpha, raw)) else meant.question),
        )
        if answer.verdict is Verdict.NOT_FOUND:
            lacking = self._coverage.missing(must, "")
            return refuse(answer, lacking) if lacking else answer
        subject, colon, _ = rewriting.text.partition(SUBJECT_END)
        if colon and answer.quotes[0].article_id not in meant.articles:
            answer = self._if_it_names(answer, subject)
        missing = self._coverage.missing(must, _text_of(answer, 1))
        if len(missing) > lacks or answer.confidence < _UNSURE_FROM:
            return refuse(answer, missing)
        if missing:
            return replace(answer, verdict=Verdict.UNSURE, reasons=(_says_nothing_of(missing),))
        known = self._if_known(answer, turn.text)
        return self._if_it_tells(known, turn) if known is answer else known

    def _may_lack(self, must: str) -> int:
        """How many of the words need not stand in what is shown: of those that name nothing, half.

        "The cloud side" may be told without the word "side".
        """
        if self._names.in_text(must) or any(map(str.isdigit, must)):
            return 0
        return len(self._coverage.missing(must, "")) // 2

    def _if_known(self, answer: Answer, text: str) -> Answer:
        """The answer, or an unsure one where the articles lack words of a text, or a refusal.

        What is not sure, or has no words that answer, is refused for them.
        """
        unknown = self._coverage.unknown(text)
        if not unknown or answer.verdict is Verdict.NOT_FOUND:
            return answer
        if answer.verdict is Verdict.UNSURE or answer.quotes[0].span is None:
            return refuse(answer, unknown)
        return replace(answer, verdict=Verdict.UNSURE, reasons=(_says_nothing_of(unknown),))

    def _if_it_names(self, answer: Answer, text: str) -> Answer:
        """The answer, or an unsure one where what is shown does not speak of what a text names.

        In the other language a name that no glossary has may be written in any way.
        """
        if answer.verdict is not Verdict.ANSWERED:
            return answer
        shown = _text_of(answer, len(answer.quotes))
        if has_han(text) == has_han(answer.quotes[0].text):
            missing = self._coverage.missing(" ".join(self._names.in_text(text)), shown)
        else:
            missing = self._coverage.missing_concepts(text, shown)
        if not missing:
            return answer
        return replace(answer, verdict=Verdict.UNSURE, reasons=(_says_nothing_of(missing),))

    def _if_it_tells(self, answer: Answer, turn: SpokenTurn) -> Answer:
        """The answer, or an unsure one where what is shown has too few words of the turn.

        Whether something is so, only a sentence can tell that has most of them; what else is
        asked may be said in other words, but hardly when all are others.
        """
        if answer.verdict is not Verdict.ANSWERED or not turn.asks:
            return answer
        asked = content_words(turn.text)
        missing = self._coverage.missing(turn.text, answer.quotes[0].text)
        telling = self._coverage.missing(turn.text, "")
        is_other = len(asked) > 1 and missing == telling and not has_han(turn.text)
        is_untold = turn.asks_whether and 2 * len(missing) > len(asked)
        if not missing or not (is_other or is_untold):
            return answer
        return replace(answer, verdict=Verdict.UNSURE, reasons=(_says_nothing_of(missing),))


def _text_of(answer: Answer, quotes: int) -> str:
    """The first quotes, with the titles and dates of as many sources."""
    shown = [quote.text for quote in answer.quotes[:quotes]]
    shown += [f"{s.article.title} {s.article.published_as}" for s in answer.sources[:quotes]]
    return "\n".join(shown)


def refuse(answer: Answer, words: Sequence[str]) -> Answer:
    """The answer taken back, since it says nothing of these words."""
    reason = _says_nothing_of(words) if words else Reason(phrase="not_found")
    return replace(
        answer, verdict=Verdict.NOT_FOUND, quotes=(), sources=(), findings=(), reasons=(reason,)
    )


def _says_nothing_of(words: Sequence[str]) -> Reason:
    return Reason(phrase="says_nothing_of", values={"words": quote_words(words)})
