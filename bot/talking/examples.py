"""Questions to begin with: made from the articles, each kept only if the articles answer it.

A sentence of an article that says what a thing is, when it began or how many it has gives a
question about that thing. What is named in titles, and by several articles but not by most, comes
first: it is what the articles are about.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.answering.answer import Answer
from bot.answering.confidence import Verdict
from bot.talking.example_patterns import (
    Asked,
    Form,
    names_in,
    questions_about,
    questions_at_start,
    questions_in,
)
from corpus.glossary import Glossary
from corpus.languages import detect_chinese, is_chinese
from corpus.schema import Article
from corpus.sentences import split_sentences
from corpus.text import fold_key, fold_line, has_han, to_simplified

MOST_CHARS = 80  # of a question, as a button can show it
NEWEST = 400  # the newest of so many are read for questions
_SENTENCES = 40  # of an article, from its beginning
_LONG = 400  # characters of a sentence that is not read
_LEAST = 2  # characters of a name
_FEW = 3  # a name that so many articles have is never a common one
_COMMON = 0.2  # of the articles in its script
_PEOPLE = "people"  # their subject in the glossary


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question about a thing of that name, which an article on that subject should answer.

    `from_chinese` says that it was made from a Chinese sentence.
    """

    question: str
    form: Form
    name: str
    subject: str
    from_chinese: bool


def make_examples(articles: Sequence[Article], glossary: Glossary, language: str) -> list[Example]:
    """Questions in a language, the best ones first, their forms in turn.

    Those come before all others that are made from sentences of that language.
    """
    newest = sorted(articles, key=lambda article: (article.published_as, article.id))
    newest = newest[: -NEWEST - 1 : -1]
    names = {article.id: _names(article, glossary) for article in newest}
    is_common = _Commonness(newest, names)
    best: dict[tuple[Form, str], tuple[tuple[bool, bool, int], Example]] = {}
    for article in newest:
        title = fold_key(article.title)
        for asked, from_chinese in _asked_by(article, names[article.id], glossary):
            question = in_language(asked, language)
            key = asked.form, fold_key(asked.name)
            in_title = key[1] in title
            known = is_common.count(asked.name)
            if not question or len(asked.name) < _LEAST or len(question) > MOST_CHARS:
                continue
            if is_common(asked.name) or (not in_title and (asked.is_plain or known < 2)):
                continue
            rank = from_chinese == is_chinese(language), in_title, known
            if key not in best or rank > best[key][0]:
                example = Example(
                    question=question,
                    form=asked.form,
                    name=asked.name,
                    subject=article.topics[0] if article.topics else article.id,
                    from_chinese=from_chinese,
                )
                best[key] = rank, example
    ranked = sorted(best.values(), key=lambda pair: pair[0], reverse=True)
    own = [example for rank, example in ranked if rank[0]]
    others = [example for rank, example in ranked if not rank[0]]
    return [*_forms_in_turn(own), *_forms_in_turn(others)]


def next_example(
    examples: Sequence[Example], kept: Collection[Example], tried: Collection[Example]
) -> Example | None:
    """The best one to ask next: about another thing than those kept, if possible a new subject."""
    names = {example.name for example in kept}
    subjects = {example.subject for example in kept}
    free = [example for example in examples if example not in tried and example.name not in names]
    new = (example for example in free if example.subject not in subjects)
    return next(new, free[0] if free else None)


def is_answered(example: Example, answer: Answer) -> bool:
    """Whether a sentence that names the thing answers, with words of which the reader is sure."""
    if answer.verdict is not Verdict.ANSWERED or not answer.quotes:
        return False
    quote = answer.quotes[0]
    is_as_made = has_han(quote.text) == example.from_chinese
    names_it = fold_key(example.name) in fold_key(quote.text)
    return quote.span is not None and is_as_made and names_it


def _forms_in_turn(examples: Sequence[Example]) -> list[Example]:
    forms = [[example for example in examples if example.form is form] for form in Form]
    return [example for turn in zip_longest(*forms) for example in turn if example]


class _Commonness:
    """How many articles have a name, and whether that is too many for it to tell them apart."""

    def __init__(self, articles: Sequence[Article], names: Mapping[str, Collection[str]]) -> None:
        self._counts = Counter(name for found in names.values() for name in found)
        self._chinese = [article.body for article in articles if has_han(article.title)]
        self._articles = len(articles)

    def count(self, name: str) -> int:
        """How many articles have it; Chinese names stand anywhere."""
        if has_han(name):
            return sum(name in body for body in self._chinese)
        return self._counts[name]

    def __call__(self, name: str) -> bool:
        articles = len(self._chinese) if has_han(name) else self._articles
        return self.count(name) > max(_FEW, _COMMON * articles)


def _asked_by(
    article: Article, names: Collection[str], glossary: Glossary
) -> Iterator[tuple[Asked, bool]]:
    """The questions that an article gives, and whether a Chinese sentence gives them."""
    for start, end in split_sentences(article.body)[:_SENTENCES]:
        sentence = fold_line(article.body[start:end])
        if len(sentence) > _LONG:
            continue
        if not has_han(sentence):
            yield from ((asked, False) for asked in questions_in(sentence))
            continue
        yield from ((asked, True) for asked in questions_at_start(sentence))
        for name in sorted(names):
            yield from ((asked, True) for asked in questions_about(name, sentence))
    if has_han(article.title):
        yield from ((asked, True) for asked in _about_people(article.title, glossary))


def _about_people(title: str, glossary: Glossary) -> Iterator[Asked]:
    """Who they are that a title names; Chinese puts what they are before the name."""
    for concept in glossary.find(title):
        name = next((alias for alias in concept.aliases if has_han(alias)), "")
        if name and concept.subject == _PEOPLE:
            yield Asked(name=name, form=Form.WHO, chinese=f"{name}是誰？")


def _names(article: Article, glossary: Glossary) -> set[str]:
    """What an article names; terms of the title in Chinese, too."""
    terms = {
        alias
        for concept in glossary.find(article.title)
        for alias in concept.aliases
        if has_han(alias)
    }
    return names_in(article.body) | names_in(article.title) | terms


def in_language(asked: Asked, language: str) -> str:
    """The question in a language, or "" where there is none in it."""
    if not is_chinese(language):
        return asked.english
    if language == "zh-Hant" and detect_chinese(asked.chinese) == "zh-Hans":
        return ""  # nothing here turns Simplified characters into Traditional ones
    if language == "zh-Hans":
        return to_simplified(asked.chinese).replace("甚么", "什么")
    return asked.chinese
