"""A question's words → the passages that may answer it, best first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.glossary import Concept, Glossary
from corpus.lexicon import Lexicon
from corpus.named_periods import find_periods
from corpus.periods import Period
from corpus.schema import Article, Passage, search_text
from corpus.text import fold_key, has_han
from embeddings.centring import family_of
from embeddings.encoder import Encoder, Reranker
from embeddings.filters import Filters
from embeddings.fusion import fuse_scores
from embeddings.index import Index
from embeddings.newness import rank_by_date
from embeddings.reader import Reading
from embeddings.search_weights import SearchWeights
from embeddings.word_search import Scores, Term, WordSearch

_CANDIDATES = 200  # passages that each index may propose
_QUERY_TOKENS = 70  # that are encoded; none of 910 ordinary questions has more than 66
_RERANKED = 30  # passages that a re-ranker reads
_PASSAGES_PER_ARTICLE = 4
_HITS_PER_TEASER = 5
_ALL = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the indexes are asked: a text, what is read in it, and the time that it is about.

    `near` are the ids of articles that it probably means, since they were spoken of before.
    """

    text: str
    concepts: tuple[Concept, ...]
    terms: tuple[Term, ...]
    unknown_names: tuple[str, ...] = ()
    """names in it that no passage has"""
    period: Period | None = None
    is_newest: bool = False
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """How one index found a passage: its place among all that it found, from 1, and its score."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found.

    `score` is the search's, orders the hits that it gives and means nothing else. `similarity` is
    the inner product of question and passage as encoded, before centring. `vector` and `words` are
    None where that index did not propose the passage. `also` holds the other articles of its group
    of duplicates. `in_period` says whether the article was published in the period that was asked
    about, or the passage names a time in it; None when no period was asked about. `nearness` is
    the part of the score that an article near the query has for that. `reading` is there once the
    passage was read together with the question.
    """

    rank: int
    passage: Passage
    article: Article
    score: float
    similarity: float
    vector: Evidence | None
    words: Evidence | None
    also: tuple[Article, ...]
    in_period: bool | None = None
    nearness: float = 0.0
    reading: Reading | None = None


class Searcher:
    """Asks both indexes of one generation; may be shared by threads."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        glossary: Glossary,
        lexicon: Lexicon | None = None,
        reranker: Reranker | None = None,
        weights: SearchWeights | None = None,
    ) -> None:
        self.index = index
        self._words = WordSearch(index.bm25, index.article_rows, lexicon=lexicon)
        self._weights = weights or SearchWeights()
        self._encoder = encoder
        self._reranker = reranker
        self.glossary = glossary
        self._periods: dict[int, tuple[Period, ...]] = {}
        self._passage_ids = [passage.id for passage in index.passages]
        families = np.array([family_of(index.articles[row].language) for row in index.article_rows])
        self._family_rows = {name: np.flatnonzero(families == name) for name in np.unique(families)}
        self._article_rows = np.asarray(index.article_rows, dtype=np.int64)
        self._members: dict[str, list[Article]] = {}
        for article in index.articles:
            self._members.setdefault(index.groups[article.id], []).append(article)
        self._newness = rank_by_date(index.articles)[self._article_rows]

    def make_query(
        self, text: str, *, period: Period | None = None, is_newest: bool = False
    ) -> Query:
        """What the text names and its words, each looked up once."""
        concepts = tuple(self.glossary.find(text))
        return Query(
            text=text,
            concepts=concepts,
            terms=tuple(self._words.terms(text, concepts)),
            unknown_names=self._words.unknown_names(text, concepts),
            period=period,
            is_newest=is_newest,
        )

    def unknown_words(self, query: Query) -> tuple[str, ...]:
        """Words for things in it that no passage has, beside its unknown names."""
        return self._words.unknown_words(query.text, query.concepts)

    def search(self, query: Query, *, k: int = 10, filters: Filters = _ALL) -> list[Hit]:
        """The k best passages among those of allowed articles.

        A passage from or about the query's period is preferred, so are the newer ones if it wants
        the newest, those of a newspaper or site that it names and those of articles near it; unlike
        filters, none of this leaves anything out. At most four come from one article, one story
        told by several articles comes once, and at most one hit in five is a teaser. Equal scores
        are ordered by passage id.
        """
        allowed = filters.mask(self.index.articles)[self._article_rows]
        if not allowed.any():
            return []
        weights = self._weights
        family = "zh" if has_han(query.text) else "en"
        vector = self._encoder.encode_queries([self._shorten(self._with_english_names(query))])
        centred = self.index.means.centre(vector, [family])[0]
        near, similarities = self.index.faiss.search(centred, _CANDIDATES, allowed=allowed)
        word_scores, article_word_scores = (
            found * allowed for found in self._words.scores(query.terms)
        )
        worded = _best_rows(word_scores, _CANDIDATES)

        meant = self._rows_of(query.near, allowed)
        candidates = np.union1d(np.union1d(near, worded), meant)
        fused = fuse_scores(
            self.index.faiss.vectors(candidates) @ centred,
            *(
                (weight, found[candidates], self._best_in_family(found)[candidates])
                for weight, found in (
                    (weights.words, word_scores),
                    (weights.article_words, article_word_scores),
                )
            ),
        )
        within = {row: self._is_within(row, query.period) for row in candidates.tolist()}
        if family == "en" and "zh" in self._family_rows:
            fused += weights.untranslated * np.isin(candidates, self._family_rows["zh"])
        if query.period:
            fused += weights.period * np.array([bool(within[row]) for row in candidates.tolist()])
        if query.is_newest:
            fused += weights.newest * self._newness[candidates]
        fused += weights.outlet * self._is_of_named_outlet(query)[candidates]
        fused += weights.near * np.isin(candidates, meant)
        scores = dict(zip(candidates.tolist(), fused.tolist(), strict=True))
        by_vector = _evidence(near, similarities)
        by_words = _evidence(worded, word_scores[worded])
        ranked = sorted(scores, key=lambda row: (-scores[row], self._passage_ids[row]))
        if self._reranker:
            ranked, scores = self._rerank(self._reranker, query.text, ranked, scores)
        return [
            Hit(
                rank=rank,
                passage=self.index.passages[row],
                article=self._article(row),
                score=scores[row],
                similarity=float(self.index.vectors[row] @ vector[0]),
                vector=by_vector.get(row),
                words=by_words.get(row),
                also=self._others(self._article(row), filters),
                in_period=within[row],
                nearness=weights.near if row in meant else 0.0,
            )
            for rank, row in enumerate(self._choose(ranked, k), start=1)
        ]

    def _rerank(
        self, reranker: Reranker, query: str, ranked: Sequence[int], scores: dict[int, float]
    ) -> tuple[list[int], dict[int, float]]:
        """The first rows in the re-ranker's order; scores stay with the places, not the rows."""
        head = ranked[:_RERANKED]
        texts = [search_text(self._article(row), self.index.passages[row]) for row in head]
        rated = dict(zip(head, reranker.rate(query, texts), strict=True))
        better = sorted(head, key=lambda row: (-rated[row], self._passage_ids[row]))
        moved = {row: scores[place] for row, place in zip(better, head, strict=True)}
        return [*better, *ranked[_RERANKED:]], scores | moved

    def _with_english_names(self, query: Query) -> str:
        """A Chinese query with the English names of what it names, if English may answer it."""
        has_english = not self._family_rows.keys() <= {"zh"}
        if not (self._weights.english_names and has_english and has_han(query.text)):
            return query.text
        names = [c.name for c in query.concepts if not has_han(c.name)]
        return f"{query.text} ({', '.join(names)})" if names else query.text

    def _shorten(self, text: str) -> str:
        """A text that costs no more to encode than a long question: its beginning and its end."""
        while len(text) > 8 and (tokens := self._encoder.count_tokens(text)) > _QUERY_TOKENS:
            half = min(len(text) * _QUERY_TOKENS // tokens, len(text) - 2) // 2 or 1
            text = f"{text[:half]} {text[-half:]}"
        return text

    def _is_within(self, row: int, period: Period | None) -> bool | None:
        if period is None:
            return None
        if row not in self._periods:
            named = find_periods(self.index.passages[row].text)
            self._periods[row] = tuple(one.period for one in named)
        day = self._article(row).published_on
        if day and period.overlaps(Period(since=day, until=day)):
            return True
        return any(period.overlaps(named) for named in self._periods[row])

    def _is_of_named_outlet(self, query: Query) -> Scores:
        """For each passage 1 if its article comes from an outlet that the query names, else 0."""
        outlets = [c for c in query.concepts if c.subject == "media"]
        names = [fold_key(alias) for outlet in outlets for alias in outlet.aliases]
        if not names:
            return np.zeros(len(self._article_rows), dtype=np.float32)
        providers = [fold_key(article.provider or "") for article in self.index.articles]
        named = [float(any(name in provider for name in names)) for provider in providers]
        return np.array(named, dtype=np.float32)[self._article_rows]

    def _rows_of(
        self, articles: Sequence[str], allowed: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.int64]:
        """The passages of these articles that are allowed."""
        if not articles:
            return np.array([], dtype=np.int64)
        rows = [row for row, one in enumerate(self.index.articles) if one.id in articles]
        return np.flatnonzero(np.isin(self._article_rows, rows) & allowed)

    def _article(self, row: int) -> Article:
        return self.index.articles[self.index.article_rows[row]]

    def _others(self, article: Article, filters: Filters) -> tuple[Article, ...]:
        group = self._members[self.index.groups[article.id]]
        return tuple(other for other in group if other != article and filters.allow(other))

    def _best_in_family(self, word_scores: Scores) -> Scores:
        """For each passage the highest word score among those of its language."""
        if not self._weights.words_by_language:
            return np.full_like(word_scores, word_scores.max())
        best = np.zeros_like(word_scores)
        for rows in self._family_rows.values():
            best[rows] = word_scores[rows].max()
        return best

    def _choose(self, ranked: Sequence[int], k: int) -> list[int]:
        """The first k rows that no limit on articles, duplicates and teasers leaves out."""
        chosen: list[int] = []
        passages: Counter[str] = Counter()
        leader_of_group: dict[str, str] = {}
        teasers = 0
        for row in ranked:
            if len(chosen) == k:
                break
            article = self._article(row)
            leader = leader_of_group.setdefault(self.index.groups[article.id], article.id)
            if leader != article.id or passages[article.id] == _PASSAGES_PER_ARTICLE:
                continue
            if article.extent == "teaser":
                if teasers * _HITS_PER_TEASER > len(chosen):
                    continue
                teasers += 1
            passages[article.id] += 1
            chosen.append(row)
        return chosen


def _best_rows(scores: Scores, limit: int) -> npt.NDArray[np.int64]:
    """Rows with a score above 0, best first; equal ones are ordered by row."""
    rows = np.flatnonzero(scores > 0)
    return rows[np.lexsort((rows, -scores[rows]))][:limit]


def _evidence(rows: npt.NDArray[np.int64], scores: Scores) -> dict[int, Evidence]:
    pairs = zip(rows.tolist(), scores.tolist(), strict=True)
    return {row: Evidence(rank, score) for rank, (row, score) in enumerate(pairs, start=1)}
