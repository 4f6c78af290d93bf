"""The articles that share a subject with a question that nothing answers."""

from collections.abc import Callable, Mapping, Sequence

from corpus.glossary import Concept, Glossary
from corpus.schema import Article
from corpus.words import split_words
from embeddings.hits import Hit

_MOST = 3
_BEST = 5
_LEAST_TELLING = 0.35  # of what the rarest word tells; "AI" and "HKMA" tell less of 160 articles
_LEAST_BESIDE = 0.55  # of what the most telling concept of the same question tells
_OPENING = 300  # characters of a body that say what an article without an excerpt is about
# Of a user, a city or a newspaper many articles speak that have nothing else in common.
_GENERAL = frozenset({"business", "places", "media"})


class NearFinder:
    """Finds near articles among hits; may be shared by threads.

    `rarity` says how much a word tells, 0 where no passage has it, and `highest` how much the
    rarest does. What is near was judged over refusals of the first three sets of tests/evaluation
    and of tests/data/refusals.jsonl.
    """

    def __init__(
        self, glossary: Glossary, rarity: Callable[[str], float], *, highest: float
    ) -> None:
        self._glossary = glossary
        self._rarity = rarity
        self._highest = highest

    def find(self, concepts: Sequence[Concept], hits: Sequence[Hit]) -> tuple[Article, ...]:
        """At most three articles on what is asked about, those with most of it first.

        They name a telling concept of the question in what they open with; where none does, in one
        of the best passages. Where the question names nothing telling, no article is near.
        """
        telling = self._telling(concepts)
        if not telling:
            return ()
        articles = {hit.article.id: hit.article for hit in hits}
        opened = {id: _opening(article) for id, article in articles.items()}
        chosen = self._best(telling, opened)
        if not chosen:
            passages: dict[str, str] = {}
            for hit in hits[:_BEST]:
                id = hit.article.id
                passages[id] = f"{passages.get(id, '')}\n{hit.passage.text}"
            chosen = self._best(telling, passages)
        return tuple(articles[id] for id in chosen[:_MOST])

    def _best(self, telling: Mapping[Concept, float], texts: Mapping[str, str]) -> list[str]:
        """The ids of the texts that name a concept; equal ones stay in their order."""
        worth = {
            id: sum(telling[concept] for concept in self._glossary.find(text) if concept in telling)
            for id, text in texts.items()
        }
        return sorted(
            (id for id, found in worth.items() if found), key=worth.__getitem__, reverse=True
        )

    def _telling(self, concepts: Sequence[Concept]) -> dict[Concept, float]:
        """The concepts that tell enough, in the corpus and beside each other, and how much."""
        tells = {c: self._tells(c) for c in concepts if c.subject not in _GENERAL}
        least = max(
            _LEAST_TELLING * self._highest, _LEAST_BESIDE * max(tells.values(), default=0.0)
        )
        return {concept: found for concept, found in tells.items() if found >= least}

    def _tells(self, concept: Concept) -> float:
        """What the rarest word of its most common name tells; most where no passage names it."""
        names = ([self._rarity(word) for word in split_words(a)] for a in concept.aliases)
        return min((max(name) for name in names if name and all(name)), default=self._highest)


def _opening(article: Article) -> str:
    about = article.excerpt or article.body[:_OPENING]
    return "\n".join((article.title, *article.aliases, about))
