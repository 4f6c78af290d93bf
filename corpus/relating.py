"""Articles about what another one is about."""

from collections.abc import Sequence
from itertools import islice

from corpus.glossary import Glossary
from corpus.naming import Names, all_of, any_of, names_of
from corpus.schema import Article
from corpus.subjects import Subject, Subjects
from corpus.web import canonical_url

# What an article scores that the other names, and for each concept and topic that they share.
_NAMED, _CONCEPT, _TOPIC = 100, 2, 1
_LEAST = 4
_ENOUGH = 600  # so many articles are looked at, the newest that share something
_NEWEST = 200  # of those that share one thing
_READ = 300  # of those that may share most, so many are searched for concepts


def find_related(
    article: Article, subjects: Subjects, glossary: Glossary, *, limit: int
) -> list[Subject]:
    """The articles related to one, best first, one of each story and not of its own."""
    own = subjects.of(article.id)
    concepts = frozenset(glossary.find(own.text))
    names = [names_of(concept) for concept in concepts]
    named = set(subjects.with_urls([canonical_url(link.url) for link in article.related]))
    places = sorted(named | _sharing(subjects, names, article.topics))
    topics = subjects.count_topics(article.topics, places)
    # What stands in a text as letters may be a part of a longer name, and is then no concept of it.
    likely: list[tuple[int, int, Subject]] = []
    for other in subjects.at(places):
        score = _NAMED * (other.place in named) + _TOPIC * topics.get(other.place, 0)
        most = score + _CONCEPT * sum(name.is_in(other.text) for name in names)
        if most >= _LEAST and other.story != own.story:
            likely.append((most, score, other))
    likely.sort(key=lambda one: (-one[0], one[2].place))
    stories: dict[str, int] = {}
    found: list[tuple[int, Subject]] = []
    for most, score, other in likely[:_READ]:
        if len(stories) >= limit and most < sorted(stories.values())[-limit]:
            break
        score += _CONCEPT * len(concepts & frozenset(glossary.find(other.text)))
        if score >= _LEAST:
            found.append((score, other))
            stories[other.story] = max(score, stories.get(other.story, 0))
    told: dict[str, Subject] = {}
    for _, other in sorted(found, key=lambda one: (-one[0], one[1].place)):
        told.setdefault(other.story, other)
    return list(islice(told.values(), limit))


def _sharing(subjects: Subjects, names: Sequence[Names], topics: Sequence[str]) -> set[int]:
    """The places of articles that share two concepts or two topics; rare concepts come first."""
    known = [subjects.known(name) for name in names]
    counted = sorted((subjects.count(one, most=_ENOUGH), one) for one in known)
    asked = [one for _, one in counted]
    places = set(subjects.sharing_topics(topics, least=2, limit=_NEWEST))
    for at, one in enumerate(asked[:-1]):
        if len(places) >= _ENOUGH:
            break
        places.update(subjects.places(all_of([one, any_of(asked[at + 1 :])]), limit=_NEWEST))
    return places
