"""Which articles are new since a moment, for whom, and when digests are due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.service.news import News
from bot.store.digests import Digest
from bot.store.watches import Kind, Watch
from corpus.catalogue import Catalogue
from corpus.dates import HONG_KONG
from corpus.errors import NameNotFoundError
from corpus.glossary import Concept, Glossary
from corpus.schema import Article
from corpus.text import fold_line, has_han, to_simplified
from corpus.words import split_words

LOOK_AGAIN_S = 60.0
LET_ALONE_S = 86_400.0  # whoever could not be written to
_HOUR = 9  # of the day, in Hong Kong
# A refresh keeps its news a moment before or after the bot takes its index over.
_MAY_COME_S = 3600.0
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """The articles that are new, the first found first, and the moment up to which that is all."""

    articles: tuple[Article, ...]
    until: float


def last_due(every: str, now: float) -> float:
    """The last moment at which a digest was due: nine in Hong Kong, each day or each Monday."""
    moment = datetime.fromtimestamp(now, HONG_KONG)
    due = moment.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    if every == "weekly":
        due -= timedelta(days=due.weekday())
    if due > moment:
        due -= timedelta(days=7 if every == "weekly" else 1)
    return due.timestamp()


def fresh_since(news: Sequence[News], since: float, catalogue: Catalogue, *, now: float) -> Fresh:
    """What was found after a moment; a story that several tell only once.

    What is not in the index in use may come with the next one: it is left for a later look, with
    all that was found after it, unless it was found long ago.
    """
    later = later_than(since, news)
    awaited = [
        one.found
        for one in later
        if one.id not in catalogue and abs(now - one.found.timestamp()) < _MAY_COME_S
    ]
    known = sorted((one for one in later if one.found < min(awaited, default=_NEVER)), key=_found)
    articles: dict[str, Article] = {}
    for one in known:
        if one.id in catalogue:
            articles.setdefault(catalogue.story_of(one.id), catalogue.get(one.id))
    until = known[-1].found.timestamp() if known else since
    return Fresh(articles=tuple(articles.values()), until=until)


def later_than(since: float, news: Sequence[News]) -> list[News]:
    """What was found after a moment."""
    return [one for one in news if one.found.timestamp() > since]


def new_stories(new_ids: Collection[str], catalogue: Catalogue) -> list[Article]:
    """Of articles that came to the index, one for each story that no other told before."""
    known = {catalogue.story_of(id) for id in set(catalogue.ids()) - set(new_ids)}
    latest = catalogue.latest(limit=len(catalogue))
    return [article for article in latest if catalogue.story_of(article.id) not in known]


def fits_digest(article: Article, digest: Digest, catalogue: Catalogue) -> bool:
    """Whether an article is of the topic and the provider that a digest keeps to."""
    try:
        topics = catalogue.topics_named(digest.topic) if digest.topic else ()
        providers = catalogue.providers_named(digest.provider) if digest.provider else ()
    except NameNotFoundError:
        return False  # of none any more
    is_of_topic = not topics or not set(topics).isdisjoint(article.topics)
    return is_of_topic and (not providers or article.provider in providers)


def parse_watch(text: str, catalogue: Catalogue) -> tuple[Kind, str]:
    """What somebody wants to be told of: a topic, where there is one of that name, or words."""
    what = fold_line(text)
    try:
        return "topic", catalogue.topics_named(what)[0]
    except NameNotFoundError:
        return "words", what


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an article says, as watches ask for it."""

    words: frozenset[str]
    characters: frozenset[str]
    named: frozenset[Concept]


class Texts:
    """What articles say: each is read once, however many watches it is compared with."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self._read: dict[str, Said] = {}

    def of(self, article: Article) -> Said:
        """What one article says."""
        if article.id not in self._read:
            text = "\n".join((article.title, article.excerpt, article.body))
            self._read[article.id] = Said(
                words=frozenset(split_words(text)),
                characters=frozenset(to_simplified(text)),
                named=frozenset(self.glossary.find(text)),
            )
        return self._read[article.id]


def fits_watch(article: Article, watch: Watch, catalogue: Catalogue, texts: Texts) -> bool:
    """Whether an article is of a topic, or has all words; names count in both languages.

    A single Chinese character is one of a watch's words wherever it stands in the text.
    """
    if watch.kind == "topic":
        try:
            return not set(catalogue.topics_named(watch.what)).isdisjoint(article.topics)
        except NameNotFoundError:
            return False
    words = set(split_words(texts.glossary.without_names(watch.what)))
    named = set(texts.glossary.find(watch.what))
    if not words and not named:
        return False
    said = texts.of(article)
    missing = words - said.words
    return named <= said.named and all(has_han(w) and w in said.characters for w in missing)


def _found(one: News) -> datetime:
    return one.found
