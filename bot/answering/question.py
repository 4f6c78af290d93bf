"""What is asked, read once: all that search, signals, excerpts and refusal need of it."""

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.answering.asked_breadth import Breadth, find_breadth
from bot.answering.asked_kind import Kind, wanted_kinds
from bot.answering.asked_news import find_news_subject
from bot.answering.asked_time import Times, find_time, parse_times
from bot.answering.courtesy import without_courtesy
from bot.answering.names import Names, content_words
from bot.answering.offices import asks_for_holder_now
from bot.answering.sides import ask_of_sides
from bot.errors import QuestionError
from corpus.glossary import Concept
from corpus.languages import detect_chinese
from corpus.text import fold_line, has_han
from corpus.units import asked_units
from embeddings.classifier import Classifier
from embeddings.hits import Query
from embeddings.search import Searcher
from embeddings.unknown_names import foreign_words
from embeddings.word_search import Term

MIN_CHARS = 3
MAX_CHARS = 1000
_LONGEST_DAY = 60
_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that can be searched for, and what was understood of it.

    `text` is one line, `asked_in` its language and `answer_in` the one to speak. `units` are the
    things whose number it asks for; `breadth` tells how it wants several things, and `sides` are
    what a comparison asks of each of two. `is_unheard_of` says that no article has any word of what
    it is about. `said` is what the person typed, where the text is that with its subject put before
    it.
    """

    text: str
    asked_in: str
    answer_in: str
    times: Times
    kinds: frozenset[Kind]
    units: frozenset[str]
    query: Query
    breadth: Breadth | None = None
    sides: tuple[str, ...] = ()
    is_unheard_of: bool = False
    said: str = ""

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts of the glossary that it names."""
        return self.query.concepts

    @property
    def terms(self) -> tuple[Term, ...]:
        """Its words, other names of its concepts, and translations, where the corpus has them."""
        return self.query.terms


class QuestionReader:
    """Reads questions against one index; may be shared by threads."""

    def __init__(
        self,
        searcher: Searcher,
        *,
        breadths: Classifier | None = None,
        today: Callable[[], date],
    ) -> None:
        self._searcher = searcher
        self._breadths = breadths
        self._names = Names(searcher.glossary, searcher.lexicon) if searcher.lexicon else None
        self._today = today

    def read(
        self,
        raw: str,
        *,
        said: str = "",
        near: Sequence[str] = (),
        answer_in: str | None = None,
        any_time: bool = False,
    ) -> Question:
        """The question a person typed, or what was understood of what they `said`.

        `near` are the articles that it is probably about. It is answered in its own language unless
        another is given; where `any_time` is fine, no time that it names is heeded. Raises
        QuestionError when there is nothing to search for.
        """
        line = parse_text(raw)
        text, said = without_courtesy(line), without_courtesy(said)
        asked_in = language_in(line)
        undated = self._searcher.glossary.without_dated_names(text)
        times = Times() if any_time else parse_times(undated, today=self._today())
        kinds = wanted_kinds(text)
        is_newest = times.is_newest or (not times.period and asks_for_holder_now(text))
        query = self._searcher.make_query(text, period=times.period, is_newest=is_newest)
        breadth = find_breadth(text, kinds, self._chances(said or text))
        return Question(
            text=text,
            asked_in=asked_in,
            answer_in=answer_in or asked_in,
            times=times,
            kinds=kinds,
            units=asked_units(text),
            breadth=breadth,
            sides=self._ask_of_sides(text) if breadth is Breadth.COMPARISON else (),
            is_unheard_of=self._is_unheard_of(text),
            query=replace(query, near=tuple(near)),
            said=said,
        )

    def _chances(self, text: str) -> dict[str, float]:
        return self._breadths.chances(self._searcher.encode(text)) if self._breadths else {}

    def _ask_of_sides(self, text: str) -> tuple[str, ...]:
        sides = ask_of_sides(text, self._names) if self._names else ()
        try:
            return tuple(map(parse_text, sides))
        except QuestionError:  # nothing to search for is left of one
            return ()

    def _is_unheard_of(self, text: str) -> bool:
        """Whether no article has a word of what a text is about, asking for news apart."""
        if not has_han(text) and "en" not in self._searcher.index.families:
            return False  # only Chinese words are translated
        subject = find_news_subject(text) or text
        words = [*content_words(subject), *foreign_words(subject)]
        return bool(words) and not self._searcher.knows(" ".join(words))


def read_line(raw: str) -> str:
    """What a person typed, on one line; raises QuestionError where that is more than is read."""
    text = fold_line(raw)
    if len(text) > MAX_CHARS:
        raise QuestionError("question_long", length=len(text), most=MAX_CHARS)
    return text


def parse_text(raw: str) -> str:
    """What a person typed, on one line; raises QuestionError when it is no question."""
    text = read_line(raw)
    if not text:
        raise QuestionError("question_empty")
    if not any(character.isalnum() for character in text):
        raise QuestionError("question_wordless")
    if len(text) < MIN_CHARS and not has_han(text):
        raise QuestionError("question_short", least=MIN_CHARS)
    return text


def language_in(text: str) -> str:
    """The language that a person writes in: "en", "zh-Hant" or "zh-Hans"."""
    return detect_chinese(text) if has_han(text) else "en"


def parse_day(text: str, *, is_end: bool = False, today: date | None = None) -> date:
    """A day from "2019", "2019-03" or "2019-03-28"; the last one meant if `is_end`.

    With `today` also from a time as questions name it: "June 2024", 上個月. Raises QuestionError
    for anything else.
    """
    text = fold_line(text)
    match = _DAY.fullmatch(text)
    if not match:
        period = find_time(text, today=today) if today and len(text) <= _LONGEST_DAY else None
        named = (period.until if is_end else period.since) if period else None
        if named is None:
            raise QuestionError("no_date", text=text[:40])
        return named
    year = int(match["year"])
    month, day = (int(match[part]) if match[part] else None for part in ("month", "day"))
    try:
        if month is None:
            return date(year, 12, 31) if is_end else date(year, 1, 1)
        if day is None:
            return date(year, month, calendar.monthrange(year, month)[1] if is_end else 1)
        return date(year, month, day)
    except ValueError as error:
        raise QuestionError("no_day", text=text[:40]) from error
