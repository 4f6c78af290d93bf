"""A question's words → the passages that may answer it, best first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from corpus.glossary import Glossary
from corpus.lexicon import Lexicon
from corpus.named_periods import find_periods
from corpus.periods import Period
from corpus.recent import Recent
from corpus.schema import Article, Passage, search_text
from corpus.text import fold_key, has_han
from embeddings.encoder import Encoder, Matrix, Reranker
from embeddings.filters import Filters
from embeddings.fusion import fuse_scores
from embeddings.hits import Evidence, Hit, Query
from embeddings.passage_index import Facts, FoundByWords, PassageIndex, Rows, Scores, WordGroup
from embeddings.search_weights import SearchWeights
from embeddings.word_search import WordReader, to_groups

_CANDIDATES = 200  # passages that each index may propose
_QUERY_TOKENS = 70  # that are encoded; none of 910 ordinary questions has more than 66
_RERANKED = 30  # passages that a re-ranker reads
_PASSAGES_PER_ARTICLE = 4
_HITS_PER_TEASER = 5
_READ_AT_ONCE = 64
_PERIODS_KEPT = 4096
_VECTORS_KEPT = 16  # a question is looked at from several sides
_ALL = Filters()


class Searcher:
    """Asks one generation of an index; may be shared by threads."""

    def __init__(
        self,
        index: PassageIndex,
        encoder: Encoder,
        glossary: Glossary,
        lexicon: Lexicon | None = None,
        reranker: Reranker | None = None,
        weights: SearchWeights | None = None,
    ) -> None:
        self.index = index
        self.lexicon = lexicon
        self._words = WordReader(index.rarity, lexicon=lexicon)
        self._weights = weights or SearchWeights()
        self._encoder = encoder
        self._reranker = reranker
        self.glossary = glossary
        self._periods: Recent[str, tuple[Period, ...]] = Recent(_PERIODS_KEPT)
        self._vectors: Recent[str, Matrix] = Recent(_VECTORS_KEPT)

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

    def knows(self, text: str) -> bool:
        """Whether any passage has a word of a text, in a translation or under another name too."""
        return bool(self._words.terms(text, self.glossary.find(text)))

    def unknown_words(self, query: Query) -> tuple[str, ...]:
        """Words for things in it that no passage has, beside its unknown names."""
        return self._words.unknown_words(query.text, query.concepts)

    def encode(self, text: str) -> Matrix:
        """The vector of a query, of shape (1, dim); of a long one that of its ends."""
        return self._vectors.get(
            text, lambda text: self._encoder.encode_queries([self._shorten(text)])
        )

    def search(self, query: Query, *, k: int = 10, filters: Filters = _ALL) -> list[Hit]:
        """The k best passages among those of allowed articles.

        A passage from or about the query's period is preferred, so are the newer ones if it wants
        the newest, those of a newspaper or site that it names and those of articles near it; unlike
        filters, none of this leaves anything out. At most four come from one article, one story
        told by several articles comes once, and at most one hit in five is a teaser. Equal scores
        are ordered by row.
        """
        weights = self._weights
        family = "zh" if has_han(query.text) else "en"
        vector = self.encode(self._with_english_names(query))
        centred = self.index.means.centre(vector, [family])
        groups = to_groups(query.terms)
        with ThreadPoolExecutor(1) as beside:
            finding = beside.submit(self.index.find_near, centred, _CANDIDATES, filters=filters)
            (worded,) = self.index.find_by_words([groups], _CANDIDATES, filters=filters)
            (near,) = finding.result()
        meant = self.index.rows_of(query.near, filters=filters)
        rows = np.union1d(np.union1d(near.rows, worded.rows), meant).astype(np.int64)
        if not len(rows):
            return []
        vectors = self.index.vectors(rows)
        facts = self.index.facts(rows)
        similarities = self.index.means.centre(vectors, facts.families) @ centred[0]
        fused = fuse_scores(similarities, *self._word_scores(groups, rows, facts, worded))
        within = self._are_within(rows, query.period)
        if family == "en" and "zh" in self.index.families:
            fused += weights.untranslated * np.array([family == "zh" for family in facts.families])
        if query.period:
            fused += weights.period * np.array([bool(within[row]) for row in rows.tolist()])
        if query.is_newest:
            fused += weights.newest * facts.newness
        fused += weights.outlet * self._are_of_named_outlet(query, facts)
        fused += weights.near * np.isin(rows, meant)
        scores = dict(zip(rows.tolist(), fused.tolist(), strict=True))
        ranked = sorted(scores, key=lambda row: (-scores[row], row))
        if self._reranker:
            ranked, scores = self._rerank(self._reranker, query.text, ranked, scores)
        by_vector, by_words = (
            _evidence(near.rows, near.scores),
            _evidence(worded.rows, worded.scores),
        )
        similar = dict(zip(rows.tolist(), (vectors @ vector[0]).tolist(), strict=True))
        return [
            Hit(
                rank=rank,
                passage=passage,
                article=article,
                score=scores[row],
                similarity=similar[row],
                vector=by_vector.get(row),
                words=by_words.get(row),
                also=self._others(article, story, filters),
                in_period=within[row],
                nearness=weights.near if row in meant else 0.0,
            )
            for rank, (row, passage, article, story) in enumerate(self._choose(ranked, k), start=1)
        ]

    def _word_scores(
        self, groups: Sequence[WordGroup], rows: Rows, facts: Facts, found: FoundByWords
    ) -> list[tuple[float, Scores, Scores]]:
        """What words count, the rows' scores by them, and the best scores beside each.

        First in passages, then in whole articles.
        """
        of_passages, of_articles = self.index.score_words(groups, rows)
        weights = self._weights
        return [
            (weights.words, of_passages, self._best(facts, of_passages, found.best_passage)),
            (
                weights.article_words,
                of_articles,
                self._best(facts, of_articles, found.best_article),
            ),
        ]

    def _best(self, facts: Facts, scores: Scores, known: Mapping[str, float]) -> Scores:
        """For each row the highest word score of its language, of these rows and those known."""
        best = dict(known)
        for family, score in zip(facts.families, scores.tolist(), strict=True):
            best[family] = max(best.get(family, 0.0), score)
        if not self._weights.words_by_language:
            return np.full(len(scores), max(best.values()), dtype=np.float32)
        return np.array([best[family] for family in facts.families], dtype=np.float32)

    def _rerank(
        self, reranker: Reranker, query: str, ranked: Sequence[int], scores: dict[int, float]
    ) -> tuple[list[int], dict[int, float]]:
        """The first rows in the re-ranker's order; scores stay with the places, not the rows."""
        head = ranked[:_RERANKED]
        read = self.index.read(np.array(head, dtype=np.int64))
        texts = [search_text(article, passage) for passage, article in read]
        rated = dict(zip(head, reranker.rate(query, texts), strict=True))
        better = sorted(head, key=lambda row: (-rated[row], row))
        moved = {row: scores[place] for row, place in zip(better, head, strict=True)}
        return [*better, *ranked[_RERANKED:]], scores | moved

    def _with_english_names(self, query: Query) -> str:
        """A Chinese query with the English names of what it names, if English may answer it."""
        has_english = not self.index.families <= {"zh"}
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

    def _are_within(self, rows: Rows, period: Period | None) -> dict[int, bool | None]:
        """For each row whether it is from or about a period; None if there is none."""
        if period is None:
            return dict.fromkeys(rows.tolist())
        return {
            row: self._is_within(passage, article, period)
            for row, (passage, article) in zip(rows.tolist(), self.index.read(rows), strict=True)
        }

    def _is_within(self, passage: Passage, article: Article, period: Period) -> bool:
        day = article.published_on
        if day and period.overlaps(Period(since=day, until=day)):
            return True
        return any(period.overlaps(named) for named in self._periods.get(passage.text, _periods_in))

    def _are_of_named_outlet(self, query: Query, facts: Facts) -> Scores:
        """For each row 1 if its article comes from an outlet that the query names, else 0."""
        outlets = [c for c in query.concepts if c.subject == "media"]
        names = [fold_key(alias) for outlet in outlets for alias in outlet.aliases]
        if not names:
            return np.zeros(len(facts.articles), dtype=np.float32)
        providers = self.index.outlets(facts.articles)
        named = [float(any(name in provider for name in names)) for provider in providers]
        return np.array(named, dtype=np.float32)

    def _others(self, article: Article, story: str, filters: Filters) -> tuple[Article, ...]:
        group = self.index.members_of(story)
        return tuple(other for other in group if other != article and filters.allow(other))

    def _choose(self, ranked: Sequence[int], k: int) -> list[tuple[int, Passage, Article, str]]:
        """The first k rows that no limit on articles, duplicates and teasers leaves out.

        Each with the story that its article tells.
        """
        chosen: list[tuple[int, Passage, Article, str]] = []
        stories: dict[str, str] = {}
        passages: Counter[str] = Counter()
        leader_of_group: dict[str, str] = {}
        teasers = 0
        for row, passage, article in self._read(ranked):
            if len(chosen) == k:
                break
            if article.id not in stories:
                stories[article.id] = self.index.stories[article.id]
            leader = leader_of_group.setdefault(stories[article.id], article.id)
            if leader != article.id or passages[article.id] == _PASSAGES_PER_ARTICLE:
                continue
            if article.extent == "teaser":
                if teasers * _HITS_PER_TEASER > len(chosen):
                    continue
                teasers += 1
            passages[article.id] += 1
            chosen.append((row, passage, article, stories[article.id]))
        return chosen

    def _read(self, ranked: Sequence[int]) -> Iterator[tuple[int, Passage, Article]]:
        """Rows with their passages and articles, so many read at once."""
        for at in range(0, len(ranked), _READ_AT_ONCE):
            rows = ranked[at : at + _READ_AT_ONCE]
            read = self.index.read(np.array(rows, dtype=np.int64))
            yield from ((row, *pair) for row, pair in zip(rows, read, strict=True))


def _periods_in(text: str) -> tuple[Period, ...]:
    return tuple(one.period for one in find_periods(text))


def _evidence(rows: Rows, scores: Scores) -> dict[int, Evidence]:
    pairs = zip(rows.tolist(), scores.tolist(), strict=True)
    return {row: Evidence(rank, score) for rank, (row, score) in enumerate(pairs, start=1)}
