"""What is said in a conversation → an answer, or a reply where there is nothing to search for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answering.answer import Answer
from bot.answering.answerer import DEFAULT_LIMIT, Answerer
from bot.answering.asked_kind import wanted_kinds
from bot.answering.confidence import Verdict
from bot.answering.names import SUBJECT_END, Names
from bot.answering.question import MAX_CHARS, language_in
from bot.identity import Identity
from bot.phrases import say
from bot.talking.calling import read_calling
from bot.talking.facts import CorpusFacts
from bot.talking.following import Ask, Following
from bot.talking.history import Exchange, last_answered, shown_in
from bot.talking.intents import OF_US, Intent, speaks_to_you
from bot.talking.listening import Listening
from bot.talking.replies import say_socially
from bot.talking.reply import Reply
from bot.talking.rewriting import fill
from bot.talking.several import merge_answers, split_questions
from bot.talking.turn_words import read_turn
from bot.talking.wishes import say_in, shorten, tell_more, vouch
from corpus.languages import is_chinese
from corpus.text import fold_line
from embeddings.filters import Filters
from embeddings.hits import Hit

_ALL = Filters()
_WISHES = (
    Intent.MORE,
    Intent.IN_CHINESE,
    Intent.IN_ENGLISH,
    Intent.SHORTER,
    Intent.SURE,
    Intent.SOURCE,
)
_LANGUAGES = {Intent.IN_CHINESE: ("zh",), Intent.IN_ENGLISH: ("en",)}
_BEGINNING = frozenset({Intent.GREETING, Intent.ABILITIES, Intent.TOPICS})
_CHOICES = 2
_LONGEST_CHOICE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What was said to somebody: an answer or a reply, and what of it the conversation keeps."""

    said: Answer | Reply
    exchange: Exchange | None = None


class Talk:
    """Understands what people say; may be shared by threads."""

    def __init__(
        self,
        answerer: Answerer,
        following: Following,
        names: Names,
        listening: Listening,
        *,
        facts: CorpusFacts,
        identity: Identity,
    ) -> None:
        self._answerer = answerer
        self._following = following
        self._names = names
        self._listening = listening
        self._facts = facts
        self._identity = identity

    def respond(
        self,
        raw: str,
        before: Sequence[Exchange] = (),
        *,
        followed: str | None = None,
        filters: Filters = _ALL,
        limit: int = DEFAULT_LIMIT,
        answer_in: str | None = None,
        is_hurried: bool = False,
        any_time: bool = False,
        examples: Sequence[str] = (),
    ) -> Spoken:
        """What to say to somebody, the oldest exchange first in `before`.

        `followed` is the question of the answer that they reply to, whoever asked it, and
        `answer_in` the language that they chose, if they did; `examples` are questions to begin
        with. Raises QuestionError for what is no question, nor anything else that is understood.
        """
        said = self._listening.hear(raw, may_go_on=bool(before or followed))
        text = said.question or raw
        wished = _wished_language(said.intents, raw)
        chosen = wished or answer_in

        def ask(
            text: str,
            *,
            said: str = "",
            near: Sequence[str] = (),
            allows: Callable[[Hit], bool] | None = None,
            answer_in: str | None = None,
            languages: Sequence[str] = (),
        ) -> Answer:
            return self._answerer.answer(
                text[:MAX_CHARS],
                said=said,
                near=near,
                allows=allows,
                filters=replace(filters, languages=tuple(languages)) if languages else filters,
                limit=limit,
                answer_in=chosen or answer_in,
                is_hurried=is_hurried,
                any_time=any_time,
            )

        language = chosen or language_in(raw)
        if followed:
            before = _reply_to(followed, before, ask)
        if said.intents and not said.question:
            if before and (answer := self._of_what_was_said(raw, said.intents, before, ask)):
                return Spoken(said=answer, exchange=_exchange(answer))
            return self._humour(said.intents, language, before, ask, examples)
        if spoken := self._wished_of(text, language, before, ask):
            return spoken
        if reply := self._ask_back(text, language, before, ask):
            return Spoken(said=reply, exchange=Exchange(question=text, is_answered=False))
        answer, meant = self._following.answer(text, before, ask)
        parts = split_questions(text)
        if parts and not self._following.is_covered(text, answer):
            answer = self._answer_each(text, parts, before, ask)
            return Spoken(said=answer, exchange=_exchange(answer))
        # The words of somebody else are no part of this person's line of thought.
        is_own = meant is None or meant.is_own
        return Spoken(said=answer, exchange=_exchange(answer) if is_own else None)

    def _of_what_was_said(
        self, raw: str, intents: Sequence[Intent], before: Sequence[Exchange], ask: Ask
    ) -> Answer | None:
        """The answer to "how does it work?" or "who said so?" if that means what was said.

        What may be asked of us may be asked of it too; a wish only where it asks for a fact.
        """
        is_of_it = OF_US.issuperset(intents) and not speaks_to_you(raw)
        has_pronoun = read_turn(raw).has_pronoun
        if not is_of_it and not (has_pronoun and wanted_kinds(raw)):
            return None
        answer, _ = self._following.answer(raw, before, ask)
        is_firm = answer.verdict is Verdict.ANSWERED
        if is_firm and self._following.is_told(raw, answer):
            return answer
        has_kind = is_of_it or answer.signals.get("shown_kind") == 1.0
        is_found = is_firm or (has_kind and answer.verdict is Verdict.UNSURE)
        return answer if has_pronoun and is_found else None

    def _answer_each(
        self, text: str, parts: Sequence[str], before: Sequence[Exchange], ask: Ask
    ) -> Answer:
        """An answer to several questions, each understood after those before it."""
        answers: list[Answer] = []
        for part in parts:
            past = [*before, *map(_exchange, answers)]
            answers.append(self._following.answer(part, past, ask)[0])
        return merge_answers(fold_line(text), parts, answers)

    def _humour(
        self,
        intents: Sequence[Intent],
        language: str,
        before: Sequence[Exchange],
        ask: Ask,
        examples: Sequence[str],
    ) -> Spoken:
        """What is said where nothing is asked: a wish about the last answer is granted."""
        wish = next((intent for intent in _WISHES if intent in intents), None)
        meant = last_answered(before)
        if wish and meant:
            return self._grant(wish, meant, before, language, ask)
        said = say_socially(intents, language, self._facts, self._identity, examples=examples)
        return Spoken(said=said)

    def _wished_of(
        self, text: str, language: str, before: Sequence[Exchange], ask: Ask
    ) -> Spoken | None:
        """What is done for "back to the bonds, tell me more", with what was answered of them."""
        turn = read_turn(text)
        meant = self._following.meant_by(turn, before) if turn.topic else None
        said = self._listening.hear(turn.text, may_go_on=True) if meant else None
        wish = next((one for one in _WISHES if said and one in said.intents), None)
        if meant is None or wish is None or (said and said.question):
            return None
        return self._grant(wish, meant, before, language, ask)

    def _grant(
        self, wish: Intent, meant: Exchange, before: Sequence[Exchange], language: str, ask: Ask
    ) -> Spoken:
        """Do what is wished with the answer that is meant."""
        said = _said_in(meant.question)
        answer = ask(meant.question, said=said, near=meant.articles, answer_in=language)
        if wish is Intent.MORE:
            shown = tuple(place for one in before for place in one.shown)
            more = tell_more(answer, meant.articles, (*shown, *shown_in(answer)))
            if more is None:
                return Spoken(said=Reply(text=say("no_more", language), language=language))
            kept = (*meant.shown, *shown_in(answer), *shown_in(more))
            return Spoken(said=more, exchange=replace(meant, shown=kept))
        if wish in _LANGUAGES:
            languages = _LANGUAGES[wish]
            told = ask(meant.question, said=said, near=meant.articles, languages=languages)
            answer = say_in(told, answer, language)
        elif wish is Intent.SHORTER:
            answer = shorten(answer)
        else:
            return Spoken(said=vouch(answer, language, is_doubted=wish is Intent.SURE))
        return Spoken(said=answer, exchange=_exchange(answer))

    def _ask_back(
        self, text: str, language: str, before: Sequence[Exchange], ask: Ask
    ) -> Reply | None:
        """What is meant by a question that names nothing, where nothing was said before it."""
        if before:
            return None
        turn = read_turn(text)
        if turn.is_continuing and not turn.asks and not self._names.in_glossary(text):
            return Reply(text=say("follows_nothing", language), language=language)
        if not self._following.is_unclear(text):
            return None
        articles = ask(text).ranked
        names = (name for article in articles for name in self._names.in_text(article.title))
        filled = (fill(text, name) for name in dict.fromkeys(names))
        choices = [one for one in filled if len(one) <= _LONGEST_CHOICE][:_CHOICES]
        return Reply(text=say("which_one", language), language=language, choices=tuple(choices))


def wants_examples(raw: str, name: str) -> bool:
    """Whether questions to begin with are of use to whoever says this to us, who have that name."""
    said = read_calling(raw, name)
    return not said.question and bool(_BEGINNING.intersection(said.intents))


def _reply_to(question: str, before: Sequence[Exchange], ask: Ask) -> list[Exchange]:
    """The exchange that is replied to, as it is remembered or as it would be answered now."""
    known = [one for one in before if one.question == question]
    return known[-1:] or [replace(_exchange(ask(question, said=_said_in(question))), is_own=False)]


def _said_in(question: str) -> str:
    """What a person said of a question that was understood, if its subject was put before it."""
    return question.partition(SUBJECT_END)[2]


def _exchange(answer: Answer) -> Exchange:
    return Exchange(
        question=answer.question.text,
        shown=shown_in(answer),
        is_answered=answer.verdict is not Verdict.NOT_FOUND,
    )


def _wished_language(intents: Sequence[Intent], raw: str) -> str | None:
    """The language to be answered in, if a message asks for one."""
    if Intent.IN_ENGLISH in intents:
        return "en"
    if Intent.IN_CHINESE in intents:
        written = language_in(raw)
        return written if is_chinese(written) else "zh-Hant"
    return None
