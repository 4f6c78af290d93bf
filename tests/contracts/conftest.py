"""One small generation, opened by each engine, and what brute force says of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder, make_article

from corpus.chunk import ChunkOptions, split_article
from corpus.schema import Article, Passage, search_text
from corpus.words import split_words
from embeddings.build import build_index, build_lock
from embeddings.centring import MeanOfRows, family_of
from embeddings.encoder import Matrix
from embeddings.filters import Filters
from embeddings.index import current_generation, open_index
from embeddings.local_index import LocalIndex
from embeddings.milvus_connection import Milvus, Place
from embeddings.milvus_index import MilvusIndex
from embeddings.milvus_opening import open_followed
from embeddings.milvus_publishing import publish
from embeddings.passage_index import PassageIndex, Rows, Scores, WordGroup

_SUBJECTS = ("bank", "payment", "robot", "insurance", "stablecoin", "licence", "regulator")
_SUBJECTS_ZH = ("銀行", "支付", "機械人", "保險", "穩定幣", "牌照", "監管機構")
_FIRST_DAY = datetime(2023, 1, 5, 16, 30, tzinfo=UTC)  # already the next day in Hong Kong


def make_articles() -> list[Article]:
    """Articles in two languages and three spellings, of four providers, some of them undated."""
    rng = np.random.default_rng(7)
    articles = []
    for n in range(48):
        is_chinese = n % 3 == 2
        subjects = rng.choice(7, size=3, replace=False)
        names = [(_SUBJECTS_ZH if is_chinese else _SUBJECTS)[s] for s in subjects]
        paragraphs = [
            f"第{n}間{names[0]}在{p}月公佈了{names[1]}的消息。{names[2]}其後跟進。" * 3
            if is_chinese
            else f"Number {n}: the {names[0]} told of the {names[1]} in part {p}. "
            f"A {names[2]} followed it after {n + p} days." * 2
            for p in range(1 + n % 4)
        ]
        articles.append(
            make_article(
                f"article-{n:02}",
                "\n\n".join(paragraphs),
                language=("en", "en", "zh-Hant" if n % 2 else "zh-Hans")[n % 3],
                published=None if n % 11 == 5 else _FIRST_DAY + timedelta(days=9 * (n * 7 % 48)),
                provider=("Example News", "星島頭條", 'The "Post"', None)[n % 4],
                topics=(("Banking", "AI"), ("Payments",), ())[n % 3 if n % 5 else 2],
                aliases=(f"Story {n}",) if n % 6 == 0 else (),
                excerpt=f"About {names[0]}s, 100% \\ sure." if not is_chinese else names[0],
                extent="teaser" if n % 13 == 12 else "full",
            )
        )
    same = {
        "title": "The same again",
        "published": _FIRST_DAY,
        "topics": ("Banking",),
        "url": "https://news.example/same",
    }
    for n in range(3):
        body = "Wholly equal words about a lighthouse.\n\nAnd once more."
        articles.append(make_article(f"equal-{n}", body, **same))
    long = "A sentence that is told a great many times over about the archive. " * 700
    articles.append(make_article("long", long + "𝒳" * 9, title='Quite “long” \\ "odd"\ntitle'))
    return articles


@dataclass(frozen=True)
class BruteForce:
    """All passages of the articles in order, and what NumPy makes of them."""

    articles: list[Article]
    passages: list[Passage]
    numbers: list[int]
    encoded: Matrix
    centred: Matrix

    @classmethod
    def of(cls, articles: list[Article], encoder: HashEncoder) -> "BruteForce":
        cut = [
            split_article(article, count_tokens=encoder.count_tokens, options=ChunkOptions())
            for article in articles
        ]
        passages = [passage for own in cut for passage in own]
        numbers = [n for n, own in enumerate(cut) for _ in own]
        texts = [search_text(articles[n], p) for n, p in zip(numbers, passages, strict=True)]
        encoded = encoder.encode_passages(texts).astype(np.float16).astype(np.float32)
        families = [family_of(articles[n].language) for n in numbers]
        means = MeanOfRows(("en", "zh"), encoder.dim)
        means.add(encoded, np.array([("en", "zh").index(f) for f in families], dtype=np.uint16))
        return cls(articles, passages, numbers, encoded, means.means().centre(encoded, families))

    def family(self, row: int) -> str:
        return family_of(self.articles[self.numbers[row]].language)

    def allowed(self, filters: Filters) -> Rows:
        mask = [filters.allow(self.articles[n]) for n in self.numbers]
        return np.flatnonzero(mask)

    def word_scores(self, groups: list[WordGroup]) -> tuple[Scores, Scores]:
        """The BM25 score of each passage, and of each article by its best passage in each group."""
        counts = [
            Counter(split_words(search_text(self.articles[n], p)))
            for n, p in zip(self.numbers, self.passages, strict=True)
        ]
        lengths = np.array([sum(count.values()) for count in counts])
        norms = 1.2 * (1 - 0.75 + 0.75 * lengths / lengths.mean())
        of_passages = np.zeros(len(counts))
        of_articles = np.zeros(len(self.articles))
        for group in groups:
            best = np.zeros(len(counts))
            for word in group.words:
                times = np.array([count[word] for count in counts])
                n = np.count_nonzero(times)
                rarity = np.log1p((len(counts) - n + 0.5) / (n + 0.5))
                best = np.maximum(best, rarity * times / (times + norms))
            of_passages += group.weight * best
            in_articles = np.zeros(len(self.articles))
            np.maximum.at(in_articles, self.numbers, best)
            of_articles += group.weight * in_articles
        return of_passages.astype(np.float32), of_articles.astype(np.float32)


@pytest.fixture(scope="session")
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture(scope="session")
def brute_force(encoder) -> BruteForce:
    return BruteForce.of(make_articles(), encoder)


@pytest.fixture(scope="session")
def generation(encoder, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "index"
    with build_lock(folder):
        build_index(
            make_articles(),
            folder=folder,
            encoder=encoder,
            encoder_name="hash",
            sources=["articles"],
        )
    return current_generation(folder)


@pytest.fixture(scope="session")
def local(generation) -> LocalIndex:
    return open_index(generation.parent, fingerprint="hash-1")


@pytest.fixture(scope="session")
def milvus(local, generation, tmp_path_factory) -> Iterator[MilvusIndex]:
    place = Place(address=str(tmp_path_factory.mktemp("milvus") / "index.db"))
    publish(local, generation, place, fingerprint="hash-1")
    index = open_followed(Milvus(place, timeout_s=5.0), fingerprint="hash-1")
    yield index
    index.close()


@pytest.fixture(params=["local", "milvus"])
def index(request) -> PassageIndex:
    return request.getfixturevalue(request.param)
