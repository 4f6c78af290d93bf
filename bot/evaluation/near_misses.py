"""Questions that the articles do not answer: about what they name, and about what none names."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.answering.answerer import is_about
from bot.talking.example_patterns import Form, names_in
from corpus.glossary import Glossary
from corpus.languages import detect_chinese
from corpus.schema import Article
from corpus.sentences import split_sentences
from corpus.text import fold_key, fold_line, has_han

_ASKED = {
    Form.WHO: ("Who founded {name}?", "{name}的創辦人是誰？"),
    Form.COUNT: ("How many people work for {name}?", "{name}有多少名員工？"),
    Form.MONEY: ("How much did {name} cost?", "{name}花了多少錢？"),
    Form.WHEN: ("When was {name} founded?", "{name}在哪一年成立？"),
}
# What a sentence of that form has; sentences with one of these may answer, so none is asked.
_ANSWERS = {
    Form.WHO: re.compile(
        r"\b(?:found|head|chief|chair|director|president|secretary|minister|partner|owner|sisters?"
        r"|brothers?|famil)|創辦|创办|創立|创立|主席|總裁|总裁|行政|局長|局长|董事|店主|創始|创始",
        re.IGNORECASE,
    ),
    Form.COUNT: re.compile(
        r"\b(?:people|staff|employ\w*|workers?|bakers?|crew|team|persons?|jobs?)\b"
        r"|員工|员工|僱員|雇员|職員|职员|[名人]手|團隊|团队|\d+[名人]",
        re.IGNORECASE,
    ),
    Form.MONEY: re.compile(
        r"[$€£¥]|\b(?:HKD|USD|RMB|cost|costs|price|paid|fee|fees|free|dollars?)\b|元|費|费|錢|钱"
    ),
    Form.WHEN: re.compile(
        r"(?:19|20)\d\d|\b(?:found|establish|set up|since|began|start|open|launch)"
        r"|成立|創立|创立|開業|开业|[一二〇]{1}[一-九〇]{3}年",
        re.IGNORECASE,
    ),
}
_NEAR = 2  # sentences behind one that names it may still speak of it
_LEAST = 3  # characters of a name
_PERSONAL = {"people", "places"}  # in the glossary: what is founded or employs nobody
_BODIES = frozenset(  # subjects of the glossary, too
    "banking companies insurance media payments public-bodies regulators research".split()
)
_APART = (2, 3)  # names are put together with those half and a third of all further on
_KNOWN = ("the", "our", "this")
_SEVERAL = re.compile(r" and | of the ")
_PROPER = re.compile(r"[A-Z][A-Za-z-]*(?: (?:of|and|for|the|[A-Z][A-Za-z-]*))*")
_NO_NAME = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July"
    r"|August|September|October|November|December|Mr|Ms|Dr|Chinese|English|Cantonese|I)\b.*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question that no article answers; `form` is what it asks, about the thing of that name."""

    form: Form
    name: str
    question: str


def find_near_misses(told: Mapping[str, str], *, language: str) -> Iterator[Unanswered]:
    """What the articles name, asked for what nothing that is told of it has; the forms in turn."""
    forms = list(_ASKED)
    for number, (name, about) in enumerate(told.items()):
        turned = [*forms[number % len(forms) :], *forms[: number % len(forms)]]
        form = next((form for form in turned if not _ANSWERS[form].search(about)), None)
        if form and (question := _ask(form, name, language)):
            yield Unanswered(form=form, name=name, question=question)


def find_unknown(
    articles: Sequence[Article], glossary: Glossary, *, language: str
) -> Iterator[Unanswered]:
    """What no article names, asked for anything: made-up names, and terms of a glossary that fits.

    Of another subject than the articles, a term is asked by nobody who knows what they are about.
    """
    text = "\n".join(fold_key(f"{article.title}\n{article.body}") for article in articles)
    fits = is_about(glossary, articles)
    terms = [name for name in _terms(glossary, language) if fits and fold_key(name) not in text]
    made = [name for name in _recombined(articles) if fold_key(name) not in text]
    forms = list(_ASKED)
    names = (name for pair in zip_longest(made, terms) for name in pair if name)
    for number, name in enumerate(names):
        form = forms[number % len(forms)]
        if question := _ask(form, name, language):
            yield Unanswered(form=form, name=name, question=question)


def told_of(articles: Sequence[Article], glossary: Glossary) -> dict[str, str]:
    """Each name in the articles with all that may be told of it.

    That is an article with the name in its title, and else each sentence with one of its names
    and the two behind it. "The museum" may be the Lantern Museum.
    """
    folded = [_Folded(article) for article in articles]
    told: dict[str, str] = {}
    for name in names_of(articles):
        concept = glossary.get(name)
        if (concept and concept.subject in _PERSONAL) or _SEVERAL.search(name):
            continue
        aliases = {*(concept.aliases if concept else ()), name, *_as_known(name)}
        aliases = {fold_key(alias) for alias in aliases}
        told[name] = "\n".join(text for one in folded for text in one.about(aliases))
    return told


def _as_known(name: str) -> Iterator[str]:
    """How a thing with a name of several words is spoken of where everybody knows which is meant.

    Nothing else is called by its last word there, so that what tells of that may tell of it.
    """
    *before, kind = name.split() or [""]
    if before and name.isascii():
        yield from (f"{word} {kind.lower()}" for word in _KNOWN)


class _Folded:
    """An article in which names are found quickly."""

    def __init__(self, article: Article) -> None:
        self._title, self._body = fold_key(article.title), fold_key(article.body)
        self._text = article.body
        self._sentences = [article.body[slice(*span)] for span in split_sentences(article.body)]
        self._keys = [fold_key(sentence) for sentence in self._sentences]

    def about(self, aliases: Collection[str]) -> Iterator[str]:
        if any(alias in self._title for alias in aliases):
            yield self._text
            return
        if not any(alias in self._body for alias in aliases):
            return
        left = 0
        for sentence, key in zip(self._sentences, self._keys, strict=True):
            left = _NEAR + 1 if any(alias in key for alias in aliases) else left - 1
            if left > 0:
                yield sentence


def names_of(articles: Sequence[Article]) -> dict[str, list[Article]]:
    """The names in the articles, each with those that have it, in the order of the articles."""
    found: dict[str, list[Article]] = {}
    for article in articles:
        named: set[str] = set()
        for start, end in split_sentences(article.body):
            sentence = article.body[start:end]
            # What opens a sentence has its capital from that.
            named |= {n.rstrip("'’") for n in names_in(sentence) if not sentence.startswith(n)}
        for name in sorted(named):
            if len(name) >= _LEAST and not _NO_NAME.fullmatch(name):
                found.setdefault(name, []).append(article)
    return found


def _terms(glossary: Glossary, language: str) -> Iterator[str]:
    """Names of the glossary in a language, each subject in turn."""
    subjects: dict[str, list[str]] = {}
    for concept in glossary.concepts:
        if not _PROPER.fullmatch(concept.name) or concept.subject not in _BODIES:
            continue
        aliases = [alias for alias in concept.aliases if _fits(alias, language)]
        name = concept.name if language == "en" else next(iter(aliases), "")
        if name:
            subjects.setdefault(concept.subject, []).append(name)
    for turn in zip_longest(*subjects.values()):
        yield from filter(None, turn)


def _recombined(articles: Sequence[Article]) -> Iterator[str]:
    """Names that sound as those of the articles do: the first words of one, the last of another."""
    names = [name for name in names_of(articles) if name.isascii() and name.count(" ") == 1]
    made = set[str]()
    for part in _APART:
        behind = len(names) // part
        for one, other in zip(names, [*names[behind:], *names], strict=False):
            first, last = one.split()[0], other.split()[1]
            name = f"{first} {last}"
            is_new = first not in ("The", other.split()[0]) and name not in made
            if is_new and last.isalpha() and first.isalpha():
                made.add(name)
                yield name


def _ask(form: Form, name: str, language: str) -> str:
    """The question in a language; "" for a name that is not written in it."""
    english, chinese = _ASKED[form]
    if language == "en":
        return "" if has_han(name) else english.format(name=name)
    if has_han(name) and not _fits(name, language):
        return ""
    spaced = name if has_han(name) else f"{name} "
    if language == "zh-Hans":
        chinese = chinese.translate(str.maketrans("創辦誰員錢", "创办谁员钱"))
    return chinese.format(name=fold_line(spaced) + spaced[len(spaced.rstrip()) :])


def _fits(name: str, language: str) -> bool:
    return has_han(name) and detect_chinese(name) == language
