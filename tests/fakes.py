"""Stand-ins for our own protocols, simple enough to predict."""

import zlib
from collections.abc import Sequence

import numpy as np

from bot.answering.asked_kind import Kind
from bot.answering.asked_time import Times
from bot.answering.question import Question, language_in
from corpus.glossary import Concept
from corpus.languages import detect_language
from corpus.schema import Article, Passage
from corpus.units import asked_units
from corpus.words import split_words
from embeddings.encoder import Matrix, to_unit_rows
from embeddings.hits import Hit, Query
from embeddings.word_search import Term


class HashEncoder:
    """Texts with common words have near vectors; the same rows on every machine."""

    def __init__(self, *, dim: int = 64, fingerprint: str = "hash-1") -> None:
        self.dim = dim
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        self.encoded.extend(texts)
        return self._encode(texts)

    def count_tokens(self, text: str) -> int:
        return len(split_words(text)) + 1

    def _encode(self, texts: Sequence[str]) -> Matrix:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in split_words(text):
                row[zlib.crc32(word.encode()) % self.dim] += 1.0
        return to_unit_rows(rows)


def make_article(id: str, body: str, **fields: object) -> Article:
    """An article with the given body; what is not given is made up from the id."""
    values: dict[str, object] = {
        "title": id.replace("-", " ").capitalize(),
        "language": detect_language(body),
        "url": f"https://news.example/{id}",
        "original_url": f"https://news.example/{id}",
        "provider": "Example News",
    }
    return Article(id=id, body=body, **{**values, **fields})  # type: ignore[arg-type]


def make_subjects(names: str) -> list[Article]:
    """A short article for each letter."""
    return [make_article(name, f"{name} is the subject.\n\nNothing else.") for name in names]


def make_many(size: int) -> list[Article]:
    """So many short articles, no two alike."""
    return [make_article(f"a{n}", f"Number {n} is the subject.") for n in range(size)]


def make_hit(
    article: Article,
    score: float,
    *,
    in_period: bool | None = None,
    span: tuple[int, int] | None = None,
) -> Hit:
    """A passage that was found: the whole of an article, or `span` of its body."""
    start, end = span or (0, len(article.body))
    passage = Passage(article_id=article.id, start=start, end=end, text=article.body[start:end])
    return Hit(
        rank=1,
        passage=passage,
        article=article,
        score=score,
        similarity=0.9,
        vector=None,
        words=None,
        also=(),
        in_period=in_period,
    )


def make_question(
    text: str,
    *,
    terms: Sequence[Term] = (),
    concepts: Sequence[Concept] = (),
    kinds: frozenset[Kind] = frozenset(),
    times: Times | None = None,
    answer_in: str | None = None,
    unknown_names: Sequence[str] = (),
    said: str = "",
    near: Sequence[str] = (),
) -> Question:
    """A question of which just this was understood."""
    language = language_in(text)
    times = times or Times()
    return Question(
        text=text,
        asked_in=language,
        answer_in=answer_in or language,
        times=times,
        kinds=kinds,
        units=asked_units(text),
        query=Query(
            text=text,
            concepts=tuple(concepts),
            terms=tuple(terms),
            unknown_names=tuple(unknown_names),
            near=tuple(near),
            period=times.period,
            is_newest=times.is_newest,
        ),
        said=said,
    )
