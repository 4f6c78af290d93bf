"""The sentences that are no answer: they tell of another office or another time than is asked."""

import re
from collections.abc import Iterable, Sequence

from bot.answering.asked_kind import AMOUNTS, Kind, wanted_kinds
from bot.answering.offices import Post, asked_offices, body_words, find_posts, words_before
from corpus.glossary import Concept
from corpus.named_periods import find_periods
from corpus.periods import Period
from corpus.schema import Article
from corpus.sentences import split_sentences
from corpus.text import Span, has_han, to_simplified

_LATIN_END = re.compile(r"[a-z][\w&.-]*(?: [a-z][\w&.-]*)*$")
_LEAD = 400  # characters of an article, which tell what it is about, and of when
_MONTHS = (3, 6)  # figures are of quarters and halves; in a month or a year things happen


class Excluding:
    """What a question excludes that names these concepts."""

    def __init__(self, question: str, concepts: Sequence[Concept] = ()) -> None:
        self._offices = asked_offices(question)
        self._period = _asked_period(question)
        named = [concept for concept in concepts if not find_posts(concept.name)]
        is_named = all(_is_name(concept.name) for concept in named)
        bodies, told = (named, question) if is_named else ([], "")  # "the central bank of Thailand"
        if has_han(question):  # what is meant may be unknown, and what stands elsewhere others
            before = words_before(question).casefold()
            bodies = [one for one in bodies if any(before.endswith(key) for key in _keys(one))]
            latin = _LATIN_END.search(before)
            told = latin[0] if latin else ""
        self._names = [alias.casefold() for concept in bodies for alias in concept.aliases]
        self._bodies = body_words(" ".join((told, *self._names)))

    def find(self, article: Article, part: Span) -> list[Span]:
        """The sentences of a part of its body that tell of other offices or times only.

        Places are those in the part.
        """
        if not (self._offices or self._period):
            return []
        text = article.body[slice(*part)]
        lead = f"{article.title}\n{article.body[:_LEAD]}"
        is_about = self._is_about(f"{lead}\n{article.body}")
        return [
            span
            for span in split_sentences(text)
            if self._excludes(text[slice(*span)], lead, is_about=is_about)
        ]

    def lacks_office(self, shown: Iterable[tuple[Article, str]]) -> bool:
        """Whether texts of articles name nobody in the offices that are asked for, if any are."""
        return bool(self._offices) and not any(
            self._is_asked(post, self._is_about(f"{article.title}\n{article.body[:_LEAD]}\n{text}"))
            for article, text in shown
            for post in find_posts(f"{article.title}\n{text}")
        )

    def _is_about(self, text: str) -> bool:
        """Whether a text names any of what the question names, as far as that is known."""
        if self._names:
            return any(name in text.casefold() for name in self._names)
        return not self._bodies or bool(self._bodies & body_words(text))

    def _excludes(self, sentence: str, lead: str, *, is_about: bool) -> bool:
        """A sentence that names no time is of that which its article begins with."""
        posts = find_posts(sentence) if self._offices else []
        if posts and not any(self._is_asked(post, is_about) for post in posts):
            return True
        asked = self._period
        named = (find_periods(sentence) or find_periods(lead)) if asked else []
        periods = [one.period for one in named]
        return (
            asked is not None
            and any(period.months == asked.months for period in periods)
            and not any(period.overlaps(asked) for period in periods)
        )

    def _is_asked(self, post: Post, is_about: bool) -> bool:
        """Whether it is an office that is asked for, of a body that is, as far as that is told."""
        if post.body and self._bodies:
            is_about = bool(post.body & self._bodies)
        return is_about and bool(post.offices & self._offices)


def _is_name(words: str) -> bool:
    """Whether they name one thing, as "ZA Bank" does and "central bank" does not."""
    return not words.islower()


def _keys(concept: Concept) -> list[str]:
    return [to_simplified(alias).casefold() for alias in concept.aliases]


def _asked_period(question: str) -> Period | None:
    """The only quarter or half of a year of which a question wants an amount."""
    kinds = wanted_kinds(question)
    if Kind.TIME in kinds or not kinds & AMOUNTS:
        return None
    periods = [named.period for named in find_periods(question)]
    return periods[0] if len(periods) == 1 and periods[0].months in _MONTHS else None
